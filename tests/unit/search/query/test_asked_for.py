"""What kind of thing a question asks for, and which texts name one."""

import pytest

from bot.search.query.asked_for import asked_for, names


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("when was the hearing", "time"),
        ("听证会是什么时候", "time"),
        ("which year did it start", "time"),
        ("how much did Meta pay", "amount"),
        ("员工有多少人", "amount"),
        ("who runs TikTok", None),
        ("TikTok 听证会", None),
    ],
)
def test_the_words_of_a_question_tell_what_it_asks_for(question: str, kind: str | None) -> None:
    assert asked_for(question) == kind


def test_a_year_is_a_time_and_no_amount() -> None:
    assert names("It began in 2020.", "time")
    assert not names("It began in 2020.", "amount")
    assert names("It paid $14.3 billion.", "amount")
    assert not names("It paid a lot.", "amount")
    assert names("听证会在 3 月 4 日举行", "time")
