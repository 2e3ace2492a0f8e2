"""Headings of a summarised body: where one begins, where it ends, and what it is called."""

from dataclasses import dataclass

from bot.formats.heading_words import is_opening, opening_with_colon, reads_as_name, reads_as_title
from bot.formats.summary_tokens import Kind, goes_on, shown
from bot.formats.tokenized_body import TokenizedBody

_MAX_HEADING = 600
"""Characters; a report's heading may name three levels of its outline."""
MAX_NAME = 200
"""Characters between the hyphens of one name in a heading."""
SHORT = 12
"""Words of a line before a colon that names what follows, and of a heading that the capture cuts."""
_MAX_BOLD = 9
"""Characters of Markdown's marks before `Group N`."""


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
        if at == 0 and (end := opening_with_colon(self._text)):
            following = next((n for n, token in enumerate(self._tokens) if token.start >= end), len(self._tokens))
            return Heading(0, end, following, shown(self._text[:end]).rstrip(" :："))
        first = self._body.token(number)
        label = ""
        if first and first.kind is Kind.BOLD and first.start == at:
            first = self._body.token(number + 1)
        if first and first.kind is Kind.LABEL and first.start - at <= _MAX_BOLD:
            label = self._text[first.start : first.end]
        if (end := self._line_alone(at, number)) is not None:
            following = next(n for n in range(number, len(self._tokens)) if self._tokens[n].start >= end)
            return Heading(at, end, following, shown(self._text[at:end]).removeprefix(label).strip(" :："), label)
        joining: int | None = None
        for current in range(number, len(self._tokens)):
            token = self._tokens[current]
            if token.kind is Kind.CITATION or token.start > at + _MAX_HEADING:
                break
            if token.kind is Kind.STOP and not self._is_inside_heading(current):
                break
            if token.kind is Kind.MARKER:
                if self._body.begins[current] and not self._joins_names(current):
                    return self.named(at, current, label, strict=strict)
                joining = current if joining is None else joining
        return self.named(at, joining, label, strict=strict) if label and joining is not None else None

    def _line_alone(self, at: int, number: int) -> int | None:
        """Where a line ends that is an opening or a label with its name, above a statement without a marker."""
        end = self._text.find("\n", at, at + MAX_NAME)
        if end < 0:
            return None
        following = next((n for n in range(number, len(self._tokens)) if self._tokens[n].start >= end), None)
        if following is None or self._tokens[following].kind not in (Kind.CITATION, Kind.STOP):
            return None
        inside = {token.kind for token in self._tokens[number:following]}
        is_heading = inside == {Kind.LABEL} or (not inside and is_opening(shown(self._text[at:end])))
        return end if is_heading else None

    def named(self, at: int, marker: int, label: str, *, strict: bool) -> Heading | None:
        """The heading from there up to a marker, if its words may be one."""
        token = self._tokens[marker]
        raw = self._text[at : token.start]
        heading = Heading(at, token.end, marker + 1, shown(raw).rstrip(" :："), label)
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

    def is_cut(self, at: int, number: int) -> bool:
        """Whether what follows to the end of the body may be the beginning of a heading."""
        while token := self._body.token(number):
            if token.kind in (Kind.CITATION, Kind.STOP) or self._body.begins[number]:
                return False
            number += 1
        if not self._body.begins_sentence(at) or self._text[self._body.skip_blanks(at)] in ",，、)）":
            return False
        return len(self._text) - at <= MAX_NAME and len(self._text[at:].split()) <= SHORT

    def _is_inside_heading(self, number: int) -> bool:
        token = self._tokens[number]
        if self._text[token.start] in "?？!！":  # `Who Pays? - Everybody`
            return self._body.is_marker(token.end, number + 1)
        return not self._body.ends_sentence(token)

    def _joins_names(self, number: int) -> bool:
        """Whether the hyphen stands inside a heading: `Month - on - Month`, `Asia - Europe Trade`, `2023 - 2025`."""
        token = self._tokens[number]
        before = self._body.token(number - 1) if number else None
        if before and before.kind is Kind.MARKER and not self._body.begins[number - 1]:
            return len(self._text[before.end : token.start].split()) == 1
        if not self._body.sets_hyphens_apart:
            return False
        if self._body.is_range(token):
            return True
        for following in range(number + 1, len(self._tokens)):
            other = self._tokens[following]
            is_stop = other.kind is Kind.STOP and self._body.ends_sentence(other)
            if other.kind is Kind.CITATION or is_stop or other.start > token.end + MAX_NAME:
                return False
            if self._body.begins[following] and not self._body.is_range(other):
                return reads_as_title(shown(self._text[token.end : other.start]), is_part=True)
        return False
