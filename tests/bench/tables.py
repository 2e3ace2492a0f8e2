"""How the bench writes figures."""

from collections.abc import Sequence
from math import ceil


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed (the nearest-rank method)."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]


def mebibytes(count: float) -> str:
    """Bytes as MiB."""
    return f"{count / 2**20:,.0f} MiB"


def milliseconds(seconds: float) -> str:
    """Seconds as milliseconds, with the digits that say something."""
    value = seconds * 1000
    return f"{value:,.0f} ms" if value >= 100 else f"{value:.1f} ms" if value >= 10 else f"{value:.2f} ms"
