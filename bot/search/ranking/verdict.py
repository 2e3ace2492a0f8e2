"""Whether the best article answers, only stands near, or neither: a logistic score of the evidence, and two bounds.

The coefficients are in `verdict.json`, which `python -m tests.relevance.train` writes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path

from bot.model import Tier

_FILE = Path(__file__).with_name("verdict.json")


@dataclass(frozen=True, slots=True)
class Logistic:
    """A linear model of named figures; without an intercept it only orders."""

    weights: Mapping[str, float]
    intercept: float = 0.0

    def logit(self, figures: Mapping[str, float]) -> float:
        """The logarithm of the odds."""
        return self.intercept + sum(weight * figures[name] for name, weight in self.weights.items())

    def probability(self, figures: Mapping[str, float]) -> float:
        """The same as a probability."""
        return 1 / (1 + exp(-self.logit(figures)))


@dataclass(frozen=True, slots=True)
class Verdict:
    """How articles are ordered, and which bounds the best one must pass."""

    order: Logistic
    answers: Logistic
    answer_from: float
    """The probability from which the best article is shown as an answer."""
    near: Logistic
    near_from: float
    """The probability from which the nearest points are shown."""

    def tier(self, figures: Mapping[str, float]) -> Tier:
        """What an article with this evidence is."""
        if self.answers.probability(figures) >= self.answer_from:
            return Tier.ANSWER
        return Tier.NEAR if self.near.probability(figures) >= self.near_from else Tier.NOTHING


@dataclass(frozen=True, slots=True)
class Verdicts:
    """One for libraries with vectors, one for words alone."""

    with_meaning: Verdict
    words_alone: Verdict


def read_verdicts(path: Path = _FILE) -> Verdicts:
    """The verdicts of a file that `python -m tests.relevance.train` wrote."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    return Verdicts(*(_verdict(kept[name]) for name in ("with_meaning", "words_alone")))


@cache
def shipped_verdicts() -> Verdicts:
    """Those that come with the package."""
    return read_verdicts()


def _verdict(kept: Mapping[str, Mapping[str, object]]) -> Verdict:
    def logistic(name: str) -> Logistic:
        model = kept[name]
        return Logistic(model["weights"], model["intercept"])  # type: ignore[arg-type]

    return Verdict(
        order=logistic("order"),
        answers=logistic("answers"),
        answer_from=float(kept["answers"]["from"]),  # type: ignore[arg-type]
        near=logistic("near"),
        near_from=float(kept["near"]["from"]),  # type: ignore[arg-type]
    )
