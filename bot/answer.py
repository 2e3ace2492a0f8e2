"""Query -> Answer: candidates of the index, weighed against the articles themselves, or an honest miss."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from bot.model import Answer, Article, Match, MatchedPoint, Reason
from bot.search.concept import Concept, Credit
from bot.search.finder import Candidate, Finder, Found
from bot.search.query import ParsedQuery, parse
from bot.search.rank import coverage, saturated
from bot.search.segment import Token, analyse, places_of, terms_of
from bot.store import ArticleStore
from bot.text import fold

DEFAULT_LIMIT = 5
MAX_LIMIT = 100
_SPARE = 3
"""Candidates weighed beyond the articles asked for: the closer look may put one of them forward."""
_POINTS = 5
_LEADING_POINTS = 3
_SUGGESTIONS = 3
_POINT_LENGTH = 25
"""Terms of a usual key point: the mean that BM25 compares lengths with."""
_HEADING_SHARE = 0.5
_TITLE_SHARE = 0.3
_LIKENESS_SHARE = 0.15
_POINT_SHARE = 1.0
_WEAKEST_POINT = 0.35
_WEAKEST_ARTICLE = 0.35
_TITLE_WORTH = 0.95
_HEADING_WORTH = 0.95
_ELSEWHERE_WORTH = 0.85
"""How much a concept counts towards an answer that only stands elsewhere in the article, beside the point itself."""
_ANSWERS_FROM = 0.42
"""The share of a question's information that the best article must meet for the library to answer at all."""
_ABSENT_NAME = 1.35
"""How much more must be met for each name in the question that the library lacks."""
_LONG_QUESTION = 8
_ANSWERS_LONG_FROM = 0.34
"""The same for a question of so many concepts or more: people add words to it that no answer repeats."""


@dataclass(frozen=True, slots=True)
class _Passage:
    position: int
    text: str
    heading: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _WeighedPoint:
    """A passage with what it earned for each concept."""

    passage: _Passage
    earned: list[Credit]
    score: float


@dataclass(frozen=True, slots=True)
class _Weighed:
    """An article weighed against the question: the share of it that is met, and the points that meet it."""

    article: Article
    score: float
    coverage: float
    points: list[_WeighedPoint]
    title: list[Credit]


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
        found = self._finder.find(query, limit + _SPARE)
        articles = await self._store.get([candidate.article_id for candidate in found.candidates])
        weighed = [
            _weigh(found.concepts, candidate, articles[candidate.article_id], query)
            for candidate in found.candidates
            if candidate.article_id in articles
        ]
        if query.phrases:
            weighed = [each for each in weighed if _holds_phrases(each.article, query)]
        weighed.sort(key=lambda each: -each.score)
        best = max((each.coverage for each in weighed), default=0.0)
        if not weighed or best < _needed(query, found):
            return Answer(query=query.typed, suggestions=await self._suggestions(query, weighed), notes=query.notes)
        kept = [each for each in weighed if each.coverage >= best * _WEAKEST_ARTICLE][:limit]
        matches = tuple(_match(each, found.concepts) for each in kept)
        return Answer(query=query.typed, matches=matches, read_as=_read_as(query, matches[:1]), notes=query.notes)

    async def _newest(self, query: ParsedQuery, limit: int) -> Answer:
        ids = self._finder.newest(query, limit)
        articles = await self._store.get(ids)
        matches = [
            Match(article=articles[each], score=0.0, points=_leading(articles[each]), by_title=True)
            for each in ids
            if each in articles
        ]
        suggestions = () if matches else await self._suggestions(query, [])
        return Answer(query=query.typed, matches=tuple(matches), suggestions=suggestions, notes=query.notes)

    async def _suggestions(self, query: ParsedQuery, weighed: Sequence[_Weighed]) -> tuple[str, ...]:
        """Titles that exist: those nearest to the question, else the newest."""
        near = sorted(weighed, key=lambda each: -each.coverage)
        titles = dict.fromkeys(each.article.title for each in near if each.coverage > 0)
        if len(titles) < _SUGGESTIONS:
            newest = self._finder.newest(parse(""), _SUGGESTIONS)
            articles = await self._store.get(newest)
            titles |= dict.fromkeys(articles[each].title for each in newest if each in articles)
        return tuple(titles)[:_SUGGESTIONS]


def _needed(query: ParsedQuery, found: Found) -> float:
    """The share of the question's information that an answer must meet; more where it is about an absent name."""
    if query.phrases:
        return 0.0  # a phrase that stands in the article is as much as anybody can ask for
    share = _ANSWERS_FROM if len(found.concepts) < _LONG_QUESTION else _ANSWERS_LONG_FROM
    return share * _ABSENT_NAME ** sum(concept.is_absent_name for concept in found.concepts)


