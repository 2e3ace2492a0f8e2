"""Candidates for an answer: ids of articles and places of passages, from the index alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.search.concept import Concept
from bot.search.documents import Record
from bot.search.index import LibraryIndex, PassageHit, Term
from bot.search.query import ParsedQuery
from bot.search.rank import article_score
from bot.search.understand import Understanding

_POOL = 50
"""Articles and passages taken from the index by plain BM25 before anything is weighed more closely."""
_WEIGHED = 28
_MAX_TERMS = 48
_TITLE_WEIGHT = 0.3
_PASSAGE_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that may answer, with its score so far and the places of its likeliest passages, best first."""

    article_id: str
    score: float
    record: Record
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What a question was understood as, and the candidates for its answer, best first."""

    concepts: tuple[Concept, ...]
    candidates: tuple[Candidate, ...]


class Finder:
    """Finds candidates in one index."""

    def __init__(self, index: LibraryIndex, understanding: Understanding) -> None:
        self._index = index
        self._understanding = understanding

    def find(self, query: ParsedQuery, limit: int) -> Found:
        """The `limit` likeliest articles for a question, by BM25 over its concepts in article and best passage."""
        concepts = self._understanding.concepts(query.words)
        terms = _terms(concepts)
        if not terms:
            return Found(tuple(concepts), ())
        scope = query.scope
        pool = max(_POOL, 3 * limit)
        whole = self._index.articles(terms, scope, pool)
        if scope.phrases:
            passages = self._index.passages(terms, scope, pool, within=[article_id for article_id, _ in whole])
        else:
            passages = self._index.passages(terms, scope, pool)
        chosen = _interleaved([article_id for article_id, _ in whole], [hit.article_id for hit in passages])
        records = self._index.records(chosen[: max(_WEIGHED, 2 * limit)])
        best_passage = {hit.article_id: hit.score for hit in reversed(passages)}
        average = self._index.average_length()
        known = frozenset[str]().union(*(concept.terms for concept in concepts))
        scored = []
        for article_id, record in records.items():
            score = article_score(concepts, record.counts(known), record.length, average)
            if titled := record.titled(known):
                score += _TITLE_WEIGHT * article_score(concepts, titled, 1, 1)
            score += _PASSAGE_SHARE * best_passage.get(article_id, 0.0)
            scored.append((score, article_id))
        scored.sort(reverse=True)
        top = [article_id for _, article_id in scored[:limit]]
        places = self._places(terms, query, top, passages)
        return Found(
            tuple(concepts),
            tuple(
                Candidate(article_id, score, records[article_id], tuple(places.get(article_id, ())))
                for score, article_id in scored[:limit]
            ),
        )

    def newest(self, query: ParsedQuery, limit: int) -> list[str]:
        """Ids of the newest articles that the filters of a question let through."""
        return self._index.newest(query.scope, limit)

    def _places(
        self,
        terms: Sequence[Term],
        query: ParsedQuery,
        article_ids: Sequence[str],
        passages: Sequence[PassageHit],
    ) -> dict[str, list[int]]:
        hits = self._index.passages(terms, query.scope, 6 * len(article_ids), within=article_ids)
        places: dict[str, dict[int, None]] = {}
        for hit in (*hits, *(hit for hit in passages if hit.article_id in set(article_ids))):
            places.setdefault(hit.article_id, {}).setdefault(hit.position)
        return {article_id: list(found) for article_id, found in places.items()}


def _terms(concepts: Sequence[Concept]) -> list[Term]:
    """All terms of all alternatives, each once with its greatest weight; the most telling ones if there are many."""
    weights: dict[str, float] = {}
    telling: dict[str, float] = {}
    for concept in concepts:
        for alternative in concept.alternatives:
            for term in alternative.terms:
                weight = alternative.weight if len(alternative.terms) == 1 else alternative.weight * 0.7
                weights[term] = max(weights.get(term, 0.0), weight)
                telling[term] = max(telling.get(term, 0.0), weight * concept.passage_idf)
    kept = sorted(weights, key=lambda term: -telling[term])[:_MAX_TERMS]
    return [Term(term, weights[term]) for term in kept]


def _interleaved(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Both lists in turn, each id once."""
    found: dict[str, None] = {}
    for place in range(max(len(first), len(second))):
        for each in (first, second):
            if place < len(each):
                found.setdefault(each[place])
    return list(found)
