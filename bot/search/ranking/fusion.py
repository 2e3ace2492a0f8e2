"""Words and meaning together: in which order articles answer, and the points of each."""

from collections.abc import Sequence
from dataclasses import replace

from bot.search.ranking.parameters import PARAMETERS
from bot.search.ranking.scoring import ScoredArticle, WeighedPoint
from bot.search.ranking.verdict import Logistic


def fused(articles: Sequence[ScoredArticle], order: Logistic) -> list[ScoredArticle]:
    """The articles, best first, scored by a linear combination of what words and meaning say of them.

    Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval" (2023): a combination of normalised
    scores outdoes reciprocal ranks alone, and few questions are enough to find its weights.
    """
    best = best_score(articles)
    scored = []
    for article in articles:
        points = _points(article.points, article.similar.points) if article.similar else article.points
        scored.append(replace(article, score=order.logit(order_figures(article, best)), points=points))
    return sorted(scored, key=lambda article: -article.score)


def best_score(articles: Sequence[ScoredArticle]) -> float:
    """The greatest score by words, 1 where none has any."""
    return max((article.score for article in articles), default=0.0) or 1.0


def order_figures(article: ScoredArticle, best: float) -> dict[str, float]:
    """What an article is ordered by, whose score by words is compared with the best one's."""
    near = article.similar
    return {
        "score": article.score / best,
        "coverage": article.coverage,
        "cosine": near.best if near else 0.0,
        "mean_cosine": near.mean if near else 0.0,
        "meaning_rank": PARAMETERS.rank_offset / (PARAMETERS.rank_offset + near.place) if near else 0.0,
    }


def _points(by_words: Sequence[WeighedPoint], cosines: Sequence[float]) -> list[WeighedPoint]:
    """All points of an article by their word score, as a share of the best one's, and their cosine."""
    best = max((point.score for point in by_words), default=0.0) or 1.0
    met = {point.position: point for point in by_words}
    points = []
    for position, cosine in enumerate(cosines):
        known = met.pop(position, None) or WeighedPoint(position, {}, 0.0)
        points.append(known._replace(score=known.score / best + PARAMETERS.point_meaning * cosine))
    points += [point._replace(score=point.score / best) for point in met.values()]  # their vectors are being made
    return sorted(points, key=lambda point: -point.score)
