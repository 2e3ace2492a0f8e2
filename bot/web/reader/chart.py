"""The timeline of a topic as the numbers of an SVG: bars by month or year, or a dot for each of a few articles."""

from calendar import isleap, monthrange
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bot.export.timeline import PartialDate, first_published
from bot.model import Article

WIDTH, HEIGHT = 720, 158
"""Of a drawing with bars, in its own units; dots need less height."""
_BELOW_BASE = 30
"""Room for labels, which are twice as large on a phone."""
_TOP = 14
_MONTHS = 48
"""Beyond so many months a bar is a year."""
SERIES = 5
"""Sources with a colour of their own; the others share the last one."""
_WIDEST_BAR = 44
_LABEL_WIDTH = 90
FEW = 10
"""Articles up to which each is a dot: a bar of one or two says less than where they lie."""
_RADIUS = 7
_MARGIN = 45
"""Beside the first and the last dot, for half a label."""
_DAYS_OF_MONTH = (1, 8, 15, 22, 29)
"""Labelled where the dots are of one month."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The part of a bar that one source has."""

    series: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One month or year: where it stands, what it is called, and how many articles of each source it has."""

    x: float
    width: float
    year: int
    month: int | None
    counts: tuple[int, ...]
    segments: tuple[Segment, ...]
    labelled: bool

    @property
    def total(self) -> int:
        """Articles of all sources."""
        return sum(self.counts)

    @property
    def top(self) -> float:
        """Where the bar ends."""
        return min((segment.y for segment in self.segments), default=float(HEIGHT - _BELOW_BASE))

    @property
    def label(self) -> str:
        """`2025-09`, `2025`."""
        return _label(PartialDate(self.year, self.month or 0))


@dataclass(frozen=True, slots=True)
class Dot:
    """One article: the centre of its dot, its source's colour, its date and title."""

    x: float
    y: float
    series: int
    date: str
    title: str


@dataclass(frozen=True, slots=True)
class Chart:
    """All bars, oldest first, and the names of the series; the last one is None where further sources share it.

    Of a few articles there are `dots`, above a line with `ticks`: where each stands, and its label.
    """

    bars: tuple[Bar, ...]
    series: tuple[str | None, ...]
    by_year: bool
    dots: tuple[Dot, ...] = ()
    ticks: tuple[tuple[float, str], ...] = ()
    height: int = HEIGHT
    width: int = WIDTH
    radius: int = _RADIUS

    @property
    def base(self) -> int:
        """Where the line below bars or dots lies."""
        return self.height - _BELOW_BASE


class _Dated(NamedTuple):
    date: PartialDate
    series: int
    title: str


def chart(articles: Iterable[Article]) -> Chart | None:
    """The chart of these articles by first publication, in their own zones; None for none.

    It is by year where it spans many, and where of a republished article no more than the year is known.
    """
    dated = sorted((first_published(article), article.source, article.title) for article in articles)
    if not dated:
        return None
    first, last = dated[0][0], dated[-1][0]
    months = (last.year - first.year) * 12 + last.month - first.month
    by_year = months >= _MONTHS or any(not date.month for date, *_ in dated)
    names = [name for name, _ in Counter(source for _, source, _ in dated).most_common()]
    series: tuple[str | None, ...] = (*names[: SERIES - 1], None) if len(names) > SERIES else tuple(names)
    entries = [_Dated(date, min(names.index(source), len(series) - 1), title) for date, source, title in dated]
    periods = _periods(first, last, by_year=by_year)
    bars = tuple(_bars(periods, entries, len(series)))
    if len(entries) > FEW:
        return Chart(bars, series, by_year)
    dots, height = _dots(entries, periods)
    return Chart(bars, series, by_year, dots=dots, ticks=tuple(_ticks(periods)), height=height)


