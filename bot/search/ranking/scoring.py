"""Weighs an article against a question, on the terms that the index keeps of it: which points answer, and how much."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import mul
from typing import TYPE_CHECKING, NamedTuple

from bot.search.index.bm25 import saturated
from bot.search.index.forward import HEADING, PARAGRAPH, POINT, ForwardEntry, needles
from bot.search.query.concept import Concept, Credit
from bot.search.ranking.parameters import PARAMETERS
from bot.text import has_han

if TYPE_CHECKING:
    from bot.search.ranking.similarity import ArticleSimilarity

_VIEWPOINT_PIECE = 1
"""The place of the viewpoint among the pieces of a record, behind the title."""

Credits = dict[int, Credit]
"""What a text earned, by the number of the concept; concepts that it does not meet are left out."""


class WeighedPoint(NamedTuple):
    """A passage that answers: its place among the article's points, then paragraphs, and what it earned."""

    position: int
    earned: Credits
    score: float


@dataclass(frozen=True, slots=True)
class ScoredArticle:
    """An article weighed against the question: the share of it that is met, and the points that meet it, best first."""

    article_id: str
    score: float
    coverage: float
    met: list[float]
    """How well the concepts are met together, each from 0 to 1: by the best passage, with what stands around it."""
    anywhere: list[float]
    """How well each concept is met by the article as a whole, wherever it stands."""
    points: list[WeighedPoint]
    title: Credits
    """What title and viewpoint earned."""
    similar: "ArticleSimilarity | None" = None
    """How near it stands by meaning; None without vectors."""


class _Neighbours(NamedTuple):
    """Terms of two words typed one behind the other, how many terms an article has between them, what they weigh."""

    number: int
    """Of the concept that stands first."""
    first: str
    second: str
    between: int
    idf: float


class ScoringQuery:
    """A question's concepts, prepared for reading many articles."""

    def __init__(self, concepts: Sequence[Concept]) -> None:
        self.concepts = concepts
        self.neighbours = list(_neighbours(concepts))
        self._by_term: dict[str, list[int]] = {}
        self._credits: dict[tuple[tuple[str, int], ...], Credits] = {}
        """By the terms: most passages hold the same few of them."""
        for number, concept in enumerate(concepts):
            for term in concept.terms:
                self._by_term.setdefault(term, []).append(number)
        self.needles = needles(self._by_term)
        # How rare a word is in general, and here: each alone takes too many words of a large library for telling.
        self._information = [concept.information * concept.passage_idf for concept in concepts]
        self._total = sum(self._information)

    def credits(self, counts: Mapping[str, int]) -> Credits:
        """What a text earned that holds these terms of the question so often."""
        key = tuple(counts.items())
        if (known := self._credits.get(key)) is None:
            met = {number for term in counts for number in self._by_term[term]}
            known = self._credits[key] = {number: self.concepts[number].credit(counts) for number in met}
        return known

    def coverage(self, met: Sequence[float]) -> float:
        """The share of the question's information that is met, from 0 to 1; `met` from 0 to 1 for each concept."""
        return sum(map(mul, self._information, met)) / self._total if self._total else 0.0

    def score(self, earned: Credits, length: int, average: float) -> float:
        """BM25 of a text of so many terms, in concept space."""
        score = 0.0
        for number, credit in earned.items():
            score += self.concepts[number].article_idf * credit.weight * saturated(credit.times, length, average)
        return score


