"""Which language a question is in, and the notes of an answer in both."""

import pytest

from bot.language import describe_note, join_names, language_of, month_name, readings
from bot.model import (
    Answer,
    FilteredOut,
    FilterReplaced,
    Match,
    NoDate,
    Note,
    PhraseNowhere,
    QueryCut,
    Reason,
    UnknownSource,
)
from bot.text import has_han
from tests.library import article


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
        FilterReplaced(name="since", value="2025-09-01"),
        PhraseNowhere(phrases=("since:", "gestern")),
        FilteredOut(filters=("since:2025-09-01", "source:x"), answered_without=True),
        FilteredOut(filters=("since:2025-09-01", "source:x"), answered_without=False),
        UnknownSource(names=("source:x",), sources=("gestern",)),
    ],
)
def test_every_note_is_said_in_both_languages_with_all_that_it_holds(note: Note) -> None:
    chinese, english = describe_note(note, "zh"), describe_note(note, "en")
    assert has_han(chinese)
    assert not has_han(english)
    held = {"2,000", "gestern", "since:", "2025-09-01", "source:x"}
    assert {each for each in held if each in chinese} == {each for each in held if each in english} != set()


def test_readings_tell_once_what_a_word_was_read_as_and_nothing_of_words_taken_as_typed() -> None:
    reasons = (
        Reason(query="luxary", matched="luxury", how="corrected"),
        Reason(query="SUV", matched="suv", how="typed"),
        Reason(query="AITO", matched="aito", how="alias"),
        Reason(query="luxary", matched="luxury", how="corrected"),
        Reason(query="车", matched="vehicle", how="translated"),
    )
    answer = Answer(query="luxary SUV", matches=(Match(article=article(), score=1.0, points=(), reasons=reasons),))
    assert readings(answer, "en", str) == ["“luxary” corrected to “luxury”", "“车” translated as “vehicle”"]
    assert readings(answer, "zh", str.upper) == ["“LUXARY”更正为“LUXURY”", "“车”译作“VEHICLE”"]


def test_both_languages_know_the_same_readings_and_twelve_months() -> None:
    assert month_name("zh", 2025, 9) == "2025 年 9 月"
    assert month_name("en", 2025, 9) == "September 2025"
    assert (join_names(["a", "b"], "zh"), join_names(["a", "b"], "en")) == ("a、b", "a, b")
