"""The timeline of a topic: articles per month (per year where it spans many) by source, as the numbers of an SVG."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.model import Article

WIDTH, HEIGHT = 720, 150
"""Of the drawing, in its own units."""
_BASE = HEIGHT - 22
_TOP = 14
_MONTHS = 48
"""Beyond so many months a bar is a year."""
SERIES = 5
"""Sources with a colour of their own; the others share the last one."""
_WIDEST_BAR = 44
_LABEL_WIDTH = 54


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
        return min((segment.y for segment in self.segments), default=float(_BASE))


@dataclass(frozen=True, slots=True)
class Chart:
    """All bars, oldest first, and the names of the series; the last one is None where further sources share it."""

    bars: tuple[Bar, ...]
    series: tuple[str | None, ...]
    by_year: bool
    base: int = _BASE
    width: int = WIDTH
    height: int = HEIGHT


def chart(articles: Iterable[Article]) -> Chart | None:
    """The chart of these articles by publication month in their own zones; None for none."""
    held = [(each.source, each.published_at.year, each.published_at.month) for each in articles]
    if not held:
        return None
    first = min((year, month) for _, year, month in held)
    last = max((year, month) for _, year, month in held)
    by_year = (last[0] - first[0]) * 12 + last[1] - first[1] >= _MONTHS
    names = [name for name, _ in Counter(source for source, *_ in held).most_common()]
    series: list[str | None] = list(names[:SERIES])
    if len(names) > SERIES:
        series[SERIES - 1 :] = [None]
    counts: Counter[tuple[int, int, int]] = Counter()
    for source, year, month in held:
        place = min(names.index(source), len(series) - 1)
        counts[year, 0 if by_year else month, place] += 1
    periods = _periods(first, last, by_year=by_year)
    return Chart(tuple(_bars(periods, counts, len(series))), tuple(series), by_year)


def _periods(first: tuple[int, int], last: tuple[int, int], *, by_year: bool) -> list[tuple[int, int]]:
    if by_year:
        return [(year, 0) for year in range(first[0], last[0] + 1)]
    start, end = first[0] * 12 + first[1] - 1, last[0] * 12 + last[1] - 1
    return [(at // 12, at % 12 + 1) for at in range(start, end + 1)]


def _bars(periods: Sequence[tuple[int, int]], counts: Counter[tuple[int, int, int]], series: int) -> Iterable[Bar]:
    highest = max(sum(counts[year, month, each] for each in range(series)) for year, month in periods)
    step = min(WIDTH / len(periods), 2.2 * _WIDEST_BAR)
    width = min(step * 0.72, _WIDEST_BAR)
    every = max(1, round(_LABEL_WIDTH / step + 0.49))
    for number, (year, month) in enumerate(periods):
        own = tuple(counts[year, month, each] for each in range(series))
        segments: list[Segment] = []
        at = float(_BASE)
        for place, count in enumerate(own):
            if count:
                height = count * (_BASE - _TOP) / highest
                at -= height
                segments.append(Segment(place, round(at, 2), round(height, 2)))
        yield Bar(
            x=round(number * step + (step - width) / 2, 2),
            width=round(width, 2),
            year=year,
            month=month or None,
            counts=own,
            segments=tuple(segments),
            labelled=number % every == 0,
        )
