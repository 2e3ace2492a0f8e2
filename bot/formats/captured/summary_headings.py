"""Headings of a summarised body: where one begins, where it ends, what it is called, and what its words look like."""

import re
from dataclasses import dataclass

from bot.formats.captured.summary_tokens import Kind, TokenizedBody, goes_on, shown
from bot.text import has_han

MAX_NAME = 200
"""Characters between the hyphens of one name in a heading."""
SHORT = 12
"""Words of a line before a colon that names what follows, and of a heading that the capture cuts."""
_MAX_HEADING = 600
"""Characters; a report's heading may name three levels of its outline."""
_MAX_BOLD = 9
"""Characters of Markdown's marks before `Group N`."""

_OPENING = (
    r"(?:(?:Core|Key|Main) (?:View ?points?|Views?|Insights?|Arguments?|Takeaways?)"
    r"|(?:[报報]告)?(?:核心|主要|[关關][键鍵])(?:[观觀][点點]|洞察|[见見]解|要[点點]))"
)
_IS_OPENING = re.compile(_OPENING, re.IGNORECASE)
_IS_VIEWPOINT = re.compile("Core View(?: ?point)?|核心[观觀][点點]", re.IGNORECASE)
_OPENED = re.compile(rf"(?:\*\*)?{_OPENING}(?:\*\*)?\s?[:：](?:\*\*)?(?=\s?\w)", re.IGNORECASE)
_LAST_OPENING = re.compile(rf"\s((?:\d\.\s)?{_OPENING})[:：]?\s*$")
_LONGEST_OPENING = 30
_ORDINAL = re.compile(
    r"[(（]?(?:\d{1,2}(?:(?:\.\d{1,2}){1,4}[.)）、]?|[.)）、])(?=\s)|[一二三四五六七八九十]{1,3}[.．、)）])\s*"
)
_NUMBER = re.compile(r"[*# ]*\d{1,2}(?:\.\d{1,2}){0,4}")
_LETTER = re.compile(r"[^\W\d_]")
_OUTLINE_WORDS, _TITLE_WORDS, _WORDS, _PART_WORDS = 60, 20, 12, 8
"""Words of a heading with a number, in title case, of another, and between two hyphens of one."""
_PLAIN_WORDS = 6
"""Words of a heading in sentence case behind a sentence."""
_HAN_CHARACTERS, _HAN_TITLE_CHARACTERS = 40, 24
"""Characters of a Chinese heading behind citations, and where nothing but its brevity tells."""
_HAN_PAUSES = "，。；"
_NO_END = ",，、;；.。"
_NO_BEGINNING = ",，、;；.。)）"
_FUNCTION_WORDS = frozenset(
    "A An The This That These Those Its Their"
    " After Amid As At By Despite During For From In On Over Since To Under With".split()
)
"""A sentence begins with them, the second half of a name such as `Asia - Europe` does not."""
_PREPOSITION = 4
"""Letters from which a title writes every word with a capital."""


@dataclass(slots=True)
class Heading:
    """A heading that ends behind its marker, and the number of the token that follows."""

    start: int
    end: int
    following: int
    name: str
    label: str = ""


