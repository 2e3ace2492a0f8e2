"""The grammar of a summarised body, and the parser by hand that follows it.

    body       = [lead] section*
    lead       = statement                              without heading and marker
    section    = heading statement (marker statement)*
    heading    = [number] [Group N [":"]] [name] marker a name of words without citation and sentence end
               | opening ":"                            `Core Viewpoint:` at the start of the body
    statement  = words [citation]                       with the stop behind its citation
    marker     = "-" | "*" | "•" | …                    set apart by blanks or at the start of a line
    citation   = ("[" range ("," range)* "]")+          range = N ["-" N]

Statements end

- in citations, behind which a marker, a heading or the end follows. Other words behind citations go on with the
  statement, which then has all citations;
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
from functools import cached_property

from bot.formats.summary_headings import is_opening, opening_at_end, opening_with_colon, reads_as_name, reads_as_title
from bot.formats.summary_tokens import BULLETS, Kind, Token, cited, goes_on, shown, tokens
from bot.text import is_visible

_BEGINNING = re.compile(r"[ \n]?(?:[^\w\n\[]|\[(?=[^\d\]])){0,8}(\w\S{0,60})")
_GLUED = re.compile(r"[A-Za-z]-[A-Za-z]")
_FIGURE = re.compile(r"\d[\d.,%]*$")
_ORDINAL = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,4}")
_MAX_HEADING = 600
"""Characters; a report's heading may name three levels of its outline."""
_MAX_NAME = 200
"""Characters between the hyphens of one name in a heading."""
_MAX_BOLD = 9
"""Characters of Markdown's marks before `Group N`."""
_SHORT = 12
"""Words of a line before a colon that names what follows, and of a heading that the capture cuts."""


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
class _Heading:
    """A heading that ends behind its marker, and the number of the token that follows."""

    start: int
    end: int
    following: int
    name: str
    label: str = ""


@dataclass(slots=True)
class _Open:
    """A statement that has begun: its start with the marker, and that of its words."""

    start: int
    words: int
    is_marked: bool
    citations: tuple[int, ...] = ()
    in_doubt: bool = False


