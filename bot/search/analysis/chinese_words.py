"""Chinese words as jieba cuts them: the division of a text whose words are together the likeliest.

rjieba is quick but reads its whole dictionary when it is loaded. For a question, which is short, the few words that can
stand in it are looked up in the lexicon instead, and the likeliest way through them is found here; both give the same.
"""

import sqlite3
import sys
from functools import cache, lru_cache
from math import log
from typing import Any

from bot.search.lexicon.build import ALL_WORDS
from bot.search.lexicon.dictionary import INSTALLED, is_current
from bot.text import is_han

_LONG = 60
"""Characters from which reading the whole dictionary is quicker; the pieces of fewer fit into one query."""
_MANY = 300
"""Texts after which more of them are to be expected, as when articles are indexed."""
_LONGEST_WORD = 16


def chinese_words(text: str) -> list[str]:
    """The words of a text, in its order. No unknown word is guessed: bigrams find those."""
    if "rjieba" not in sys.modules and len(text) <= _LONG and all(map(is_han, text)):
        dictionary = _dictionary()
        if dictionary and dictionary.cut.cache_info().misses < _MANY:
            return list(dictionary.cut(text))
    return [str(word) for word in _rjieba().cut(text, False)]


class Dictionary:
    """jieba's words with their frequencies, in the lexicon."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self._log_total = log(self._known([ALL_WORDS])[ALL_WORDS])
        self.cut = lru_cache(maxsize=10_000)(self._cut)  # of texts of at most _LONG characters

    def _cut(self, text: str) -> tuple[str, ...]:
        """The likeliest words of a run of Chinese characters."""
        known = self._known(_pieces(text))
        best = [(0.0, 0)] * (len(text) + 1)  # from each place on: the likelihood, and where the first word ends
        for start in reversed(range(len(text))):
            best[start] = max(
                (log(known.get(text[start:end], 1)) - self._log_total + best[end][0], end)
                for end in range(start + 1, _last_end(text, start) + 1)
                if end == start + 1 or text[start:end] in known
            )
        words, at = [], 0
        while at < len(text):
            words.append(text[at : best[at][1]])
            at = best[at][1]
        return tuple(words)

    def _known(self, words: list[str]) -> dict[str, int]:
        wanted = ",".join("?" * len(words))
        return dict(self._database.execute(f"SELECT key, frequency FROM word WHERE key IN ({wanted})", words))


def _pieces(text: str) -> list[str]:
    """Every piece of a text that may be a word."""
    return [text[start:end] for start in range(len(text)) for end in range(start + 1, _last_end(text, start) + 1)]


def _last_end(text: str, start: int) -> int:
    return min(start + _LONGEST_WORD, len(text))


@cache
def _dictionary() -> Dictionary | None:
    if not is_current(INSTALLED):
        return None
    return Dictionary(sqlite3.connect(f"file:{INSTALLED}?mode=ro&immutable=1", uri=True, check_same_thread=False))


@cache
def _rjieba() -> Any:
    import rjieba

    return rjieba
