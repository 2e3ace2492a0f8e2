"""A timeline goes by when a piece first appeared, as exactly as is known."""

from datetime import timedelta

import pytest

from bot.export.timeline import first_published, timeline
from bot.model import Match
from tests.library import START, article

SAYS_DAY = "本文首发于 2023 年 04 月 02 日 文 丨 林小满"


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ({}, "2025-09-24"),
        ({"title": "2020丨船厂"}, "2020"),
        ({"title": "2025丨船厂"}, "2025"),
        ({"paragraphs": (SAYS_DAY,)}, "2023-04-02"),
        ({"title": "2023丨船厂", "paragraphs": (SAYS_DAY,)}, "2023-04-02"),
        ({"title": "2021丨船厂", "paragraphs": (SAYS_DAY,)}, "2021"),
    ],
)
def test_a_republished_piece_stands_at_the_day_or_year_of_its_first_publication(
    fields: dict[str, object], date: str
) -> None:
    assert str(first_published(article(1, **fields))) == date


def test_entries_are_grouped_the_oldest_first_with_the_day_of_republication() -> None:
    articles = [
        article(1, published_at=START - timedelta(days=30)),
        article(2, title="2023丨船厂"),
        article(3, paragraphs=(SAYS_DAY,)),
        article(4),
    ]
    groups = timeline([Match(article=each, score=1.0, points=()) for each in articles], "en")
    assert [(name, [(str(entry.date), entry.republished) for entry in entries]) for name, entries in groups] == [
        ("2023", [("2023", "republished 2025-09-24")]),
        ("April 2023", [("2023-04-02", "republished 2025-09-24")]),
        ("August 2025", [("2025-08-25", "")]),
        ("September 2025", [("2025-09-24", "")]),
    ]
