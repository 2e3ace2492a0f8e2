"""`python -m tests.relevance.train`: learns how articles are ordered and which best one answers, and writes it down.

Everything is learned from the questions of `tests/relevance`, each library weighing the same however many questions it
has. What is written, `bot/search/ranking/verdict.json`, is learned from all of them; `python -m tests.relevance` says
how good it is on a library that it was not learned from, by leaving out one after the other.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.app.library import Library
from bot.search.query.concept import Concept
from bot.search.query.parsing import ParsedQuery, parse
from bot.search.ranking.evidence import evidence
from bot.search.ranking.fusion import best_score, fused, order_figures
from bot.search.ranking.scoring import ScoredArticle
from bot.search.ranking.verdict import Logistic, Verdict, Verdicts
from tests.relevance.libraries import LIBRARIES, opened, questions_of
from tests.relevance.measure import Question

TARGET = Path(__file__).parents[2] / "bot" / "search" / "ranking" / "verdict.json"
LIMIT = 5
MAY_BE_CLAIMED = 0.11
"""The share of the unanswerable questions of the training libraries that may be claimed as answered."""
MAY_BE_SHOWN = 0.1
"""The share of the questions far off the training libraries for which something near may be shown."""
RIDGE = 1.0
"""The penalty on the squares of the standardised weights."""
FAR_OFF = frozenset({"far"})
"""Kinds of questions about nothing that the library has."""
MEANING = frozenset({"cosine", "mean_cosine", "meaning_rank"})
ORDER = {
    "score": "the BM25 score as a share of the best article's",
    "coverage": "the share of the question's information that is met by the best point with what stands around it",
    "cosine": "of the question and the nearest point",
    "mean_cosine": "the mean cosine of the question and the article's points",
    "meaning_rank": "5 / (5 + the place by cosine)",
}
ANSWERS = {
    "met_in_point": "the share of the question's information that one point meets by itself",
    "met_words": "the logarithm of 1 and the number of the question's words that are met",
    "name_missing": "1 where the article lacks a name of the question",
    "number_missing": "1 where the article lacks a number of the question",
    "beside_name": "the share that is met of what is asked beside names, or beside the most telling word",
    "missing_beside": "the share of what is asked beside names that the article says nowhere",
    "cosine": ORDER["cosine"],
}
NEAR = {
    "telling": "the information of the most telling word that is met",
    "beside_name": ANSWERS["beside_name"],
    "cosine": ORDER["cosine"],
}
Vector = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """A question with what words and meaning propose; `titles` by article id."""

    question: Question
    query: ParsedQuery
    concepts: list[Concept]
    candidates: list[ScoredArticle]
    titles: Mapping[str, str]

    def is_right(self, article: ScoredArticle) -> bool:
        return self.titles.get(article.article_id) == self.question.article

    def ordered(self, order: Logistic) -> list[ScoredArticle]:
        return fused(self.candidates, order)


async def ask(library: Library, questions: Sequence[Question]) -> list[Asked]:
    """The candidates of every question; those of filters and phrases alone teach nothing."""
    titles = {article.id: article.title async for article in library.store.newest_first()}
    found = []
    for question in questions:
        query = parse(question.query)
        if query.filters or query.phrases:
            continue
        concepts, candidates = library.finder.candidates(query, LIMIT)
        found.append(Asked(question, query, concepts, candidates, titles))
    return found


def learn(libraries: Mapping[str, Sequence[Asked]]) -> Verdicts:
    """The verdicts that these libraries teach."""
    without = {name: [_wordless(each) for each in asked] for name, asked in libraries.items()}
    return Verdicts(
        with_meaning=_verdict(libraries, leave_out=frozenset()), words_alone=_verdict(without, leave_out=MEANING)
    )


def _wordless(asked: Asked) -> Asked:
    return replace(asked, candidates=[replace(each, similar=None) for each in asked.candidates])


def _verdict(libraries: Mapping[str, Sequence[Asked]], leave_out: frozenset[str]) -> Verdict:
    order = _learn_order(libraries, [name for name in ORDER if name not in leave_out])
    rows: list[tuple[Asked, dict[str, float], bool, float]] = []
    for asked in libraries.values():
        for each in asked:
            if best := each.ordered(order):
                figures = evidence(each.concepts, best[0])
                rows.append((each, figures, each.is_right(best[0]), 1 / len(asked)))
    answers = logistic(
        [figures for _, figures, _, _ in rows],
        [right for _, _, right, _ in rows],
        [weight for _, _, _, weight in rows],
        [name for name in ANSWERS if name not in leave_out],
    )
    unanswerable = [answers.probability(figures) for each, figures, _, _ in rows if each.question.article is None]
    told = [row for row in rows if row[0].question.article or row[0].question.kind in FAR_OFF]
    near = logistic(
        [figures for _, figures, _, _ in told],
        [each.question.article is not None for each, _, _, _ in told],
        [weight for _, _, _, weight in told],
        [name for name in NEAR if name not in leave_out],
    )
    far = [near.probability(figures) for each, figures, _, _ in told if each.question.article is None]
    return Verdict(
        order=order,
        answers=answers,
        answer_from=float(np.quantile(unanswerable, 1 - MAY_BE_CLAIMED)),
        near=near,
        near_from=float(np.quantile(far, 1 - MAY_BE_SHOWN)),
    )


def _learn_order(libraries: Mapping[str, Sequence[Asked]], names: Sequence[str]) -> Logistic:
    """Weights under which the right article is the likeliest of the candidates (a conditional logit)."""
    groups: list[tuple[Vector, int, float]] = []
    for asked in libraries.values():
        for each in asked:
            right = [place for place, article in enumerate(each.candidates) if each.is_right(article)]
            if right and len(each.candidates) > 1:
                best = best_score(each.candidates)
                figures = [order_figures(article, best) for article in each.candidates]
                rows = np.array([[row[name] for name in names] for row in figures])
                groups.append((rows, right[0], 1 / len(asked)))
    total = sum(weight for _, _, weight in groups)
    weights = np.zeros(len(names))
    for _ in range(50):
        gradient, hessian = -RIDGE * weights / 100, -RIDGE * np.eye(len(names)) / 100
        for rows, right, weight in groups:
            logits = rows @ weights
            shares = np.exp(logits - logits.max())
            shares /= shares.sum()
            mean = shares @ rows
            gradient += weight * len(groups) / total * (rows[right] - mean)
            hessian -= weight * len(groups) / total * (rows.T * shares @ rows - np.outer(mean, mean))
        step = np.linalg.solve(hessian, gradient)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return Logistic(dict(zip(names, map(float, weights), strict=True)))


def logistic(
    figures: Sequence[Mapping[str, float]], labels: Sequence[bool], weights: Sequence[float], names: Sequence[str]
) -> Logistic:
    """A logistic regression by Newton's method, both labels weighing the same, in the units of the figures."""
    rows = np.array([[row[name] for name in names] for row in figures])
    wanted = np.array(labels, dtype=float)
    weight = np.array(weights) * len(labels) / sum(weights)
    for label in (0.0, 1.0):
        weight[wanted == label] *= weight.sum() / (2 * weight[wanted == label].sum())
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-9
    columns = np.hstack([(rows - middle) / spread, np.ones((len(rows), 1))])
    penalty = np.diag([RIDGE] * len(names) + [0.0])
    found = np.zeros(len(names) + 1)
    for _ in range(50):
        likely = 1 / (1 + np.exp(-np.clip(columns @ found, -30, 30)))
        gradient = columns.T @ (weight * (wanted - likely)) - penalty @ found
        hessian = (columns.T * (weight * likely * (1 - likely))) @ columns + penalty
        step = np.linalg.solve(hessian, gradient)
        found += step
        if np.abs(step).max() < 1e-6:
            break
    scaled = found[:-1] / spread
    return Logistic(dict(zip(names, map(float, scaled), strict=True)), float(found[-1] - scaled @ middle))