def _weigh(concepts: Sequence[Concept], candidate: Candidate, article: Article, query: ParsedQuery) -> _Weighed:
    known = frozenset[str]().union(*(concept.terms for concept in concepts))
    in_title, anywhere = candidate.record.titled(known), candidate.record.counts(known)
    title = [concept.credit(in_title) for concept in concepts]
    whole = [concept.credit(anywhere) for concept in concepts]
    around = [
        max(top.weight * _TITLE_WORTH, any_place.weight * _ELSEWHERE_WORTH)
        for top, any_place in zip(title, whole, strict=True)
    ]
    passages = _passages(article)
    headings: dict[str, list[Credit]] = {}
    points: list[_WeighedPoint] = []
    best_coverage = coverage(concepts, around)
    for place in candidate.positions:
        if place >= len(passages):
            continue  # the article became shorter since it was indexed
        passage = passages[place]
        if passage.heading not in headings:
            headings[passage.heading] = _earned(concepts, terms_of(passage.heading))
        point = _weigh_point(concepts, passage, headings[passage.heading], title, query)
        met = [
            max(mine.weight, above.weight * _HEADING_WORTH, other)
            for mine, above, other in zip(point.earned, headings[passage.heading], around, strict=True)
        ]
        best_coverage = max(best_coverage, coverage(concepts, met))
        if point.score > 0:
            points.append(point)
    points.sort(key=lambda point: -point.score)
    strongest = points[0].score if points else 0.0
    return _Weighed(
        article=article,
        score=(candidate.score + _POINT_SHARE * strongest) * best_coverage,
        coverage=best_coverage,
        points=[point for point in points if point.score >= strongest * _WEAKEST_POINT][:_POINTS],
        title=title,
    )


def _match(weighed: _Weighed, concepts: Sequence[Concept]) -> Match:
    return Match(
        article=weighed.article,
        score=round(weighed.score, 4),
        points=tuple(_shown(point, concepts) for point in weighed.points) or _leading(weighed.article),
        by_title=not weighed.points,
        reasons=_reasons(concepts, weighed.title),
    )


def _weigh_point(
    concepts: Sequence[Concept],
    passage: _Passage,
    heading: Sequence[Credit],
    title: Sequence[Credit],
    query: ParsedQuery,
) -> _WeighedPoint:
    terms = terms_of(passage.text)
    earned = _earned(concepts, terms)
    if not any(credit.weight for credit in (*earned, *heading)):
        return _WeighedPoint(passage, earned, 0.0)
    score = 0.0
    for concept, mine, above, top in zip(concepts, earned, heading, title, strict=True):
        if mine.weight:
            score += concept.passage_idf * mine.weight * saturated(mine.times, len(terms), _POINT_LENGTH)
        else:
            score += concept.passage_idf * max(above.weight * _HEADING_SHARE, top.weight * _TITLE_SHARE)
    likeness = fuzz.token_set_ratio(query.words, passage.text) / 100
    return _WeighedPoint(passage, earned, score * (1 + _LIKENESS_SHARE * likeness))


def _shown(point: _WeighedPoint, concepts: Sequence[Concept]) -> MatchedPoint:
    return MatchedPoint(
        text=point.passage.text,
        section=point.passage.heading,
        citations=point.passage.citations,
        score=round(point.score, 4),
        reasons=_reasons(concepts, point.earned),
        highlights=_highlights(point.passage.text, point.earned),
    )


def _earned(concepts: Sequence[Concept], terms: Sequence[str]) -> list[Credit]:
    counts = Counter(terms)
    return [concept.credit(counts) for concept in concepts]


def _passages(article: Article) -> list[_Passage]:
    """Key points, then paragraphs, numbered as the index numbers them; a paragraph cites itself."""
    found: list[_Passage] = []
    for section in article.sections:
        for point in section.points:
            found.append(_Passage(len(found), point.text, section.heading, point.citations))
    for number, paragraph in enumerate(article.paragraphs, 1):
        found.append(_Passage(len(found), paragraph, "", (number,)))
    return found


def _leading(article: Article) -> tuple[MatchedPoint, ...]:
    return tuple(
        MatchedPoint(text=each.text, section=each.heading, citations=each.citations)
        for each in _passages(article)[:_LEADING_POINTS]
    )


def _reasons(concepts: Sequence[Concept], earned: Iterable[Credit]) -> tuple[Reason, ...]:
    return tuple(
        Reason(query=concept.typed, matched=credit.alternative.shown, how=credit.alternative.how)
        for concept, credit in zip(concepts, earned, strict=True)
        if credit.alternative
    )


def _highlights(text: str, earned: Iterable[Credit]) -> tuple[tuple[int, int], ...]:
    terms = {term for credit in earned if credit.alternative for term in credit.alternative.terms}
    merged: list[tuple[int, int]] = []
    for start, end in places_of(terms, text):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _holds_phrases(article: Article, query: ParsedQuery) -> bool:
    """Whether each phrase stands in one piece of the article; the index only knows the article as one text."""
    texts = [article.title, article.viewpoint, *(section.heading for section in article.sections)]
    pieces = [analyse(text).main for text in (*texts, *(each.text for each in _passages(article)))]
    return all(any(_has_run(piece, run) for piece in pieces) for run in query.scope.phrases)


def _has_run(tokens: Sequence[Token], run: Sequence[str]) -> bool:
    terms = [token.term for token in tokens]
    return any(terms[at : at + len(run)] == list(run) for at in range(len(terms) - len(run) + 1))


def _read_as(query: ParsedQuery, best: Sequence[Match]) -> str | None:
    """The question with its corrected words as they were read, None when it was read as typed."""
    reasons = [reason for match in best for point in match.points for reason in point.reasons]
    reasons += [reason for match in best for reason in match.reasons]
    text = fold(query.words)
    for reason in reasons:
        if reason.how in ("corrected", "joined", "pinyin"):
            text = text.replace(reason.query, reason.matched)
    return text if text != fold(query.words) else None
