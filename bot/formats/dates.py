"""Times of publication as pages, feeds and files write them, and what is done about those that can't be true. Pure.

Numbers, ISO 8601, RFC 5322 and dates in figures are read here; dateparser reads those with the words of a language.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

_MAX_CHARACTERS = 120
_HALVES = "上午|下午|凌晨|清晨|早晨|早上|中午|傍晚|晚上|夜里|夜間|夜间|深夜|早|晚|[ap]\\.?m\\.?"
_FIGURES = re.compile(
    r"(?<![\d.\-])(?P<year>\d{4})\s*[年/.\-]\s*(?P<month>\d{1,2})\s*[月/.\-]\s*(?P<day>\d{1,2})(?!\d)\s*[日号號]?"
    r"(?:\s*\(?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]\)?)?"
    rf"(?:[\sT,]*(?P<before>{_HALVES})?\s*(?P<hour>\d{{1,2}})(?:\s*[:时時点點h]\s*|(?=\s*[ap]\.?m\b))"
    r"(?:(?P<half>半)|(?P<minute>\d{1,2})(?:\s*[:分]\s*(?:(?P<second>\d{1,2})(?:[.,]\d{1,9})?\s*秒?)?)?)?"
    r"(?:\s*(?P<after>[ap]\.?m\b\.?))?)?",
    re.IGNORECASE,
)
"""Year, month and day in figures, and the time of day behind them, of a text in the normal form NFKC."""
_RFC_5322 = re.compile(r"(?:[a-z]{3,9},\s*)?\d{1,2}\s+[a-z]{3}\s+\d{4}\s+\d{1,2}:\d{2}(?::\d{2})?", re.IGNORECASE)
_COMPACT = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_SINCE_1970 = re.compile(r"(\d{9,10}|\d{12,13}|\d{15,16})(?:\.\d+)?")
_REMARK = re.compile(r"\s*[(\[][^()\[\]]*[)\]]$")
_OFFSET = re.compile(
    r"(?<=[\d\s)分秒m])\s*\(?(?:z|ut|(?:utc|gmt)?\s*(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?|utc|gmt)\)?$",
    re.IGNORECASE,
)
_TIME_OF_DAY = re.compile(r"\d\s*[:时時点點h]|\d\s*[ap]\.?m\b|T\d", re.IGNORECASE)
_ABBREVIATION = re.compile(r"(?<=[\d\sMm])\s*\(?(?P<name>[A-Z]{3,5})\)?$")
_ZONE_BEFORE_YEAR = re.compile(r"(?<=:\d\d)\s+([A-Z]{1,5}|[+-]\d{4})\s+(\d{4})$")
"""As date(1) and ctime write it."""
_NAMED_ZONE = re.compile(r"\s\(?(?P<name>[A-Z]\w+(?:/[A-Z][\w+-]+){1,2})\)?$")
_DIGITS = "〇一二三四五六七八九"
_NUMERAL = re.compile(rf"[零两十{_DIGITS}]+(?=\s*[年月日号號时時点點分秒])")
_EITHER_ORDER = re.compile(r"(?<!\d)(0?[1-9]|1[0-2])[/.\-](0?[1-9]|1[0-2])[/.\-](?:\d{4}|\d\d)(?!\d)")
_LANGUAGES = ("en", "zh", "zh-Hant", "ja", "ko", "de", "fr", "es", "pt", "it", "nl", "ru")
_RFC_ZONES = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
"""Hours of the zones that RFC 5322 names."""
_SLACK = timedelta(minutes=10)
"""How far the clock of a publisher may be ahead of ours."""
FIRST_YEAR = 1990
"""Before the web; 1970 and 1980 are where clocks that were never set begin."""
_LAST_YEAR = 2100
"""Of numbers since 1970; larger ones count something else."""


def read_date(written: str | float, zone: tzinfo) -> datetime | None:
    """The moment in `zone` that this names, all of it, and as local time where it names no zone; None for no date.

    Numbers are seconds, thousandths or millionths of them since 1970. What can't be told apart, as 03/04/2025, and what
    depends on when it is read, as "yesterday", is no date.
    """
    text = _normal(written)
    if moment := _since_1970(text):
        return moment.astimezone(zone)
    body, rest = _without_zone(text)
    naive = _naive(body)
    if naive is None:
        return None
    offset = _zone(rest, naive, zone) or zone
    return _or_none(lambda: naive.replace(tzinfo=offset).astimezone(zone))


def find_date(text: str, zone: tzinfo) -> datetime | None:
    """The moment that a text names in figures, alone or among other words; None where there is none."""
    if moment := read_date(text, zone):
        return moment
    text = _normal(text)
    for found in _FIGURES.finditer(text):
        behind = text[found.end() :].split(maxsplit=1)
        named = [found[0] + " " + behind[0]] if behind else []
        for written in (*named, found[0]):
            if moment := read_date(written.strip(" ,"), zone):
                return moment
    return None


def names_zone(written: str | float) -> bool:
    """Whether the written time says in which zone it is."""
    text = _normal(written)
    body, rest = _without_zone(text)
    naive = _naive(body) if rest else None
    return _since_1970(text) is not None or (naive is not None and _zone(rest, naive, UTC) is not None)


def settle(published: datetime | None, came_at: datetime) -> tuple[datetime, tuple[str, ...]]:
    """The time to hold an article under, and what a reader should know of it.

    A time that is missing, before 1990 or in the future gives way to the arrival, in whole seconds.
    """
    arrival = came_at.replace(microsecond=0)
    if published is None:
        return arrival, ("no date of publication was found; dated by its arrival",)
    if published.year < FIRST_YEAR:
        return arrival, (f"its date {published:%Y-%m-%d} can't be true; dated by its arrival",)
    if published > came_at + _SLACK:
        return arrival, (f"its date {published:%Y-%m-%d %H:%M%z} lies in the future; dated by its arrival",)
    return datetime.fromisoformat(published.isoformat()), ()  # a fixed offset, as it is written in JSON


def _normal(written: str | float) -> str:
    text = unicodedata.normalize("NFKC", str(written)[: 2 * _MAX_CHARACTERS])
    text = _NUMERAL.sub(lambda found: _in_figures(found[0]), text)
    text = " ".join(text.split())[:_MAX_CHARACTERS].strip(" ,;")
    return _ZONE_BEFORE_YEAR.sub(r" \2 \1", text)


def _in_figures(numeral: str) -> str:
    """A Chinese numeral below a hundred, or a year digit by digit, in figures."""
    numeral = numeral.replace("零", "〇").replace("两", "二")
    if "十" not in numeral:
        return "".join(str(_DIGITS.index(digit)) for digit in numeral)
    tens, _, ones = numeral.partition("十")
    return _in_figures(tens or "一") + (_in_figures(ones) if ones else "0")


def _since_1970(text: str) -> datetime | None:
    if not (found := _SINCE_1970.fullmatch(text)):
        return None
    seconds = int(found[1]) / 10 ** (3 * ((len(found[1]) - 9) // 3))
    moment = _or_none(lambda: datetime.fromtimestamp(seconds, UTC))
    return moment if moment and FIRST_YEAR <= moment.year < _LAST_YEAR else None


def _without_zone(text: str) -> tuple[str, str]:
    """The text without the zone at its end, and the zone; a remark in brackets behind that is dropped."""
    for body in (text, _REMARK.sub("", text)):
        if (found := _OFFSET.search(body)) and (not found["sign"] or _TIME_OF_DAY.search(body[: found.start()])):
            return body[: found.start()].strip(), found[0].strip(" ()")
        if found := _ABBREVIATION.search(body) or _NAMED_ZONE.search(body):
            return body[: found.start()].strip(), found["name"]
    return _REMARK.sub("", text) if _TIME_OF_DAY.search(text) else text, ""


def _zone(written: str, naive: datetime, zone: tzinfo) -> tzinfo | None:
    """The zone that is written so; an abbreviation means ours, then that of RFC 5322, then the only one of the name."""
    if not written:
        return None
    if found := _OFFSET.search(f" {written}"):
        offset = timedelta(hours=int(found["hours"] or 0), minutes=int(found["minutes"] or 0))
        return timezone(-offset if found["sign"] == "-" else offset) if offset < timedelta(days=1) else None
    if "/" in written:
        return ZoneInfo(written) if written in available_timezones() else None
    if naive.replace(tzinfo=zone).tzname() == written:
        return zone
    if written in _RFC_ZONES:
        return timezone(timedelta(hours=_RFC_ZONES[written]))
    offsets = _offsets_called(written, naive)
    return timezone(next(iter(offsets))) if len(offsets) == 1 else None


@cache
def _zones() -> tuple[ZoneInfo, ...]:
    return tuple(ZoneInfo(name) for name in sorted(available_timezones()) if "/" in name)


def _offsets_called(abbreviation: str, at: datetime) -> frozenset[timedelta]:
    """The offsets of all zones whose time then has this abbreviation."""
    local = (at.replace(tzinfo=zone) for zone in _zones())
    return frozenset(time.utcoffset() or timedelta(0) for time in local if time.tzname() == abbreviation)


def _naive(text: str) -> datetime | None:
    if (layout := _COMPACT.get(len(text))) and text.isdecimal():
        return _or_none(lambda: datetime.strptime(text, layout))  # noqa: DTZ007 - the zone is put to it
    if _RFC_5322.fullmatch(text) and (parts := parsedate(text)):
        return _or_none(lambda: datetime(*parts[:6]))  # noqa: DTZ001 - the zone is put to it
    if found := _FIGURES.fullmatch(text):
        return _in_parts(found)
    if moment := _or_none(lambda: datetime.fromisoformat(text)):
        return moment.replace(tzinfo=None)
    return None if _EITHER_ORDER.search(text) else _in_words(text)


def _in_parts(found: re.Match[str]) -> datetime | None:
    year, month, day, hour, minute, second = (
        int(found[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")
    )
    hour = _hour_of_day(hour, (found["before"] or found["after"] or "").lower())
    if hour > 24 or minute > 59 or second > 60:
        return None
    clock = timedelta(hours=hour, minutes=30 if found["half"] else minute, seconds=second)
    return _or_none(lambda: datetime(year, month, day) + clock)  # noqa: DTZ001 - the zone is put to it


def _hour_of_day(hour: int, half: str) -> int:
    """Of 24 hours, where `half` says which half of the day is meant; 12 at night is the end of the day."""
    if not half or hour > 12:
        return hour
    if half[0] in "晚夜深":
        return hour + 12 if hour > 4 else hour
    if half[0] in "下傍p":
        return hour % 12 + 12
    if half[0] == "中":
        return hour + 12 if hour < 10 else hour
    return hour % 12


def _in_words(text: str) -> datetime | None:
    if not any(map(str.isdigit, text)):
        return None
    from dateparser import parse  # 0.1 s; most dates are in figures

    settings = {
        "PARSERS": ["absolute-time"],
        "REQUIRE_PARTS": ["year", "month", "day"],
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    return _or_none(lambda: parse(text, languages=list(_LANGUAGES), settings=settings))


def _or_none(read: Callable[[], datetime | None]) -> datetime | None:
    try:
        return read()
    except (ValueError, OverflowError, TypeError, IndexError, OSError):
        return None
