"""English words of a question: written apart or in one, misspelt, built like others, and in Chinese."""

import re
from collections.abc import Iterator

from bot.search.analysis.stopwords import is_stopword
from bot.search.lexicon.stemming import stem
from bot.search.query.concept import Alternative, Concept
from bot.search.query.spelling import Speller
from bot.search.query.vocabulary import Vocabulary, base_forms, main_terms
from bot.search.query.weights import CORRECTED, JOINED, TRANSLATED, TRANSLATED_STEP

_MODEL = re.compile(r"([a-z]+)(\d[a-z0-9]*)")
"""A name with its number."""
_MAX_TRANSLATIONS = 6
_WELL_KNOWN = 6
"""Articles with a word from which it is found by itself, without others that mean something like it."""


class English:
    """Reads English words over one library."""

    def __init__(self, known: Vocabulary, speller: Speller) -> None:
        self._known = known
        self._speller = speller

    def joined(self, left: str, right: str) -> Concept | None:
        """`tik tok`, `cap-cut`, `open source` where the library writes it as one word."""
        whole = left + right
        is_model = left.isalpha() and right.isdigit()  # M 9
        if not whole.isalnum() or whole.isdigit() or not self._known.knows(stem(whole)):
            return None
        if len(whole) < 4 and not is_model:
            return None
        apart = Alternative((stem(left), stem(right)), 1.0, "typed", f"{left} {right}")
        together = Alternative(
            (stem(whole),), 1.0 if not self._known.all_known(apart.terms) else JOINED, "joined", whole
        )
        return self._known.concept(f"{left} {right}", [apart, together], rarity=self._known.rarity(whole))

    def word(self, word: str) -> Concept:
        """A word with all that may be meant by it."""
        terms = main_terms(word)
        typed = [Alternative(terms, 1.0, "typed", word)] if terms else []
        known = bool(terms) and self._known.all_known(terms)
        readings = list(self._apart(word))
        if word.isascii() and word.isalpha():
            readings += self._in_chinese(word)
            if not known or self._known.index.article_frequency(terms[0]) < _WELL_KNOWN:
                readings += self._known.near(word, "related")
            if not known:
                readings += self._split(word)
                readings += self._known.family(word) or list(self._corrected(word))
        elif not known and word.endswith("s") and self._known.knows(word[:-1]):
            readings.append(Alternative((word[:-1],), 1.0, "typed", word[:-1]))  # several M9s
        return self._known.concept(word, typed + readings, rarity=self._known.rarity(word))

    def _apart(self, word: str) -> Iterator[Alternative]:
        """`gpt5` where the library writes `GPT-5` or `GPT 5`."""
        if found := _MODEL.fullmatch(word):
            parts = tuple(map(stem, found.groups()))
            yield Alternative(parts, JOINED, "joined", " ".join(found.groups()))

    def _split(self, word: str) -> Iterator[Alternative]:
        """`opensource` where the library writes two words."""
        if len(word) < 6:
            return
        ways = [(word[:cut], word[cut:]) for cut in range(2, len(word) - 1)]
        known = [way for way in ways if self._known.all_known(tuple(map(stem, way))) and all(map(self._is_word, way))]
        for left, right in sorted(known, key=lambda way: -min(map(self._known.zipf, way)))[:1]:
            yield Alternative((stem(left), stem(right)), JOINED, "joined", f"{left} {right}")

    def _is_word(self, part: str) -> bool:
        """Whether a part of a run of letters stands for itself, rather than being some letters by chance."""
        return not is_stopword(part) and (len(part) >= 5 or self._known.zipf(part) >= 3.5)

    def _corrected(self, word: str) -> Iterator[Alternative]:
        for correction in self._speller.corrections(word):
            weight = CORRECTED * (0.6 + 0.4 * correction.likeness)
            yield Alternative((stem(correction.word),), weight, "corrected", correction.word)

    def _in_chinese(self, word: str) -> list[Alternative]:
        found = []
        for rank, chinese in enumerate(self._chinese_for(word)):
            weight = TRANSLATED - TRANSLATED_STEP * rank
            found.append(Alternative(main_terms(chinese), weight, "translated", chinese))
        return self._known.known_ones(found, _MAX_TRANSLATIONS)

    def _chinese_for(self, word: str) -> tuple[str, ...]:
        for form in dict.fromkeys((word, *base_forms(word))):
            if found := self._known.lexicon.chinese(form):
                return found
        return ()
