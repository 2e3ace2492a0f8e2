"""The tokens of a summarised body; see `summary_grammar` for what they mean together. What is none of them is words."""

import re
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a token is."""

    CITATION = "citation"
    """A run of marks such as `[3][5]` or `[7-9]`."""
    MARKER = "marker"
    """A hyphen or bullet set apart: it begins a statement or joins words, which its surroundings tell."""
    LABEL = "label"
    """`Group N`."""
    STOP = "stop"
    """A mark that ends sentences, with the quotation marks and brackets closing behind it."""
    BOLD = "bold"
    """Markdown's `**`, and the `#` of its headings; no words."""


class Token(NamedTuple):
    """A piece `text[start:end]` of the body."""

    kind: Kind
    start: int
    end: int


MAX_RANGE = 100
"""Paragraphs that a mark such as `[7-9]` may span; from and to count where it spans more."""
_DASHES = r"\-‐‑‒–—―"
BULLETS = "•●▪◦‣⁃"
"""Characters that never join words."""
_NUMBER = r"[1-9][0-9]{0,5}"
_RANGE = rf"{_NUMBER}(?:\ ?[{_DASHES}~～]\ ?{_NUMBER})?"
_RANGES = re.compile(rf"({_NUMBER})(?:\ ?[{_DASHES}~～]\ ?({_NUMBER}))?")
_DIGITS = re.compile("[0-9]+")
_MARK = rf"{_RANGE}(?:\ ?[,，、;；]\ ?{_RANGE}){{0,50}}\]"
_RUN = rf"(?<=\[){_MARK}(?:[ \n]?\[{_MARK})*+"
# A run before small letters, as in `row [7]b`, is words; it is taken whole, so that its end is not looked for again.
# A class of characters comes first, so that the engine skips words without trying the alternatives; every repetition
# is bounded or possessive, so that the time is linear.
_TOKEN = re.compile(
    rf"""
    [\[{_DASHES}*·{BULLETS}。！？；.!?;G第\#](?:
    (?P<citation>{_RUN}(?![a-z0-9]))
    |(?P<words>{_RUN})
    |(?P<marker>(?<=[{_DASHES}*·])(?<![^ \n：。；！？\]].)(?![^ \n])|(?<=[{BULLETS}]))
    |(?P<stop>(?<=[。！？；])[。！？；]{{0,9}}["”’）」』】]{{0,3}}|(?<=[.!?;])["'”’)\]]{{0,3}}(?=[ \n]|\[\d|$))
    |(?P<label>(?<=G)(?<![^ \n*].)roup\ [0-9]{{1,4}}(?![0-9A-Za-z])
        |(?<=第)(?<![^ \n*].)\ ?[0-9一二三四五六七八九十]{{1,3}}\ ?组)
    |(?P<bold>(?<=\*)\*|(?<=\#)(?<![^ \n].)\#{{0,5}}(?=\ ))
    )
    """,
    re.VERBOSE,
)
_MARKDOWN = re.compile(r"\*\*|(?<!\S)#{1,6}(?=\s)")
_KINDS = {kind.value: kind for kind in Kind}


def tokens(text: str) -> list[Token]:
    """The tokens in order; blanks must be single blanks or line feeds."""
    return [
        Token(kind, found.start(), found.end())
        for found in _TOKEN.finditer(text)
        if (kind := _KINDS.get(found.lastgroup or ""))
    ]


def cited(marks: str) -> list[int]:
    """The paragraphs that marks such as `[3, 5][7-9]` name, in their order."""
    if marks.isascii() and "-" not in marks and "~" not in marks:
        return [int(number) for number in _DIGITS.findall(marks)]
    found: list[int] = []
    for first, last in _RANGES.findall(marks):
        start, end = int(first), int(last or first)
        found += range(start, end + 1) if start <= end <= start + MAX_RANGE else (start, end)
    return found


def goes_on(words: str) -> bool:
    """Whether a sentence goes on with these words; names such as `eMarketer` and `iPhone` begin one."""
    word = words.split(" ", 1)[0]
    return word[:1].islower() and word == word.lower()


def shown(raw: str) -> str:
    """The words as a reader sees them: on one line, without Markdown's marks."""
    if "**" in raw or "#" in raw:
        raw = _MARKDOWN.sub("", raw)
    return raw.strip() if raw.isprintable() and "  " not in raw else " ".join(raw.split())
