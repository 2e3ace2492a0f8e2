"""BM25 in its parts.

As in Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with k1 = 1.2 and
b = 0.75.
"""

from math import log

_K1 = 1.2
_B = 0.75


def inverse_frequency(documents: int, containing: int) -> float:
    """BM25's weight of a term that stands in `containing` of so many documents; never negative."""
    containing = min(containing, documents)
    return log(1 + (documents - containing + 0.5) / (containing + 0.5))


def saturated(count: int, length: int, average: float) -> float:
    """BM25's worth of a term that stands `count` times in a text of this length."""
    return count * (_K1 + 1) / (count + _K1 * (1 - _B + _B * length / average))
