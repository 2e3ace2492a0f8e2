"""Text as the terms that the index knows, each with its place in the text.

The main stream is English word stems and Chinese bigrams in the order of the text, so that a phrase is a run of
neighbouring terms. Behind it come the extra terms: Chinese words of other lengths, compounds such as `opensource` for
`open-source`, quantities as their value, and words that signs or capitals set apart: `c++`, `WHO`. Index and query are
cut by the same functions.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from bot.bounded_cache import bounded_cache
from bot.search.analysis.chinese_words import chinese_words
from bot.search.analysis.quantities import quantities
from bot.search.analysis.stopwords import is_stopword
from bot.search.lexicon.stemming import stem
from bot.text import HAN, fold, has_han, simplified

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
_ACRONYM = re.compile(r"(?<![\w.])(?:[A-Z]{2,5}|[A-Z](?:\.[A-Z]){1,3}\.?)(?![\w'’])")
_HAS_LOWER = re.compile(rf"[a-z{HAN}]")
_BETWEEN_WORDS = re.compile(r"\s")
_SIGNED = re.compile(r"(?<![\w+#])[A-Za-z]\w{0,20}[+#]{1,2}(?![\w+#])")
"""A word that ends in its signs: C++, C#, Disney+."""
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


class Cut(NamedTuple):
    """The same without places."""

    main: list[str]
    extra: list[str]
    words: list[str]
    chinese: list[str]
    """The Chinese terms of two characters and more, for their sound."""


def tokenize_with_offsets(text: str) -> Analysis:
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
    result.extra.extend(_special_tokens(text))
    return result


def tokenize(text: str) -> Cut:
    """The terms of a text without their places: what `tokenize_with_offsets` finds, several times as fast."""
    if text.isascii():
        chunks = _ASCII_CHUNK.findall(text)
        if all(map(str.isalnum, chunks)):
            plain = [chunk.lower()[:_MAX_TERM] for chunk in chunks]
            return Cut(list(map(stem, plain)), [token.term for token in _special_tokens(text)], plain, [])
    result = Cut([], [], [], [])
    main, extra, words, chinese = result
    for found in _CHUNK.finditer(text):
        chunk = found[0]
        if chunk.isascii() and chunk.isalnum():
            word = chunk.lower()[:_MAX_TERM]
            main.append(stem(word))
            words.append(word)
        elif found.lastgroup == "word":
            compound = Analysis([], [], [])
            _cut_words(chunk, 0, compound)
            main += [token.term for token in compound.main]
            extra += [token.term for token in compound.extra]
            words += compound.words
        elif len(run := _plain(chunk)) == 1:
            main.append(run)
        else:
            pairs = [run[at : at + 2] for at in range(len(run) - 1)]
            inside = chinese_words(run)
            main += pairs
            extra += [word for word in inside if len(word) != 2]
            words += inside
            chinese += pairs
            chinese += [word for word in inside if len(word) > 2]
    extra += [token.term for token in _special_tokens(text)]
    return result


def set_apart(text: str) -> Iterator[Token]:
    """Words with their signs (`C++`), and stop words in capitals, names beside small letters (`WHO`)."""
    for found in _SIGNED.finditer(text):
        yield Token(found[0].lower(), found.start(), found.end())
    if _HAS_LOWER.search(text) or not _BETWEEN_WORDS.search(text.strip()):
        for found in _ACRONYM.finditer(text):
            term = found[0].replace(".", "")
            if is_stopword(term.lower()):
                yield Token(term, found.start(), found.end())


def _special_tokens(text: str) -> Iterator[Token]:
    yield from _quantity_tokens(text)
    yield from set_apart(text)


def _quantity_tokens(text: str) -> Iterator[Token]:
    for found in quantities(text):
        if not found.is_plain:
            yield from (Token(term, found.start, found.end) for term in found.terms)


def places_of(terms: Collection[str], text: str) -> list[tuple[int, int]]:
    """Where any of these terms stands in a text: spans [start, end) in order, which may overlap."""
    pieces = _pieces(text)
    wanted = frozenset(terms)
    places = [pieces.span(number) for number, word in enumerate(pieces.stems) if word in wanted]
    chinese = [term for term in wanted if has_han(term)]
    for chunk, at in zip(pieces.others, pieces.begin, strict=True):
        if not has_han(chunk[0]) or (chinese and _holds_any(chinese, chunk)):
            places += [(at + start, at + end) for term, start, end in _tokens(chunk) if term in wanted]
    if any(not term.isalpha() or term.isupper() for term in wanted):
        places += [(start, end) for term, start, end in _special_tokens(text) if term in wanted]
    return sorted(set(places))


class _Pieces(NamedTuple):
    """A text as plain English words, by their stems, and other chunks. Flat, as the garbage collector likes it."""

    stems: tuple[str, ...]
    places: tuple[int, ...]
    """Of the words: where each begins, and where it ends."""
    others: tuple[str, ...]
    begin: tuple[int, ...]
    """Where each of the others begins."""

    def span(self, number: int) -> tuple[int, int]:
        return self.places[2 * number], self.places[2 * number + 1]


@bounded_cache(count=1_000, longest=600)  # those of key points that answer
def _pieces(text: str) -> _Pieces:
    stems: list[str] = []
    places: list[int] = []
    others: list[str] = []
    begin: list[int] = []
    for found in (_ASCII_CHUNK if text.isascii() else _CHUNK).finditer(text):
        chunk = found[0]
        if chunk.isascii() and chunk.isalnum():
            stems.append(stem(chunk.lower()[:_MAX_TERM]))
            places += found.span()
        else:
            others.append(chunk)
            begin.append(found.start())
    return _Pieces(tuple(stems), tuple(places), tuple(others), tuple(begin))


def _holds_any(terms: Collection[str], chunk: str) -> bool:
    plain = _plain(chunk)
    return any(term in plain for term in terms)


@bounded_cache(count=4_000, longest=_MAX_TERM)
def _tokens(chunk: str) -> Sequence[tuple[str, int, int]]:
    """The terms of a chunk with their places, as plain tuples."""
    return tuple((token.term, token.start, token.end) for token in tokenize_with_offsets(chunk).tokens)


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
    places = [offset + index for index, character in enumerate(chunk) if not _BETWEEN_HAN.match(character)]
    text = _plain(chunk)
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


@bounded_cache(count=10_000, longest=_MAX_TERM)
def _plain(chunk: str) -> str:
    """A run of Chinese in simplified characters, one for each that it has, without what stands between them."""
    plain = _BETWEEN_HAN.sub("", chunk)
    text = simplified(unicodedata.normalize("NFC", plain))  # composing unites the compatibility ideographs
    return text if len(text) == len(plain) else "".join(simplified(character)[:1] for character in plain)