def parse(text: str) -> list[Group]:
    """The sections of a body whose blanks are single ones or line feeds; their `raw`s together are all its words."""
    return _Parser(text.strip()).body()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(tokens(text))
        self._begins = [token.kind is Kind.MARKER and self._begins_statement(token.end) for token in self._tokens]
        self._groups: list[Group] = []
        self._group_number = 0
        self._ahead: _Heading | None = None
        """The heading before which the last statement was found to end."""

    def body(self) -> list[Group]:
        at = following = 0
        while (at := self._skip_blanks(at)) < len(self._text):
            if self._is_marker(at, following) and self._tokens[following].end < len(self._text):
                opened = _Open(at, self._tokens[following].end, is_marked=True)
                at, following = self._statement(opened, following + 1)
                continue
            ahead, self._ahead = self._ahead, None
            heading = ahead if ahead and ahead.start == at else self._heading(at, following)
            if heading:
                self._add(heading)
                opened = _Open(heading.end, heading.end, is_marked=True)
                at, following = self._statement(opened, heading.following)
            elif self._groups and self._is_cut_heading(at, following):
                self._groups.append(Group(at, self._text[at:], shown(self._text[at:])))
                break
            else:
                at, following = self._statement(_Open(at, at, is_marked=False), following)
        return self._groups

    def _token(self, number: int) -> Token | None:
        return self._tokens[number] if number < len(self._tokens) else None

    def _skip_blanks(self, at: int) -> int:
        while at < len(self._text) and self._text[at] in " \n":
            at += 1
        return at

    def _is_marker(self, at: int, number: int) -> bool:
        """Whether the next words at this place are a marker."""
        token = self._token(number)
        return token is not None and token.kind is Kind.MARKER and token.start == self._skip_blanks(at)

    def _begins_statement(self, at: int) -> bool:
        found = _BEGINNING.match(self._text, at)
        return found is not None and not goes_on(found[1])

    @cached_property
    def _sets_hyphens_apart(self) -> bool:
        """Whether the text writes `month - on - month` rather than `month-on-month`."""
        apart = sum(
            token.kind is Kind.MARKER and (not self._begins[number] or self._tokens[number - 1].kind is Kind.MARKER)
            for number, token in enumerate(self._tokens[1:], 1)
        )
        return apart > 0 and apart >= len(_GLUED.findall(self._text))

    # Statements

    def _statement(self, opened: _Open, number: int) -> tuple[int, int]:
        """Take a statement; where it ends, and the number of the token that follows."""
        while token := self._token(number):
            if token.kind is Kind.CITATION:
                opened.citations += cited(self._text[token.start : token.end])
                end, following = self._behind_stop(token, number)
                if self._ends_cited(opened, end, following, is_stopped=end > token.end):
                    self._take(opened, token.start, end, stop=self._text[token.end : end].strip())
                    return end, following
                number = following
            elif token.kind is Kind.MARKER and self._names_what_follows(opened, number):
                self._add(_Heading(opened.start, token.end, number + 1, shown(self._text[opened.words : token.start])))
                opened.start = opened.words = token.end
                number += 1
            elif (before := self._end_before(number)) is not None:
                self._take(opened, before, before)
                return before, number
            elif token.kind is Kind.STOP and self._ends_uncited(number):
                self._take(opened, token.end, token.end)
                return token.end, number + 1
            else:
                number += 1
        self._take(opened, len(self._text), len(self._text))
        return len(self._text), number

    def _end_before(self, number: int) -> int | None:
        """Where a statement without an end of its own ends before this token; None where it goes on."""
        token = self._tokens[number]
        if token.kind is Kind.LABEL:
            return token.start if self._is_next_group(number) else None
        if not self._begins[number]:
            return None
        start = opening_at_end(self._text, token.start)
        self._ahead = self._named(start, number, "", strict=True) if start else None
        return start if self._ahead else token.start if self._parts(number) else None

    def _take(self, opened: _Open, words_end: int, end: int, stop: str = "") -> None:
        text = shown(self._text[opened.words : words_end])
        text += "" if text.endswith(stop) else stop  # `in the U.S. [2].` has it twice
        raw = self._text[opened.start : end]
        if not self._groups:
            self._groups.append(Group(opened.start, "", ""))
        self._groups[-1].statements.append(
            Statement(
                opened.start,
                raw,
                text if is_visible(text) else " ".join(raw.split()),
                tuple(dict.fromkeys(opened.citations)),
                opened.in_doubt,
                opened.is_marked,
            )
        )

    def _behind_stop(self, citation: Token, number: int) -> tuple[int, int]:
        """Where the citations end with the stop behind them, if there is one, and the token that follows."""
        token = self._token(number + 1)
        if token and token.kind is Kind.STOP and token.start == self._skip_blanks(citation.end):
            return token.end, number + 2
        return citation.end, number + 1

    def _ends_cited(self, opened: _Open, end: int, following: int, *, is_stopped: bool) -> bool:
        if end == len(self._text):
            return True
        if self._is_marker(end, following):
            begins = self._begins[following] or (is_stopped and self._tokens[following].end < len(self._text))
            opened.in_doubt = opened.in_doubt or not begins
            return begins
        self._ahead = self._heading(end, following)
        return self._ahead is not None or self._is_cut_heading(end, following)

    def _ends_uncited(self, number: int) -> bool:
        token = self._tokens[number]
        if not self._ends_sentence(token):
            return False
        if self._is_marker(token.end, number + 1):
            return self._begins[number + 1]
        self._ahead = None if self._text[token.start] in ";；" else self._heading(token.end, number + 1, strict=True)
        return self._ahead is not None

    def _ends_sentence(self, token: Token) -> bool:
        """Whether the stop is none of an initial, of an abbreviation such as `U.S.` or of the number of a heading."""
        if self._text[token.start] != ".":
            return True
        word = self._text[max(0, token.start - 15) : token.start].split(" ")[-1].split("\n")[-1]
        if _ORDINAL.fullmatch(word):
            return not self._begins_statement(token.end)
        return len(word) > 1 and not ("." in word and word.replace(".", "").isalpha())

    def _parts(self, number: int) -> bool:
        """Whether the marker begins a statement though the one before has no end."""
        start = self._tokens[number].start
        if self._text[start] in BULLETS or start == 0 or self._text[start - 1] == "\n":
            return True
        return self._text[start] == "*" and not _FIGURE.search(self._text, max(0, start - 15), start - 1)

    def _names_what_follows(self, opened: _Open, number: int) -> bool:
        """Whether the words so far are a name with a colon before a marker."""
        end = self._tokens[number].start
        if opened.citations or not self._begins[number] or end - opened.words > _MAX_NAME:
            return False
        words = self._text[opened.words : end].rstrip(" \n*")
        return words.endswith((":", "：")) and len(words.split()) <= _SHORT

    def _is_next_group(self, number: int) -> bool:
        token = self._tokens[number]
        label = self._text[token.start : token.end]
        if not self._group_number or _number(label) != self._group_number + 1:
            return False
        self._ahead = self._heading(token.start, number)
        return self._ahead is not None

    # Headings

    def _add(self, heading: _Heading) -> None:
        raw = self._text[heading.start : heading.end]
        self._group_number = _number(heading.label) or self._group_number
        name = heading.name or heading.label
        self._groups.append(Group(heading.start, raw, name, bool(heading.label), is_opening(name)))

    def _is_cut_heading(self, at: int, number: int) -> bool:
        """Whether what follows to the end of the body may be the beginning of a heading."""
        while token := self._token(number):
            if token.kind in (Kind.CITATION, Kind.STOP) or self._begins[number]:
                return False
            number += 1
        found = _BEGINNING.match(self._text, self._skip_blanks(at))
        if not found or goes_on(found[1]) or self._text[self._skip_blanks(at)] in ",，、)）":
            return False
        return len(self._text) - at <= _MAX_NAME and len(self._text[at:].split()) <= _SHORT

    def _heading(self, at: int, number: int, *, strict: bool = False) -> _Heading | None:
        """The heading that begins here, if one does; `strict` where only its own form can tell."""
        at = self._skip_blanks(at)
        if at == 0 and (end := opening_with_colon(self._text)):
            following = next((n for n, token in enumerate(self._tokens) if token.start >= end), len(self._tokens))
            return _Heading(0, end, following, shown(self._text[:end]).rstrip(" :："))
        first = self._token(number)
        label = ""
        if first and first.kind is Kind.BOLD and first.start == at:
            first = self._token(number + 1)
        if first and first.kind is Kind.LABEL and first.start - at <= _MAX_BOLD:
            label = self._text[first.start : first.end]
        joining: int | None = None
        for current in range(number, len(self._tokens)):
            token = self._tokens[current]
            if token.kind is Kind.CITATION or token.start > at + _MAX_HEADING:
                break
            if token.kind is Kind.STOP and not self._is_inside_heading(current):
                break
            if token.kind is Kind.MARKER:
                if self._begins[current] and not self._joins_names(current):
                    return self._named(at, current, label, strict=strict)
                joining = current if joining is None else joining
        return self._named(at, joining, label, strict=strict) if label and joining is not None else None

    def _named(self, at: int, marker: int, label: str, *, strict: bool) -> _Heading | None:
        token = self._tokens[marker]
        raw = self._text[at : token.start]
        heading = _Heading(at, token.end, marker + 1, shown(raw).rstrip(" :："), label)
        if label:
            name = heading.name.partition(label)[2]
            heading.name = name.strip(" :：.、")
            is_heading = not goes_on(name.strip()[:60])
        else:
            own_line = "\n" in self._text[max(0, at - 1) : at] and self._text[token.start - 1] == "\n"
            is_heading = is_opening(heading.name) or (
                reads_as_title(heading.name) or raw.startswith("**") or own_line
                if strict
                else reads_as_name(heading.name)
            )
        return heading if is_heading else None

    def _is_inside_heading(self, number: int) -> bool:
        token = self._tokens[number]
        if self._text[token.start] in "?？!！":  # `Who Pays? - Everybody`
            return self._is_marker(token.end, number + 1)
        return not self._ends_sentence(token)

    def _joins_names(self, number: int) -> bool:
        """Whether the hyphen stands inside a heading: `Month - on - Month`, `Asia - Europe Trade`, `2023 - 2025`."""
        token = self._tokens[number]
        before = self._token(number - 1) if number else None
        if before and before.kind is Kind.MARKER and not self._begins[number - 1]:
            return len(self._text[before.end : token.start].split()) == 1
        if not self._sets_hyphens_apart:
            return False
        if self._is_range(token):
            return True
        for following in range(number + 1, len(self._tokens)):
            other = self._tokens[following]
            is_stop = other.kind is Kind.STOP and self._ends_sentence(other)
            if other.kind is Kind.CITATION or is_stop or other.start > token.end + _MAX_NAME:
                return False
            if self._begins[following] and not self._is_range(other):
                return reads_as_title(shown(self._text[token.end : other.start]), is_part=True)
        return False

    def _is_range(self, token: Token) -> bool:
        """Whether the hyphen stands between figures: `2023 - 2025`."""
        return self._text[token.start - 2 : token.start - 1].isdigit() and self._text[token.end + 1].isdigit()


def _number(label: str) -> int:
    digits = label.rpartition(" ")[2]
    return int(digits) if digits.isdecimal() else 0
