"""Pinyin in a question, with and without blanks and tones: the Chinese words of the library that it spells."""

import re
from collections.abc import Sequence

from bot.search.analysis.stopwords import is_stopword
from bot.search.lexicon.dictionary import syllables
from bot.search.lexicon.glossary import Entry
from bot.search.lexicon.stemming import stem
from bot.search.query.chinese import Chinese
from bot.search.query.concept import Alternative, Concept
from bot.search.query.spelling import Speller
from bot.search.query.vocabulary import Vocabulary, main_terms
from bot.search.query.weights import PINYIN
from bot.text import is_han

_COMMON_IN_ENGLISH = 4.0
"""Zipf frequency from which a word is read as English, though it could be pinyin: `women`, `china`."""
_TONE_NUMBERS = re.compile(r"(?:[a-z]+[1-5])+")


class Pinyin:
    """Reads pinyin over one library."""

    def __init__(self, known: Vocabulary, chinese: Chinese, speller: Speller) -> None:
        self._known = known
        self._chinese = chinese
        self._speller = speller
        self._glossary_sounds: dict[str, Entry] | None = None

    def run(self, words: Sequence[str]) -> tuple[int, list[Concept]] | None:
        """Those of the first words that read as pinyin: how many, and the concepts of what they spell."""
        letters: list[str] = []
        if not self._known.knows(stem(words[0])) and self._speller.corrections(words[0]):
            return None
        for word in words:
            plain = re.sub("[1-5]", "", word) if _TONE_NUMBERS.fullmatch(word) else word
            if not plain.isascii() or not plain.isalpha() or not self.may_be(plain):
                break
            letters.append(plain)
        while letters:
            whole = "".join(letters)
            foreign = any(
                self._known.zipf(letter) < _COMMON_IN_ENGLISH and not self._known.knows(stem(letter))
                for letter in letters
            )
            if len(whole) >= 4 and (foreign or whole in self._by_sound()) and (concepts := self._spelt(letters)):
                return len(letters), concepts
            letters.pop()
        return None

    def may_be(self, letters: str) -> bool:
        """Whether letters can be cut into pinyin syllables."""
        return (
            letters.isalpha()
            and not is_stopword(letters)
            and next(iter(syllables(letters, self._known.lexicon)), None) is not None
        )

    def _spelt(self, letters: list[str]) -> list[Concept]:
        """The Chinese words that these letters spell, the longest first at each place; none unless all are words."""
        ways = list(syllables("".join(letters), self._known.lexicon))
        for way in ways:
            if concepts := self._spelt_as(way):
                return concepts
        return []

    def _spelt_as(self, way: list[str]) -> list[Concept]:
        concepts: list[Concept] = []
        at = 0
        while at < len(way):
            for length in range(min(6, len(way) - at), 1, -1):
                if concept := self._sounding(way[at : at + length]):
                    concepts.append(concept)
                    at += length
                    break
            else:
                return []
        return concepts

    def _sounding(self, way: list[str]) -> Concept | None:
        """The concept of the Chinese words with this pinyin that the library or the glossary knows."""
        pinyin = "".join(way)
        found: list[Alternative] = []
        entry = self._by_sound().get(pinyin)
        if entry:
            found += self._known.forms(entry, "pinyin", PINYIN)
        here = dict(self._known.index.sounding(pinyin))
        words = sorted(here, key=lambda word: (not self._chinese.is_word_here(word), -here[word]))
        found += [Alternative(main_terms(word), PINYIN, "pinyin", word) for word in words]
        for word in dict.fromkeys((*words, *self._known.lexicon.sounding(pinyin)[:2])):
            found += [
                Alternative(rendering.terms, rendering.weight * PINYIN, "pinyin", f"{word} ({rendering.shown})")
                for rendering in self._chinese.in_english(word)[:3]
            ]
        known = self._known.known_ones(found, 12)
        if not known and not (entry and entry.is_name):
            return None
        literal = [Alternative((pinyin,), 1.0, "typed", pinyin)]
        if self._known.all_known(tuple(way)):  # else one of its syllables would do, as the Zi of a name
            literal.append(Alternative(tuple(way), 1.0, "typed", " ".join(way)))
        return self._known.concept(pinyin, known + literal, rarity=0.8)

    def _by_sound(self) -> dict[str, Entry]:
        if self._glossary_sounds is None:
            self._glossary_sounds = {
                sound: entry
                for entry in self._known.glossary.entries
                for form in entry.forms
                if all(map(is_han, form))
                for sound in self._known.lexicon.readings(form)
            }
        return self._glossary_sounds
