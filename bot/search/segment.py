"""Text as the terms that the index knows, each with its place in the text.

The main stream is English word stems and Chinese bigrams in the order of the text, so that a phrase is a run of
neighbouring terms. Behind it come the extra terms: Chinese words of other lengths and compounds such as `opensource`
for `open-source`. Index and query are cut by the same functions.
"""

import re
from functools import cache, lru_cache
from typing import Any, NamedTuple

from bot.text import HAN, fold, is_han, simplified

_CHUNK = re.compile(rf"(?P<han>[{HAN}]+(?: [{HAN}]+)*)|(?P<word>[^\W_{HAN}]+(?:[.,'’&\-‐‑][^\W_{HAN}]+)*)")
_GROUPED_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_DECIMAL = re.compile(r"\d+\.\d+$")
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])+$")
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_PART = re.compile(rf"[^\W_{HAN}]+(?:\.\d+)?")
_MAX_TERM = 60
"""Characters; nobody searches for a longer word, and hostile text must not fill the term dictionary."""


class Token(NamedTuple):
    """A term and where it stands: `text[start:end]`."""

    term: str
    start: int
    end: int


class Analysis(NamedTuple):
    """A text cut into terms. `words` are the unstemmed words of `main` and `extra`, for spelling."""

    main: list[Token]
    extra: list[Token]
    words: list[str]

    @property
    def tokens(self) -> list[Token]:
        return self.main + self.extra


def analyse(text: str) -> Analysis:
    """Cut a text into terms. Works on any string; what is neither letter, digit nor Chinese is left out."""
    result = Analysis([], [], [])
    main, _, words = result
    for found in _CHUNK.finditer(text):
        chunk = found[0]
        if chunk.isascii() and chunk.isalnum():  # nearly every English word: keep this path short
            word = chunk.lower()[:_MAX_TERM]
            main.append(Token(stem(word), found.start(), found.end()))
            words.append(word)
        elif found.lastgroup == "han":
            _cut_chinese(chunk, found.start(), result)
        else:
            _cut_words(chunk, found.start(), result)
    return result


def index_text(text: str) -> str:
    """The terms of a text as the index takes them: between blanks, main stream first."""
    found = analyse(text)
    return " ".join([token.term for token in found.main] + [token.term for token in found.extra])


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The English stem (Snowball's Porter 2) of a folded word; numbers and other scripts stay as they are."""
    return str(_stemmer().stemWord(word)) if word.isascii() and word.isalpha() else word


def chinese_words(text: str) -> list[str]:
    """The words of a Chinese text, in its order."""
    return [str(word) for word in _cutter().cut(text)]


def _cut_words(chunk: str, offset: int, into: Analysis) -> None:
    for pattern, dropped in ((_DECIMAL, ""), (_GROUPED_NUMBER, ","), (_INITIALS, ".")):
        if pattern.match(chunk):
            _add(fold(chunk.replace(dropped, "") if dropped else chunk), offset, offset + len(chunk), into)
            return
    body = _POSSESSIVE.sub("", chunk)
    parts = list(_PART.finditer(body))
    for part in parts:
        _add(fold(part[0]), offset + part.start(), offset + part.end(), into)
    if len(parts) > 1 and all(part[0].isalpha() for part in parts) and not re.search("[.,]", body):
        joined = fold("".join(part[0] for part in parts))[:_MAX_TERM]
        into.extra.append(Token(stem(joined), offset, offset + len(body)))
        into.words.append(joined)


def _add(word: str, start: int, end: int, into: Analysis) -> None:
    for piece in word.split():  # folding may open a ligature such as ㍿ into several words
        piece = piece[:_MAX_TERM]
        into.main.append(Token(stem(piece), start, end))
        into.words.append(piece)


def _cut_chinese(chunk: str, offset: int, into: Analysis) -> None:
    """Bigrams to the main stream; words of one, three and more characters to the extra terms.

    A captured full text has blanks where its lines were broken: a single blank between Chinese characters is none.
    """
    places = [offset + index for index, character in enumerate(chunk) if character != " "]
    text = simplified(chunk.replace(" ", ""))
    if len(text) != len(places):
        text = "".join(simplified(character)[:1] for character in chunk if character != " ")
    if len(text) == 1:
        into.main.append(Token(text, places[0], places[0] + 1))
        return
    for index in range(len(text) - 1):
        into.main.append(Token(text[index : index + 2], places[index], places[index + 1] + 1))
    at = 0
    for word in chinese_words(text):
        if len(word) != 2:
            into.extra.append(Token(word, places[at], places[at + len(word) - 1] + 1))
        at += len(word)
        into.words.append(word)


def is_chinese(term: str) -> bool:
    """Whether a term is written in Chinese characters."""
    return is_han(term[0])


@cache
def _stemmer() -> Any:
    from Stemmer import Stemmer

    return Stemmer("english", 0)


@cache
def _cutter() -> Any:
    import rjieba

    return rjieba
