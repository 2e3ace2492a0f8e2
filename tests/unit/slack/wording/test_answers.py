"""The bot speaks Chinese and English, both completely."""

import re
from dataclasses import asdict

import pytest

from bot.language import counted
from bot.slack.wording.answers import EN, ZH
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


def test_both_languages_explain_the_same_commands() -> None:
    assert [command.split()[:2][-1].isascii() for command, _ in EN.commands].count(False) == 0
    assert len(ZH.commands) == len(EN.commands)


def test_numbers_take_the_right_form() -> None:
    assert [counted(EN.articles, count) for count in (0, 1, 2, 1200)] == [
        "0 articles", "1 article", "2 articles", "1,200 articles",
    ]  # fmt: skip
