"""Names and terms that are known under several forms, from `glossary.toml`: a user's own words about the library."""

import contextlib
import json
import os
import re
import tomllib
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from bot.errors import GlossaryError
from bot.search.lexicon.stemming import stem
from bot.text import HAN, fold, has_han

_WORD = re.compile(rf"[^\W_{HAN}]+(?:\.[^\W\d_]\b\.?)*")
_TABLES = ("names", "terms")
_RELATED = "related"
_PLACES = "places"
_CACHE_FORMAT = 2
"""Raise it with every change of the keys or of how words are stemmed."""
_STEMMED = "~"
"""Before the keys of terms, whose inflections count as the same: Boeing is no form of BOE, but traded is of trade."""


class Entry(NamedTuple):
    """One thing and the forms under which it is known."""

    forms: tuple[str, ...]
    keys: tuple[str, ...]
    """What the spellings of each form have in common."""
    is_name: bool


class Related(NamedTuple):
    """Words for one idea, with their keys."""

    forms: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GlossaryMatch:
    """A form of an entry in a text: `text[start:end]`, in folded characters."""

    entry: Entry
    start: int
    end: int


class Glossary:
    """All entries, by their forms: Chinese ones anywhere, others as whole words, those of terms in any inflection."""

    def __init__(
        self,
        entries: Sequence[Entry],
        related: Sequence[Related] = (),
        places: Sequence[tuple[str, ...]] = (),
    ) -> None:
        self.entries = entries
        self._places = {fold(whole): parts for whole, *parts in places}
        self._related: dict[str, list[Related]] = {}
        for group in related:
            for key in group.keys:
                self._related.setdefault(key, []).append(group)
        self._chinese: dict[str, Entry] = {}
        self._latin: dict[str, Entry] = {}
        for entry in entries:
            for key in entry.keys:
                by_form = self._chinese if has_han(key) else self._latin
                by_form[key] = entry
        several = (key for key in self._latin if " " in key and key[0] != _STEMMED)
        self._joined = {key.replace(" ", ""): self._latin[key] for key in several}
        self._sorted_joined = sorted(self._joined)
        self._first_words = {key.partition(" ")[0] for key in self._latin}
        self._longest = max((len(form) for form in self._chinese), default=0)
        self._most_words = max((key.count(" ") + 2 for key in self._latin), default=0)

    @classmethod
    def read(cls, path: Path, cache: Path | None = None) -> "Glossary":
        """Read and check a glossary file. Raises `GlossaryError` that names the entry and says what is wrong.

        What was read is kept in `cache`, which is used for as long as the glossary file stays as it is.
        """
        try:
            seen = path.stat()
            stamp = [_CACHE_FORMAT, seen.st_mtime_ns, seen.st_size]
            if cache and (kept := _from_cache(cache, stamp)):
                return cls(*kept)
            tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise GlossaryError(f"{path} can't be read: {error}. Correct it, or restore the file.") from error
        for name in tables.keys() - {*_TABLES, _RELATED, _PLACES}:
            raise GlossaryError(
                f"{path}: `{name}` is not known; the tables are `names`, `terms`, `related` and `places`."
            )
        entries = list(_entries(tables, path))
        related = [
            Related(forms, tuple(_key(form, is_name=False) for form in forms))
            for _, forms in _rows(tables, _RELATED, path)
        ]
        places = [forms for _, forms in _rows(tables, _PLACES, path)]
        if cache:
            _to_cache(cache, stamp, entries, related, places)
        return cls(entries, related, places)

    def parts(self, entry: Entry) -> tuple[str, ...]:
        """What lies in a place: cities of a country, countries of a continent."""
        return tuple(part for form in entry.forms for part in self._places.get(fold(form), ()))

    def related(self, word: str) -> tuple[str, ...]:
        """Words of the `related` groups in which a folded word stands, itself left out, in the order of the file."""
        groups = self._related.get(_key(word, is_name=False), ())
        forms = (form for group in groups for form in group.forms)
        return tuple(form for form in dict.fromkeys(forms) if form != word)

    def find(
        self, text: str, fits: Callable[[Entry, str], bool] = lambda entry, surface: True
    ) -> Iterator[GlossaryMatch]:
        """Every form in a folded text, the longest that fits at each place; what is found does not overlap."""
        words = [(match.start(), match.end(), match[0].replace(".", "")) for match in _WORD.finditer(text)]
        starts = {start: number for number, (start, _, _) in enumerate(words)}
        at = 0
        while at < len(text):
            forms = self._latin_at(words, starts[at]) if at in starts else self._chinese_at(text, at)
            found = next((form for form in forms if fits(form.entry, text[form.start : form.end])), None)
            if found:
                yield found
                at = found.end
            elif at in starts:
                at = words[starts[at]][1]
            else:
                at += 1

    def _latin_at(self, words: list[tuple[int, int, str]], first: int) -> Iterator[GlossaryMatch]:
        if not self._may_begin(words[first][2]):  # few words do: without this a text takes three times as long
            return
        for count in range(min(self._most_words, len(words) - first), 0, -1):
            run = words[first : first + count]
            plain = [word for _, _, word in run]
            entry = self._latin.get(" ".join(plain)) or self._latin.get(_STEMMED + " ".join(map(stem, plain)))
            if entry is None and count > 2:  # tik tok shop
                entry = self._joined.get("".join(plain))
            if entry:
                yield GlossaryMatch(entry, run[0][0], run[-1][1])

    def _may_begin(self, word: str) -> bool:
        """Whether any form in other scripts begins with this word, or with its letters where it is written apart."""
        if word in self._first_words or _STEMMED + stem(word) in self._first_words:
            return True
        place = bisect_left(self._sorted_joined, word)
        return place < len(self._sorted_joined) and self._sorted_joined[place].startswith(word)

    def _chinese_at(self, text: str, at: int) -> Iterator[GlossaryMatch]:
        for length in range(min(self._longest, len(text) - at), 1, -1):
            entry = self._chinese.get(text[at : at + length])
            if entry:
                yield GlossaryMatch(entry, at, at + length)