def as_json(verdicts: Verdicts) -> dict[str, Any]:
    """What is written: every model with the meaning of its figures."""
    described = {"figures": ORDER | NEAR | ANSWERS}
    return described | {name: _as_json(getattr(verdicts, name)) for name in ("with_meaning", "words_alone")}


def _as_json(verdict: Verdict) -> dict[str, Any]:
    def model(of: Logistic, **bounds: float) -> dict[str, Any]:
        weights = {name: round(weight, 4) for name, weight in of.weights.items()}
        return {"weights": weights, "intercept": round(of.intercept, 4), **{k: round(v, 4) for k, v in bounds.items()}}

    return {
        "order": model(verdict.order),
        "answers": model(verdict.answers, **{"from": verdict.answer_from}),
        "near": model(verdict.near, **{"from": verdict.near_from}),
    }


async def left_out(libraries: Mapping[str, Library]) -> dict[str, Verdicts]:
    """For each library, the verdicts that all the others teach."""
    asked = {name: await ask(library, questions_of(name)) for name, library in libraries.items()}
    return {name: learn({other: rows for other, rows in asked.items() if other != name}) for name in asked}


async def main() -> None:
    """Ask, learn, write."""
    async with AsyncExitStack() as stack:
        asked = {}
        for name, path in LIBRARIES.items():
            library = await stack.enter_async_context(opened(path))
            asked[name] = await ask(library, questions_of(name))
    TARGET.write_text(json.dumps(as_json(learn(asked)), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
