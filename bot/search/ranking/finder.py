"""The articles that may answer a question, weighed, from the index and the vectors alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from bot.model import Tier
from bot.search.index.library_index import Hit, LibraryIndex
from bot.search.index.queries import Scope, Term
from bot.search.query.concept import Concept
from bot.search.query.expansion import QueryExpander
from bot.search.query.parsing import ParsedQuery
from bot.search.query.rewriting import as_read
from bot.search.ranking.evidence import evidence
from bot.search.ranking.fusion import fused
from bot.search.ranking.parameters import PARAMETERS
from bot.search.ranking.scoring import ArticleScorer, ScoredArticle, ScoringQuery
from bot.search.ranking.verdict import Verdict, Verdicts, shipped_verdicts

if TYPE_CHECKING:  # who searches by words alone needs no numpy
    from bot.search.ranking.similarity import Meaning


@dataclass(frozen=True, slots=True)
class Retrieval:
    """What a question was understood as, the articles that may answer it, best first, and what the best one is."""

    concepts: tuple[Concept, ...]
    articles: tuple[ScoredArticle, ...]
    tier: Tier


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds articles in one index, by words and, where there are vectors, by meaning."""

    index: LibraryIndex
    expander: QueryExpander
    meaning: "Meaning | None" = None
    verdicts: Verdicts = field(default_factory=shipped_verdicts)

    def find(self, query: ParsedQuery, limit: int) -> Retrieval:
        """The likeliest articles for a question, a few more than `limit` at the most."""
        concepts, weighed = self.candidates(query, limit)
        has_meaning = any(article.similar for article in weighed)
        verdict = self.verdicts.with_meaning if has_meaning else self.verdicts.words_alone
        ordered = fused(weighed, verdict.order)
        return Retrieval(tuple(concepts), tuple(ordered), _tier(verdict, concepts, query, ordered))

    def candidates(self, query: ParsedQuery, limit: int) -> tuple[list[Concept], list[ScoredArticle]]:
        """The concepts of a question, and the articles that words and meaning propose, weighed by words."""
        concepts = self.expander.concepts(query.words)
        if query.phrases and not concepts:
            concepts = self.expander.concepts(query.words, keep_stopwords=True)
        scope = query.scope
        meaning = None
        if self.meaning and not query.phrases:
            meaning = self.meaning.read(as_read(query.words, concepts), scope)
        near = meaning.nearest if meaning else []
        records = self.index.records([*dict.fromkeys([*self._by_words(concepts, scope, limit), *near])])
        asked, average = ScoringQuery(concepts), self.index.average_length()
        scored = []
        for article_id, record in records.items():
            if all(map(record.has_run, scope.phrases)):  # the index knows the article as one text only
                scorer = ArticleScorer(article_id, record, asked)
                scored.append((scorer.score(average), article_id, scorer))
        scored.sort(key=lambda pair: -pair[0])  # the records come the newest first: so do those that score alike
        weighed = []
        for place, (score, article_id, scorer) in enumerate(scored):
            if place < limit + PARAMETERS.spare or article_id in near:
                similar = meaning.similarity(article_id, records[article_id].vector_keys) if meaning else None
                weighed.append(replace(scorer.weigh(score), similar=similar))
        return concepts, weighed

    def _by_words(self, concepts: Sequence[Concept], scope: Scope, limit: int) -> list[str]:
        terms = _terms(concepts)
        if not terms:
            return []
        pool = max(PARAMETERS.pool, 3 * limit)
        whole = self.index.articles(terms, scope, pool)
        within = [hit.article_id for hit in whole] if scope.phrases else None
        passages = self.index.passages(terms[: PARAMETERS.passage_terms], scope, pool, within)
        return _interleaved(whole, passages)[: max(PARAMETERS.read, 4 * limit)]

    def newest(self, query: ParsedQuery, limit: int) -> list[str]:
        """Ids of the newest articles that the filters of a question let through."""
        return self.index.newest(query.scope, limit)


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
    kept = sorted(weights, key=lambda term: -telling[term])[: PARAMETERS.terms]
    return [Term(term, weights[term]) for term in kept]


def _interleaved(*lists: Sequence[Hit]) -> list[str]:
    """The articles of the hits in turn, each once."""
    found: dict[str, None] = {}
    for hits in zip_longest(*lists):
        found.update((hit.article_id, None) for hit in hits if hit)
    return list(found)


def _tier(verdict: Verdict, concepts: Sequence[Concept], query: ParsedQuery, ordered: Sequence[ScoredArticle]) -> Tier:
    """What the best article is; a phrase that stands in one is as much as anybody can ask for."""
    if not ordered:
        return Tier.NOTHING
    return Tier.ANSWER if query.phrases else verdict.tier(evidence(concepts, ordered[0]))