class ArticleScorer:
    """An article of the index as the question meets it."""

    def __init__(self, article_id: str, record: ForwardEntry, asked: ScoringQuery) -> None:
        self.article_id = article_id
        self._record = record
        self._asked = asked
        self._met = record.characters(asked.needles)
        self._whole = asked.credits(record.counts(self._met))
        title = record.title
        self._title = asked.credits({term: 1 for term, character in self._met.items() if character in title})

    def score(self, average_length: float) -> float:
        """BM25 of the article, its title apart once more, and of what stands side by side in it as in the question."""
        score = self._asked.score(self._whole, self._record.length, average_length)
        score += PARAMETERS.dependence * self._side_by_side(average_length)
        return score + PARAMETERS.title_score * self._asked.score(self._title, 1, 1)

    def _side_by_side(self, average_length: float) -> float:
        """BM25 of the neighbours: Metzler and Croft, "A Markov Random Field Model for Term Dependencies" (2005)."""
        score, length = 0.0, self._record.length
        for pair in self._neighbours_met():
            if times := self._times(pair):
                score += pair.idf * saturated(times, length, average_length)
        return score

    def _neighbours_met(self) -> Iterable[_Neighbours]:
        return (pair for pair in self._asked.neighbours if pair.first in self._met and pair.second in self._met)

    def _times(self, pair: _Neighbours) -> int:
        return _times(self._record.article, self._met[pair.first], self._met[pair.second], pair.between)

    def weigh(self, score: float) -> ScoredArticle:
        """The points that answer best, and how much of the question they, their headings and the title meet."""
        around = [0.0] * len(self._asked.concepts)
        found = self._record.places(self._met)
        viewpoint = self._asked.credits(found.get(_VIEWPOINT_PIECE, {}))
        elsewhere = dict(PARAMETERS.elsewhere_worth).get(len(around), PARAMETERS.elsewhere_worth_in_many)
        for worth, earned in (
            (elsewhere, self._whole),
            (PARAMETERS.title_worth, self._title),
            (PARAMETERS.viewpoint_worth, viewpoint),
        ):
            _raise(around, earned, worth)
        best_met, best_coverage = around, self._asked.coverage(around)
        points: list[WeighedPoint] = []
        for position, piece, earned, heading in self._passages(found):
            met = around.copy()
            _raise(met, heading, PARAMETERS.title_worth)
            _raise(met, earned, 1.0)
            if (share := self._asked.coverage(met)) > best_coverage:
                best_met, best_coverage = met, share
            points.append(WeighedPoint(position, earned, self._point_score(piece, earned, heading)))
        points.sort(key=lambda point: -point.score)
        strongest = points[0].score if points else 0.0
        return ScoredArticle(
            article_id=self.article_id,
            score=(score + PARAMETERS.point_score * strongest) * best_coverage**PARAMETERS.coverage_power,
            coverage=best_coverage,
            met=best_met,
            anywhere=[self._whole[number].weight if number in self._whole else 0.0 for number in range(len(around))],
            points=[point for point in points if point.score >= strongest * PARAMETERS.weakest_point],
            title=viewpoint | self._title,
        )

    def _passages(self, found: Mapping[int, Mapping[str, int]]) -> Iterable[tuple[int, int, Credits, Credits]]:
        """The passages that meet something, they or their headings: place, piece, what they and the headings earned."""
        position = -1
        heading: Credits = {}
        for piece, kind in enumerate(self._record.kinds):
            if kind == HEADING:
                heading = self._asked.credits(found[piece]) if piece in found else {}
            elif kind in (POINT, PARAGRAPH):
                position += 1
                above = heading if kind == POINT else {}
                if piece in found or above:
                    yield position, piece, self._asked.credits(found.get(piece, {})), above

    def _point_score(self, piece: int, earned: Credits, heading: Credits) -> float:
        score = 0.0
        length = self._record.length_of(piece)
        for number, concept in enumerate(self._asked.concepts):
            if number in earned:
                credit = earned[number]
                score += concept.passage_idf * credit.weight * saturated(credit.times, length, PARAMETERS.point_length)
            elif number in heading or number in self._title:
                above = heading[number].weight * PARAMETERS.heading_in_point if number in heading else 0.0
                top = self._title[number].weight * PARAMETERS.heading_in_point if number in self._title else 0.0
                score += concept.passage_idf * max(above, top)
        return score


def _neighbours(concepts: Sequence[Concept]) -> Iterable[_Neighbours]:
    """Words that follow each other in a question, as typed; between two Chinese ones stands a pair that spans both."""
    for number, (left, right) in enumerate(pairwise(concepts)):
        if _is_as_typed(left) and _is_as_typed(right):
            first, second = left.alternatives[0].terms[-1], right.alternatives[0].terms[0]
            if first != second:
                idf = (left.article_idf + right.article_idf) / 2
                yield _Neighbours(number, first, second, int(has_han(first) and has_han(second)), idf)


def _is_as_typed(concept: Concept) -> bool:
    return bool(concept.alternatives) and concept.alternatives[0].how == "typed"


def _times(article: str, first: str, second: str, between: int) -> int:
    """How often two characters of an article stand in this order with so many others between them."""
    if not between:
        return article.count(first + second)
    times = 0
    at = article.find(first)
    while at >= 0:
        times += article[at + between + 1 : at + between + 2] == second
        at = article.find(first, at + 1)
    return times


def _raise(met: list[float], earned: Credits, worth: float) -> None:
    """Let what was earned count at this worth where it is more than what is there."""
    for number, credit in earned.items():
        met[number] = max(met[number], credit.weight * worth)
