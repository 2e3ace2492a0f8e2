"""Whether an article answers a question at all, or only shares some words with it.

Two sorts of evidence: the share of the question's information that is met, which decides for the usual short question,
and the sheer amount of it, since a long question meets several rare words of an article by no accident though most of
its own words stand nowhere. An article about the right company that says nothing of what is asked does not answer.
The bounds were chosen on the questions of `tests/relevance` and on public collections.
"""

from collections.abc import Sequence

from bot.search.concept import Concept

_SHARE = 0.42
"""The share of the question's information that an article must meet."""
_ABSENT_NAME = 1.6
"""How much more must be met for each name in the question that the library lacks."""
_BESIDE_SUBJECT = 0.15
"""The share that must be met of what is asked besides the most telling word, a name most often."""
_NEARLY_ALL = 0.62
"""The share from which it is of no account how it is spread."""
_AMOUNT = 10.0
"""Information, as the sum of inverse passage frequencies (natural logarithm), that no accident brings together."""
_ABSENT_NAME_AMOUNT = 4.0
_MET = 0.4
_MET_AT_LEAST = 2
_EXACT = 5
"""Digits of a number that says enough by itself."""
_SOMETHING = 0.01


def suffices(concepts: Sequence[Concept], met: Sequence[float]) -> bool:
    """Whether an article that meets the concepts so well, each from 0 to 1, answers the question."""
    absent = sum(concept.is_absent_name for concept in concepts)
    amount = sum(concept.passage_idf * weight for concept, weight in zip(concepts, met, strict=True))
    if amount >= _AMOUNT + _ABSENT_NAME_AMOUNT * absent and sum(weight > _MET for weight in met) >= _MET_AT_LEAST:
        return True
    found = [concept.information * weight for concept, weight in zip(concepts, met, strict=True)]
    asked = sum(concept.information for concept in concepts)
    if not asked or sum(found) < asked * _SHARE * _ABSENT_NAME**absent:
        return False
    subject = max(range(len(found)), key=found.__getitem__)
    beside = asked - concepts[subject].information
    return (
        beside < _SOMETHING
        or _is_exact_number(concepts[subject])
        or sum(found) >= asked * _NEARLY_ALL
        or sum(found) - found[subject] >= beside * _BESIDE_SUBJECT
    )


def _is_exact_number(concept: Concept) -> bool:
    return len(concept.alternatives[0].terms[0]) >= _EXACT and concept.alternatives[0].terms[0].isdigit()
