"""An article as the documents of the index: what is kept of it, in which fields, and how ranking reads it again."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import tantivy

from bot.model import Article, utc_milliseconds
from bot.search.segment import Cut, cut
from bot.text import fold

SCHEMA_VERSION = 3
"""Raise it with every change of what is indexed or how text is cut: older indexes are then rebuilt."""

_WHITESPACE = "whitespace"
_RAW = "raw"


def _article_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    _add_common_fields(builder)
    builder.add_text_field("text", tokenizer_name=_WHITESPACE, index_option="position")
    builder.add_text_field("words", tokenizer_name=_WHITESPACE, index_option="basic")
    builder.add_text_field("sounds", tokenizer_name=_WHITESPACE, index_option="basic")
    builder.add_unsigned_field("length", fast=True)
    builder.add_bytes_field("record", stored=True)
    return builder.build()


def _passage_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    _add_common_fields(builder)
    builder.add_text_field("text", tokenizer_name=_WHITESPACE, index_option="freq")
    builder.add_unsigned_field("position", fast=True)
    return builder.build()


def _add_common_fields(builder: tantivy.SchemaBuilder) -> None:
    builder.add_text_field("source", tokenizer_name=_RAW, index_option="basic")
    builder.add_unsigned_field("article", indexed=True, fast=True)
    builder.add_integer_field("published", indexed=True, fast=True)


SCHEMAS: dict[str, Callable[[], tantivy.Schema]] = {"articles": _article_schema, "passages": _passage_schema}


class Record:
    """What the index keeps of an article for ranking: all its terms with their counts, and the terms of its title.

    It stays packed, since a question asks for a few terms of many articles.
    """

    def __init__(self, packed: bytes) -> None:
        length, self._once, self._more, self._title = packed.decode().split("\n")
        self.length = int(length)

    def counts(self, terms: Iterable[str]) -> dict[str, int]:
        """Those of the terms that stand in the article, with how often."""
        found: dict[str, int] = {}
        for term in terms:
            if f" {term} " in self._once:
                found[term] = 1
            elif (at := self._more.find(f" {term}\t")) >= 0:
                start = at + len(term) + 2
                found[term] = int(self._more[start : self._more.index(" ", start)])
        return found

    def titled(self, terms: Iterable[str]) -> dict[str, int]:
        """Those of the terms that stand in the title, each once."""
        return {term: 1 for term in terms if f" {term} " in self._title}


class Documents(NamedTuple):
    """One document for the article and one for each passage: its key points, then its paragraphs."""

    article: tantivy.Document
    passages: list[tantivy.Document]


def documents(article: Article, sounds: Callable[[str], Iterable[str]]) -> Documents:
    """All documents of an article; `sounds` gives a Chinese term's entries for the field of that name."""
    common = _Common(key_of(article.id), fold(article.source), utc_milliseconds(article.published_at))
    title = cut(article.title)
    pieces = [title, cut(article.viewpoint)]
    passages: list[tantivy.Document] = []
    for section in article.sections:
        heading = cut(section.heading)
        pieces.append(heading)
        for point in section.points:
            piece = cut(point.text)
            pieces.append(piece)
            passages.append(_passage(common, len(passages), [piece, heading]))
    for paragraph in article.paragraphs:
        piece = cut(paragraph)
        pieces.append(piece)
        passages.append(_passage(common, len(passages), [piece]))
    return Documents(_whole(common, title, pieces, sounds), passages)


class _Common(NamedTuple):
    """What all documents of an article share."""

    key: int
    source: str
    published: int


def _passage(common: _Common, position: int, pieces: list[Cut]) -> tantivy.Document:
    document = _document(common, _terms(pieces))
    document.add_unsigned("position", position)
    return document


def _whole(common: _Common, title: Cut, pieces: list[Cut], sounds: Callable[[str], Iterable[str]]) -> tantivy.Document:
    terms = _terms(pieces)
    words = {word for piece in pieces for word in piece.words}
    chinese = {term for piece in pieces for term in piece.chinese}
    document = _document(common, terms)
    document.add_text("words", " ".join(words))
    document.add_text("sounds", " ".join(sound for term in chinese for sound in sounds(term)))
    document.add_unsigned("length", len(terms))
    document.add_bytes("record", _pack(terms, _terms([title])))
    return document


def _document(common: _Common, terms: list[str]) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("text", " ".join(terms))
    document.add_text("source", common.source)
    document.add_unsigned("article", common.key)
    document.add_integer("published", common.published)
    return document


def _terms(pieces: list[Cut]) -> list[str]:
    """The main streams one behind the other, so that phrases hold, then the extra terms."""
    main = [term for piece in pieces for term in piece.main]
    return main + [term for piece in pieces for term in piece.extra]


def _pack(terms: list[str], title: list[str]) -> bytes:
    counts = Counter(terms)
    once = " ".join(term for term, count in counts.items() if count == 1)
    more = " ".join(f"{term}\t{count}" for term, count in counts.items() if count > 1)
    return f"{len(terms)}\n {once} \n {more} \n {' '.join(title)} ".encode()


def key_of(article_id: str) -> int:
    """An article's id as the number that the index holds."""
    return int(article_id, 16)


def id_of(key: Any) -> str:
    """The id that the index holds as this number."""
    return f"{key:016x}"
