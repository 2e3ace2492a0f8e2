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

Statements end

- in citations, behind which a marker, a heading, another line or the end follows. Other words behind citations go on
  with the statement, which then has all citations;
- without citations in a sentence end, behind which a marker follows, or a heading that looks like one: numbered,
  bold, in title case, on its own line, or a few Chinese characters;
- before a bullet, before a hyphen that begins a line, and before the next `Group N`.

A marker is followed by a capital, a Chinese character or a figure (behind `[3].` by anything). Every other hyphen set
apart joins words: `month - on - month`, `A - share`. In a text that sets its hyphens apart throughout, those of names
in a heading join as well: `Asia - Europe Trade - Rates fell [2]`.

An opening, such as `Core Viewpoint` or `核心观点`, is a heading whose first statement is the viewpoint.
"""

import re
from dataclasses import dataclass, field

from bot.formats.heading_words import is_opening, opening_at_end
from bot.formats.summary_headings import MAX_NAME, SHORT, Heading, Headings
from bot.formats.summary_tokens import BULLETS, Kind, Token, cited, shown
from bot.formats.tokenized_body import TokenizedBody

_FIGURE = re.compile(r"\d[\d.,%]*$")


@dataclass(slots=True)
class Statement:
    """Words `raw` as they stand in the body, and how they are shown: `text` without the marks at its end."""

    start: int
    raw: str
    text: str
    citations: tuple[int, ...]
    in_doubt: bool = False
    """Whether another statement may begin inside."""
    is_marked: bool = True
    """Whether a marker or heading stands before it."""


@dataclass(slots=True)
class Group:
    """A section with all that stands before its first statement: `raw` with label and marker, `heading` as shown."""

    start: int
    raw: str
    heading: str
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
    """The sections of a body of single blanks and line feeds, none around it; their `raw`s together are its words."""
    return _Parser(text).body()


class _Parser:
    def __init__(self, text: str) -> None:
        self._body = TokenizedBody(text)
        self._text = text
        self._tokens: list[Token] = self._body.tokens
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
                self._groups.append(Group(at, self._text[at:], shown(self._text[at:])))
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
                opened.citations += cited(self._text[token.start : token.end])
                end, following = self._behind_stop(token, number)
                if self._ends_cited(opened, end, following, is_stopped=end > token.end):
                    self._take(opened, token.start, end, stop=self._text[token.end : end].strip())
                    return end, following
                number = following
            elif self._body.begins[number] and self._names_what_follows(opened, number):
                self._add(Heading(opened.start, token.end, number + 1, shown(self._text[opened.words : token.start])))
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
        raw = self._text[opened.start : end]
        text = shown(self._text[opened.words : words_end]) or " ".join(raw.split())
        text += "" if text.endswith(stop) else stop  # `in the U.S. [2].` has it twice
        if not self._groups:
            self._groups.append(Group(opened.start, "", ""))
        self._groups[-1].statements.append(
            Statement(
                opened.start,
                raw,
                text,
                tuple(dict.fromkeys(opened.citations)),
                opened.in_doubt,
                opened.is_marked,
            )
        )

    def _behind_stop(self, citation: Token, number: int) -> tuple[int, int]:
        """Where the citations end with the stop behind them, if there is one, and the token that follows."""
        token = self._body.token(number + 1)
        if token and token.kind is Kind.STOP and token.start == self._body.skip_blanks(citation.end):
            return token.end, number + 2
        return citation.end, number + 1

    def _ends_cited(self, opened: _Open, end: int, following: int, *, is_stopped: bool) -> bool:
        if end == len(self._text):
            return True
        if self._body.is_marker(end, following):
            begins = self._body.begins[following] or (is_stopped and self._tokens[following].end < len(self._text))
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
        if self._text[start] in BULLETS or start == 0 or self._text[start - 1] == "\n":
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
        raw = self._text[heading.start : heading.end]
        self._group_number = _number(heading.label) or self._group_number
        name = heading.name or heading.label
        self._groups.append(Group(heading.start, raw, name, bool(heading.label), is_opening(name)))


def _number(label: str) -> int:
    digits = label.rpartition(" ")[2]
    return int(digits) if digits.isdecimal() else 0
