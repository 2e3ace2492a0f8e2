"""When a piece first appeared, as exactly as is known: the order of a timeline, its groups and days."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from bot.language import Language, NoteStrings, month_name, translated
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
    published = article.published_at
    return _published_before(article) or PartialDate(published.year, published.month, published.day)


def _published_before(article: Article) -> PartialDate | None:
    """When a republished piece first appeared, None for a piece that was not published before."""
    day, year = article.first_published_on, article.first_published_year
    if day and year in (None, day.year):
        return PartialDate(day.year, day.month, day.day)
    return None if year is None else PartialDate(year)


def describe_first_publication(article: Article, language: Language) -> str:
    """`first published 2023-04-02`, or the year where no more is known; empty for a piece not published before."""
    date, strings = _published_before(article), translated(NoteStrings, language)
    if date is None:
        return ""
    return strings.first_published_on.format(day=date) if date.month else strings.first_published.format(year=date)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A match at the date where it stands; `republished` says on which day it was published again, empty for none."""

    match: Match
    date: PartialDate
    republished: str


def timeline(matches: Sequence[Match], language: Language) -> list[tuple[str, list[TimelineEntry]]]:
    """The matches by month of first publication, or by year where no more is known, the oldest first."""
    entries = sorted(
        (_entry(match, language) for match in matches), key=lambda entry: (entry.date, entry.match.article.published_at)
    )
    groups = groupby(entries, key=lambda entry: entry.date[:2])
    return [(month_name(language, year, month) if month else str(year), list(group)) for (year, month), group in groups]


def _entry(match: Match, language: Language) -> TimelineEntry:
    article = match.article
    again = translated(NoteStrings, language).republished.format(day=f"{article.published_at:%Y-%m-%d}")
    return TimelineEntry(match, first_published(article), again if _published_before(article) else "")
