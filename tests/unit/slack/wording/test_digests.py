"""What the bot says about digests, it says in Chinese and English, both completely."""

import re
from dataclasses import asdict
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.model import Outcome
from bot.slack.wording.digests import EN, ZH, days_in_words, long_date, reason_in_words, short_time
from bot.text import has_han

MONDAY = datetime(2026, 3, 30, 9, 5, tzinfo=ZoneInfo("Europe/Berlin"))


def placeholders(template: object) -> set[str]:
    return set(re.findall(r"{(\w+)}", str(template)))


@pytest.mark.parametrize("key", sorted(set(asdict(ZH)) - {"date"}))
def test_both_languages_have_words_with_the_same_places_to_fill(key: str) -> None:
    chinese, english = getattr(ZH, key), getattr(EN, key)
    assert chinese
    assert english
    assert placeholders(chinese) == placeholders(english)
    assert not has_han(str(english))
    if isinstance(chinese, dict):
        assert chinese.keys() == english.keys()


def test_every_outcome_is_told() -> None:
    assert set(ZH.outcomes) == set(Outcome)


def test_dates_and_days_are_told_as_each_language_does() -> None:
    assert long_date(MONDAY, "zh") == "2026 年 3 月 30 日（周一）"
    assert long_date(MONDAY, "en") == "Monday, 30 March 2026"
    assert (short_time(MONDAY, "zh"), short_time(MONDAY, "en")) == ("周一 2026-03-30 09:05", "Mon 2026-03-30 09:05")
    assert (days_in_words((1, 7), "zh"), days_in_words((1, 7), "en")) == ("周一、周日", "On Mon, Sun")
    assert (days_in_words((1, 2, 3, 4, 5, 6, 7), "zh"), days_in_words((1, 2, 3, 4, 5, 6, 7), "en")) == (
        "每天",
        "Every day",
    )


def test_a_reason_of_slacks_that_has_no_words_stays_as_it_is() -> None:
    assert reason_in_words("restricted_action", "zh") == "restricted_action"
