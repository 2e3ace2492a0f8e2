"""Chinese words of a question: cut, put right by their sound, and in English, pinyin names included."""

from collections.abc import Iterator
from itertools import product

from bot.search.analysis.chinese_words import chinese_words
from bot.search.analysis.stopwords import is_stopword
from bot.search.query.concept import Alternative, Concept
from bot.search.query.vocabulary import Vocabulary, english_terms, main_terms
from bot.search.query.weights import CORRECTED, FAMILY, TRANSLATED, TRANSLATED_STEP, TRANSLITERATED
from bot.text import is_han

_UNTRANSLATED = 0.95
_UNKNOWN_CHINESE = 0.75
"""How much a Chinese word that the library lacks still says: no dictionary gives all English words for it."""
_MAX_TRANSLATIONS = 6
_CERTAIN_NAME = 3
"""Characters of a name that a slip is looked for in beside a word that is right: 宁得时代, but not 变得太."""


class Chinese:
    """Reads Chinese text over one library."""

    def __init__(self, known: Vocabulary) -> None:
        self._known = known
        self._pairs: tuple[frozenset[str], dict[str, list[str]]] | None = None

    def concepts(self, text: str, typed: str, keep_stopwords: bool) -> Iterator[Concept]:
        """The concepts of a run of Chinese; `typed` is the same as it was typed, before it was put right."""
        at = 0
        for word in self._units(text):
            if keep_stopwords or not is_stopword(word):
                yield self._word(word, typed[at : at + len(word)])
            at += len(word)

    def same_sound(self, text: str) -> str:
        """A pair of characters in a word that nobody knows, is read as a known pair of the same sound."""
        doubtful: set[int] = set()
        at = 0
        for word in chinese_words(text):
            if not is_stopword(word) and not (
                len(word) > 1 and (self._known.knows(word) or self._known.lexicon.english(word))
            ):
                doubtful.update(range(at, at + len(word)))
            at += len(word)
        meant = text
        for at in range(len(text) - 1):
            pair = meant[at : at + 2]
            if doubtful.isdisjoint((at, at + 1)) or self._is_written(pair):
                continue
            for same in self._same_sounding(pair):
                changed = meant[:at] + same + meant[at + 2 :]
                nobody_knows = doubtful.issuperset((at, at + 1))
                shortest = 2 if nobody_knows else _CERTAIN_NAME
                if self._is_name_at(changed, at, shortest) or (nobody_knows and self.is_word_here(same)):
                    meant = changed
                    break
        return meant

    def _is_name_at(self, text: str, at: int, shortest: int) -> bool:
        return any(
            found.entry.is_name and found.start <= at and at + 2 <= found.end and found.end - found.start >= shortest
            for found in self._known.glossary.find(text)
        )

    def _is_written(self, pair: str) -> bool:
        return bool(self._known.knows(pair) or self._known.lexicon.english(pair) or pair in self._glossary_pairs()[0])

    def _same_sounding(self, pair: str) -> Iterator[str]:
        """Pairs of the glossary and of the library with the same sound and one of the two characters."""
        for reading in self._known.lexicon.readings(pair):
            here = [word for word, _ in self._known.index.sounding(reading) if len(word) == 2]
            for same in (*self._glossary_pairs()[1].get(reading, ()), *here):
                if set(same) & set(pair):
                    yield same

    def _glossary_pairs(self) -> tuple[frozenset[str], dict[str, list[str]]]:
        """All pairs of neighbouring characters in the glossary, and the same by sound."""
        if self._pairs is None:
            forms = (form for entry in self._known.glossary.entries for form in entry.forms if all(map(is_han, form)))
            pairs = frozenset(form[at : at + 2] for form in forms for at in range(len(form) - 1))
            by_sound: dict[str, list[str]] = {}
            for pair in sorted(pairs):
                for reading in self._known.lexicon.readings(pair):
                    by_sound.setdefault(reading, []).append(pair)
            self._pairs = pairs, by_sound
        return self._pairs

    def _units(self, text: str) -> Iterator[str]:
        """The words of a Chinese text as the dictionary has them; characters that belong to no word stay together."""
        loose = ""
        for word in self._dictionary_words(text):
            if len(word) == 1 and not is_stopword(word) and not self._says_something(word):
                loose += word
                continue
            if loose:
                yield loose
                loose = ""
            yield word
        if loose:
            yield loose

    def _says_something(self, character: str) -> bool:
        return self._known.knows(character) or any(
            self._known.all_known(english_terms(rendering)) for rendering in self._known.lexicon.english(character)[:3]
        )

    def _dictionary_words(self, text: str) -> Iterator[str]:
        words = [part for word in chinese_words(text) for part in self._parts(word)]
        at = 0
        while at < len(words):
            pair = words[at] + words[at + 1] if at + 1 < len(words) else ""
            if 0 < len(pair) <= 3 and not self._known.knows(words[at]) and self._is_one_word(pair):
                yield pair
                at += 2
            else:
                yield words[at]
                at += 1

    def _is_one_word(self, pair: str) -> bool:
        return (
            bool(self._known.lexicon.english(pair))
            or self._known.knows(pair)
            or any(True for _ in self._transliterated(pair))
        )

    def _parts(self, word: str) -> Iterator[str]:
        if len(word) <= 2 or self._known.knows(word) or self._known.lexicon.english(word):
            yield word
        else:
            yield from self._longest_known(word)

    def _longest_known(self, text: str) -> Iterator[str]:
        """A compound that no dictionary has, cut into the longest words that one has."""
        at = 0
        while at < len(text):
            for length in range(min(5, len(text) - at), 0, -1):
                part = text[at : at + length]
                if length == 1 or (part != text and self._known.lexicon.english(part)):
                    yield part
                    at += length
                    break

    def _word(self, word: str, typed: str) -> Concept:
        how, weight = ("typed", 1.0) if word == typed else ("corrected", CORRECTED)
        alternatives = [Alternative(main_terms(word), weight, how, word)]
        alternatives += self.in_english(word)
        alternatives += self._known.near(word, "translated")
        alternatives += self._transliterated(word)
        known = any(map(self._known.is_known, alternatives))
        rarity = self._known.rarity(word)
        if not known:
            rarity *= _UNTRANSLATED if self._known.lexicon.english(word) else _UNKNOWN_CHINESE
        return self._known.concept(typed, alternatives, rarity=rarity)

    def _transliterated(self, word: str) -> Iterator[Alternative]:
        """A name in pinyin, as English prose writes it: 张一鸣 as Zhang Yiming."""
        if not 2 <= len(word) <= 4:
            return
        # A surname has one character, seldom two; a pair that the dictionary has is no name but a word.
        pair = (0,) if self._known.lexicon.english(word) or self._known.knows(word) else (0, 1)
        cuts = {2: pair, 3: (0, 1), 4: (0, 2)}[len(word)]
        for cut in cuts:
            readings = [self._known.lexicon.readings(part)[:2] for part in (word[:cut], word[cut:]) if part]
            for parts in product(*readings):
                if len("".join(parts)) >= 4 and self._known.all_known(parts) and not self._are_english(parts):
                    yield Alternative(parts, TRANSLITERATED, "translated", " ".join(parts).title())

    def _are_english(self, words: tuple[str, ...]) -> bool:
        return len(words) == 1 and self._known.zipf(words[0]) >= 3.5

    def in_english(self, word: str) -> list[Alternative]:
        """The English renderings of a word that the library knows."""
        found: dict[tuple[str, ...], Alternative] = {}
        for rank, rendering in enumerate(self._known.lexicon.english(word)):
            terms = english_terms(rendering)
            weight = max(0.5, TRANSLATED - TRANSLATED_STEP * rank)
            if self._known.all_known(terms):
                found.setdefault(terms, Alternative(terms, weight, "translated", rendering))
            elif len(terms) == 1:
                for near in self._known.family(rendering.split()[-1]):
                    akin = Alternative(near.terms, weight * FAMILY, "translated", near.shown)
                    found.setdefault(near.terms, akin)
        return list(found.values())[:_MAX_TRANSLATIONS]

    def is_word_here(self, word: str) -> bool:
        """Whether a pair of characters is a word, rather than the end of one and the beginning of the next."""
        return bool(self._known.lexicon.english(word)) or any(
            found == word for found, _ in self._known.index.words(word)
        )
