"""The chart of a topic counts articles per month and source, and stays inside its frame."""

from datetime import timedelta
from itertools import combinations, pairwise

from bot.web.reader.chart import FEW, HEIGHT, SERIES, WIDTH, chart
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

    def test_few_articles_are_dots_that_do_not_cover_one_another(self) -> None:
        drawn = chart([*(article(number) for number in range(FEW - 1)), article(99, source="另一家")])
        assert drawn is not None
        assert len(drawn.dots) == FEW
        for a, b in combinations(drawn.dots, 2):
            assert max(abs(a.x - b.x), abs(a.y - b.y)) >= 2 * drawn.radius
        assert {dot.series for dot in drawn.dots} == {0, 1}
        assert all(0 < dot.x < WIDTH and 0 < dot.y < drawn.base for dot in drawn.dots)
        assert [label for _, label in drawn.ticks] == ["09-01", "09-08", "09-15", "09-22", "09-29"]

    def test_a_year_without_a_month_makes_the_chart_one_of_years_with_the_dot_above_its_label(self) -> None:
        drawn = chart([article(1, title="2021丨船厂"), article(2)])
        assert drawn is not None
        assert drawn.by_year
        assert [label for _, label in drawn.ticks] == ["2021", "2022", "2023", "2024", "2025"]
        assert abs(drawn.dots[0].x - drawn.ticks[0][0]) < 1
        assert drawn.dots[1].x > drawn.ticks[-1][0], "September is in the second half of its year"

    def test_many_articles_are_bars(self) -> None:
        drawn = chart([article(number) for number in range(FEW + 1)])
        assert drawn is not None
        assert drawn.dots == ()

    def test_everything_stays_inside_the_frame_and_labels_apart(self) -> None:
        drawn = chart([article(n, published_at=START + timedelta(days=31 * n)) for n in range(47)])
        assert drawn is not None
        assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH for bar in drawn.bars)
        assert all(part.y >= 0 and part.y + part.height <= HEIGHT for bar in drawn.bars for part in bar.segments)
        labelled = [bar.x for bar in drawn.bars if bar.labelled]
        assert min(b - a for a, b in pairwise(labelled)) > 45
