"""The chart of a topic counts articles per month and source, and stays inside its frame."""

from datetime import timedelta
from itertools import pairwise

from bot.web.reader.chart import HEIGHT, SERIES, WIDTH, chart
from tests.library import START, article


class TestChart:
    def test_nothing_has_no_chart(self) -> None:
        assert chart([]) is None

    def test_months_without_an_article_are_there_too(self) -> None:
        drawn = chart([article(1), article(2, published_at=START + timedelta(days=70)), article(3)])
        assert drawn is not None
        assert [(bar.year, bar.month, bar.total) for bar in drawn.bars] == [
            (2025, 9, 2),
            (2025, 10, 0),
            (2025, 11, 0),
            (2025, 12, 1),
        ]

    def test_sources_are_stacked_the_largest_first(self) -> None:
        drawn = chart([article(1), article(2), article(3, source="另一家")])
        assert drawn is not None
        assert drawn.series == ("晚点LatePost", "另一家")
        (bar,) = drawn.bars
        assert bar.counts == (2, 1)
        assert bar.segments[1].y < bar.segments[0].y

    def test_sources_beyond_the_colours_share_the_last_one(self) -> None:
        drawn = chart([article(number, source=f"S{number}") for number in range(SERIES + 4)])
        assert drawn is not None
        assert drawn.series[-1] is None
        assert len(drawn.series) == SERIES
        assert sum(drawn.bars[0].counts) == SERIES + 4

    def test_many_years_are_a_bar_each(self) -> None:
        drawn = chart([article(1), article(2, published_at=START - timedelta(days=366 * 10))])
        assert drawn is not None
        assert drawn.by_year
        assert [bar.year for bar in drawn.bars] == list(range(2015, 2026))

    def test_everything_stays_inside_the_frame_and_labels_apart(self) -> None:
        drawn = chart([article(n, published_at=START + timedelta(days=31 * n)) for n in range(47)])
        assert drawn is not None
        assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH for bar in drawn.bars)
        assert all(part.y >= 0 and part.y + part.height <= HEIGHT for bar in drawn.bars for part in bar.segments)
        labelled = [bar.x for bar in drawn.bars if bar.labelled]
        assert min(b - a for a, b in pairwise(labelled)) > 45
