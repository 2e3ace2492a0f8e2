"""The library's own words that a mistyped one may have meant."""

from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.search.analysis.stopwords import is_stopword
from bot.search.index.library_index import LibraryIndex
from bot.search.lexicon.dictionary import Lexicon
from bot.text import has_han

_SHORTEST = 3
_COMMON_IN_GENERAL = 3.3
"""Zipf frequency from which a word that the library lacks is a real word, not a slip."""
_FAR_COMMONER = 2.2
"""How much commoner, in powers of ten, the meant word must be where the typed one is a word too."""


class Correction(NamedTuple):
    """A word of the library, and its likeness to the typed one from 0 to 1."""

    word: str
    likeness: float


class Speller:
    """Corrections from the words of one index. Words with digits are never corrected."""

    def __init__(self, index: LibraryIndex, lexicon: Lexicon) -> None:
        self._index = index
        self._lexicon = lexicon
        self._words = lru_cache(maxsize=64)(self._read_words)

    def corrections(self, word: str) -> list[Correction]:
        """What a folded word unknown to the library may have meant, likeliest first; at most two."""
        if len(word) < _SHORTEST or not word.isalpha() or has_han(word):
            return []
        about = self._index.about
        found: list[tuple[float, int, str]] = []
        for beginning in dict.fromkeys((word[0], word[1])):
            words, counts = self._words(beginning, about.generation if about else "", about.change if about else 0)
            allowed = _allowed_edits(len(word))
            near_ones = process.extract(word, words, scorer=OSA.distance, score_cutoff=allowed, limit=10)
            for near, distance, place in near_ones:
                if near[0] == word[0] or near[:2] == word[1] + word[0]:
                    found.append((1 - distance / max(len(near), len(word)), counts[place], near))
        kept = [(likeness, count, near) for likeness, count, near in found if self._is_plausible(word, near)]
        kept.sort(key=lambda candidate: (-round(candidate[0], 1), -candidate[1]))
        return [Correction(near, likeness) for likeness, _, near in kept[:2] if likeness >= kept[0][0] - 0.05]

    def _is_plausible(self, word: str, near: str) -> bool:
        if near.isdigit() or len(near) < _SHORTEST or near == word or is_stopword(near):
            return False  # nobody searches for a word that only binds
        if len(word) == _SHORTEST and len(near) <= len(word):
            return False  # three other letters are another abbreviation
        typed = self._lexicon.zipf(word)
        return typed < _COMMON_IN_GENERAL or self._lexicon.zipf(near) - typed > _FAR_COMMONER

    def _read_words(self, beginning: str, _generation: str, _change: int) -> tuple[list[str], list[int]]:
        """The words with this first letter, and in how many articles each stands; cached for a state of the index."""
        found = self._index.words(beginning)
        return [word for word, _ in found], [count for _, count in found]


def _allowed_edits(length: int) -> int:
    return 1 if length <= 5 else 2 if length <= 9 else 3
