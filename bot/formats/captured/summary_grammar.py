"""The grammar of a summarised body, and the parser by hand that follows it.

    body       = [lead] section*
    lead       = statement                              without heading and marker
    section    = heading statement (marker statement)*
    heading    = [number] [Group N [":"]] [name] marker a name of words without citation and sentence end
               | opening ":"                            `Core Viewpoint:` at the start of the body
               | (opening | "Group" N [":"] [name]) end of line
    statement  = words [citation]                       with the stop behind its citation
    marker     = "-" | "*" | "•" | …                    set apart by blanks or at the start of a line
    citation   = ("[" range ("," range)* "]")+          range = N ["-" N]

Any dash is a hyphen, any sign that always stands apart a bullet; `［1］`, `【1】`, `(1)` are marks (`summary_tokens`).

Statements end

- in citations, behind which a marker, a heading, another line or the end follows. Other words behind citations go on
  with the statement, which then has all citations: what reads on from a comma or is too long for a name, and words in
  small letters without a stop before them in a body that sets stops behind its citations;
- without citations in a sentence end, behind which a marker follows, or a heading that looks like one: numbered,
  bold, in title case, on its own line, a few words in sentence case, or a few Chinese characters;
- before a bullet, before a hyphen that begins a line, and before the next `Group N`.

A marker is followed by a capital, a Chinese character or a figure (behind `[3].` by anything). Every other hyphen set
apart joins words: `month - on - month`, `A - share`. In a text that sets its hyphens apart, those of names in a heading
join as well: `Asia - Europe Trade - Rates fell [2]`; those of years always do before another marker: `2026 - 2028 -`.

An opening, such as `Core Viewpoint` or `主要观点`, is a heading whose first statement is the viewpoint.
"""

import re
from dataclasses import dataclass, field

from bot.formats.captured.summary_headings import MAX_NAME, SHORT, Heading, Headings, is_opening, opening_at_end
from bot.formats.captured.summary_tokens import BULLET, Kind, Token, TokenizedBody, cited, shown

_FIGURE = re.compile(r"\d[\d.,%]*$")


@dataclass(slots=True)
class Piece:
    """A piece `body[start:end]`, and its words as they are shown."""

    start: int
    end: int
    shown: str


@dataclass(slots=True)
class Statement(Piece):
    """A statement, with its marker and marks; shown without them."""

    citations: tuple[int, ...]
    in_doubt: bool = False
    """Whether another statement may begin inside."""
    is_marked: bool = True
    """Whether a marker or heading stands before it."""


@dataclass(slots=True)
class Group(Piece):
    """A section: the piece is what stands before its first statement with label and marker, the heading is shown."""

    is_labelled: bool = False
    is_opening: bool = False
    statements: list[Statement] = field(default_factory=list)


@dataclass(slots=True)
class _Open:
    """A statement that has begun: its start with the marker, and that of its words."""

    start: int
    words: int
    is_marked: bool
    citations: list[int] = field(default_factory=list)
    in_doubt: bool = False


def parse(text: str) -> list[Group]:
    """The sections of a body of single blanks and line feeds, none around it; their pieces together are its words."""
    return _Parser(text).body()