def _periods(first: PartialDate, last: PartialDate, *, by_year: bool) -> list[PartialDate]:
    if by_year:
        return [PartialDate(year) for year in range(first.year, last.year + 1)]
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    return [PartialDate(month // 12, month % 12 + 1) for month in range(start, end + 1)]


def _bars(periods: Sequence[PartialDate], entries: Sequence[_Dated], series: int) -> Iterable[Bar]:
    by_year = not periods[0].month
    counts = Counter((entry.date.year, 0 if by_year else entry.date.month, entry.series) for entry in entries)
    highest = max(sum(counts[period.year, period.month, n] for n in range(series)) for period in periods)
    base = HEIGHT - _BELOW_BASE
    step = min(WIDTH / len(periods), 2.2 * _WIDEST_BAR)
    width = min(step * 0.72, _WIDEST_BAR)
    every = _labelled_every(step)
    for number, period in enumerate(periods):
        of_period = tuple(counts[period.year, period.month, n] for n in range(series))
        segments: list[Segment] = []
        y = float(base)
        for place, count in enumerate(of_period):
            if count:
                height = count * (base - _TOP) / highest
                y -= height
                segments.append(Segment(place, round(y, 2), round(height, 2)))
        yield Bar(
            x=round(number * step + (step - width) / 2, 2),
            width=round(width, 2),
            year=period.year,
            month=period.month or None,
            counts=of_period,
            segments=tuple(segments),
            labelled=number % every == 0,
        )


def _labelled_every(step: float) -> int:
    """Of how many neighbours one has a label, so that labels stay apart."""
    return max(1, round(_LABEL_WIDTH / step + 0.49))


def _dots(entries: Sequence[_Dated], periods: Sequence[PartialDate]) -> tuple[tuple[Dot, ...], int]:
    """The dots, those that would cover one another stacked, and the height of the drawing."""
    centres = [round(_x(_position(entry.date, periods)), 2) for entry in entries]
    levels: list[int] = []
    for number, x in enumerate(centres):
        taken = {levels[other] for other in range(number) if abs(centres[other] - x) < 2 * _RADIUS + 2}
        levels.append(next(level for level in range(number + 1) if level not in taken))
    step = 2 * _RADIUS + 2
    base = _TOP + step * (max(levels) + 1)
    dots = tuple(
        Dot(x, base - _RADIUS - 2 - level * step, entry.series, str(entry.date), entry.title)
        for x, level, entry in zip(centres, levels, entries, strict=True)
    )
    return dots, base + _BELOW_BASE


def _ticks(periods: Sequence[PartialDate]) -> Iterable[tuple[float, str]]:
    if len(periods) == 1 and periods[0].month:
        month = periods[0]
        days = (PartialDate(month.year, month.month, day) for day in _DAYS_OF_MONTH)
        last = monthrange(month.year, month.month)[1]
        yield from ((round(_x((day.day - 1) / last), 2), str(day)[5:]) for day in days if day.day <= last)
        return
    every = _labelled_every((WIDTH - 2 * _MARGIN) / len(periods))
    for number in range(0, len(periods), every):
        # a year's label stands below its middle, where the articles are of which only the year is known
        place = number if periods[number].month else number + 0.5
        yield round(_x(place / len(periods)), 2), _label(periods[number])


def _label(period: PartialDate) -> str:
    return f"{period.year}-{period.month:02}" if period.month else str(period.year)


def _position(day: PartialDate, periods: Sequence[PartialDate]) -> float:
    """Where a date lies between the beginning of the first period and the end of the last, from 0 to 1."""
    if periods[0].month:
        number = (day.year - periods[0].year) * 12 + day.month - periods[0].month
        within = (day.day - 1) / monthrange(day.year, day.month)[1]
    else:
        number = day.year - periods[0].year
        day_of_year = (date(*day) - date(day.year, 1, 1)).days if day.month else 183
        within = day_of_year / (366 if isleap(day.year) else 365)
    return (number + within) / len(periods)


def _x(position: float) -> float:
    return _MARGIN + position * (WIDTH - 2 * _MARGIN)
