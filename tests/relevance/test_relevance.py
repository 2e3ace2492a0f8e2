"""The quality that was reached stays: floors a little under the figures that `python -m tests.relevance` prints."""

from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.relevance.__main__ import SAMPLE, SECOND, THIRD
from tests.relevance.engines import by_bot
from tests.relevance.libraries import LIBRARIES, opened, questions_of
from tests.relevance.measure import figures, read_questions
from tests.relevance.ranking import Collection, Document, Judged, rank_all, standing
from tests.relevance.summaries import KEPT_POINTS, NEWS_LEADS, measure_telling, read_marked
from tests.relevance.summaries import measure as measure_summaries
from tests.relevance.train import left_out

FLOORS = {
    "sample": (0.92, 0.95, 0.94, 0.1),
    "second": (0.83, 0.94, 0.92, 0.12),
    "third": (0.92, 0.95, 0.95, 0.19),
    "fourth": (0.74, 0.92, 0.87, 0.1),
    "fifth": (0.85, 0.98, 0.88, 0.19),
}
"""By library: at least the right article first, among three, the right point in five; at most claimed."""


@pytest.mark.slow
async def test_right_answers_stay_right_on_a_library_that_nothing_was_learned_from():
    """Each library is asked with the verdicts that the others teach."""
    async with AsyncExitStack() as stack:
        libraries = {name: await stack.enter_async_context(opened(path)) for name, path in LIBRARIES.items()}
        verdicts = await left_out(libraries)
        for name, library in libraries.items():
            found = figures(await by_bot(library, verdicts[name], questions_of(name)))
            first, among_three, point, claimed = FLOORS[name]
            assert found.first >= first, name
            assert found.among_three >= among_three, name
            assert found.point >= point, name
            assert 1 - found.refused <= claimed, name


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
