"""A summarised body: `Core Viewpoint - … [3]. Group 1: HEADING - point [3][5]. - point [6]` and its relatives.

A key point ends in citations. A hyphen between blanks begins the next one only right behind such an end; every other
hyphen, colon and bracket belongs to the text. The pieces are put together again and compared with the body: unless
each word is there, once and in order, the body is not split at all.
"""

import re
from dataclasses import dataclass

from bot.model import KeyPoint, Section
from bot.text import is_visible

_OPENING = re.compile(r"(?P<name>Core Viewpoint|Core Insights) - ")
_ALIKE = re.compile(
    r"(?:Core|Key) (?:View ?points?|Insights?)\s?[-‐‑–—:：]|核心(?:观点|洞察|见解)\s?[-‐‑–—:：]", re.IGNORECASE
)
"""Openings of shapes that were not seen yet; such a body is a summary that nobody here can split."""
_CITATIONS = re.compile(r"(?: ?\[(?!0+\])[0-9]{1,6}\])++")
"""A whole run of them; possessive, so that a page full of brackets takes no quadratic time."""
_STOP = re.compile(r" ?[.。!?！？;；]?(?= |$)")
_GROUP = re.compile(r" Group (?P<number>[0-9]{1,6}) ?: (?P<heading>(?!- )[^\[\]]{1,200}?) - (?=\S)")
_HEADING = re.compile(r" (?P<heading>[^\[\]]{1,100}?) - (?=\S)")
_HYPHEN = re.compile(r" - (?=\S)")
_WORD = re.compile(r"\S{1,100}")
_NUMBER = re.compile(r"\d+")
_UNCITED_END = re.compile(
    r"""(?:[^\W\d_]{2}|\d\d|[)\]"”’])[.!?。！？] - (?=["“]?[A-Z])"""
    r"""| Group \d{1,6} ?: [^\[\]]{1,200}? - |\d\] [^\[\]]{1,200}? - (?=["“]?[A-Z])"""
)
"""Inside a statement: what looks like the end of one, uncited or before an unknown heading, and so may be wrong."""
_CITED = re.compile(r"\[[1-9]\d{0,5}\]")
_HIDDEN_END = re.compile(r"\[\d[\d,–-]*\][.。]? - ")
"""Citations before a hyphen: the next words begin small, so nobody can tell a new statement from the same one."""
_MAX_HEADING_WORDS = 12


@dataclass(frozen=True, slots=True)
class Summary:
    """A body taken apart."""

    viewpoint: str
    viewpoint_citations: tuple[int, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class _Separator:
    """What stands between two statements; `heading` is None where the section goes on."""

    text: str
    heading: str | None
    group: int
    """The number of the last `Group N:`, 0 where there was none."""


@dataclass(frozen=True, slots=True)
class _End:
    """The citations at `body[start:end]` with the full stop behind them, if there is one."""

    start: int
    end: int
    citations: tuple[int, ...]
    stop: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """A statement, `raw` as it stands in the body, behind its separator."""

    separator: _Separator
    raw: str
    text: str
    citations: tuple[int, ...]


def is_summary(body: str) -> bool:
    """Whether the body says of itself that it is a summary, in a shape that can be split or in another."""
    beginning = " ".join(body[:100].split()) + " "
    return (_OPENING.match(beginning) or _ALIKE.match(beginning)) is not None


def split_summary(body: str) -> Summary | None:
    """Viewpoint and sections of a summarised body, or None where it can't be split without a doubt."""
    body = " ".join(body.split())
    opening = _OPENING.match(body)
    pieces = _pieces(body, opening[0]) if opening else None
    if opening is None or pieces is None or not _is_whole(body, pieces):
        return None
    if any(map(_is_doubtful, pieces)) or _OPENING.search(body, 1):
        return None
    first, rest = pieces[0], pieces[1:]
    sections: list[tuple[str, list[KeyPoint]]] = []
    if opening["name"] == "Core Insights":
        sections.append(("Core Insights", [KeyPoint(text=first.text, citations=first.citations)]))
    for piece in rest:
        if piece.separator.heading is not None:
            sections.append((piece.separator.heading, []))
        if not sections:
            return None  # points that no heading groups: a shape we do not know
        sections[-1][1].append(KeyPoint(text=piece.text, citations=piece.citations))
    return Summary(
        viewpoint=first.text,
        viewpoint_citations=first.citations,
        sections=tuple(Section(heading=heading, points=tuple(points)) for heading, points in sections),
    )


def _is_doubtful(piece: _Piece) -> bool:
    """Whether two statements may be one piece, or a footer hides the citations of the last one."""
    hidden = _HIDDEN_END if piece.citations else _CITED
    return bool(_UNCITED_END.search(piece.text) or hidden.search(piece.text))


def _pieces(body: str, opening: str) -> list[_Piece] | None:
    pieces: list[_Piece] = []
    separator = _Separator(opening, None, 0)
    start = len(opening)
    while start < len(body):
        end, following = _statement_end(body, start, separator.group)
        if not is_visible(body[start : end.start] if end else body[start:]):
            return None
        if end is None:
            if not pieces:
                return None
            # The capture ends inside a statement: what there is of it stays a point, without citations.
            pieces.append(_Piece(separator, body[start:], body[start:], ()))
            return pieces
        text = body[start : end.start]
        text += "" if text.endswith(end.stop) else end.stop  # `in the U.S. [2].` has it twice
        pieces.append(_Piece(separator, body[start : end.end], text, end.citations))
        if following is None:
            return pieces
        separator = following
        start = end.end + len(separator.text)
    return None


def _statement_end(body: str, start: int, group: int) -> tuple[_End | None, _Separator | None]:
    """The first citations behind `start` with which a statement ends, and the separator that follows, if any."""
    for run in _CITATIONS.finditer(body, start):
        if not (stop := _STOP.match(body, run.end())):
            continue
        citations = tuple(dict.fromkeys(int(number) for number in _NUMBER.findall(run[0])))
        end = _End(run.start(), stop.end(), citations, stop[0].strip())
        if end.end == len(body):
            return end, None
        if following := _separator(body, end.end, group, stopped=bool(end.stop)):
            return end, following
    return None, None


def _separator(body: str, at: int, group: int, *, stopped: bool) -> _Separator | None:
    if found := _GROUP.match(body, at):
        number = int(found["number"])
        return _Separator(found[0], found["heading"], number) if number == group + 1 else None
    if found := _HYPHEN.match(body, at):
        goes_on = not stopped and _begins_inside_sentence(body, found.end())
        return None if goes_on else _Separator(found[0], None, group)
    found = _HEADING.match(body, at)
    if found and group == 0 and _is_heading(found["heading"]):
        return _Separator(found[0], found["heading"], group)
    return None


def _begins_inside_sentence(body: str, at: int) -> bool:
    word = _WORD.match(body, at)
    return word is not None and _goes_on(word[0])


def _goes_on(word: str) -> bool:
    """Whether a sentence goes on with this word; names such as `eMarketer` and `iPhone` begin one."""
    return word[0].islower() and word == word.lower()


def _is_heading(text: str) -> bool:
    words = text.split()
    if not words or len(words) > _MAX_HEADING_WORDS or text[-1] in ".。!?！？;；,，:":
        return False
    return not _goes_on(words[0]) and not text.startswith("Group ")


def _is_whole(body: str, pieces: list[_Piece]) -> bool:
    """Whether the pieces put together are the body, and at least one of them is cited."""
    again = "".join(piece.separator.text + piece.raw for piece in pieces)
    return again == body and any(piece.citations for piece in pieces)
