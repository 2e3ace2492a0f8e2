"""Whether an article answers a question at all, or only shares some words with it.

Two sorts of evidence: the share of the question's information that is met, which decides for the usual short question,
and the sheer amount of it, since a long question meets several rare words of an article by no accident though most of
its own words stand nowhere. An article about the right company that says nothing of what is asked does not answer: of
a question about a name, what is asked beside the name decides, and the parts of a name count once. Nor does one answer
that lacks a name of the question, or the thing asked for, which stands last as a rule, though many words for it are
known. The bounds were chosen on the questions of `tests/relevance`, alone and in a library of some thousand articles
more, and on public collections.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from bot.search.query.concept import Concept

_SHARE = 0.42
"""The share of the question's information that an article must meet."""
_NEARLY_ALL = 0.6
"""The share from which it is of no account how it is spread, where the question is not about a name."""
_BESIDE_SUBJECT = 0.15
"""The share that must be met of what is asked beside the most telling word."""
_BESIDE_NAME = 0.28
_BESIDE_NAME_AT_MOST = 0.45
"""The same where that is a name, and the information that is enough of it in a long question."""
_NOTHING_BESIDE = 0.3
"""Information of words such as `story` or `company`, which ask for nothing in particular beside the subject."""
_TELLING = 5.5
"""Information of a single word that few passages of a large library share: about one in three hundred."""
_SHARE_WITH_TELLING = 0.2
_MORE_TELLING = 0.2
"""How much more information a missing word has beside which no other one is telling."""
_AMOUNT = 10.0
"""Information, as the sum of inverse passage frequencies (natural logarithm), that no accident brings together."""
_AMOUNT_BESIDE_NAME = 4.5
"""How much of it must be met beside a name that the question is about."""
_MISSING_NAME_AMOUNT = 6.0
"""How much more of it for each name that the article lacks."""
_MISSING_NAME_SHARE = 0.15
"""The share of the question's information from which a name that the article lacks decides."""
_DESCRIPTION = 5
"""Words of a question that describes something: in it a telling word outweighs names that tell less."""
_MISSING = 0.3
"""How little a concept is met that an article does not speak of, wherever it stands."""
_ASKED_FOR = 0.5
_ASKED_FOR_OF_NAME = 0.4
"""The information from which the last concept of a question is the thing asked for, not one more common word."""
_MET = 0.4
_MET_AT_LEAST = 2
_EXACT = 5
"""Digits of a number that says enough by itself."""
_NAME_INFORMATION = 0.7
"""The information from which words that an article only has side by side are a name: `da Vinci`, not `spare part`."""


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A word of the question, or a name of several, and how well it is met: with the rest, and anywhere."""

    information: float
    idf: float
    met: float
    anywhere: float
    is_name: bool
    is_well_known: bool
    is_exact_number: bool

    @property
    def is_missing(self) -> bool:
        return self.anywhere < _MISSING


def is_answerable(
    concepts: Sequence[Concept], met: Sequence[float], anywhere: Sequence[float], bound: Set[int] = frozenset()
) -> bool:
    """Whether an article answers that meets the concepts so well, each from 0 to 1: together, and anywhere in it.

    `bound` are the numbers of those that it only has with the following one directly behind.
    """
    parts = list(_parts(concepts, met, anywhere, bound))
    asked = _information(parts)
    if not asked:
        return False
    subject, beside = _taken_apart(parts)
    missing_names = [part for part in parts if part.is_name and part.is_missing]
    if _is_no_accident(parts, beside, about_name=subject.is_name, missing_names=len(missing_names)):
        return True
    if _decides(missing_names, parts) and not _outweighs(subject, missing_names, parts):
        return False
    found = _found(parts)
    if _information(beside) < _NOTHING_BESIDE or subject.is_exact_number:
        return found >= asked * _SHARE
    if _lacks_what_is_asked_for(parts, subject):
        return False
    if _is_telling(subject, parts):
        return found >= asked * _SHARE_WITH_TELLING
    if found < asked * _SHARE:
        return False
    if subject.is_name:
        return _found(beside) >= min(_information(beside) * _BESIDE_NAME, _BESIDE_NAME_AT_MOST)
    return found >= asked * _NEARLY_ALL or _found(beside) >= _information(beside) * _BESIDE_SUBJECT


def _parts(
    concepts: Sequence[Concept], met: Sequence[float], anywhere: Sequence[float], bound: Set[int]
) -> Iterator[_Part]:
    start = 0
    for number in range(len(concepts)):
        if number in bound and number + 1 < len(concepts):
            continue
        words, of_words = concepts[start : number + 1], slice(start, number + 1)
        information = max(word.information for word in words)
        yield _Part(
            information=information,
            idf=max(word.passage_idf for word in words),
            met=max(met[of_words]),
            anywhere=max(anywhere[of_words]),
            is_name=any(word.is_name for word in words) or (len(words) > 1 and information >= _NAME_INFORMATION),
            is_well_known=len(words) == 1 and words[0].is_well_known,
            is_exact_number=_is_exact_number(words[0]),
        )
        start = number + 1


def _taken_apart(parts: Sequence[_Part]) -> tuple[_Part, list[_Part]]:
    """What the question is about, the part that tells most or all names, and what it asks of that."""
    subject = max(parts, key=lambda part: part.information * part.met)
    names = [part for part in parts if subject.is_name and part.is_name and not part.is_missing]
    return subject, [part for part in parts if part is not subject and part not in names]


def _decides(missing_names: Sequence[_Part], parts: Sequence[_Part]) -> bool:
    share = _information(parts) * _MISSING_NAME_SHARE
    return bool(missing_names) and _information(missing_names) >= share


def _outweighs(subject: _Part, missing_names: Sequence[_Part], parts: Sequence[_Part]) -> bool:
    """Whether names are only part of a description that a word tells more about."""
    tells_more = all(name.information <= subject.information for name in missing_names)
    return len(parts) >= _DESCRIPTION and tells_more and _is_telling(subject, parts)


def _is_no_accident(parts: Sequence[_Part], beside: Sequence[_Part], *, about_name: bool, missing_names: int) -> bool:
    amount, amount_beside = (sum(part.idf * part.met for part in some) for some in (parts, beside))
    return (
        amount >= _AMOUNT + _MISSING_NAME_AMOUNT * missing_names
        and (not about_name or amount_beside >= _AMOUNT_BESIDE_NAME)
        and sum(part.met > _MET for part in parts) >= _MET_AT_LEAST
    )


def _lacks_what_is_asked_for(parts: Sequence[_Part], subject: _Part) -> bool:
    last = next((part for part in reversed(parts) if not part.is_name), None)
    least = _ASKED_FOR_OF_NAME if subject.is_name else _ASKED_FOR
    return last is not None and last.is_missing and last.is_well_known and last.information >= least


def _is_telling(subject: _Part, parts: Sequence[_Part]) -> bool:
    """Whether a word that is no name is rare enough to say it all, and the article lacks none that says much more."""
    more = subject.information + _MORE_TELLING
    lacks_more = any(part.is_missing and part.information > more for part in parts)
    return not subject.is_name and subject.idf * subject.met >= _TELLING and not lacks_more


def _information(parts: Iterable[_Part]) -> float:
    return sum(part.information for part in parts)


def _found(parts: Iterable[_Part]) -> float:
    return sum(part.information * part.met for part in parts)


def _is_exact_number(concept: Concept) -> bool:
    terms = concept.alternatives[0].terms if concept.alternatives else ("",)
    return len(terms[0]) >= _EXACT and terms[0].isdigit()
