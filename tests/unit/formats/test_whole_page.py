"""A captured page as long as those that people import, read as a whole."""

from datetime import datetime
from pathlib import Path

import pytest

from bot.formats import Parsed, Problem, read
from tests.captured_page import on_page, write_page
from tests.library import SHANGHAI
from tests.unit.formats.pages import assert_is_whole


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_page(tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def found(page: Path) -> list[Parsed]:
    found = list(read(page))
    assert [each for each in found if isinstance(each, Problem)] == []
    return [each for each in found if isinstance(each, Parsed)]


def test_it_holds_the_ten_articles_that_were_written_and_nothing_is_remarkable(found: list[Parsed]) -> None:
    assert [each.article for each in found] == on_page()
    assert len(found) == 10
    assert [each.notes for each in found if each.notes] == []


def test_pieces_put_together_again_are_the_bodies_word_for_word(page: Path, found: list[Parsed]) -> None:
    lines = page.read_text("utf-8").splitlines()
    starts = [each.line for each in found] + [len(lines) + 1]
    for each, end in zip(found, starts[1:], strict=True):
        assert lines[each.line - 1] == each.article.title
        assert_is_whole(each.article, lines[each.line + 1 : end - 1])


def test_one_article_is_held_in_full_text(found: list[Parsed]) -> None:
    (full_text,) = [each.article for each in found if each.article.paragraphs]
    assert full_text.first_published_year == 2025
    assert (full_text.viewpoint, full_text.sections) == ("", ())


def test_the_first_of_the_core_insights_is_the_viewpoint(found: list[Parsed]) -> None:
    last = found[-1].article
    assert last.sections[0].heading == "Core Insights"
    assert last.sections[0].points[0].text == last.viewpoint
    assert last.sections[0].points[0].citations == last.viewpoint_citations


def test_every_point_is_cited(found: list[Parsed]) -> None:
    points = [point for each in found for point in each.article.points]
    assert len(points) > 100
    assert all(point.citations for point in points)


def test_times_are_of_shanghai(found: list[Parsed]) -> None:
    assert max(each.article.published_at for each in found) == datetime(2025, 9, 26, 0, 35, tzinfo=SHANGHAI)
