"""The quality that was reached stays: floors a little under the figures that `python -m tests.relevance` prints."""

import pytest

from tests.relevance.__main__ import SAMPLE, SECOND, verdicts_on
from tests.relevance.measure import figures, read_questions
from tests.relevance.summaries import measure as measure_summaries
from tests.relevance.summaries import read_marked


@pytest.mark.parametrize(
    ("library", "first", "among_three", "point", "refused"),
    [(SAMPLE, 0.95, 0.97, 0.97, 0.95), (SECOND, 0.93, 0.95, 0.95, 0.9)],
    ids=["sample", "second"],
)
async def test_right_answers_stay_right(library, first, among_three, point, refused):
    """The right article comes first, its right point is shown, and what the library can't answer is refused."""
    found = figures(await verdicts_on(*library))
    assert found.first >= first
    assert found.among_three >= among_three
    assert found.point >= point
    assert found.refused >= refused


def test_there_are_enough_questions_of_both_sorts():
    """The sample has at least 150 questions, 40 of them unanswerable; the second library has 60."""
    sample, second = read_questions(SAMPLE[1]), read_questions(SECOND[1])
    assert len(sample) >= 150
    assert sum(question.article is None for question in sample) >= 40
    assert len(second) >= 60


def test_the_extractive_summary_keeps_what_a_person_keeps():
    """Of at least 20 articles it keeps more of the marked points than their first and their longest sentences do."""
    found = measure_summaries(read_marked())
    assert found.articles >= 20
    assert found.summary >= 0.78
    assert found.summary >= found.leading + 0.3
    assert found.summary >= found.longest + 0.1
