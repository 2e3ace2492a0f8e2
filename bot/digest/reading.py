"""What people write for a subscription, read: times, zones, days and topics. Pure.

What is wrong is a `Misread` that says which field, so that it can be told beside it in the person's language.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal
from zoneinfo import available_timezones

from rapidfuzz import fuzz, process

from bot.search.analysis.tokenizer import tokenize_with_offsets
from bot.search.query.parsing import parse
from bot.text import fold, is_visible

MOST_TOPICS = 20
TOPIC_CHARACTERS = 200
ALL_DAYS = (1, 2, 3, 4, 5, 6, 7)

Problem = Literal["time", "zone", "days", "topic", "topic_long", "topics_many"]

_TIME = re.compile(r"(\d{1,2}):(\d\d)")
_DAYS = {name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 1)}
_SETS = {"daily": ALL_DAYS, "*": ALL_DAYS, "weekdays": (1, 2, 3, 4, 5), "weekends": (6, 7)}
_CITIES = {"beijing": "Asia/Shanghai", "北京": "Asia/Shanghai", "上海": "Asia/Shanghai"}
"""What people of China write, and no zone is named after."""
_ALIKE = 75
"""The least likeness, of 100, of a zone's name or city to what was typed for offering it."""


@dataclass
class MisreadError(ValueError):
    """A field that is not understood: what is wrong, what was given, and what may have been meant."""

    problem: Problem
    given: str
    instead: str = ""


def read_time(typed: str) -> str:
    """A time of day such as `9:00` as `09:00`."""
    found = _TIME.fullmatch(fold(typed).strip())
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return f"{int(found[1]):02d}:{found[2]}"
    raise MisreadError("time", typed)


def read_zone(typed: str) -> str:
    """The IANA name of a zone, whatever the case; its city alone will do where there is one of that name."""
    wanted = fold(typed).strip().replace(" ", "_")
    zones = _zones()
    if name := zones.get(wanted) or _CITIES.get(wanted):
        return name
    cities = [name for folded, name in zones.items() if "/" in folded and folded.rpartition("/")[2] == wanted]
    if len(cities) == 1:
        return cities[0]
    likest = process.extractOne(wanted, list(_named()), scorer=fuzz.ratio, score_cutoff=_ALIKE) if wanted else None
    raise MisreadError("zone", typed, _named()[likest[0]] if likest else "")


def read_days(typed: str) -> tuple[int, ...]:
    """Days of the week as numbers, 1 for Monday: `mon,wed-fri`, `daily`, `weekdays`, `weekends`."""
    chosen: set[int] = set()
    for part in re.split(r"[\s,，、]+", fold(typed).strip()):
        first, dash, last = part.partition("-")
        if part in _SETS:
            chosen |= set(_SETS[part])
        elif first[:3] in _DAYS and first.isalpha() and not dash:
            chosen.add(_DAYS[first[:3]])
        elif first[:3] in _DAYS and last[:3] in _DAYS and _DAYS[first[:3]] <= _DAYS[last[:3]]:
            chosen |= set(range(_DAYS[first[:3]], _DAYS[last[:3]] + 1))
        else:
            raise MisreadError("days", typed)
    return tuple(sorted(chosen))


def read_topics(typed: Sequence[str]) -> tuple[str, ...]:
    """Topics as they are searched for, each once. One without a word to search for is wrong."""
    topics: dict[str, str] = {}
    for each in typed:
        topic = " ".join(each.split())
        if not is_visible(topic) or not _is_searchable(topic):
            raise MisreadError("topic", topic)
        if len(topic) > TOPIC_CHARACTERS:
            raise MisreadError("topic_long", topic)
        topics.setdefault(fold(topic), topic)
    if len(topics) > MOST_TOPICS:
        raise MisreadError("topics_many", str(len(topics)))
    return tuple(topics.values())


def topic_lines(typed: str) -> list[str]:
    """The topics of a field with one a line; blank lines between them are none, blanks alone are an empty topic."""
    lines = [line for line in typed.splitlines() if line.strip()]
    return lines if lines or not typed else [""]


def topic_list(typed: str) -> list[str]:
    """The topics of a setting, semicolons or line ends between; one at the end is none more."""
    parts = re.split(r"[;；\n]", typed)
    return parts[:-1] if len(parts) > 1 and not parts[-1].strip() else parts


def _is_searchable(topic: str) -> bool:
    query = parse(topic)
    return query.is_filter_only or bool(tokenize_with_offsets(query.words).main)


@cache
def _zones() -> dict[str, str]:
    """The names of the zones by how they are compared; without the copies of them that some systems have."""
    return {fold(name): name for name in sorted(available_timezones()) if not name.startswith(("posix/", "right/"))}


@cache
def _named() -> dict[str, str]:
    """The names of the zones by what people may write for them: the whole name, or the city."""
    zones = _zones()
    return {**{folded.rpartition("/")[2]: name for folded, name in zones.items()}, **zones}
