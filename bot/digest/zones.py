"""Time zones as people write them: names, cities in both languages, offsets; and as they are shown. Pure.

The zones are zoneinfo's; what they and their cities are called comes from Unicode's CLDR, through Babel.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from rapidfuzz import fuzz, process

from bot.digest.reading import MisreadError
from bot.text import fold

_OFFSET = re.compile(r"(?P<name>utc|gmt)?\s*(?P<sign>[+\-\u2212\u2013])?\s*(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?")
_CHINESE_OFFSET = re.compile(r"(?P<side>[东西])(?P<hours>\d{1,2}|[一二三四五六七八九十]{1,2})(?:时)?区")
_SAYS_TIME = re.compile(r"(?:标准)?时间$|(?:[\s_]+standard)?[\s_]+time$")
_CITIES = {"beijing": "Asia/Shanghai", "北京": "Asia/Shanghai"}
"""What people of China call their time after; neither zoneinfo nor CLDR has the city."""
_ALIKE = 75
"""The least likeness, of 100, of a zone's name or city to what was typed for offering it."""
_WINTER, _SUMMER = datetime(2037, 1, 1, tzinfo=UTC), datetime(2037, 7, 1, tzinfo=UTC)
"""Two moments by the rules that hold from now on."""


def read_zone(typed: str) -> str:
    """The name in zoneinfo of a zone, whatever the case; its city alone will do where there is one of that name.

    An offset is what people mean by it: `GMT+8` is 8 hours ahead, though zoneinfo's `Etc/GMT+8` is 8 hours behind.
    Raises `MisreadError`, with the zone that has this offset where only a place has it.
    """
    wanted = " ".join(fold(typed).split())
    if name := _zones().get(wanted.replace(" ", "_")) or _cities().get(wanted):
        return name
    offset = _offset(wanted)
    if offset is not None:
        return _at(offset, typed)
    if name := _cities().get(_SAYS_TIME.sub("", wanted)):
        return name
    raise MisreadError("zone", typed, _likest(wanted))


def shown_zone(zone: str, moment: datetime) -> str:
    """The zone with its offset at that moment: `Asia/Shanghai, UTC+08:00`."""
    digits = f"{moment.astimezone(ZoneInfo(zone)):%z}"
    offset = f"UTC{digits[:3]}:{digits[3:5]}"
    return offset if zone.startswith(("Etc/", "UTC")) else f"{zone}, {offset}"


def typed_zone(zone: str) -> str:
    """The zone as people write it, in a field to be changed: an offset as such, whatever zoneinfo calls it."""
    return shown_zone(zone, _WINTER) if zone.startswith("Etc/") else zone


def _offset(wanted: str) -> timedelta | None:
    """The offset that was typed; None where it is none, as a number alone."""
    if found := _CHINESE_OFFSET.fullmatch(wanted.replace(" ", "")):
        hours = (
            int(found["hours"]) if found["hours"].isdigit() else round(sum(map(unicodedata.numeric, found["hours"])))
        )
        return timedelta(hours=hours if found["side"] == "东" else -hours)
    found = _OFFSET.fullmatch(wanted)
    if found is None or not (found["name"] or found["sign"]):
        return None
    ahead = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    return ahead if found["sign"] in (None, "+") else -ahead


def _at(offset: timedelta, typed: str) -> str:
    """The zone that always has this offset; one of a place is only offered."""
    hours, rest = divmod(offset, timedelta(hours=1))
    fixed = "UTC" if not offset else f"Etc/GMT{-hours:+d}"  # the sign of POSIX: hours behind
    if not rest and fold(fixed) in _zones():
        return fixed
    places = (name for name in _well_known() if _always_has(name, offset))
    raise MisreadError("zone", typed, next(places, ""))


def _always_has(zone: str, offset: timedelta) -> bool:
    return all(moment.astimezone(ZoneInfo(zone)).utcoffset() == offset for moment in (_WINTER, _SUMMER))


def _likest(wanted: str) -> str:
    """The zone whose name or city is most like it; none for a number, where one digit makes all the difference."""
    if not wanted or any(map(str.isdigit, wanted)):
        return ""
    named = {**{folded.rpartition("/")[2]: name for folded, name in _zones().items()}, **_zones()}
    found = process.extractOne(wanted.replace(" ", "_"), list(named), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return named[found[0]] if found else ""


def _well_known() -> Iterator[str]:
    """All zones, before the others those that CLDR names for a region's time."""
    from babel.core import get_global

    aliases = get_global("zone_aliases")
    known = set(_zones().values())
    names = (*get_global("windows_zone_mapping").values(), *sorted(known))
    yield from (name for alias in names if (name := aliases.get(alias, alias)) in known)


@cache
def _zones() -> dict[str, str]:
    """The names of the zones by how they are compared; without the copies of them that some systems have."""
    return {fold(name): name for name in sorted(available_timezones()) if not name.startswith(("posix/", "right/"))}


@cache
def _cities() -> dict[str, str]:
    """Zones by the cities that they are called after, in both languages, and by what Windows calls them."""
    from babel import Locale
    from babel.core import get_global

    named: dict[str, set[str]] = {}
    for folded, name in _zones().items():
        if "/" in folded and not folded.startswith("etc/"):
            named.setdefault(folded.rpartition("/")[2].replace("_", " "), set()).add(name)
    for locale in ("zh", "en"):
        for name, words in Locale(locale).time_zones.items():
            if name in _zones().values() and "city" in words:
                named.setdefault(fold(words["city"]), set()).add(name)
    single = {city: min(names) for city, names in named.items() if len(names) == 1}
    windows = {fold(label): name for label, name in get_global("windows_zone_mapping").items()}
    return {**windows, **single, **_CITIES}
