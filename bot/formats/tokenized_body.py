"""A summarised body with its tokens, and what the words around a token say of it."""

import re
from functools import cached_property

from bot.formats.summary_tokens import Kind, Token, goes_on, tokens

_BEGINNING = re.compile(r"[ \n]?(?:[^\w\n\[]|\[(?=[^\d\]])){0,8}(\w\S{0,60})")
_GLUED = re.compile(r"[A-Za-z]-[A-Za-z]")
_ORDINAL = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,4}")


class TokenizedBody:
    """A text of single blanks and line feeds; `begins[n]` is whether token n is a marker before a sentence."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens(text)
        self.begins = [token.kind is Kind.MARKER and self.begins_sentence(token.end) for token in self.tokens]

    def token(self, number: int) -> Token | None:
        """The token of that number, None behind the last."""
        return self.tokens[number] if number < len(self.tokens) else None

    def skip_blanks(self, at: int) -> int:
        """The place of the next words."""
        while at < len(self.text) and self.text[at] in " \n":
            at += 1
        return at

    def is_marker(self, at: int, number: int) -> bool:
        """Whether the next words at this place are a marker."""
        if number >= len(self.tokens) or self.tokens[number].kind is not Kind.MARKER:
            return False
        return self.tokens[number].start == self.skip_blanks(at)

    def begins_sentence(self, at: int) -> bool:
        """Whether the words from there, behind a marker, begin a sentence: with a capital, a figure, in Chinese."""
        found = _BEGINNING.match(self.text, at)
        return found is not None and not goes_on(found[1])

    @cached_property
    def sets_hyphens_apart(self) -> bool:
        """Whether the text writes `month - on - month` rather than `month-on-month`."""
        apart = sum(
            token.kind is Kind.MARKER and (not self.begins[number] or self.tokens[number - 1].kind is Kind.MARKER)
            for number, token in enumerate(self.tokens[1:], 1)
        )
        return apart > 0 and apart >= len(_GLUED.findall(self.text))

    def ends_sentence(self, token: Token) -> bool:
        """Whether the stop is none of an initial, of an abbreviation such as `U.S.` or of the number of a heading."""
        if self.text[token.start] != ".":
            return True
        word = self.text[max(0, token.start - 15) : token.start].split(" ")[-1].split("\n")[-1]
        if _ORDINAL.fullmatch(word):
            return not self.begins_sentence(token.end)
        return len(word) > 1 and not ("." in word and word.replace(".", "").isalpha())

    def is_range(self, token: Token) -> bool:
        """Whether the hyphen stands between figures: `2023 - 2025`."""
        return self.text[token.start - 2 : token.start - 1].isdigit() and self.text[token.end + 1].isdigit()
