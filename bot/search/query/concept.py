"""A query as concepts: each a part of what was typed, with all the ways in which an article may say it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bot.search.analysis.stopwords import stopword_stems


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to say a concept: terms of the index that must all be there."""

    terms: tuple[str, ...]
    weight: float
    """1.0 for what was typed, less the further a reading is from it."""
    how: str
    """`typed`, `joined`, `alias`, `translated`, `corrected`, `related` or `pinyin`."""
    shown: str
    """As a person reads it."""


class Credit(NamedTuple):
    """How well a text says a concept: the weight earned, how often, and by which alternative (None: not at all)."""

    weight: float
    times: int
    alternative: Alternative | None


NO_CREDIT = Credit(0.0, 0, None)
_PARTIAL = 0.8
"""What a part of a reading's terms is worth, times the square of their share."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A part of the query. `information` from 0 to 1 says how much of the question it carries: rare words decide."""

    typed: str
    alternatives: tuple[Alternative, ...]
    """Greatest weight first."""
    information: float
    passage_idf: float
    article_idf: float
    is_name: bool = False
    """Whether the glossary knows this as a name."""

    def credit(self, counts: Mapping[str, int]) -> Credit:
        """The best of the alternatives in a text, given as its terms and their counts."""
        best = NO_CREDIT
        for alternative in self.alternatives:
            if alternative.weight <= best.weight:
                break
            if len(alternative.terms) == 1:
                if times := counts.get(alternative.terms[0], 0):
                    best = Credit(alternative.weight, times, alternative)
                continue
            present = [times for term in alternative.terms if (times := counts.get(term, 0))]
            if not present:
                continue
            weight = alternative.weight
            if len(present) < len(alternative.terms):
                weight *= _worth_of_part(alternative, counts)
            if weight > best.weight:
                best = Credit(weight, min(present), alternative)
        return best

    @property
    def terms(self) -> frozenset[str]:
        """All terms of all alternatives."""
        return frozenset(term for alternative in self.alternatives for term in alternative.terms)


def _worth_of_part(alternative: Alternative, counts: Mapping[str, int]) -> float:
    """What some of an alternative's terms are worth, from 0 to 1; words that bind are none of them.

    Typed words count each for itself, as do the pairs of characters of a typed Chinese word.
    """
    binding = stopword_stems()
    telling = [term for term in alternative.terms if term not in binding]
    present = sum(term in counts for term in telling)
    if not present:
        return 0.0
    share = present / len(telling)
    return share if alternative.how == "typed" else share * share * _PARTIAL
