"""What people write for a subscription, read: times, days and topics; zones are read beside it. Pure.

What is wrong is a `MisreadError` that says which field, so that it can be told beside it in the person's language.
"""

import re
from collections.abc import Sequence
from typing import Literal

from bot.errors import LatePostError
from bot.search.analysis.tokenizer import tokenize_with_offsets
from bot.search.query.parsing import parse
from bot.text import fold, is_visible

MOST_TOPICS = 20
TOPIC_CHARACTERS = 200
ALL_DAYS = (1, 2, 3, 4, 5, 6, 7)

Problem = Literal["time", "zone", "days", "topic", "topic_long", "topics_many", "topics_none"]

_TIME = re.compile(r"(\d{1,2}):(\d\d)")
_DAYS = {name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), 1)}
_SETS = {"daily": ALL_DAYS, "*": ALL_DAYS, "weekdays": (1, 2, 3, 4, 5), "weekends": (6, 7)}


class MisreadError(LatePostError):
    """A field that is not understood: what is wrong, what was given, and what may have been meant."""

    def __init__(self, problem: Problem, given: str, instead: str = "") -> None:
        super().__init__(f"{given!r} is not what a {problem} is written as.")
        self.problem = problem
        self.given = given
        self.instead = instead


def read_time(typed: str) -> str:
    """A time of day such as `9:00` as `09:00`."""
    found = _TIME.fullmatch(fold(typed).strip())
    if found and int(found[1]) < 24 and int(found[2]) < 60:
        return f"{int(found[1]):02d}:{found[2]}"
    raise MisreadError("time", typed)


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
    for written in typed:
        topic = " ".join(written.split())
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
