"""The tokens of a summarised body, and what the words around one say of it. What is no token is words.

Pages write the same mark with different characters. Before it is read, a body is folded, a character for a character,
so that places stay: dashes (Unicode's category Pd) to `-`, the brackets of citations to `[` and `]`, bullets to `•`.
"""

import re
import unicodedata
from collections import Counter
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple


class Kind(StrEnum):
    """What a token is."""

    CITATION = "citation"
    """A run of marks such as `[3][5]` or `[7-9]`, with the stop behind it."""
    MARKER = "marker"
    """A hyphen or bullet set apart: it begins a statement or joins words, which its surroundings tell."""
    LABEL = "label"
    """`Group N`."""
    STOP = "stop"
    """A mark that ends sentences, with the quotation marks and brackets closing behind it."""
    BOLD = "bold"
    """Markdown's `**`, and the `#` of its headings; no words."""


class Token(NamedTuple):
    """A piece `text[start:end]` of the folded body."""

    kind: Kind
    start: int
    end: int
    marks_end: int
    """Where the marks of a citation end, before the stop."""


MAX_RANGE = 100
"""Paragraphs that a mark such as `[7-9]` may span; from and to count where it spans more."""
BULLET = "•"
_NUMBER = "[1-9１-９][0-9０-９]{0,5}"
_RANGE = rf"{_NUMBER}(?:\ ?[-~～]\ ?{_NUMBER})?"
_LIST = rf"{_RANGE}(?:\ ?[,，、;；]\ ?{_RANGE}){{0,50}}"
_RANGES = re.compile(rf"({_NUMBER})(?:\ ?[-~～]\ ?({_NUMBER}))?")
_DIGITS = re.compile("[0-9]+")
_RUN = rf"(?<=\[){_LIST}\](?:[ \n]?\[{_LIST}\])*+"
_STOP = """(?:[。！？；]{1,9}["”’）」』】]{0,3}|[.!?;]["'”’)\\]]{0,3}(?=[ \n]|\\[\\d|$))"""
# A run before small letters, as in `row [7]b`, is words; it is taken whole, so that its end is not looked for again.
# A class of characters comes first, so that the engine skips words without trying the alternatives; every repetition
# is bounded or possessive, so that the time is linear.
_TOKEN = re.compile(
    rf"""
    [-\[*{BULLET}·。！？；.!?;G第\#](?:
    (?P<citation>(?P<marks>{_RUN})(?![a-z0-9])(?:[ \n]?{_STOP})?)
    |(?P<words>{_RUN})
    |(?P<marker>(?<=[-*·])(?<![^ \n：。；！？\]].)(?![^ \n])|(?<={BULLET}))
    |(?P<stop>(?<=[。！？；])[。！？；]{{0,9}}["”’）」』】]{{0,3}}|(?<=[.!?;])["'”’)\]]{{0,3}}(?=[ \n]|\[\d|$))
    |(?P<label>(?<=G)(?<![^ \n*。！？；\]].)roup\ [0-9]{{1,4}}(?![0-9A-Za-z])
        |(?<=第)(?<![^ \n*。！？；\]].)\ ?[0-9０-９一二三四五六七八九十]{{1,3}}\ ?[组組])
    |(?P<bold>(?<=\*)\*|(?<=\#)(?<![^ \n].)\#{{0,5}}(?=\ ))
    )
    """,
    re.VERBOSE,
)
_KINDS = {_TOKEN.groupindex[kind]: kind for kind in Kind}
_MARKS = _TOKEN.groupindex["marks"]
_SYMBOL = re.compile(r"[^\x00-\x7f\w]")
_ENCLOSED = re.compile(rf"([^\w\s]){_LIST}(.)", re.DOTALL)
_MOST_SYMBOLS, _MOST_PAIRS = 50, 3
"""Kinds of signs and brackets that are looked for; each costs a pass over the text."""
_PUNCTUATION = "。！？；：，、"
_APART = " \n]。！？；"
"""What stands before a bullet."""
_CLOSED = "\n].。！？；!?;"
"""What ends the statement or line before a bullet."""
_MARKDOWN = re.compile(r"\*\*|(?<!\S)#{1,6}(?=\s)")
_BEGINNING = re.compile(r"[ \n]?(?:[^\w\n\[]|\[(?=[^\d\]])){0,8}(\w\S{0,60})")
_GLUED = re.compile(r"[A-Za-z]-[A-Za-z]")
_ORDINAL = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,4}")


def fold(text: str) -> str:
    """The text with one character each for dashes, bullets and the brackets of citations; as long as before."""
    if not text.isascii():
        for symbol in sorted(set(_SYMBOL.findall(text)))[:_MOST_SYMBOLS]:
            if (plain := _folded(symbol, text)) != symbol:
                text = text.replace(symbol, plain)
    return text if "[" in text else _with_brackets(text)