def _key(form: str, is_name: bool) -> str:
    """Chinese folded, other scripts as words between blanks, stemmed unless a name."""
    folded = fold(form)
    if has_han(folded):
        return folded
    words = [word.replace(".", "") for word in _WORD.findall(folded)]
    return " ".join(words) if is_name else _STEMMED + " ".join(map(stem, words))


def _from_cache(cache: Path, stamp: list[int]) -> tuple[list[Entry], list[Related], list[tuple[str, ...]]] | None:
    try:
        kept = json.loads(cache.read_bytes())
        if kept["stamp"] != stamp:
            return None
        entries = [Entry(tuple(forms), tuple(keys), is_name) for forms, keys, is_name in kept["entries"]]
        related = [Related(tuple(forms), tuple(keys)) for forms, keys in kept["related"]]
        return entries, related, [tuple(forms) for forms in kept["places"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _to_cache(
    cache: Path, stamp: list[int], entries: list[Entry], related: list[Related], places: list[tuple[str, ...]]
) -> None:
    kept = {
        "stamp": stamp,
        "entries": [[entry.forms, entry.keys, entry.is_name] for entry in entries],
        "related": [[entry.forms, entry.keys] for entry in related],
        "places": places,
    }
    fresh = cache.with_name(f"{cache.name}.{os.getpid()}.new")
    with contextlib.suppress(OSError):  # a folder that can't be written costs time at the next start, nothing else
        fresh.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        fresh.replace(cache)


def _entries(tables: dict[str, object], path: Path) -> Iterator[Entry]:
    seen: dict[str, str] = {}
    for name in _TABLES:
        for where, forms in _rows(tables, name, path):
            keys = tuple(_key(form, name == "names") for form in forms)
            for form, key in zip(forms, keys, strict=True):
                if key in seen and seen[key] != where:
                    raise GlossaryError(f"{path}: {where}: “{form}” already stands in {seen[key]}. Keep it in one.")
                seen[key] = where
            yield Entry(forms, keys, name == "names")


def _rows(tables: dict[str, object], name: str, path: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The entries of a table, each with where it stands, checked to be two words or more."""
    rows = tables.get(name, [])
    if not isinstance(rows, list):
        raise GlossaryError(f"{path}: `{name}` must be a list of lists of words.")
    for number, row in enumerate(rows, 1):
        where = f"entry {number} of `{name}`"
        if not isinstance(row, list) or not all(isinstance(form, str) and form.strip() for form in row):
            raise GlossaryError(f"{path}: {where} must be a list of words in quotes.")
        if len(row) < 2:
            raise GlossaryError(f"{path}: {where} ({row}) needs at least two words.")
        yield where, tuple(form.strip() for form in row)
