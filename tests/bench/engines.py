"""What our answer is measured beside: each engine finds the best 20 key points for a question.

All but rapidfuzz get the same terms, cut by the bot's own analysis, so that only the engines differ.
"""

import sqlite3
from array import array
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import bm25s
import tantivy
from bm25s.tokenization import Tokenized
from rapidfuzz import process

from bot.search.analysis.tokenizer import tokenize_with_offsets
from bot.search.query.concept import Concept
from bot.search.query.expansion import QueryExpander
from tests.bench.mix import point_texts

TOP = 20
_MOST_TERMS = 48
"""As many as the bot itself sends to the index."""


class Engine(Protocol):
    """Something that can be asked."""

    name: str

    def prepare(self, question: str) -> Any:
        """What is not measured: the question in the form that the engine takes."""

    def search(self, prepared: Any) -> Any:
        """What is measured: the best key points."""


class RawTantivy:
    """The bot's own index of key points, asked for the literal terms as one flat union."""

    name = "tantivy, literal terms"

    def __init__(self, index: Path) -> None:
        self._index = tantivy.Index.open(str(index / "passages"))
        self._searcher = self._index.searcher()

    def prepare(self, question: str) -> Any:
        return self._query(dict.fromkeys(literal_terms(question), 1.0))

    def search(self, prepared: Any) -> Any:
        return self._searcher.search(prepared, TOP, count=False).hits

    def _query(self, weights: dict[str, float]) -> Any:
        clauses = []
        for term, weight in weights.items():
            clause = tantivy.Query.term_query(self._index.schema, "text", term, "freq")
            clauses.append(clause if weight == 1.0 else tantivy.Query.boost_query(clause, weight))
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, clause) for clause in clauses])


class ExpandedTantivy(RawTantivy):
    """The same with every alias, translation, correction and pinyin reading that the bot would add."""

    name = "tantivy, all expanded terms"

    def __init__(self, index: Path, understanding: QueryExpander) -> None:
        super().__init__(index)
        self._understanding = understanding

    def prepare(self, question: str) -> Any:
        return self._query(_expanded(self._understanding.concepts(question)))


class Bm25s:
    """bm25s in memory with its NumPy backend."""

    name = "bm25s"

    def __init__(self, folder: Path, library: Path, points: int) -> None:
        kept = folder / f"bm25s-{points}"
        if not kept.is_dir():
            self._build(library, points).save(str(kept), show_progress=False)
        self._retriever = bm25s.BM25.load(str(kept))

    def prepare(self, question: str) -> Any:
        known = self._retriever.vocab_dict
        return [[term for term in literal_terms(question) if term in known]]

    def search(self, prepared: Any) -> Any:
        return self._retriever.retrieve(prepared, k=TOP, show_progress=False, n_threads=0) if prepared[0] else []

    @staticmethod
    def _build(library: Path, points: int) -> Any:
        vocabulary: dict[str, int] = {}
        ids: list[Any] = []
        for text in islice(point_texts(library), points):
            ids.append(array("i", (vocabulary.setdefault(term, len(vocabulary)) for term in _indexed_terms(text))))
        retriever = bm25s.BM25(backend="numpy")
        retriever.index(Tokenized(ids, vocabulary), create_empty_token=False, show_progress=False)
        return retriever


class SqliteFts5:
    """SQLite's full-text table on disk, ordered by its own BM25."""

    name = "SQLite FTS5"

    def __init__(self, folder: Path, library: Path, points: int) -> None:
        kept = folder / f"fts5-{points}.sqlite"
        if not kept.is_file():
            self._build(kept, library, points)
        self._database = sqlite3.connect(f"file:{kept}?mode=ro", uri=True)

    def prepare(self, question: str) -> Any:
        return " OR ".join('"{}"'.format(term.replace('"', "")) for term in literal_terms(question)) or '""'

    def search(self, prepared: Any) -> Any:
        found = "SELECT rowid FROM points WHERE points MATCH ? ORDER BY rank LIMIT ?"
        return self._database.execute(found, (prepared, TOP)).fetchall()

    @staticmethod
    def _build(target: Path, library: Path, points: int) -> None:
        fresh = target.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with closing(sqlite3.connect(fresh)) as database, database:
            database.execute("PRAGMA journal_mode = OFF")
            database.execute("CREATE VIRTUAL TABLE points USING fts5(terms, content='', tokenize='unicode61')")
            rows = ((" ".join(_indexed_terms(text)),) for text in islice(point_texts(library), points))
            database.executemany("INSERT INTO points (terms) VALUES (?)", rows)
            database.execute("INSERT INTO points (points) VALUES ('optimize')")
        fresh.replace(target)


class Rapidfuzz:
    """`rapidfuzz.process.extract` over the text of all key points, with its default scorer."""

    name = "rapidfuzz.process.extract"

    def __init__(self, library: Path, points: int) -> None:
        self._texts = list(islice(point_texts(library), points))

    def prepare(self, question: str) -> Any:
        return question

    def search(self, prepared: Any) -> Any:
        return process.extract(prepared, self._texts, limit=TOP)


def literal_terms(question: str) -> list[str]:
    """The stems and bigrams of the words as typed, those that only bind or ask among them: an engine knows no other."""
    return list(dict.fromkeys(token.term for token in tokenize_with_offsets(question).main))


def _indexed_terms(text: str) -> list[str]:
    """A key point's terms as the bot's own index takes them."""
    return [token.term for token in tokenize_with_offsets(text).tokens]


def _expanded(concepts: list[Concept]) -> dict[str, float]:
    weights: dict[str, float] = {}
    telling: dict[str, float] = {}
    for term, weight, information in _alternatives(concepts):
        weights[term] = max(weights.get(term, 0.0), weight)
        telling[term] = max(telling.get(term, 0.0), weight * information)
    kept = sorted(weights, key=lambda term: -telling[term])[:_MOST_TERMS]
    return {term: weights[term] for term in kept}


def _alternatives(concepts: list[Concept]) -> Iterator[tuple[str, float, float]]:
    for concept in concepts:
        for alternative in concept.alternatives:
            for term in alternative.terms:
                yield term, alternative.weight, concept.passage_idf
