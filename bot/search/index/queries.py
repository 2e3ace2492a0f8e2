"""Questions to the index as tantivy's queries: terms with their weights, and what a search is limited to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from string import punctuation
from typing import NamedTuple

import tantivy

from bot.search.index.documents import key_of
from bot.text import fold

_LONGEST_PART = 50
"""Characters of a part of a source's name: tantivy takes regular expressions of 1,000 states, two a byte."""
_SIGNS = frozenset(punctuation)


class Term(NamedTuple):
    """A term of a search and the weight of its BM25 score."""

    term: str
    weight: float = 1.0


@dataclass(frozen=True)
class Scope:
    """What a search is limited to; milliseconds of UTC, `before` excluded."""

    sources: tuple[str, ...] = ()
    since_ms: int | None = None
    before_ms: int | None = None
    phrases: tuple[tuple[str, ...], ...] = ()
    """Each is a run of neighbouring terms that must stand in the article."""
    article_ids: tuple[str, ...] | None = None


def any_of(clauses: Sequence[tantivy.Query]) -> tantivy.Query:
    """Documents that match any of the clauses."""
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, clause) for clause in clauses])


def all_of(clauses: Sequence[tantivy.Query]) -> tantivy.Query:
    """Documents that match all of the clauses: every document where there are none."""
    if not clauses:
        return tantivy.Query.all_query()
    if len(clauses) == 1:
        return clauses[0]  # a union stays flat
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, clause) for clause in clauses])


def of_terms(schema: tantivy.Schema, terms: Sequence[Term]) -> tantivy.Query:
    """Documents with any of the terms, scored by them."""
    # A flat union of weighted terms, nothing nested: only then does tantivy skip documents that can't win.
    return any_of([_weighted(schema, term) for term in terms])


def _weighted(schema: tantivy.Schema, term: Term) -> tantivy.Query:
    query = tantivy.Query.term_query(schema, "text", term.term, "freq")
    return query if term.weight == 1.0 else tantivy.Query.boost_query(query, term.weight)


def with_keys(schema: tantivy.Schema, field: str, keys: Sequence[int]) -> tantivy.Query:
    """Documents with one of a few keys in a field."""
    # Twenty terms of a union are looked up several times as fast as a set of terms is walked.
    return any_of([tantivy.Query.term_query(schema, field, key, "basic") for key in keys])


def of_articles(schema: tantivy.Schema, article_ids: Sequence[str]) -> tantivy.Query:
    """Documents of these articles."""
    return tantivy.Query.term_set_query(schema, "article", [key_of(article_id) for article_id in article_ids])


def in_scope(schema: tantivy.Schema, scope: Scope, *, phrases: bool) -> Iterator[tantivy.Query]:
    """What a document of the scope must match, all of it; articles alone hold phrases."""
    if scope.article_ids is not None:
        yield of_articles(schema, scope.article_ids)
    if scope.sources:
        yield any_of([_of_source(schema, fold(source)) for source in scope.sources])
    if scope.since_ms is not None or scope.before_ms is not None:
        yield tantivy.Query.range_query(
            schema,
            "published",
            tantivy.FieldType.Integer,
            lower_bound=scope.since_ms,
            upper_bound=None if scope.before_ms is None else scope.before_ms - 1,
        )
    if phrases:
        for phrase in scope.phrases:
            yield _phrase(schema, phrase)


def _phrase(schema: tantivy.Schema, terms: tuple[str, ...]) -> tantivy.Query:
    if len(terms) == 1:
        return tantivy.Query.term_query(schema, "text", terms[0])
    return tantivy.Query.phrase_query(schema, "text", list(terms))


def _of_source(schema: tantivy.Schema, name: str) -> tantivy.Query:
    """What is of a source of this folded name, or of one that has it as a part: `latepost` is 晚点LatePost."""
    if not any(map(str.isalnum, name)) or len(name) > _LONGEST_PART:
        return tantivy.Query.term_query(schema, "source", name, "basic")
    literal = "".join(f"\\{sign}" if sign in _SIGNS else sign for sign in name)
    return tantivy.Query.regex_query(schema, "source", f".*{literal}.*")
