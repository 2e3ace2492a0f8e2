"""What the index keeps of an article for ranking: which terms it has, and where, packed for looking few of them up.

A question looks some twenty terms up in some thirty articles, so nothing of a record is unpacked that is not asked for.
Its terms stand once each, in one of 32 short lists by their beginning and length, with a character that stands for the
term; the article is the string of these characters, its pieces one after the other.
"""

import sys
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain
from struct import Struct
from typing import NamedTuple

from bot.search.analysis.tokenizer import Cut

TITLE, VIEWPOINT, HEADING, POINT, PARAGRAPH = "tvhpq"
"""The kinds of pieces. The title is the first one; the points behind a heading are its own."""

_LISTS = 32
_HEAD = Struct(f"<{_LISTS + 3}I")
"""Where each list of terms begins, the last one ends, the kinds of the pieces end and the keys of the passages end."""
_PIECE = "\x1e"
_EXTRA = "\x1f"
"""Between the main stream and the extra terms of a piece: no phrase goes over it."""
_FIRST_CHARACTER = 0x100
_SURROGATES = range(0xD800, 0xE000)
"""No characters by themselves."""


class Piece(NamedTuple):
    """A part of an article: its kind, and its text cut into terms."""

    kind: str
    cut: Cut


class TermKey(NamedTuple):
    """A term as it is looked up."""

    term: str
    list_number: int
    packed: bytes


def needles(terms: Iterable[str]) -> list[TermKey]:
    """The terms as a record finds them; made once for a question."""
    return [TermKey(term, _list_of(term), f"\t{term}\n".encode()) for term in terms]


def pack(pieces: Sequence[Piece], vector_keys: Sequence[int] = ()) -> bytes:
    """The bytes of a record; `vector_keys` are those of its points and paragraphs, in their order.

    Terms beyond the million or so that Unicode has characters for are left out of it.
    """
    streams = (stream for piece in pieces for stream in (piece.cut.main, piece.cut.extra))
    terms = dict.fromkeys(chain.from_iterable(streams))
    characters = defaultdict(str, zip(terms, _some_characters(), strict=False))
    lists: list[list[str]] = [[] for _ in range(_LISTS)]
    for term, character in characters.items():
        lists[_list_of(term)] += ("\t", term, "\n", character)
    packed = ["".join(pieces).encode() for pieces in lists]
    kinds = "".join(piece.kind for piece in pieces).encode()
    article = _PIECE.join([_written(piece.cut, characters) for piece in pieces])
    keys = Struct(f"<{len(vector_keys)}Q").pack(*vector_keys)
    ends = list(accumulate(map(len, (*packed, kinds, keys)), initial=_HEAD.size))
    return b"".join((_HEAD.pack(*ends), *packed, kinds, keys, article.encode()))


def _some_characters() -> Iterator[str]:
    return map(chr, chain(range(_FIRST_CHARACTER, _SURROGATES.start), range(_SURROGATES.stop, sys.maxunicode + 1)))


def _written(cut: Cut, characters: dict[str, str]) -> str:
    """A piece in these characters."""
    main = "".join(map(characters.__getitem__, cut.main))
    return f"{main}{_EXTRA}{''.join(map(characters.__getitem__, cut.extra))}" if cut.extra else main


def _list_of(term: str) -> int:
    return (ord(term[0]) + len(term)) % _LISTS if term else 0


class ForwardEntry:
    """A packed article, for looking terms up."""

    def __init__(self, packed: bytes) -> None:
        self._packed = packed
        self._ends = _HEAD.unpack_from(packed)

    @property
    def kinds(self) -> str:
        """The kind of each piece."""
        return self._packed[self._ends[-3] : self._ends[-2]].decode()

    @property
    def vector_keys(self) -> tuple[int, ...]:
        """The keys of the vectors of its points and paragraphs, in their order."""
        start, end = self._ends[-2:]
        return Struct(f"<{(end - start) // 8}Q").unpack_from(self._packed, start)

    def characters(self, wanted: Iterable[TermKey]) -> dict[str, str]:
        """Those of the terms that stand in the article, with the characters that stand for them."""
        find, ends = self._packed.find, self._ends
        found: dict[str, str] = {}
        for term, number, packed in wanted:
            at = find(packed, ends[number], ends[number + 1])
            if at >= 0:
                at += len(packed)
                end = find(b"\t", at, ends[number + 1])
                found[term] = self._packed[at : end if end >= 0 else ends[number + 1]].decode()
        return found

    @cached_property
    def article(self) -> str:
        """The article in its characters."""
        return self._packed[self._ends[-1] :].decode()

    @property
    def length(self) -> int:
        """The number of terms of the whole article."""
        return len(self.article) - self.article.count(_PIECE) - self.article.count(_EXTRA)

    @property
    def title(self) -> str:
        """The title in its characters."""
        return self.article.partition(_PIECE)[0]

    def counts(self, characters: dict[str, str]) -> dict[str, int]:
        """How often each of these terms stands in the article."""
        count = self.article.count
        return {term: count(character) for term, character in characters.items()}

    def places(self, characters: dict[str, str]) -> dict[int, dict[str, int]]:
        """Where these terms stand: by the number of a piece, each of its terms with how often."""
        find, starts = self.article.find, self._starts
        found: dict[int, dict[str, int]] = {}
        for term, character in characters.items():
            at = find(character)
            while at >= 0:
                counts = found.setdefault(bisect_right(starts, at) - 1, {})
                counts[term] = counts.get(term, 0) + 1
                at = find(character, at + 1)
        return found

    def has_run(self, terms: Sequence[str]) -> bool:
        """Whether these terms stand next to each other in one piece."""
        found = self.characters(needles(terms))
        return all(term in found for term in terms) and "".join(found[term] for term in terms) in self.article

    def length_of(self, piece: int) -> int:
        """The number of terms of a piece."""
        text = self._pieces[piece]
        return len(text) - text.count(_EXTRA)

    @cached_property
    def _pieces(self) -> list[str]:
        return self.article.split(_PIECE)

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate((len(piece) + 1 for piece in self._pieces[:-1]), initial=0))
