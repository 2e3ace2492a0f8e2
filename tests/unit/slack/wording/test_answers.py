"""Numbers take the form of the language."""

from bot.language import counted
from bot.slack.wording.answers import AnswerStrings


def test_numbers_take_the_right_form() -> None:
    assert [counted(AnswerStrings().articles, count) for count in (0, 1, 2, 1200)] == [
        "0 articles", "1 article", "2 articles", "1,200 articles",
    ]  # fmt: skip
