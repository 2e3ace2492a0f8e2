"""What speaks for an article as the answer of a question: a few figures that mean the same in every library.

All of them are shares of the question, cosines, or their differences, never raw scores, so that a verdict learned on
one library holds on another. `verdict.json` says which of them count, and how much.
"""

from collections.abc import Sequence
from math import log1p
from operator import mul

from bot.search.query.concept import Concept
from bot.search.ranking.parameters import PARAMETERS
from bot.search.ranking.scoring import ScoredArticle, WeighedPoint

_WELL_MET = 0.4
"""How well a word is met that is counted; a part of a reading, or one that stands elsewhere, is not."""
_NOTHING_BESIDE = 0.3
"""Information of words such as `story` or `company`, which ask for nothing in particular beside a name."""


def evidence(concepts: Sequence[Concept], article: ScoredArticle) -> dict[str, float]:
    """The figures by their names in `verdict.json`; those of meaning are 0 where the article has no vectors."""
    words = _Words(concepts, article)
    similar = article.similar
    return {
        "met_in_point": words.share(words.in_point),
        "met_words": log1p(sum(met > _WELL_MET for met in article.met)),
        "name_missing": float(any(map(words.is_missing, words.names))),
        "number_missing": float(any(map(words.is_missing, words.numbers))),
        "beside_name": words.share_beside_subject(),
        "missing_beside": words.share_missing_beside_names(),
        "telling": max(map(mul, words.information, article.met), default=0.0),
        "cosine": similar.best if similar else 0.0,
    }


class _Words:
    """The concepts of a question as an article meets them."""

    def __init__(self, concepts: Sequence[Concept], article: ScoredArticle) -> None:
        self._concepts = concepts
        self._article = article
        self.information = [concept.information for concept in concepts]
        self.names = [number for number, concept in enumerate(concepts) if concept.is_name]
        self.numbers = [number for number, concept in enumerate(concepts) if any(map(str.isdigit, concept.typed))]
        self.in_point = max(
            ([_met_by(point, number) for number in range(len(concepts))] for point in article.points),
            key=self.share,
            default=[0.0] * len(concepts),
        )

    def is_missing(self, number: int) -> bool:
        return self._article.anywhere[number] < PARAMETERS.missing

    def share(self, met: Sequence[float], among: Sequence[int] | None = None) -> float:
        """The share of the information of all concepts, or of some, that is met."""
        numbers = range(len(self._concepts)) if among is None else among
        total = sum(self.information[number] for number in numbers)
        return sum(self.information[number] * met[number] for number in numbers) / total if total else 0.0

    def share_beside_subject(self) -> float:
        """The share that is met of what is asked beside the names; without a name, beside the most telling word.

        Where that is nothing, the share of the whole question.
        """
        numbers = range(len(self._concepts))
        met = self._article.met
        subject = self.names or [max(numbers, key=lambda number: self.information[number] * met[number], default=0)]
        beside = [number for number in numbers if number not in subject]
        if sum(self.information[number] for number in beside) < _NOTHING_BESIDE:
            return self.share(met)
        return self.share(met, beside)

    def share_missing_beside_names(self) -> float:
        """The share of what is asked beside the names that stands nowhere in the article."""
        beside = [number for number in range(len(self._concepts)) if number not in self.names]
        missing = [float(self.is_missing(number)) for number in range(len(self._concepts))]
        return self.share(missing, beside)


def _met_by(point: WeighedPoint, number: int) -> float:
    return point.earned[number].weight if number in point.earned else 0.0
