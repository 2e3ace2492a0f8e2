"""Which language a question is in, and the notes of an answer in both."""

import pytest

from bot.language import language_of, told
from bot.model import FilteredOut, NoDate, Note, QueryCut
from bot.text import has_han


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("华为数字金融", "zh"),
        ("華為", "zh"),
        ("TikTok 听证会", "zh"),
        ("Meta AI talent 挖人", "zh"),
        ("那华为呢", "zh"),
        ("What does 晚点 say about Huawei?", "en"),
        ("huawei", "en"),
        ("问界 M9 sales", "zh"),
        ("huawei source:晚点LatePost", "en"),
        ("华为 since:2025-09", "zh"),
        ("source:晚点LatePost", "zh"),
        ("", "en"),
        ("？！", "en"),
        ("\ud83d", "en"),
    ],
)
def test_the_answer_is_in_the_language_of_the_question(question: str, language: str) -> None:
    assert language_of(question) == language


@pytest.mark.parametrize(
    "note",
    [
        QueryCut(count=2000),
        NoDate(name="since", value="gestern"),
        FilteredOut(filters=("since:2025-09-01", "source:x"), answered_without=True),
        FilteredOut(filters=("since:2025-09-01", "source:x"), answered_without=False),
    ],
)
def test_every_note_is_said_in_both_languages_with_all_that_it_holds(note: Note) -> None:
    chinese, english = told(note, "zh"), told(note, "en")
    assert has_han(chinese)
    assert not has_han(english)
    held = {"2,000", "gestern", "since:", "2025-09-01", "source:x"}
    assert {each for each in held if each in chinese} == {each for each in held if each in english} != set()
