"""An article as the documents of the index: what is kept of it, and in which fields."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import tantivy

from bot.model import Article, utc_milliseconds
from bot.search.analysis.tokenizer import Cut, tokenize
from bot.search.index.forward import HEADING, PARAGRAPH, POINT, TITLE, VIEWPOINT, Piece, pack
from bot.search.index.forward_file import Place
from bot.search.meaning.encoder import key_of as vector_key
from bot.text import fold

SCHEMA_VERSION = 11
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
    builder.add_unsigned_field("points", fast=True)
    builder.add_unsigned_field("record_at", fast=True)
    builder.add_unsigned_field("record_size", fast=True)
    return builder.build()


def _passage_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    _add_common_fields(builder)
    builder.add_text_field("text", tokenizer_name=_WHITESPACE, index_option="freq")
    builder.add_unsigned_field("vector", indexed=True, fast=True)
    return builder.build()


def _add_common_fields(builder: tantivy.SchemaBuilder) -> None:
    builder.add_text_field("source", tokenizer_name=_RAW, index_option="basic")
    builder.add_unsigned_field("article", indexed=True, fast=True)
    builder.add_integer_field("published", indexed=True, fast=True)


Sounds = Callable[[str], Iterable[str]]
"""Gives a Chinese term's entries for the field `sounds`."""

SCHEMAS: dict[str, Callable[[], tantivy.Schema]] = {"articles": _article_schema, "passages": _passage_schema}


class Documents(NamedTuple):
    """One document for the article and one for each passage: its key points, then its paragraphs."""

    article: tantivy.Document
    passages: list[tantivy.Document]


def documents(article: Article, sounds: Sounds, keep: Callable[[bytes, int], Place]) -> Documents:
    """All documents of an article.

    `keep` puts the record of the article with this number where it is read from.
    """
    sources = tuple(dict.fromkeys(map(fold, article.sources)))
    common = _Common(key_of(article.id), sources, utc_milliseconds(article.published_at))
    pieces = [Piece(TITLE, tokenize(article.title)), Piece(VIEWPOINT, tokenize(article.viewpoint))]
    keys = [vector_key(passage.text) for passage in article.passages]
    passages: list[tantivy.Document] = []
    for section in article.sections:
        heading = tokenize(section.heading)
        pieces.append(Piece(HEADING, heading))
        for point in section.points:
            pieces.append(Piece(POINT, tokenize(point.text)))
            passages.append(_document(common, _terms([pieces[-1].cut, heading])))
    for paragraph in article.paragraphs:
        pieces.append(Piece(PARAGRAPH, tokenize(paragraph)))
        passages.append(_document(common, _terms([pieces[-1].cut])))
    for passage, key in zip(passages, keys, strict=True):
        passage.add_unsigned("vector", key)
    return Documents(_whole(common, pieces, sounds, keep(pack(pieces, keys), common.key)), passages)


class _Common(NamedTuple):
    """What all documents of an article share."""

    key: int
    sources: tuple[str, ...]
    """That of the article, and where else it appeared."""
    published: int


def _whole(common: _Common, pieces: list[Piece], sounds: Sounds, record: Place) -> tantivy.Document:
    cuts = [piece.cut for piece in pieces]
    terms = _terms(cuts)
    words = {word for cut in cuts for word in cut.words}
    chinese = {term for cut in cuts for term in cut.chinese}
    document = _document(common, terms)
    document.add_text("words", " ".join(words))
    document.add_text("sounds", " ".join(sound for term in chinese for sound in sounds(term)))
    document.add_unsigned("length", len(terms))
    document.add_unsigned("points", sum(piece.kind == POINT for piece in pieces))
    document.add_unsigned("record_at", record.at)
    document.add_unsigned("record_size", record.size)
    return document


def _document(common: _Common, terms: list[str]) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("text", " ".join(terms))
    for source in common.sources:
        document.add_text("source", source)
    document.add_unsigned("article", common.key)
    document.add_integer("published", common.published)
    return document


def _terms(cuts: list[Cut]) -> list[str]:
    """The main streams one behind the other, so that phrases hold, then the extra terms."""
    main = [term for cut in cuts for term in cut.main]
    return main + [term for cut in cuts for term in cut.extra]


def key_of(article_id: str) -> int:
    """An article's id as the number that the index holds."""
    return int(article_id, 16)


def id_of(key: Any) -> str:
    """The id that the index holds as this number."""
    return f"{key:016x}"
