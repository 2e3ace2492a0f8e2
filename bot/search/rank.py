"""Scores in concept space: BM25 where a word and its translations count as one term, and the share of the question met.

BM25 as in Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with k1 = 1.2 and
b = 0.75.
"""

from collections.abc import Sequence
from math import log

from bot.search.concept import Concept

_K1 = 1.2
_B = 0.75


def inverse_frequency(documents: int, containing: int) -> float:
    """BM25's weight of a term that stands in `containing` of so many documents; never negative."""
    containing = min(containing, documents)
    return log(1 + (documents - containing + 0.5) / (containing + 0.5))


def saturated(count: int, length: int, average: float) -> float:
    """BM25's worth of a term that stands `count` times in a text of this length."""
    return count * (_K1 + 1) / (count + _K1 * (1 - _B + _B * length / average))


def coverage(concepts: Sequence[Concept], met: Sequence[float]) -> float:
    """The share of the question's information that is met, from 0 to 1; `met` from 0 to 1 for each concept."""
    asked = sum(concept.information for concept in concepts)
    found = sum(concept.information * weight for concept, weight in zip(concepts, met, strict=True))
    return found / asked if asked else 0.0
