"""When a piece first appeared, as exactly as is known: the order of a timeline, its groups and days."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from bot.language import Language, month_name
from bot.model import Article, Match


class PartialDate(NamedTuple):
    """A day, or a year of which month and day are not known and 0: it stands before the year's months."""

    year: int
    month: int = 0
    day: int = 0

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}-{self.day:02}" if self.month else str(self.year)


def first_published(article: Article) -> PartialDate:
    """When the article first appeared; of one that was not published before, its day of publication."""
    day, year = article.first_published_on, article.first_published_year
    if day and year in (None, day.year):
        return PartialDate(day.year, day.month, day.day)
    if year is not None:
        return PartialDate(year)
    published = article.published_at
    return PartialDate(published.year, published.month, published.day)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A match at the date where it stands; `republished` is the day of a later publication, empty for none."""

    match: Match
    date: PartialDate
    republished: str


def timeline(matches: Sequence[Match], language: Language) -> list[tuple[str, list[TimelineEntry]]]:
    """The matches by month of first publication, or by year where no more is known, the oldest first."""
    entries = sorted(map(_entry, matches), key=lambda entry: (entry.date, entry.match.article.published_at))
    groups = groupby(entries, key=lambda entry: entry.date[:2])
    return [(month_name(language, year, month) if month else str(year), list(group)) for (year, month), group in groups]


def _entry(match: Match) -> TimelineEntry:
    date, published = first_published(match.article), f"{match.article.published_at:%Y-%m-%d}"
    return TimelineEntry(match, date, published if str(date) != published else "")
