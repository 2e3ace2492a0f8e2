"""Text as the terms that the index knows, each with its place in the text.

The main stream is English word stems and Chinese bigrams in the order of the text, so that a phrase is a run of
neighbouring terms. Behind it come the extra terms: Chinese words of other lengths and compounds such as `opensource`
for `open-source`. Index and query are cut by the same functions.
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any, NamedTuple

from bot.text import HAN, fold, is_han, simplified

_SOFT = "\u00ad\u0300-\u036f\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff"
"""Combining accents, soft hyphens and zero-width characters: a word goes on over them."""
_WORD = rf"[^\W_{HAN}]+(?:[{_SOFT}]+[^\W_{HAN}]*)*"
_CHUNK = re.compile(rf"(?P<han>[{HAN}]+(?:(?: |[{_SOFT}]+)[{HAN}]+)*)|(?P<word>{_WORD}(?:[.．,'’&\-‐‑]{_WORD})*)")
_ASCII_CHUNK = re.compile(r"[a-zA-Z0-9]+(?:[.,'&\-][a-zA-Z0-9]+)*")
_BETWEEN_HAN = re.compile(f"[ {_SOFT}]+")
_GROUPED_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_DECIMAL = re.compile(r"\d+\.\d+$")
_INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_])+$")
_POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
_PART = re.compile(rf"{_WORD}(?:(?<=\d)\.\d+)?")
_MAX_TERM = 60
"""Characters; nobody searches for a longer word, and hostile text must not fill the term dictionary."""
_MAX_WORD = 4 * _MAX_TERM
"""Characters of a word before folding, which drops some and opens others into up to eighteen."""


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


def terms_of(text: str) -> list[str]:
    """The terms of a text without their places, main stream first: what `analyse` gives, several times as fast."""
    if not text.isascii():
        return [token.term for token in analyse(text).tokens]
    main: list[str] = []
    rest = Analysis([], [], [])
    for chunk in _ASCII_CHUNK.findall(text):
        if chunk.isalnum():
            main.append(stem(chunk.lower()[:_MAX_TERM]))
        else:
            _cut_words(chunk, 0, rest)
            main += [token.term for token in rest.main]
            rest.main.clear()
    return main + [token.term for token in rest.extra]


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The English stem (Snowball's Porter 2) of a folded word; numbers and other scripts stay as they are."""
    return str(_stemmer().stemWord(word)) if word.isascii() and word.isalpha() else word


def chinese_words(text: str) -> list[str]:
    """The words of a Chinese text, in its order."""
    return [str(word) for word in _cutter().cut(text, False)]  # no guessed words: bigrams find the unknown ones


def _cut_words(chunk: str, offset: int, into: Analysis) -> None:
    body = _POSSESSIVE.sub("", chunk.replace("．", "."))
    for pattern, dropped in ((_DECIMAL, ""), (_GROUPED_NUMBER, ","), (_INITIALS, ".")):
        if pattern.match(body):
            _add(body.replace(dropped, "") if dropped else body, offset, offset + len(body), into)
            return
    parts = list(_PART.finditer(body))
    for part in parts:
        _add(part[0], offset + part.start(), offset + part.end(), into)
    if len(parts) > 1 and not re.search("[.,]", body):
        folded = ["".join(_folded(part[0])) for part in parts]
        if all(map(str.isalpha, folded)):
            joined = "".join(folded)[:_MAX_TERM]
            into.extra.append(Token(stem(joined), offset, offset + len(body)))
            into.words.append(joined)


def _folded(word: str) -> list[str]:
    """A word folded: several where a ligature such as ﷲ opens into them, none where nothing is left."""
    return fold(word[:_MAX_WORD]).split()


def _add(word: str, start: int, end: int, into: Analysis) -> None:
    for piece in _folded(word):
        piece = piece[:_MAX_TERM]
        into.main.append(Token(stem(piece), start, end))
        into.words.append(piece)


def _cut_chinese(chunk: str, offset: int, into: Analysis) -> None:
    """Bigrams to the main stream; words of one, three and more characters to the extra terms.

    A captured full text has blanks where its lines were broken: a single blank between Chinese characters is none.
    """
    plain = _BETWEEN_HAN.sub("", chunk)
    places = [offset + index for index, character in enumerate(chunk) if not _BETWEEN_HAN.match(character)]
    text = simplified(unicodedata.normalize("NFC", plain))  # composing unites the compatibility ideographs
    if len(text) != len(places):
        text = "".join(simplified(character)[:1] for character in plain)
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
