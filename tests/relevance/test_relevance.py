"""The quality that was reached stays: floors a little under the figures that `python -m tests.relevance` prints."""

from pathlib import Path

import pytest

from tests.relevance.__main__ import (
    FRESH_SAMPLE,
    FRESH_THIRD,
    FURTHER_SAMPLE,
    FURTHER_SECOND,
    FURTHER_THIRD,
    LAST_THIRD,
    LATER,
    SAMPLE,
    SECOND,
    THIRD,
    verdicts_on,
)
from tests.relevance.measure import figures, read_questions
from tests.relevance.ranking import Collection, Document, Judged, rank_all, standing
from tests.relevance.summaries import KEPT_POINTS, NEWS_LEADS, measure_telling, read_marked
from tests.relevance.summaries import measure as measure_summaries


@pytest.mark.parametrize(
    ("library", "first", "among_three", "point", "refused"),
    [
        (SAMPLE, 0.97, 0.99, 0.99, 0.97),
        (SECOND, 0.97, 0.99, 0.98, 0.98),
        (THIRD, 0.93, 0.95, 0.93, 0.95),
        (LATER, 0.97, 0.97, 0.97, 0.87),
        (FRESH_SAMPLE, 0.87, 0.87, 0.83, 0.82),
        (FRESH_THIRD, 0.83, 0.89, 0.89, 0.95),
        (FURTHER_SAMPLE, 0.77, 0.86, 0.86, 0.82),
        (FURTHER_SECOND, 0.72, 0.75, 0.70, 0.82),
        (FURTHER_THIRD, 0.88, 0.88, 0.88, 0.83),
        (LAST_THIRD, 0.85, 0.85, 0.85, 0.84),
    ],
    ids=[
        "sample",
        "second",
        "third",
        "later",
        "fresh on the sample",
        "fresh on the third",
        "further on the sample",
        "further on the second",
        "further on the third",
        "last on the third",
    ],
)
async def test_right_answers_stay_right(library, first, among_three, point, refused):
    """The right article comes first, its right point is shown, and what the library can't answer is refused."""
    found = figures(await verdicts_on(*library))
    assert found.first >= first
    assert found.among_three >= among_three
    assert found.point >= point
    assert found.refused >= refused


def test_there_are_enough_questions_of_both_sorts():
    """The sample has at least 150 questions, 40 of them unanswerable; the second library has 60, the third 80."""
    sample, second, third = (read_questions(questions) for _, questions in (SAMPLE, SECOND, THIRD))
    assert len(sample) >= 150
    assert sum(question.article is None for question in sample) >= 40
    assert len(second) >= 60
    assert len(third) >= 80
    assert sum(question.article is None for question in third) >= 25


async def test_a_collection_is_ranked_by_every_engine():
    """Each engine puts the document first that says what is asked, and the figures say so."""
    documents = [
        Document("a", "Tides", "The moon pulls the sea, and twice a day the harbour fills."),
        Document("b", "Bread", "Flour, water, salt and a night of patience."),
        Document("c", "Roofs", "Slate lasts longer than tile and weighs more."),
    ]
    questions = [Judged("does slate weigh more than tile", frozenset({"c"})), Judged("moon and sea", frozenset({"a"}))]
    ranked = await rank_all(Collection(documents, questions))
    assert set(ranked) == {"the bot", "bm25s", "tantivy"}
    assert all(standing(questions, rankings).mrr == 1.0 for rankings in ranked.values())


def test_the_figures_of_a_ranking_count_places_from_the_first():
    """Half the worth at the second place, nothing where it is missing; no answer is counted apart."""
    questions = [Judged("one", frozenset({"a"})), Judged("two", frozenset({"b"}))]
    found = standing(questions, [["x", "a"], []])
    assert (found.mrr, found.recall, found.silent) == (0.25, 0.5, 0.5)


def test_the_extractive_summary_keeps_what_a_person_keeps():
    """Of at least 20 articles it keeps more of the marked points than their first and their longest sentences do."""
    found = measure_summaries(read_marked())
    assert found.articles >= 20
    assert found.summary >= 0.78
    assert found.summary >= found.leading + 0.3
    assert found.summary >= found.longest + 0.1


@pytest.mark.parametrize(("path", "accepted"), [(KEPT_POINTS, 0.85), (NEWS_LEADS, 0.7)], ids=["features", "news"])
def test_the_viewpoint_is_the_news_and_most_headings_are_accepted(path: Path, accepted: float):
    found = measure_telling(read_marked(path))
    assert found.news >= 0.9 * found.articles
    assert found.accepted >= accepted * found.shown
    assert found.shown >= 0.6 * found.sections
