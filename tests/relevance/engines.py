"""Each library asked by several engines, the bot with verdicts that the other libraries teach."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from time import perf_counter

import bm25s
import numpy as np

from bot.answer import Answerer
from bot.app.library import Library
from bot.model import Answer, Article, Match, MatchedPoint
from bot.search.meaning.bundled import BundledEncoder
from bot.search.ranking.verdict import Verdicts
from tests.relevance.measure import Question, Verdict
from tests.relevance.ranking import in_stems_and_words

_SHOWN = 5


async def by_bot(library: Library, verdicts: Verdicts, questions: Sequence[Question]) -> list[Verdict]:
    """The bot's answers with these verdicts."""
    answerer = Answerer(library.store, replace(library.finder, verdicts=verdicts), perf_counter)
    return [Verdict(each, await answerer.answer(each.query, _SHOWN)) for each in questions]


async def by_words(library: Library, verdicts: Verdicts, questions: Sequence[Question]) -> list[Verdict]:
    """The bot's answers by words alone."""
    answerer = Answerer(library.store, replace(library.finder, meaning=None, verdicts=verdicts), perf_counter)
    return [Verdict(each, await answerer.answer(each.query, _SHOWN)) for each in questions]


async def by_encoder(library: Library, questions: Sequence[Question]) -> list[Verdict]:
    """The points with the greatest cosines. It answers everything."""
    articles = [article async for article in library.store.newest_first()]
    encoder = BundledEncoder(None)
    vectors = encoder.encode([passage.text for article in articles for passage in article.passages])
    cosines = encoder.encode([each.query for each in questions]) @ vectors.T
    return _ranked(articles, questions, cosines)


async def by_bm25s(library: Library, questions: Sequence[Question]) -> list[Verdict]:
    """The points with the greatest scores of bm25s, titles in them. It answers whatever shares a word with one."""
    articles = [article async for article in library.store.newest_first()]
    engine = bm25s.BM25()
    texts = [f"{article.title} {passage.text}" for article in articles for passage in article.passages]
    engine.index([in_stems_and_words(text) for text in texts], show_progress=False)
    rows = []
    for each in questions:
        known = [word for word in in_stems_and_words(each.query) if word in engine.vocab_dict]
        rows.append(engine.get_scores(known) if known else np.zeros(len(texts)))
    return _ranked(articles, questions, np.array(rows))


def _ranked(articles: Sequence[Article], questions: Sequence[Question], scores: np.ndarray) -> list[Verdict]:
    places = [(article, place) for article in articles for place in range(len(article.passages))]
    found = []
    for question, row in zip(questions, scores, strict=True):
        matches: dict[str, list[MatchedPoint]] = {}
        by_id: Mapping[str, Article] = {article.id: article for article in articles}
        for number in np.argsort(-row, kind="stable"):
            article, place = places[number]
            if row[number] > 0:
                matches.setdefault(article.id, []).append(MatchedPoint(text=article.passages[place].text))
        best = [Match(article=by_id[key], score=0.0, points=tuple(points)) for key, points in matches.items()]
        found.append(Verdict(question, Answer(query=question.query, matches=tuple(best[:_SHOWN]))))
    return found
