"""What the index keeps of an article for ranking: the terms of each piece of it, packed for looking few of them up."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from bot.search.segment import Cut

TITLE, VIEWPOINT, HEADING, POINT, PARAGRAPH = "tvhpq"
"""The kinds of pieces. The points behind a heading are its own."""


class Piece(NamedTuple):
    """A part of an article: its kind, and its text cut into terms."""

    kind: str
    cut: Cut


class Needle(NamedTuple):
    """A term, and how it stands in a record."""

    term: str
    packed: str


def needles(terms: Iterable[str]) -> list[Needle]:
    """The terms as `Record.find` takes them; made once for a question."""
    return [Needle(term, f" {term} ") for term in terms]


def pack(pieces: Sequence[Piece]) -> bytes:
    """The bytes of a record: the kinds of its pieces, then a line of terms for each."""
    return "\n".join(("".join(piece.kind for piece in pieces), *(_line(piece.cut) for piece in pieces))).encode()


def _line(cut: Cut) -> str:
    # A tab between the main stream and the extra terms: no phrase goes over it.
    return " ".join(("", *cut.main, *(("\t", *cut.extra) if cut.extra else ()), ""))


class Record:
    """A packed article. Most of it is never unpacked: a question looks a few terms up in many articles."""

    def __init__(self, packed: bytes) -> None:
        self.kinds, _, self._text = packed.decode().partition("\n")

    @property
    def length(self) -> int:
        """The number of terms of the whole article."""
        return self._text.count(" ") - self._text.count("\t") - len(self.kinds)

    @cached_property
    def lines(self) -> list[str]:
        """The terms of every piece, between blanks."""
        return self._text.split("\n")

    def find(self, wanted: Iterable[Needle]) -> dict[int, dict[str, int]]:
        """Where the terms stand: by the number of a piece, each of its terms with how often."""
        text = self._text
        found: dict[int, dict[str, int]] = {}
        for term, packed in wanted:
            at = text.find(packed)
            while at >= 0:
                counts = found.setdefault(bisect_right(self._starts, at) - 1, {})
                counts[term] = counts.get(term, 0) + 1
                at = text.find(packed, at + len(packed) - 1)  # the blank behind it may begin the next one
        return found

    def has_run(self, terms: Sequence[str]) -> bool:
        """Whether these terms stand next to each other in one piece."""
        return f" {' '.join(terms)} " in self._text

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *accumulate(len(line) + 1 for line in self.lines)]


def length_of(line: str) -> int:
    """The number of terms of a piece."""
    return line.count(" ") - line.count("\t") - 1