class Headings:
    """Finds the headings of a body."""

    def __init__(self, body: TokenizedBody) -> None:
        self._body = body
        self._text = body.text
        self._tokens = body.tokens

    def at(self, at: int, number: int, *, strict: bool = False) -> Heading | None:
        """The heading that begins here, if one does; `strict` where only its own form can tell."""
        at = self._body.skip_blanks(at)
        if at == 0 and (found := _OPENED.match(self._text)):
            return Heading(0, found.end(), self._from(found.end(), number), self._shown(0, found.end()).rstrip(" :："))
        first = self._body.token(number)
        if first and first.kind is Kind.BOLD and first.start == at:
            first = self._body.token(number + 1)
        is_labelled = first and first.kind is Kind.LABEL and first.start - at <= _MAX_BOLD
        label = self._body.written[first.start : first.end] if first and is_labelled else ""
        if end := self._line_alone(at, number):
            name = self._shown(at, end).removeprefix(label).strip(" :：")
            return Heading(at, end, self._from(end, number), name, label)
        joining: int | None = None
        for current in range(number, len(self._tokens)):
            token = self._tokens[current]
            if token.kind is Kind.CITATION or token.start > at + _MAX_HEADING:
                break
            if token.kind is Kind.STOP and not self._is_inside_heading(at, current):
                break
            if token.kind is Kind.MARKER:
                if self._body.begins[current] and not self._joins_names(current):
                    return self.named(at, current, label, strict=strict)
                joining = current if joining is None else joining
        return self.named(at, joining, label, strict=strict) if label and joining is not None else None

    def _from(self, at: int, number: int) -> int:
        """The number of the first token from a place on."""
        return next((n for n in range(number, len(self._tokens)) if self._tokens[n].start >= at), len(self._tokens))

    def _shown(self, start: int, end: int) -> str:
        return shown(self._body.written[start:end])

    def _line_alone(self, at: int, number: int) -> int:
        """Where a line ends that is an opening or a label with its name, above a statement without a marker; else 0."""
        end = self._text.find("\n", at, at + MAX_NAME)
        if end < 0:
            return 0
        following = self._body.token(self._from(end, number))
        if following is None or following.kind not in (Kind.CITATION, Kind.STOP):
            return 0
        inside = {token.kind for token in self._tokens[number : self._from(end, number)]}
        is_heading = inside == {Kind.LABEL} or (not inside and is_opening(self._shown(at, end)))
        return end if is_heading else 0

    def named(self, at: int, marker: int, label: str, *, strict: bool) -> Heading | None:
        """The heading from there up to a marker, if its words may be one."""
        token = self._tokens[marker]
        heading = Heading(at, token.end, marker + 1, self._shown(at, token.start).rstrip(" :："), label)
        if label:
            name = heading.name.partition(label)[2]
            heading.name = name.strip(" :：.、")
            return None if goes_on(name.strip()[:60]) else heading
        if is_opening(heading.name):
            return heading
        if not strict:
            return heading if reads_as_name(heading.name) and self._may_begin(at, heading.name) else None
        own_line = "\n" in self._text[max(0, at - 1) : at] and self._text[token.start - 1] == "\n"
        return heading if own_line or self._text.startswith("**", at) or reads_as_title(heading.name) else None

    def _may_begin(self, at: int, name: str) -> bool:
        """Whether words in small letters behind citations are no more of the sentence."""
        if not goes_on(name) or not self._body.stops_citations:
            return True
        return self._text[max(0, at - 2) : at].strip()[-1:] != "]"

    def is_cut(self, at: int, number: int) -> bool:
        """Whether what follows to the end of the body may be the beginning of a heading."""
        while token := self._body.token(number):
            if token.kind in (Kind.CITATION, Kind.STOP) or self._body.begins[number]:
                return False
            number += 1
        if not self._body.begins_sentence(at) or self._text[self._body.skip_blanks(at)] in _NO_BEGINNING:
            return False
        return len(self._text) - at <= MAX_NAME and len(self._text[at:].split()) <= SHORT

    def _is_inside_heading(self, at: int, number: int) -> bool:
        token = self._tokens[number]
        if _NUMBER.fullmatch(self._text, at, token.start):
            return True
        if self._text[token.start] in "?？!！":  # `Who Pays? - Everybody`
            return self._body.is_marker(token.end, number + 1)
        return not self._body.ends_sentence(token)

    def _joins_names(self, number: int) -> bool:
        """Whether the hyphen stands inside a heading: `Month - on - Month`, `Asia - Europe Trade`, `2023 - 2025`."""
        token = self._tokens[number]
        before = self._body.token(number - 1) if number else None
        if before and before.kind is Kind.MARKER and not self._body.begins[number - 1]:
            return len(self._text[before.end : token.start].split()) == 1
        for following in range(number + 1, len(self._tokens)):
            other = self._tokens[following]
            is_stop = other.kind is Kind.STOP and self._body.ends_sentence(other)
            if other.kind is Kind.CITATION or is_stop or other.start > token.end + MAX_NAME:
                return False
            if self._body.begins[following] and not self._body.is_range(other):
                may_join = self._body.sets_hyphens_apart and reads_as_part(self._shown(token.end, other.start))
                return may_join or self._body.is_range(token)
        return False


def is_opening(name: str) -> bool:
    """Whether a heading says that the viewpoint follows."""
    return _IS_OPENING.fullmatch(_without_ordinal(name).rstrip(" :：")) is not None


def is_viewpoint(name: str) -> bool:
    """Whether a heading says no more than that its one statement is the viewpoint."""
    return _IS_VIEWPOINT.fullmatch(name) is not None


def opening_at_end(text: str, end: int) -> int | None:
    """Where an opening begins that ends here; None where there is none."""
    found = _LAST_OPENING.search(text, max(0, end - _LONGEST_OPENING), end)
    return found.start(1) if found else None


def reads_as_name(name: str) -> bool:
    """Whether words between citations and a marker may be a heading."""
    words = name.split()
    if not words or name[0] in _NO_BEGINNING or name[-1] in _NO_END:
        return False
    if _ORDINAL.match(name):
        return len(words) <= _OUTLINE_WORDS
    if has_han(name):
        return len(name) <= _HAN_CHARACTERS
    return len(words) <= (_TITLE_WORDS if _is_title_case(words) else _WORDS)


def reads_as_title(name: str) -> bool:
    """Whether words look like a heading behind a sentence too."""
    if not reads_as_name(name):
        return False
    if _ORDINAL.match(name):
        return True
    if has_han(name):
        return len(name) <= _HAN_TITLE_CHARACTERS and not any(pause in name for pause in _HAN_PAUSES)
    words = name.split()
    is_plain = len(words) <= _PLAIN_WORDS and words[0] not in _FUNCTION_WORDS
    return is_plain or (_is_title_case(words) and not goes_on(name))


def reads_as_part(name: str) -> bool:
    """Whether words may stand between two hyphens of a heading."""
    words = name.split()
    is_name = reads_as_name(name) and words[0] not in _FUNCTION_WORDS and not has_han(name)
    return is_name and len(words) <= _PART_WORDS and not any(map(goes_on, words))


def _without_ordinal(name: str) -> str:
    found = _ORDINAL.match(name)
    return name[found.end() :] if found else name


def _is_title_case(words: list[str]) -> bool:
    """Whether at most a quarter of the longer words begin small, and neither the first nor the last does."""
    spelt = [word[found.start() :] for word in words if (found := _LETTER.search(word))]
    if not spelt or spelt[-1][0].islower():
        return False
    longer = [word for word in spelt if len(word) >= _PREPOSITION]
    return 4 * sum(goes_on(word) for word in longer) <= len(longer)
