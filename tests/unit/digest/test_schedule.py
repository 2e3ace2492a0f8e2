"""Every schedule shape over both changes of the clock: each date has one slot, at its time or just after."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.digest.reading import ALL_DAYS
from bot.digest.schedule import Schedule, Slot

WEEKDAYS = (1, 2, 3, 4, 5)
SHAPES = [ALL_DAYS, WEEKDAYS, (6, 7), (7,), (1, 4)]
TIMES = ["00:00", "00:30", "01:45", "02:00", "02:15", "02:30", "03:00", "03:30", "09:00", "23:59"]
YEAR = datetime(2026, 1, 1, tzinfo=UTC)
ZONES = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"]
APIA_WITH_SUMMER_TIME = datetime(2020, 1, 1, tzinfo=UTC)


def year_of(schedule: Schedule, start: datetime) -> list[Slot]:
    end = start.replace(year=start.year + 1)
    slots = []
    for slot in schedule.after(start - timedelta(seconds=1)):
        if slot.due >= end:
            return slots
        slots.append(slot)
    raise AssertionError("a schedule has no end")


def exists(local: datetime, zone: ZoneInfo) -> bool:
    return local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local


def dates_of(slots: list[Slot], days: tuple[int, ...]) -> list[date]:
    first, last = slots[0].local.date(), slots[-1].local.date()
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in every if day.isoweekday() in days]


class TestBothChangesOfTheClock:
    @pytest.mark.parametrize("zone", ZONES)
    @pytest.mark.parametrize("at", TIMES)
    @pytest.mark.parametrize("days", SHAPES, ids=str)
    def test_each_date_of_the_year_has_exactly_one_slot(self, zone: str, at: str, days: tuple[int, ...]) -> None:
        """At its time where that exists, the first one where it comes twice, else when the clock jumped over it."""
        there = ZoneInfo(zone)
        start = APIA_WITH_SUMMER_TIME if zone == "Pacific/Apia" else YEAR
        slots = year_of(Schedule(at, days, zone), start)
        assert [slot.local.date() for slot in slots] == dates_of(slots, days)
        assert {slot.local.time() for slot in slots} == {time.fromisoformat(at)}
        for slot in slots:
            if exists(slot.local, there):
                assert slot.due == slot.local.replace(tzinfo=there, fold=0).astimezone(UTC)
            else:
                before = slot.local.replace(tzinfo=there, fold=0).utcoffset()
                jumped_to = slot.due.astimezone(there)
                assert jumped_to.date() == slot.local.date()
                assert jumped_to.replace(tzinfo=None) > slot.local
                assert (slot.due - timedelta(seconds=1)).astimezone(there).utcoffset() == before
        assert all(one.due < other.due for one, other in pairwise(slots))

    @pytest.mark.parametrize(
        ("zone", "at", "day", "due"),
        [
            ("Europe/Berlin", "02:30", date(2026, 3, 29), "2026-03-29T01:00Z"),
            ("Europe/Berlin", "02:30", date(2026, 10, 25), "2026-10-25T00:30Z"),
            ("America/New_York", "02:30", date(2026, 3, 8), "2026-03-08T07:00Z"),
            ("America/New_York", "01:30", date(2026, 11, 1), "2026-11-01T05:30Z"),
            ("Australia/Lord_Howe", "02:15", date(2026, 10, 4), "2026-10-03T15:30Z"),
            ("Australia/Lord_Howe", "01:45", date(2026, 4, 5), "2026-04-04T14:45Z"),
            ("Pacific/Apia", "03:30", date(2020, 9, 27), "2020-09-26T14:00Z"),
            ("Pacific/Apia", "03:30", date(2020, 4, 5), "2020-04-04T13:30Z"),
            ("Asia/Shanghai", "02:30", date(2026, 3, 29), "2026-03-28T18:30Z"),
        ],
    )
    def test_a_time_that_is_jumped_over_is_due_after_the_jump_and_one_that_comes_twice_the_first_time(
        self, zone: str, at: str, day: date, due: str
    ) -> None:
        noon_before = datetime.combine(day, time(), ZoneInfo(zone)) - timedelta(hours=12)
        (slot,) = [each for each in Schedule(at, ALL_DAYS, zone).next(noon_before, 3) if each.local.date() == day]
        assert slot.due == datetime.fromisoformat(due)

    def test_a_date_that_a_zone_left_out_has_no_slot_and_its_neighbours_have_one_each(self) -> None:
        slots = Schedule("09:00", ALL_DAYS, "Pacific/Apia").next(datetime(2011, 12, 28, tzinfo=UTC), 4)
        assert [slot.local.day for slot in slots] == [28, 29, 31, 1]
        assert [slot.shown.hour for slot in slots] == [9] * 4

    def test_a_time_before_midnight_that_is_jumped_over_stays_the_slot_of_its_date(self) -> None:
        slots = Schedule("23:30", ALL_DAYS, "America/Nuuk").next(datetime(2026, 3, 28, 12, tzinfo=UTC), 2)
        assert [slot.local.day for slot in slots] == [28, 29]
        assert f"{slots[0].shown:%Y-%m-%dT%H:%M}" == "2026-03-29T00:00"


class TestLookingBack:
    @pytest.mark.parametrize("zone", ZONES)
    @pytest.mark.parametrize("at", ["01:45", "02:15", "02:30", "09:00"])
    def test_backwards_are_the_same_slots_as_forwards(self, zone: str, at: str) -> None:
        schedule = Schedule(at, ALL_DAYS, zone)
        start = APIA_WITH_SUMMER_TIME if zone == "Pacific/Apia" else YEAR
        forwards = year_of(schedule, start)
        assert schedule.last(start, start.replace(year=start.year + 1) - timedelta(seconds=1), 400) == forwards

    def test_the_slot_that_is_due_now_is_the_last_and_not_the_next(self) -> None:
        schedule = Schedule("09:00", ALL_DAYS, "Europe/Berlin")
        now = datetime(2026, 7, 1, 7, tzinfo=UTC)
        assert next(schedule.until(now)).due == now
        assert schedule.next(now)[0].due == now + timedelta(days=1)

    def test_at_most_so_many_of_a_long_time_are_given_the_newest_ones(self) -> None:
        schedule = Schedule("09:00", ALL_DAYS, "Asia/Shanghai")
        slots = schedule.last(YEAR, YEAR.replace(year=2027), 10)
        assert len(slots) == 10
        assert slots[-1].local.date() == date(2026, 12, 31)

    def test_in_the_hour_that_comes_twice_a_slot_is_not_due_a_second_time(self) -> None:
        schedule = Schedule("02:30", ALL_DAYS, "Europe/Berlin")
        first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
        second = first.astimezone(ZoneInfo("Europe/Berlin")).replace(fold=1)
        assert [slot.local.day for slot in schedule.last(first + timedelta(seconds=1), second, 5)] == []
        assert schedule.next(second)[0].local.day == 26


class TestKey:
    def test_it_is_another_for_another_date_time_zone_or_subscription(self) -> None:
        now = YEAR
        keys = {
            slot.key(name)
            for name in ("a", "b")
            for zone in ZONES
            for at in ("09:00", "10:00")
            for slot in Schedule(at, ALL_DAYS, zone).next(now, 3)
        }
        assert len(keys) == 2 * len(ZONES) * 2 * 3
