"""Query -> Answer: candidates of the index, weighed against the articles themselves, or an honest miss."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from bot.model import (
    Answer,
    Article,
    FilteredOut,
    Match,
    MatchedPoint,
    Passage,
    PhraseNowhere,
    Reason,
    Tier,
    UnknownSource,
)
from bot.search.analysis.tokenizer import places_of
from bot.search.query.asked_for import asked_for, names
from bot.search.query.concept import Concept
from bot.search.query.parsing import ParsedQuery, parse
from bot.search.query.rewriting import READ_OTHERWISE, replaced
from bot.search.ranking.finder import Finder, Retrieval
from bot.search.ranking.parameters import PARAMETERS
from bot.search.ranking.scoring import Credits, ScoredArticle, WeighedPoint
from bot.store import ArticleStore
from bot.text import fold

DEFAULT_LIMIT = 5
MAX_LIMIT = 100
_POINTS = 5
_STANDS_FOR_PARAGRAPH = 0.6
"""The share of its paragraph's score from which a sentence of it is shown instead."""
_LEADING_POINTS = 3
_LIKENESS_SHARE = 0.15
"""How much more a point counts that is, letter by letter, the question itself."""
_ASKED_FOR_SHARE = 0.15
"""The same for one that names a time or an amount where the question asks for one."""
_SUGGESTIONS = 3
_SOURCES = 10
"""Sources that are looked for where nothing answers, and that somebody is told of: what a line or two hold."""
_NEAREST = (2, 1)
"""Points of the best article, and of the next one, that are shown where nothing answers."""


class Answerer:
    """Answers questions from one library. `clock` gives seconds that only grow, for `took_ms`."""

    def __init__(self, store: ArticleStore, finder: Finder, clock: Callable[[], float]) -> None:
        self._store = store
        self._finder = finder
        self._clock = clock

    async def answer(self, question: str, limit: int = DEFAULT_LIMIT, *, within: Sequence[str] | None = None) -> Answer:
        """The best `limit` articles for a question with the points that answer it, or suggestions where none does.

        `within` are the ids of the articles to look at; without, it is the whole library.
        """
        started = self._clock()
        query = parse(question)
        if within is not None:
            query = replace(query, article_ids=tuple(within))
        answer = await (self._newest(query, limit) if query.is_filter_only else self._search(query, limit))
        return answer.model_copy(update={"took_ms": round((self._clock() - started) * 1000, 3)})

    async def _search(self, query: ParsedQuery, limit: int) -> Answer:
        found = self._finder.find(query, limit)
        if not found.articles and (unquoted := query.unquoted):
            answer = await self._search(unquoted, limit)
            return answer.model_copy(update={"notes": (*answer.notes, PhraseNowhere(phrases=query.phrases))})
        if found.tier is not Tier.ANSWER:
            return await self._miss(query, found)
        least = found.articles[0].score - PARAMETERS.weakest_article
        kept = [article for article in found.articles if article.score >= least][:limit]
        matches = await self._matches(kept, found.concepts, query)
        return Answer(query=query.typed, matches=matches, read_as=_read_as(query, matches[:1]), notes=query.notes)

    async def _matches(
        self, kept: Sequence[ScoredArticle], concepts: Sequence[Concept], query: ParsedQuery
    ) -> tuple[Match, ...]:
        articles = await self._store.get([article.article_id for article in kept])
        return tuple(
            _match(article, articles[article.article_id], concepts, query)
            for article in kept
            if article.article_id in articles
        )

    async def _newest(self, query: ParsedQuery, limit: int) -> Answer:
        ids = self._finder.newest(query, limit)
        articles = await self._store.get(ids)
        matches = [
            Match(article=articles[article_id], score=0.0, points=_leading(articles[article_id]))
            for article_id in ids
            if article_id in articles
        ]
        if not matches:
            return await self._miss(query)
        return Answer(query=query.typed, matches=tuple(matches), notes=query.notes)

    async def _miss(self, query: ParsedQuery, found: Retrieval | None = None) -> Answer:
        """That nothing answers: what comes nearest, else titles; and whether that is for the filters.

        Then what there is without them is suggested.
        """
        notes, nearest = query.notes, await self._nearest(query, found)
        suggestions = () if nearest else await self._suggestions(found)
        if query.filters:
            passes = self._finder.newest(query.only_filters, 1)
            without = () if query.is_filter_only else (await self._search(query.unfiltered, _SUGGESTIONS)).matches
            if without:
                suggestions = tuple(match.article.title for match in without)
            if without or not passes:
                notes = (*notes, FilteredOut(filters=query.filters, answered_without=bool(without)))
            notes = (*notes, *await self._unknown_source(query))
        return Answer(query=query.typed, nearest=nearest, suggestions=suggestions, notes=notes)

    async def _unknown_source(self, query: ParsedQuery) -> list[UnknownSource]:
        """The sources asked for that nothing is of, with those that exist; none for an empty library."""
        asked = list(dict.fromkeys(query.sources))[:_SOURCES]
        unknown = [name for name in asked if not self._finder.newest(query.of_source(name), 1)]
        known = [name for name, _ in await self._store.sources()][:_SOURCES] if unknown else []
        return [UnknownSource(names=tuple(unknown), sources=tuple(known))] if known else []

    async def _nearest(self, query: ParsedQuery, found: Retrieval | None) -> tuple[Match, ...]:
        """The best points of the best articles, where those are near at all."""
        if found is None or found.tier is not Tier.NEAR:
            return ()
        matches = await self._matches(found.articles[: len(_NEAREST)], found.concepts, query)
        return tuple(
            match.model_copy(update={"points": match.points[:count]})
            for match, count in zip(matches, _NEAREST, strict=False)
        )

    async def _suggestions(self, found: Retrieval | None) -> tuple[str, ...]:
        """Titles that exist: those that share something with the question, else the newest."""
        near = [article for article in found.articles if article.coverage > 0] if found else []
        ids = [article.article_id for article in near[:_SUGGESTIONS]] or self._finder.newest(parse(""), _SUGGESTIONS)
        articles = await self._store.get(ids)
        titles = dict.fromkeys(articles[article_id].title for article_id in ids if article_id in articles)
        return tuple(titles)[:_SUGGESTIONS]