def _folded(symbol: str, text: str) -> str:
    category = unicodedata.category(symbol)
    if category == "Pd":
        return "-"
    plain = unicodedata.normalize("NFKC", symbol)
    if plain in "[]":
        return plain
    may_mark = plain == symbol and category in ("So", "Po") and symbol not in _PUNCTUATION
    return BULLET if may_mark and _is_bullet(symbol, category, text) else symbol


def _is_bullet(symbol: str, category: str, text: str) -> bool:
    """Whether the sign always stands apart; one that may be punctuation, also where statements begin."""
    before = [text[max(0, found.start() - 2) : found.start()] for found in re.finditer(symbol, text)]
    if any(piece and piece[-1] not in _APART for piece in before):
        return False
    return category == "So" or any(not piece or piece.strip(" ")[-1:] in _CLOSED for piece in before)


def _with_brackets(text: str) -> str:
    """The text with `[3]` for `【3】` if all stand behind words; for `(3)` if they are several and end statements."""
    pairs = Counter(found.groups() for found in _ENCLOSED.finditer(text) if _is_pair(*found.groups()))
    for (opening, closing), _ in pairs.most_common(_MOST_PAIRS):
        enclosed = re.compile(rf"{re.escape(opening)}({_LIST}){re.escape(closing)}")
        is_parenthesis = unicodedata.normalize("NFKC", opening) == "("
        ends = rf"(?=\ ?(?:[\n。！？；.!?;{re.escape(opening)}]|[-*{BULLET}]\s|$))"
        behind = ends if is_parenthesis else "(?![a-z0-9])"
        placed = re.findall(rf"[^\s:：,，、{BULLET}-]\ ?(?={enclosed.pattern}{behind})", text)
        if is_parenthesis < len(placed) == len(enclosed.findall(text)):
            return enclosed.sub(r"[\1]", text)
    return text


def _is_pair(opening: str, closing: str) -> bool:
    return unicodedata.category(opening) == "Ps" and unicodedata.category(closing) == "Pe"


def tokens(text: str) -> list[Token]:
    """The tokens of a folded text, in order; blanks must be single blanks or line feeds."""
    return [
        Token(kind, found.start(), found.end(), found.end(_MARKS))
        for found in _TOKEN.finditer(text)
        if (kind := _KINDS.get(found.lastindex or 0))
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


class TokenizedBody:
    """A text of single blanks and line feeds; `begins[n]` is whether token n is a marker before a sentence."""

    def __init__(self, text: str) -> None:
        self.written = text
        """The text as it is shown."""
        self.text = fold(text)
        self.tokens = tokens(self.text)
        self.begins = [token.kind is Kind.MARKER and self.begins_sentence(token.end) for token in self.tokens]

    def token(self, number: int) -> Token | None:
        """The token of that number, None behind the last."""
        return self.tokens[number] if number < len(self.tokens) else None

    def skip_blanks(self, at: int) -> int:
        """The place of the next words."""
        return at + 1 if at < len(self.text) and self.text[at] in " \n" else at

    def is_marker(self, at: int, number: int) -> bool:
        """Whether the next words at this place are a marker."""
        if number >= len(self.tokens) or self.tokens[number].kind is not Kind.MARKER:
            return False
        start = self.tokens[number].start
        return start == at or (start == at + 1 and self.text[at] in " \n")

    def begins_sentence(self, at: int) -> bool:
        """Whether the words from there, behind a marker, begin a sentence: with a capital, a figure, in Chinese."""
        found = _BEGINNING.match(self.text, at)
        return found is not None and not goes_on(found[1])

    @cached_property
    def stops_citations(self) -> bool:
        """Whether a stop stands behind most citations, so that none behind one says that the sentence may go on."""
        stopped = [token.end > token.marks_end for token in self.tokens if token.kind is Kind.CITATION]
        return 2 * sum(stopped) > len(stopped)

    @cached_property
    def sets_hyphens_apart(self) -> bool:
        """Whether the text writes `month - on - month` rather than `month-on-month`."""
        apart = sum(
            token.kind is Kind.MARKER and (not begins or self.is_range(token))
            for token, begins in zip(self.tokens, self.begins, strict=True)
        )
        return apart > 0 and apart >= len(_GLUED.findall(self.text))

    def ends_sentence(self, token: Token) -> bool:
        """Whether the stop is none of an initial, of an abbreviation such as `U.S.` or of the number of a heading."""
        start = token.start
        if self.text[start] != "." or (start > 2 and self.text[start - 3 : start].isalpha()):
            return True
        word = re.split(r"[ \n]", self.text[max(0, start - 15) : start])[-1].lstrip("*#(（")
        if _ORDINAL.fullmatch(word):
            return not self.begins_sentence(token.end)
        return len(word) > 1 and not ("." in word and word.replace(".", "").isalpha())

    def is_range(self, token: Token) -> bool:
        """Whether the hyphen stands between figures: `2023 - 2025`."""
        before, behind = token.start - 2, token.end + 1
        return self.text[before : before + 1].isdigit() and self.text[behind : behind + 1].isdigit()
