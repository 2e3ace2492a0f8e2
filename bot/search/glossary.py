"""Names and terms that are known under several forms, from `glossary.toml`: a user's own words about the library."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.errors import GlossaryError
from bot.search.segment import stem
from bot.text import HAN, fold, has_han

_WORD = re.compile(rf"[^\W_{HAN}]+(?:\.[^\W\d_]\b\.?)*")
_TABLES = ("names", "terms")
_STEMMED = "~"
"""Before the keys of terms, whose inflections count as the same: Boeing is no form of BOE, but traded is of trade."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing and the forms under which it is known."""

    forms: tuple[str, ...]
    keys: tuple[str, ...]
    """What the spellings of each form have in common."""
    is_name: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A form of an entry in a text: `text[start:end]`, in folded characters."""

    entry: Entry
    start: int
    end: int


class Glossary:
    """All entries, by their forms: Chinese ones anywhere, others as whole words, those of terms in any inflection."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self.entries = entries
        self._chinese: dict[str, Entry] = {}
        self._latin: dict[str, Entry] = {}
        for entry in entries:
            for key in entry.keys:
                by_form = self._chinese if has_han(key) else self._latin
                by_form[key] = entry
        self._longest = max((len(form) for form in self._chinese), default=0)
        self._most_words = max((key.count(" ") + 1 for key in self._latin), default=0)

    @classmethod
    def read(cls, path: Path) -> "Glossary":
        """Read and check a glossary file. Raises `GlossaryError` that names the entry and says what is wrong."""
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise GlossaryError(f"{path} can't be read: {error}. Correct it, or restore the file.") from error
        return cls(tuple(_entries(tables, path)))

    def find(self, text: str) -> Iterator[Found]:
        """Every form in a folded text, the longest at each place; what is found does not overlap."""
        words = [(match.start(), match.end(), match[0].replace(".", "")) for match in _WORD.finditer(text)]
        starts = {start: number for number, (start, _, _) in enumerate(words)}
        at = 0
        while at < len(text):
            found = self._latin_at(words, starts[at]) if at in starts else self._chinese_at(text, at)
            if found:
                yield found
                at = found.end
            elif at in starts:
                at = words[starts[at]][1]
            else:
                at += 1

    def _latin_at(self, words: list[tuple[int, int, str]], first: int) -> Found | None:
        for count in range(min(self._most_words, len(words) - first), 0, -1):
            run = words[first : first + count]
            plain = [word for _, _, word in run]
            entry = self._latin.get(" ".join(plain)) or self._latin.get(_STEMMED + " ".join(map(stem, plain)))
            if entry:
                return Found(entry, run[0][0], run[-1][1])
        return None

    def _chinese_at(self, text: str, at: int) -> Found | None:
        for length in range(min(self._longest, len(text) - at), 1, -1):
            entry = self._chinese.get(text[at : at + length])
            if entry:
                return Found(entry, at, at + length)
        return None


def _key(form: str, is_name: bool) -> str:
    """Chinese folded, other scripts as words between blanks, stemmed unless a name."""
    folded = fold(form)
    if has_han(folded):
        return folded
    words = [word.replace(".", "") for word in _WORD.findall(folded)]
    return " ".join(words) if is_name else _STEMMED + " ".join(map(stem, words))


def _entries(tables: dict[str, object], path: Path) -> Iterator[Entry]:
    seen: dict[str, str] = {}
    for name in tables.keys() - set(_TABLES):
        raise GlossaryError(f"{path}: `{name}` is not known; the tables are `names` and `terms`.")
    for name in _TABLES:
        rows = tables.get(name, [])
        if not isinstance(rows, list):
            raise GlossaryError(f"{path}: `{name}` must be a list of lists of forms.")
        for number, row in enumerate(rows, 1):
            where = f"{path}: entry {number} of `{name}`"
            if not isinstance(row, list) or not all(isinstance(form, str) and form.strip() for form in row):
                raise GlossaryError(f"{where} must be a list of words in quotes.")
            if len(row) < 2:
                raise GlossaryError(f"{where} ({row}) needs at least two forms of the same thing.")
            keys = tuple(_key(form, name == "names") for form in row)
            for form, key in zip(row, keys, strict=True):
                if key in seen and seen[key] != where:
                    raise GlossaryError(f"{where}: “{form}” already stands in {seen[key].rpartition(': ')[2]}.")
                seen[key] = where
            yield Entry(tuple(form.strip() for form in row), keys, name == "names")
