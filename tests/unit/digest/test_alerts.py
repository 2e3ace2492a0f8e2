"""When an alert may be told: its quiet hours, in its own zone, and the hour after the last one."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.digest.alerts import alert_slot
from bot.model import Subscription


def alert(at: str, until: str, zone: str = "UTC", days: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)) -> Subscription:
    return Subscription(
        id="a", team_id="T", channel_id="D", owner_id="U", at=at, until=until, days=days, zone=zone, topics=("hearing",)
    )


def due(subscription: Subscription, now: str, last: str = "") -> str:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    before = datetime.fromisoformat(last).replace(tzinfo=UTC) if last else None
    return f"{alert_slot(subscription, moment, before).due:%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("at", "until", "now", "expected"),
    [
        ("08:00", "22:00", "2026-03-27 12:00", "2026-03-27 12:00"),
        ("08:00", "22:00", "2026-03-27 08:00", "2026-03-27 08:00"),
        ("08:00", "22:00", "2026-03-27 22:00", "2026-03-28 08:00"),
        ("08:00", "22:00", "2026-03-28 03:00", "2026-03-28 08:00"),
        ("22:00", "06:00", "2026-03-28 03:00", "2026-03-28 03:00"),  # somebody who works at night
        ("22:00", "06:00", "2026-03-28 07:00", "2026-03-28 22:00"),
        ("09:00", "09:00", "2026-03-28 03:00", "2026-03-28 03:00"),  # no quiet hours
    ],
)
def test_in_quiet_hours_it_waits_for_their_end(at: str, until: str, now: str, expected: str) -> None:
    assert due(alert(at, until), now) == expected


def test_the_hours_are_those_of_its_zone_also_when_the_clocks_change() -> None:
    berlin = alert("08:00", "22:00", "Europe/Berlin")
    assert due(berlin, "2026-03-28 06:30") == "2026-03-28 07:00"
    assert due(berlin, "2026-03-29 05:30") == "2026-03-29 06:00"


def test_on_other_days_it_is_quiet() -> None:
    weekdays = alert("08:00", "22:00", days=(1, 2, 3, 4, 5))
    assert due(weekdays, "2026-03-28 12:00") == "2026-03-30 08:00"


def test_without_quiet_hours_the_other_days_are_quiet_from_midnight_to_midnight() -> None:
    weekdays = alert("08:00", "08:00", days=(1, 2, 3, 4, 5))
    assert due(weekdays, "2026-03-27 23:59") == "2026-03-27 23:59"
    assert due(weekdays, "2026-03-28 03:00") == "2026-03-30 00:00"
    assert due(weekdays, "2026-03-30 03:00") == "2026-03-30 03:00"


def test_after_one_it_rests_an_hour_and_then_for_the_quiet_hours() -> None:
    assert due(alert("08:00", "22:00"), "2026-03-27 12:10", last="2026-03-27 12:00") == "2026-03-27 13:00"
    assert due(alert("08:00", "22:00"), "2026-03-27 21:50", last="2026-03-27 21:30") == "2026-03-28 08:00"


def test_an_hour_that_comes_twice_has_two_slots() -> None:
    berlin = alert("00:00", "00:00", "Europe/Berlin")
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    slots = [alert_slot(berlin, moment) for moment in (first, first + timedelta(hours=1))]
    assert [slot.key("a") for slot in slots] == [
        "a/2026-10-25T02:30+0200/Europe/Berlin",
        "a/2026-10-25T02:30+0100/Europe/Berlin",
    ]
