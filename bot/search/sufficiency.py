"""Whether an article answers a question at all, or only shares some words with it.

Two sorts of evidence: the share of the question's information that is met, which decides for the usual short question,
and the sheer amount of it, since a long question meets several rare words of an article by no accident though most of
its own words stand nowhere. An article about the right company that says nothing of what is asked does not answer;
nor does one that lacks a name of the question, or the thing asked for, which stands last as a rule, though many words
for it are known. The bounds were chosen on the questions of `tests/relevance` and on public collections.
"""

from collections.abc import Sequence

from bot.search.concept import Concept

_SHARE = 0.42
"""The share of the question's information that an article must meet."""
_BESIDE_SUBJECT = 0.15
"""The share that must be met of what is asked besides the most telling word, a name most often."""
_NEARLY_ALL = 0.62
"""The share from which it is of no account how it is spread."""
_TELLING = 6.5
"""Information of a single word that few passages of a large library share: about one in seven hundred."""
_SHARE_WITH_TELLING = 0.3
_AMOUNT = 10.0
"""Information, as the sum of inverse passage frequencies (natural logarithm), that no accident brings together."""
_MISSING_NAME_AMOUNT = 6.0
"""How much more of it for each name that the article lacks."""
_MISSING = 0.3
"""How little a concept is met that an article does not speak of, wherever it stands."""
_ASKED_FOR = 0.4
"""The information from which the last concept of a question is the thing asked for, not one more common word."""
_MET = 0.4
_MET_AT_LEAST = 2
_EXACT = 5
"""Digits of a number that says enough by itself."""
_SOMETHING = 0.01


def suffices(concepts: Sequence[Concept], met: Sequence[float], anywhere: Sequence[float]) -> bool:
    """Whether an article answers that meets the concepts so well, each from 0 to 1: together, and anywhere in it."""
    missing = [concept for concept, weight in zip(concepts, anywhere, strict=True) if weight < _MISSING]
    names = sum(concept.is_name for concept in missing)
    amount = sum(concept.passage_idf * weight for concept, weight in zip(concepts, met, strict=True))
    if amount >= _AMOUNT + _MISSING_NAME_AMOUNT * names and sum(weight > _MET for weight in met) >= _MET_AT_LEAST:
        return True
    found = [concept.information * weight for concept, weight in zip(concepts, met, strict=True)]
    asked = sum(concept.information for concept in concepts)
    if names or not asked:
        return False
    subject = max(range(len(found)), key=found.__getitem__)
    beside = asked - concepts[subject].information
    if beside < _SOMETHING or _is_exact_number(concepts[subject]):
        return sum(found) >= asked * _SHARE
    last = next((concept for concept in reversed(concepts) if not concept.is_name), None)
    if last and last in missing and last.is_well_known and last.information >= _ASKED_FOR:
        return False
    if concepts[subject].passage_idf * met[subject] >= _TELLING:
        return sum(found) >= asked * _SHARE_WITH_TELLING
    return sum(found) >= asked * _SHARE and (
        sum(found) >= asked * _NEARLY_ALL or sum(found) - found[subject] >= beside * _BESIDE_SUBJECT
    )


def _is_exact_number(concept: Concept) -> bool:
    return len(concept.alternatives[0].terms[0]) >= _EXACT and concept.alternatives[0].terms[0].isdigit()
