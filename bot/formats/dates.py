"""Times of publication as pages and feeds write them, and what is done about those that can't be true. Pure."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime

_CHINESE = re.compile(
    r"(?P<year>\d{4})\s*[年/.\-]\s*(?P<month>\d{1,2})\s*[月/.\-]\s*(?P<day>\d{1,2})\s*日?"
    r"(?:\s*(?:星期|周).)?(?:[\sT,，]*(?P<hour>\d{1,2})\s*[:：时]\s*(?P<minute>\d{1,2})\s*(?:[:：分]\s*(?P<second>\d{1,2}))?)?"
)
_SECONDS = re.compile(r"\d{10}(?:\d{3})?")
_ZONE = re.compile(r"(?:[zZ]|[+-]\d{2}:?\d{2}|\b(?:UTC|GMT|[ECMP][SD]T))\s*$")
_SLACK = timedelta(minutes=10)
"""How far the clock of a publisher may be ahead of ours."""
_FIRST_YEAR = 1990
"""Before the web; 1970 and 1980 are where clocks that were never set begin."""


def read_time(text: str, zone: tzinfo) -> datetime | None:
    """The moment that a text names, read in `zone` where it names none; None for what is no time of a day."""
    text = " ".join(text.split())[:80]
    if _SECONDS.fullmatch(text):
        return _or_none(lambda: datetime.fromtimestamp(int(text[:10]), UTC).astimezone(zone))
    moment = _or_none(lambda: datetime.fromisoformat(text)) or _or_none(lambda: parsedate_to_datetime(text))
    if moment:
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)
    if found := _CHINESE.search(text):
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        return _or_none(lambda: datetime(year, month, day, hour, minute, second, tzinfo=zone))
    return None


def names_zone(text: str) -> bool:
    """Whether the written time says in which zone it is."""
    return bool(_SECONDS.fullmatch(text.strip()) or _ZONE.search(text.strip()))


def settle(published: datetime | None, came_at: datetime) -> tuple[datetime, tuple[str, ...]]:
    """The time to hold an article under, and what a reader should know of it.

    A time that is missing, before 1990 or in the future gives way to the arrival, in whole seconds.
    """
    arrival = came_at.replace(microsecond=0)
    if published is None:
        return arrival, ("no date of publication was found; dated by its arrival",)
    if published.year < _FIRST_YEAR:
        return arrival, (f"its date {published:%Y-%m-%d} can't be true; dated by its arrival",)
    if published > came_at + _SLACK:
        return arrival, (f"its date {published:%Y-%m-%d %H:%M%z} lies in the future; dated by its arrival",)
    return datetime.fromisoformat(published.isoformat()), ()  # a fixed offset, as it is written in JSON


def _or_none(read: Callable[[], datetime]) -> datetime | None:
    try:
        return read()
    except (ValueError, OverflowError, TypeError, IndexError, OSError):
        return None
