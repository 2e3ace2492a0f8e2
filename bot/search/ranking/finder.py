"""The articles that may answer a question, weighed, from the index alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

from bot.search.index.library_index import Hit, LibraryIndex, Term
from bot.search.query.concept import Concept
from bot.search.query.expansion import QueryExpander
from bot.search.query.parsing import ParsedQuery
from bot.search.ranking.scoring import ArticleScorer, ScoredArticle, ScoringQuery

_POOL = 50
"""Articles and passages taken from the index by plain BM25 before anything is weighed more closely."""
_READ = 28
"""Articles of the pool whose terms are read, at the least."""
_SPARE = 3
"""Candidates weighed beyond the articles asked for: the closer look may put one of them forward."""
_MAX_TERMS = 48
_MAX_PASSAGE_TERMS = 16
"""Terms by which passages are looked for: the most telling ones bring the articles in that the whole texts miss."""


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What a question was understood as, and the articles that may answer it, best first."""

    concepts: tuple[Concept, ...]
    articles: tuple[ScoredArticle, ...]


class Finder:
    """Finds articles in one index."""

    def __init__(self, index: LibraryIndex, understanding: QueryExpander) -> None:
        self._index = index
        self._understanding = understanding

    def find(self, query: ParsedQuery, limit: int) -> Retrieval:
        """The likeliest articles for a question, a few more than `limit` at the most."""
        concepts = self._understanding.concepts(query.words)
        if query.phrases and not concepts:
            concepts = self._understanding.concepts(query.words, keep_stopwords=True)
        terms = _terms(concepts)
        if not terms:
            return Retrieval(tuple(concepts), ())
        scope = query.scope
        pool = max(_POOL, 3 * limit)
        whole = self._index.articles(terms, scope, pool)
        within = [hit.article_id for hit in whole] if scope.phrases else None
        passages = self._index.passages(terms[:_MAX_PASSAGE_TERMS], scope, pool, within)
        chosen = _interleaved(whole, passages)[: max(_READ, 4 * limit)]
        average = self._index.average_length()
        asked = ScoringQuery(concepts)
        scored = []
        for article_id, record in self._index.records(chosen).items():
            if all(map(record.has_run, scope.phrases)):  # the index knows the article as one text only
                reading = ArticleScorer(article_id, record, asked)
                scored.append((reading.score(average), article_id, reading))
        scored.sort(reverse=True)
        weighed = [reading.weigh(score) for score, _, reading in scored[: limit + _SPARE]]
        weighed.sort(key=lambda each: -each.score)
        return Retrieval(tuple(concepts), tuple(weighed))

    def newest(self, query: ParsedQuery, limit: int) -> list[str]:
        """Ids of the newest articles that the filters of a question let through."""
        return self._index.newest(query.scope, limit)


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


def _interleaved(*lists: Sequence[Hit]) -> list[str]:
    """The articles of the hits in turn, each once."""
    found: dict[str, None] = {}
    for hits in zip_longest(*lists):
        found.update((hit.article_id, None) for hit in hits if hit)
    return list(found)