def _match(weighed: ScoredArticle, article: Article, concepts: Sequence[Concept], query: ParsedQuery) -> Match:
    points = tuple(_shown(point, passage, concepts) for point, passage in _best_points(weighed, article, query.words))
    leading = () if points else _leading(article)
    return Match(
        article=article,
        score=round(weighed.score, 4),
        points=points or leading,
        by_title=bool(leading),
        reasons=_reasons(concepts, weighed.title),
    )


def _best_points(weighed: ScoredArticle, article: Article, words: str) -> list[tuple[WeighedPoint, Passage]]:
    """The points to show, best first; those that score alike by their likeness to the question as it was typed."""
    passages, kind = article.passages, asked_for(words)
    likely: list[tuple[WeighedPoint, Passage]] = []
    for point in weighed.points[: 2 * _POINTS]:
        if point.position < len(passages):  # the article may be shorter by now
            passage = passages[point.position]
            worth = 1 + _LIKENESS_SHARE * fuzz.token_set_ratio(words, passage.text) / 100
            if kind and names(passage.text, kind):
                worth += _ASKED_FOR_SHARE
            likely.append((point._replace(score=point.score * worth), passage))
    found = _unrepeated(sorted(likely, key=lambda candidate: -candidate[0].score))
    return ([candidate for candidate in found if candidate[1].text != article.viewpoint] or found)[:_POINTS]


def _unrepeated(likely: Sequence[tuple[WeighedPoint, Passage]]) -> list[tuple[WeighedPoint, Passage]]:
    """Without what says the same twice: a point that is a sentence of a paragraph, and that paragraph.

    The point stands for both, unless the paragraph answers much better.
    """
    together = "\n".join([passage.text for _, passage in likely])
    if all(together.count(passage.text) == 1 for _, passage in likely):
        return list(likely)
    kept: list[tuple[WeighedPoint, Passage]] = []
    for point, passage in likely:
        repeated = any(
            sentence.text in passage.text
            and (len(sentence.text) < len(passage.text) or other.position < point.position)
            and other.score >= point.score * _STANDS_FOR_PARAGRAPH
            for other, sentence in likely
        )
        if not repeated and not any(passage.text in shown.text for _, shown in kept):
            kept.append((point, passage))
    return kept


def _shown(point: WeighedPoint, passage: Passage, concepts: Sequence[Concept]) -> MatchedPoint:
    return MatchedPoint(
        text=passage.text,
        section=passage.heading,
        citations=passage.citations,
        score=round(point.score, 4),
        reasons=_reasons(concepts, point.earned),
        highlights=_highlights(passage.text, point.earned),
    )


def _leading(article: Article) -> tuple[MatchedPoint, ...]:
    """The first points; paragraphs where there are none, since beside points they say the same again."""
    leading = article.passages[: len(article.points) or None][:_LEADING_POINTS]
    return tuple(MatchedPoint(text=point.text, section=point.heading, citations=point.citations) for point in leading)


def _reasons(concepts: Sequence[Concept], earned: Credits) -> tuple[Reason, ...]:
    return tuple(
        Reason(query=concepts[number].typed, matched=credit.alternative.shown, how=credit.alternative.how)
        for number, credit in sorted(earned.items())
        if credit.alternative
    )


def _highlights(text: str, earned: Credits) -> tuple[tuple[int, int], ...]:
    terms = {term for credit in earned.values() if credit.alternative for term in credit.alternative.terms}
    merged: list[tuple[int, int]] = []
    for start, end in places_of(terms, text):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _read_as(query: ParsedQuery, best: Sequence[Match]) -> str | None:
    """The question with its corrected words as they were read, None when it was read as typed."""
    reasons = [reason for match in best for point in match.points for reason in point.reasons]
    reasons += [reason for match in best for reason in match.reasons]
    text = fold(query.words)
    for reason in reasons:
        if reason.how in READ_OTHERWISE:
            text = replaced(text, reason.query, reason.matched, reason.how)
    return text if text != fold(query.words) else None
