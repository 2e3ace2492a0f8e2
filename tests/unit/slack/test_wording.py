"""The bot speaks Chinese and English, both completely."""

import re
from dataclasses import asdict

import pytest

from bot.search.query import MAX_CHARACTERS, parse
from bot.slack.wording import EN, ZH, counted, language_of, note
from bot.text import has_han


def placeholders(template: object) -> set[str]:
    return set(re.findall(r"{(\w+)}", str(template)))


@pytest.mark.parametrize("key", list(asdict(ZH)))
class TestBothLanguages:
    def test_have_words_with_the_same_places_to_fill(self, key: str) -> None:
        chinese, english = getattr(ZH, key), getattr(EN, key)
        assert chinese
        assert english
        assert placeholders(chinese) == placeholders(english)

    def test_are_not_mixed(self, key: str) -> None:
        assert not has_han(str(getattr(EN, key)))


def test_both_languages_explain_the_same_commands_and_reasons() -> None:
    assert [command.split()[:2][-1].isascii() for command, _ in EN.commands].count(False) == 0
    assert len(ZH.commands) == len(EN.commands)
    assert ZH.how.keys() == EN.how.keys()
    assert len(ZH.month_names) == len(EN.month_names) == 12


def test_numbers_take_the_right_form() -> None:
    assert [counted(EN.articles, count) for count in (0, 1, 2, 1200)] == [
        "0 articles", "1 article", "2 articles", "1,200 articles",
    ]  # fmt: skip


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
        ("", "en"),
        ("？！", "en"),
        ("\ud83d", "en"),
    ],
)
def test_the_answer_is_in_the_language_of_the_question(question: str, language: str) -> None:
    assert language_of(question) == language


@pytest.mark.parametrize("question", ["华为 since:gestern", "x" * (MAX_CHARACTERS + 1), "a before:2025-99-99"])
def test_every_note_of_a_query_is_said_in_chinese_too(question: str) -> None:
    notes = parse(question).notes
    assert notes
    for each in notes:
        assert has_han(note(each, "zh"))
        assert not has_han(note(each, "en").replace("华为", ""))
