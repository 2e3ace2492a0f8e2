"""What the bot says about dates, days and outcomes of digests."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.model import SlotOutcome
from bot.slack.wording.digests import DigestStrings, days_in_words, long_date, reason_in_words, short_time

MONDAY = datetime(2026, 3, 30, 9, 5, tzinfo=ZoneInfo("Europe/Berlin"))


def test_every_outcome_is_told() -> None:
    assert set(DigestStrings().outcomes) == set(SlotOutcome)


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