class _Parser:
    def __init__(self, text: str) -> None:
        self._body = TokenizedBody(text)
        self._written = text
        self._text = self._body.text
        self._tokens = self._body.tokens
        self._headings = Headings(self._body)
        self._groups: list[Group] = []
        self._group_number = 0
        self._ahead: Heading | None = None
        """The heading before which the last statement was found to end."""

    def body(self) -> list[Group]:
        at = following = 0
        while (at := self._body.skip_blanks(at)) < len(self._text):
            if self._body.is_marker(at, following) and self._tokens[following].end < len(self._text):
                opened = _Open(at, self._tokens[following].end, is_marked=True)
                at, following = self._statement(opened, following + 1)
                continue
            ahead, self._ahead = self._ahead, None
            heading = ahead if ahead and ahead.start == at else self._headings.at(at, following)
            if heading:
                self._add(heading)
                opened = _Open(heading.end, heading.end, is_marked=True)
                at, following = self._statement(opened, heading.following)
            elif self._groups and self._headings.is_cut(at, following):
                self._groups.append(Group(at, len(self._text), shown(self._written[at:])))
                break
            else:
                at, following = self._statement(_Open(at, at, is_marked=False), following)
        return self._groups

    # Statements

    def _statement(self, opened: _Open, number: int) -> tuple[int, int]:
        """Take a statement; where it ends, and the number of the token that follows."""
        while number < len(self._tokens):
            token = self._tokens[number]
            if token.kind is Kind.CITATION:
                opened.citations += cited(self._text[token.start : token.marks_end])
                number += 1
                if self._ends_cited(opened, token, number):
                    self._take(opened, token.start, token.end, stop=self._written[token.marks_end : token.end].strip())
                    return token.end, number
            elif self._body.begins[number] and self._names_what_follows(opened, number):
                name = shown(self._written[opened.words : token.start])
                self._add(Heading(opened.start, token.end, number + 1, name))
                opened.start = opened.words = token.end
                number += 1
            elif (before := self._end_before(opened, number)) is not None:
                self._take(opened, before, before)
                return before, number
            elif token.kind is Kind.STOP and self._ends_uncited(number):
                self._take(opened, token.end, token.end)
                return token.end, number + 1
            else:
                number += 1
        self._take(opened, len(self._text), len(self._text))
        return len(self._text), number

    def _end_before(self, opened: _Open, number: int) -> int | None:
        """Where a statement without an end of its own ends before this token; None where it goes on."""
        token = self._tokens[number]
        if token.kind is Kind.LABEL:
            return token.start if self._is_next_group(number) else None
        if not self._body.begins[number]:
            return None
        start = self._bold_name(opened, number) or opening_at_end(self._text, token.start)
        self._ahead = self._headings.named(start, number, "", strict=True) if start else None
        return start if self._ahead else token.start if self._parts(number) else None

    def _bold_name(self, opened: _Open, number: int) -> int | None:
        """Where bold words before the marker begin, unless the statement begins with them."""
        if number < 2 or any(token.kind is not Kind.BOLD for token in self._tokens[number - 2 : number]):
            return None
        begin, end = self._tokens[number - 2 : number]
        is_name = self._body.skip_blanks(end.end) == self._tokens[number].start
        return begin.start if is_name and begin.start > self._body.skip_blanks(opened.words) else None

    def _take(self, opened: _Open, words_end: int, end: int, stop: str = "") -> None:
        text = shown(self._written[opened.words : words_end]) or shown(self._written[opened.start : end])
        text += "" if text.endswith(stop) else stop  # `in the U.S. [2].` has it twice
        if not self._groups:
            self._groups.append(Group(opened.start, opened.start, ""))
        citations = tuple(dict.fromkeys(opened.citations))
        statement = Statement(opened.start, end, text, citations, opened.in_doubt, opened.is_marked)
        self._groups[-1].statements.append(statement)

    def _ends_cited(self, opened: _Open, citation: Token, following: int) -> bool:
        end = citation.end
        if end == len(self._text):
            return True
        if self._body.is_marker(end, following):
            is_closed = end > citation.marks_end and self._tokens[following].end < len(self._text)
            begins = self._body.begins[following] or is_closed
            opened.in_doubt = opened.in_doubt or not begins
            return begins
        self._ahead = self._headings.at(end, following)
        is_line = self._text[end] == "\n" and self._body.begins_sentence(end)
        return self._ahead is not None or is_line or self._headings.is_cut(end, following)

    def _ends_uncited(self, number: int) -> bool:
        token = self._tokens[number]
        if not self._body.ends_sentence(token):
            return False
        if self._body.is_marker(token.end, number + 1):
            return self._body.begins[number + 1]
        self._ahead = (
            None if self._text[token.start] in ";；" else self._headings.at(token.end, number + 1, strict=True)
        )
        return self._ahead is not None

    def _parts(self, number: int) -> bool:
        """Whether the marker begins a statement though the one before has no end."""
        start = self._tokens[number].start
        if self._text[start] == BULLET or start == 0 or self._text[start - 1] == "\n":
            return True
        return self._text[start] == "*" and not _FIGURE.search(self._text, max(0, start - 15), start - 1)

    def _names_what_follows(self, opened: _Open, number: int) -> bool:
        """Whether the words so far are a name with a colon before a marker."""
        end = self._tokens[number].start
        if opened.citations or end - opened.words > MAX_NAME:
            return False
        words = self._text[opened.words : end].rstrip(" \n*")
        return words.endswith((":", "：")) and len(words.split()) <= SHORT

    def _is_next_group(self, number: int) -> bool:
        token = self._tokens[number]
        label = self._text[token.start : token.end]
        if not self._group_number or _number(label) != self._group_number + 1:
            return False
        self._ahead = self._headings.at(token.start, number)
        return self._ahead is not None

    # Headings

    def _add(self, heading: Heading) -> None:
        self._group_number = _number(heading.label) or self._group_number
        name = heading.name or heading.label
        self._groups.append(Group(heading.start, heading.end, name, bool(heading.label), is_opening(name)))


def _number(label: str) -> int:
    digits = label.rpartition(" ")[2]
    return int(digits) if digits.isdecimal() else 0
