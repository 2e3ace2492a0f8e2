"""What one library, the lexicon and the glossary know of a word: how often it is there, how common it is, its forms."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.bounded_cache import bounded_cache
from bot.search.analysis.stopwords import is_stopword
from bot.search.analysis.tokenizer import tokenize
from bot.search.index.bm25 import inverse_frequency
from bot.search.index.library_index import LibraryIndex
from bot.search.lexicon.dictionary import Lexicon
from bot.search.lexicon.glossary import Entry, Glossary
from bot.search.lexicon.stemming import stem
from bot.search.query.concept import Alternative, Concept
from bot.search.query.weights import ALIAS, FAMILY, NEAR
from bot.text import fold

_ENDINGS = frozenset(("er", "ers", "est", "ly", "al", "als", "ing", "ed", "ness", "y"))
"""What may follow a short root: `slow`, `slower`; but `lease` is no `least`."""
_FAMILY_ENDING = 5
"""Letters of the longest ending, as in `consumption`."""
_NUMBER_RARITY = 0.5
_COMMON_ZIPF = 6.5
_RARE_ZIPF = 3.0
_LEAST_INFORMATION = 0.05
_FEW_PASSAGES = 300
"""Passages of a library up to which its own counts decide less than how rare a word is in general."""
_NEAR_ENOUGH = 0.7
"""Weight from which a reading says the same as the typed word, not something like it."""


class Vocabulary:
    """Answers about words over one library. Weights below 1 put a reading under the typed word."""

    def __init__(self, index: LibraryIndex, lexicon: Lexicon, glossary: Glossary) -> None:
        self.index = index
        self.lexicon = lexicon
        self.glossary = glossary

    def concept(self, typed: str, alternatives: Iterable[Alternative], rarity: float) -> Concept:
        """A concept of those alternatives that the library knows in part at least; `rarity` from 0 to 1."""
        kept: dict[tuple[str, ...], Alternative] = {}
        for alternative in sorted(alternatives, key=lambda alternative: -alternative.weight):
            if any(map(self.knows, alternative.terms)):
                kept.setdefault(alternative.terms, alternative)
        # Distant readings are more common words more often than not; they must not make the asked one look common.
        whole = [alternative for alternative in kept.values() if self.is_known(alternative)]
        near = [alternative for alternative in whole if alternative.weight >= _NEAR_ENOUGH] or whole
        passages = max(map(self._frequency, near), default=0)
        articles = max(map(self._article_frequency, near), default=0)
        total = self.index.passage_count()
        idf = inverse_frequency(total, passages)
        local = idf / inverse_frequency(total, 1) if kept and total > 1 else 1.0
        # A few articles say little of how rare a word is: there, how rare it is in general counts more.
        counted = total / (total + _FEW_PASSAGES)
        trust = counted + (1 - counted) * rarity
        return Concept(
            typed=typed,
            alternatives=tuple(self._without_common(kept.values(), idf, total)),
            information=max(_LEAST_INFORMATION, rarity * (0.4 + 0.6 * min(1.0, local))),
            passage_idf=idf,
            article_idf=inverse_frequency(self.index.article_count(), articles) * trust,
        )

    def _without_common(self, kept: Iterable[Alternative], idf: float, total: int) -> Iterator[Alternative]:
        """The alternatives, distant ones worth as much less as they are commoner than what was asked."""
        for alternative in kept:
            rarity = (
                0.0 if alternative.weight >= _NEAR_ENOUGH else inverse_frequency(total, self._frequency(alternative))
            )
            yield replace(alternative, weight=alternative.weight * rarity / idf) if 0 < rarity < idf else alternative

    def forms(self, entry: Entry, how: str, weight: float) -> Iterator[Alternative]:
        """The forms of an entry that the library knows, long ones also in part."""
        for form in entry.forms:
            terms = form_terms(form)
            known = sum(map(self.knows, terms))
            if known == len(terms) or (len(terms) > 2 and known > len(terms) / 2):
                yield Alternative(terms, weight, how, form)

    def has_form(self, entry: Entry) -> bool:
        """Whether the library knows any form of an entry."""
        return any(map(self.is_known, self.forms(entry, "alias", ALIAS)))

    def near(self, word: str, how: str) -> list[Alternative]:
        """Words that the glossary calls related, in both languages."""
        forms = ((form, form_terms(form)) for form in self.glossary.related(word))
        return [Alternative(terms, NEAR, how, form) for form, terms in forms if self.all_known(terms)]

    def parts(self, entry: Entry) -> list[Alternative]:
        """What lies in a place that is asked for: what is said of Arizona is said of America."""
        forms = ((form, form_terms(form)) for form in self.glossary.parts(entry))
        return [Alternative(terms, NEAR, "related", form) for form, terms in forms if self.all_known(terms)]

    def family(self, word: str) -> list[Alternative]:
        """Words of the library that an unknown one is built like: `slow`, `slower`; `consume`, `consumption`."""
        root = stem(word).rstrip("iy")
        root = root if len(root) < 8 else root[:-1]
        if len(root) < 4:
            return []
        near = sorted((near for near, _ in self.index.words(root) if self._is_ending(near[len(root) :], root)), key=len)
        return [Alternative((stem(word),), FAMILY, "related", word) for word in near if word.isalpha()][:3]

    def _is_ending(self, ending: str, root: str) -> bool:
        return ending in _ENDINGS if len(root) < 5 else len(ending) <= _FAMILY_ENDING

    def known_ones(self, alternatives: list[Alternative], limit: int) -> list[Alternative]:
        """Those that the library knows whole, at most `limit`."""
        return [alternative for alternative in alternatives if self.is_known(alternative)][:limit]

    def is_known(self, alternative: Alternative) -> bool:
        """Whether the library has all terms of an alternative."""
        return self.all_known(alternative.terms)

    def all_known(self, terms: tuple[str, ...]) -> bool:
        """Whether the library has all these terms, and there are any."""
        return bool(terms) and all(map(self.knows, terms))

    def knows(self, term: str) -> bool:
        """Whether a term stands in any article."""
        return self.index.article_frequency(term) > 0

    def _frequency(self, alternative: Alternative) -> int:
        return min(self.index.passage_frequency(term) for term in alternative.terms)

    def _article_frequency(self, alternative: Alternative) -> int:
        return min(self.index.article_frequency(term) for term in alternative.terms)

    def rarity(self, word: str) -> float:
        """How much a word says in general, from 0 (everybody's) to 1 (hardly anybody's)."""
        if word.isdigit():
            return _NUMBER_RARITY
        zipf = self.zipf(word)
        return min(1.0, max(0.05, (_COMMON_ZIPF - zipf) / (_COMMON_ZIPF - _RARE_ZIPF)))

    def zipf(self, word: str) -> float:
        """How common a word is in general, its dictionary forms included: log10 of occurrences in a billion words."""
        return max(self.lexicon.zipf(form) for form in (word, *base_forms(word)))


@bounded_cache(count=10_000, longest=80)
def form_terms(form: str) -> tuple[str, ...]:
    """The terms of a form of the glossary."""
    return main_terms(fold(form))


@bounded_cache(count=10_000, longest=40)
def main_terms(word: str) -> tuple[str, ...]:
    """The terms of a folded word, each once."""
    return tuple(dict.fromkeys(tokenize(word).main))


@bounded_cache(count=10_000, longest=80)
def english_terms(rendering: str) -> tuple[str, ...]:
    """The terms of a rendering of the dictionary that say something."""
    words = [word for word in re.findall(r"[a-z0-9]+", rendering.lower()) if not is_stopword(word)]
    return tuple(dict.fromkeys(map(stem, words)))


def base_forms(word: str) -> tuple[str, ...]:
    """Dictionary forms that an inflected English word may come from, likeliest first."""
    forms: list[str] = []
    for ending, instead in (
        ("ies", "y"),
        ("es", ""),
        ("s", ""),
        ("ied", "y"),
        ("ed", ""),
        ("ed", "e"),
        ("ing", ""),
        ("ing", "e"),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            base = word[: -len(ending)]
            forms.append(base + instead)
            if len(base) > 3 and base[-1] == base[-2] and not instead:
                forms.append(base[:-1])
    return tuple(forms)
