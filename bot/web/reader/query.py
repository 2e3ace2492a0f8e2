"""A reader's query: the words of the search box and the filters beside it, as one question in the search's syntax."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from bot.model import Cursor, source_filter

STEPS = (5, 15, 40, 100)
"""Articles that a search shows at first, and after each "More results"."""
_CHARACTERS = 2000
_PLACE = re.compile(r"(-?\d{1,15})\.([0-9a-f]{16})")


@dataclass(frozen=True, slots=True)
class ReaderQuery:
    """The words, the chosen source, and the days from and before which; None where nothing is chosen."""

    words: str = ""
    source: str | None = None
    since: date | None = None
    before: date | None = None
    limit: int = STEPS[0]

    @classmethod
    def read(cls, parameters: Mapping[str, str]) -> "ReaderQuery":
        """From the parameters of an address; what is no date counts as not chosen."""
        limit = parameters.get("n", "")
        return cls(
            words=parameters.get("q", "")[: _CHARACTERS + 1].strip(),
            source=parameters.get("source") or None,
            since=_day(parameters.get("since")),
            before=_day(parameters.get("before")),
            limit=int(limit) if limit in map(str, STEPS) else STEPS[0],
        )

    @property
    def question(self) -> str:
        """The question in the search's syntax: words, then `source:`, `since:` and `before:`."""
        parts = [self.words]
        if self.source:
            parts.append(source_filter(self.source))
        if self.since:
            parts.append(f"since:{self.since.isoformat()}")
        if self.before:
            parts.append(f"before:{self.before.isoformat()}")
        return " ".join(filter(None, parts))

    @property
    def has_filters(self) -> bool:
        """Whether anything but words is asked for."""
        return bool(self.source or self.since or self.before)

    @property
    def is_search(self) -> bool:
        """Whether more is asked for than the articles of one source."""
        return bool(self.words or self.since or self.before)

    @property
    def next_limit(self) -> int | None:
        """How many articles "More results" shows, None after the last step."""
        return next((step for step in STEPS if step > self.limit), None)

    def parameters(self, **more: object) -> str:
        """The parameters of an address that asks the same; `more` are put over them, None leaves one out."""
        values: dict[str, object] = {
            "q": self.words or None,
            "source": self.source,
            "since": self.since,
            "before": self.before,
        }
        return encoded({**values, **more})


def encoded(parameters: Mapping[str, object]) -> str:
    """`?name=value&…` without those that are None; empty where none is left."""
    given = {name: str(value).encode("utf-8", "replace") for name, value in parameters.items() if value is not None}
    return f"?{urlencode(given)}" if given else ""


def written(place: Cursor) -> str:
    """A place in the list of articles, as addresses hold it."""
    return f"{place.published_ms}.{place.article_id}"


def place(text: str | None) -> Cursor | None:
    """The place that an address holds, None for none."""
    found = _PLACE.fullmatch(text or "")
    return Cursor(published_ms=int(found[1]), article_id=found[2]) if found else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text and len(text) == 10 else None
    except ValueError:
        return None
