"""What people write for a zone means what people mean, and every zone is shown with its offset."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.digest.reading import MisreadError
from bot.digest.zones import read_zone, shown_zone, typed_zone

NOW = datetime(2025, 9, 26, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Asia/Shanghai", "Asia/Shanghai"),
        ("europe/berlin", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("america/new york", "America/New_York"),
        ("UTC", "UTC"),
        ("Beijing", "Asia/Shanghai"),
        ("北京", "Asia/Shanghai"),
    ],
)
def test_zones(typed: str, read: str) -> None:
    assert read_zone(typed) == read


@pytest.mark.parametrize(
    ("typed", "instead"),
    [
        ("Europe/Berlim", "Europe/Berlin"),
        ("Asia/Shangai", "Asia/Shanghai"),
        ("shangai", "Asia/Shanghai"),
        ("", ""),
        ("月球", ""),
        ("mars", ""),
        ("../etc", None),
    ],
)
def test_an_unknown_zone_is_told_with_the_likest_one(typed: str, instead: str | None) -> None:
    with pytest.raises(MisreadError) as caught:
        read_zone(typed)
    assert caught.value.problem == "zone"
    if instead is not None:
        assert caught.value.instead == instead


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("GMT+8", 8),
        ("gmt 8", 8),
        ("GMT8", 8),
        ("UTC+08", 8),
        ("utc +8", 8),
        ("+08:00", 8),
        ("+0800", 8),
        ("＋８", 8),
        ("UTC-5", -5),
        ("GMT−03:00", -3),
        ("-11", -11),
        ("UTC+14", 14),
        ("UTC+0", 0),
        ("东八区", 8),
        ("东 8 区", 8),
        ("西五区", -5),
        ("东十二区", 12),
        ("北京时间", 8),
        ("Beijing time", 8),
        ("东京", 9),
        ("东京时间", 9),
        ("China Standard Time", 8),
    ],
)
def test_an_offset_is_hours_ahead_of_greenwich_and_a_time_that_of_its_place(typed: str, hours: int) -> None:
    zone = read_zone(typed)
    assert NOW.astimezone(ZoneInfo(zone)).utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("typed", "instead"),
    [
        ("UTC+5:30", "Asia/Kolkata"),
        ("GMT+0545", "Asia/Kathmandu"),
        ("+09:30", "Australia/Darwin"),
        ("UTC+8:45", "Australia/Eucla"),
        ("UTC+25", ""),
        ("UTC+3:17", ""),
        ("8", ""),
        ("Etc/GMT+88", ""),
    ],
)
def test_an_offset_that_only_places_have_is_refused_with_one_of_them(typed: str, instead: str) -> None:
    with pytest.raises(MisreadError) as caught:
        read_zone(typed)
    assert caught.value.instead == instead


def test_a_zone_is_shown_with_its_offset_then() -> None:
    assert shown_zone("Asia/Shanghai", NOW) == "Asia/Shanghai, UTC+08:00"
    assert shown_zone("Europe/Berlin", NOW) == "Europe/Berlin, UTC+02:00"
    assert shown_zone("Europe/Berlin", NOW + timedelta(days=60)) == "Europe/Berlin, UTC+01:00"
    assert shown_zone("Asia/Kolkata", NOW) == "Asia/Kolkata, UTC+05:30"
    assert shown_zone("Etc/GMT-8", NOW) == "UTC+08:00"


def test_an_offset_is_written_as_it_is_read() -> None:
    assert typed_zone("Etc/GMT+3") == "UTC-03:00"
    assert read_zone(typed_zone("Etc/GMT+3")) == "Etc/GMT+3"
    assert typed_zone("Asia/Tokyo") == "Asia/Tokyo"
