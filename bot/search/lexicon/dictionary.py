"""The offline dictionary: Chinese to English and back, pinyin, and how common a word is in general.

One read-only SQLite file that `lexicon_build` makes when the package is installed: nothing is loaded, a look-up reads
a page. Where it is missing it is built beside the library's data, once.
"""

import sqlite3
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice, product
from pathlib import Path

from bot.bounded_cache import bounded_cache
from bot.search.lexicon.build import FORMAT, build

INSTALLED = Path(__file__).with_name("lexicon.sqlite")
_MAX_READINGS = 6
_LONGEST_REMEMBERED = 40
"""Characters of a key that is remembered: what is typed as one word may be of any length."""


def prepare(directory: Path) -> Path:
    """The lexicon file: the installed one, else the one in this directory, built when it is missing or outdated."""
    for path in (INSTALLED, built := directory / "lexicon.sqlite"):
        if is_current(path):
            return path
    build(built)
    return built


def is_current(path: Path) -> bool:
    """Whether there is a lexicon of today's format in this file."""
    if not path.is_file():
        return False
    try:
        database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            return bool(database.execute("PRAGMA user_version").fetchone() == (FORMAT,))
        finally:
            database.close()
    except sqlite3.Error:
        return False


class Lexicon:
    """Look-ups in an open lexicon. Chinese is simplified, English lower case, pinyin without tones."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
        self._known_list = lru_cache(maxsize=20_000)(self._read_list)
        self._character = lru_cache(maxsize=20_000)(self._read_character)
        self.zipf = bounded_cache(count=20_000, longest=_LONGEST_REMEMBERED)(self._read_zipf)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def english(self, word: str) -> tuple[str, ...]:
        """English renderings of a Chinese word, most usual first; empty for a word that is not in the dictionary."""
        return self._list("english", word)

    def chinese(self, rendering: str) -> tuple[str, ...]:
        """Chinese words for an English word or short phrase, likeliest first."""
        return self._list("chinese", rendering)

    def sounding(self, pinyin: str) -> tuple[str, ...]:
        """Chinese words with this pinyin, written without blanks, most common first."""
        return self._list("sound", pinyin)

    def readings(self, chinese: str) -> tuple[str, ...]:
        """Pinyin of a Chinese text without blanks between syllables; of an unknown word each character's readings."""
        if len(chinese) > 2 and (known := self._list("reading", chinese)):
            return tuple(reading.replace(" ", "") for reading in known)
        syllables = [self._character(character)[:3] for character in chinese]
        return tuple(dict.fromkeys("".join(way) for way in islice(product(*syllables), _MAX_READINGS)))

    def _read_character(self, character: str) -> tuple[str, ...]:
        return self._read_list("reading", character)

    def is_syllable(self, latin: str) -> bool:
        """Whether this is the pinyin of some Chinese character."""
        return any(len(word) == 1 for word in self._list("sound", latin))

    def _list(self, table: str, key: str) -> tuple[str, ...]:
        return self._known_list(table, key) if len(key) <= _LONGEST_REMEMBERED else self._read_list(table, key)

    def _read_list(self, table: str, key: str) -> tuple[str, ...]:
        row = self._database.execute(f"SELECT found FROM {table} WHERE key = ?", (key,)).fetchone()
        return tuple(row[0].split("\t")) if row else ()

    def _read_zipf(self, word: str) -> float:
        """How common a word is in general: log10 of its occurrences in a billion words, 0.0 when it is unknown."""
        row = self._database.execute("SELECT hundredths FROM zipf WHERE key = ?", (word,)).fetchone()
        return row[0] / 100 if row else 0.0


def syllables(latin: str, lexicon: Lexicon) -> Iterator[list[str]]:
    """The ways to read a run of letters as pinyin syllables, fewest syllables first."""
    if not 2 <= len(latin) <= 40:
        return
    ways: list[list[list[str]]] = [[] for _ in range(len(latin) + 1)]
    ways[0] = [[]]
    for end in range(1, len(latin) + 1):
        for start in range(max(0, end - 6), end):
            if ways[start] and lexicon.is_syllable(latin[start:end]):
                ways[end] += [[*way, latin[start:end]] for way in ways[start]]
        ways[end] = sorted(ways[end], key=len)[:4]
    yield from ways[-1]
