"""A full text as an article: its title, its time, and what is refused."""

from datetime import UTC, datetime

import pytest

from bot.formats import Parsed, Problem
from bot.formats.full_text import FullText, to_article

NOW = datetime(2025, 9, 26, 4, 0, 0, 123, tzinfo=UTC)


def taken(text: FullText) -> Parsed | Problem:
    return to_article(text, "file", NOW, source="somewhere")


def test_the_source_s_own_summary_is_taken_apart() -> None:
    body = (
        "Core Viewpoint - Ferries pay off [2]. Group 1: Money - They save $9 million [3][5].",
        "- A grant helped [6]",
    )
    found = taken(FullText("Ferries", body))
    assert isinstance(found, Parsed)
    assert not found.is_full_text
    assert found.article.summary_by == "source's own"
    assert [(point.text, point.citations) for point in found.article.points] == [
        ("They save $9 million.", (3, 5)),
        ("A grant helped", (6,)),
    ]


def test_a_summary_that_can_not_be_taken_apart_is_kept_whole_and_said() -> None:
    found = taken(FullText("Ferries", ("Ferries pay off [2]. They save fuel [3][4].",)))
    assert isinstance(found, Parsed)
    assert (found.is_full_text, found.article.summary_by) == (False, None)
    assert any("kept whole" in note for note in found.notes)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (FullText("", ("text",)), "no title"),
        (FullText("title", ()), "no text"),
        (FullText("title", ("title",)), "no text"),
        (FullText("title", ("x" * 2_000_001,)), "longer than"),
        (FullText("title", ("x",) * 20_001), "longer than"),
        (FullText("\u200b", ("text",)), "title"),
    ],
    ids=["no title", "no text", "title alone", "long", "many", "invisible"],
)
def test_what_is_no_article_is_refused_with_a_reason(text: FullText, reason: str) -> None:
    found = taken(text)
    assert isinstance(found, Problem)
    assert reason in found.reason


@pytest.mark.parametrize("wrong", [None, datetime(1970, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)])
def test_a_time_that_can_not_be_true_gives_way_to_the_arrival_in_whole_seconds(wrong: datetime | None) -> None:
    found = taken(FullText("title", ("text",), published=wrong))
    assert isinstance(found, Parsed)
    assert found.article.published_at == NOW.replace(microsecond=0)
    assert "dated by its arrival" in found.notes[0]
