"""The full-text index on disk: a tantivy index of articles, one of passages, their records, and whose they are.

A passage is a key point, or a paragraph of full text. The index receives articles and returns ids; the store stays the
truth, and everything here can be deleted and built again from its change log. `about.json` is replaced after each
commit: a crash in between leaves an older change number there, and the same changes are applied once more, which
changes nothing, since an article that is held is removed before it is added.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from threading import RLock
from typing import NamedTuple

import tantivy

from bot.errors import IndexDamagedError
from bot.search.index.documents import SCHEMAS, id_of, key_of
from bot.search.index.files import About, IndexFiles
from bot.search.index.forward import ForwardEntry
from bot.search.index.forward_file import Place, RecordReader
from bot.search.index.queries import Scope, Term, all_of, in_scope, of_articles, of_terms, with_keys
from bot.search.index.writer import Writer
from bot.search.lexicon.dictionary import Lexicon

_MAX_FREQUENCIES = 20_000
"""Terms whose frequency is remembered until the index changes: the readings of questions repeat."""
_MAX_RECORDS = 300
_MAX_RECORD_BYTES = 32_000
"""How many records are remembered, and of which size; unpacked, one takes about three times as much."""
_SPARE_RECORD_BYTES = 64_000_000
"""Bytes of outdated records that are left alone in any case; beyond, an index of which they are half is begun anew."""


class Hit(NamedTuple):
    """What a search found: the id of the article, or of the one that the passage is of, and its BM25 score."""

    article_id: str
    score: float


class LibraryIndex:
    """The index of one data directory, open for searching. Several processes may hold it; one at a time writes."""

    def __init__(self, directory: Path, lexicon: Lexicon) -> None:
        self._sounds = lru_cache(maxsize=20_000)(
            lambda term: tuple(f"{reading}={term}" for reading in lexicon.readings(term))
        )
        self._files = IndexFiles(directory)
        self._state = RLock()
        """Held while what is open here changes: one thread may write while others answer."""
        self._about_stamp: tuple[int, int] | None = None
        self._about: About | None = None
        self._parts: dict[str, tantivy.Index] = {}
        self._searchers: dict[str, tantivy.Searcher] = {}
        self._records: RecordReader | None = None
        self._record: Callable[[Place, int], ForwardEntry] | None = None
        self._average_length: float | None = None
        self._frequencies: dict[tuple[str, str], int] = {}
        self.refresh()

    @property
    def about(self) -> About | None:
        """Whose index this is, None while there is none that can be read."""
        return self._about

    def refresh(self) -> None:
        """See what another process has written since; costs one look at a file when there is nothing new."""
        with self._state:
            stamp = self._files.stamp()
            if stamp == self._about_stamp:
                return
            self._about_stamp = stamp
            before, self._about = self._about, self._files.read_about()
            if self._about is None:
                self._parts, self._searchers = {}, {}
                return
            try:
                if before is None or before.generation != self._about.generation:
                    self._files.check()  # before tantivy reads them, which ends in a panic where they are damaged
                    self._parts = {name: self._files.open_part(name) for name in SCHEMAS}
                    self._read_records_of(self._files.reading(partial(RecordReader, self._files.records)))
                self._reload()
            except IndexDamagedError:
                self._about, self._parts, self._searchers = None, {}, {}

    @contextmanager
    def writing(self, store_id: str, *, wait_seconds: float) -> Iterator[Writer]:
        """Hold the index for writing, as the index of this store.

        One that can't be read, has another schema or belongs to another store is begun anew, and so is one that for the
        most part holds what was edited since. Raises `IndexBusyError` when another process is still writing after
        `wait_seconds`, and `SearchIndexError` where nothing can be written.
        """
        with self._files.locked(wait_seconds):
            self.refresh()
            with self._state:
                about, parts = self._about, dict(self._parts)
            if about is None or about.store_id != store_id or self._is_mostly_outdated():
                about, parts = self._begin(store_id)
            writer = Writer(self._files, about, parts, self._sounds, partial(self._committed, parts))
            try:
                yield writer
            finally:
                writer.close()

    def discard(self) -> None:
        """Forget an index that turned out to be damaged or wrong; the next `writing` begins it anew."""
        with self._state:
            self._about, self._parts, self._searchers = None, {}, {}
        self._files.remove_about()

    # Searching

    def articles(self, terms: Sequence[Term], scope: Scope, limit: int) -> list[Hit]:
        """The articles whose whole text matches best, the newest first of those that do alike."""
        return self._search("articles", terms, scope, limit)

    def passages(
        self, terms: Sequence[Term], scope: Scope, limit: int, within: Sequence[str] | None = None
    ) -> list[Hit]:
        """The passages that match best, of the articles `within` if given; an article may stand there several times."""
        return self._search("passages", terms, scope, limit, within)

    def holding(self, vector_keys: Sequence[int], scope: Scope) -> list[tuple[int, str]]:
        """The passages with these vectors in a scope, phrases left out: the key, and the id of the article.

        A passage that stands in many articles is given for a few of them.
        """
        query = with_keys(self._schema("passages"), "vector", vector_keys)
        return self._passages_with([query], scope, 4 * len(vector_keys)) if vector_keys else []

    def passage_keys(self, scope: Scope, limit: int) -> list[tuple[int, str]]:
        """The keys of the vectors of the passages in a scope, with the ids of their articles; `limit` at the most."""
        return self._passages_with([], scope, limit)

    def _passages_with(self, queries: list[tantivy.Query], scope: Scope, limit: int) -> list[tuple[int, str]]:
        searcher = self._searchers.get("passages")
        if searcher is None or limit <= 0:
            return []
        query = all_of([*queries, *in_scope(self._schema("passages"), scope, phrases=False)])

        def run() -> list[tuple[int, str]]:
            addresses = [address for _, address in searcher.search(query, limit, count=False).hits]
            if not addresses:
                return []
            keys, articles = (searcher.fast_field_values(field, addresses) for field in ("vector", "article"))
            return sorted((int(key or 0), id_of(article)) for key, article in zip(keys, articles, strict=True))

        return self._files.reading(run)

    def newest(self, scope: Scope, limit: int) -> list[str]:
        """Ids of the newest articles in a scope."""
        searcher = self._searchers.get("articles")
        if searcher is None or limit <= 0:
            return []
        query = all_of(list(in_scope(self._schema("articles"), scope, phrases=True)))

        def run() -> list[str]:
            hits = searcher.search(query, limit, count=False, order_by_field="published").hits
            addresses = [address for _, address in hits]
            return [id_of(key) for key in searcher.fast_field_values("article", addresses)] if hits else []

        return self._files.reading(run)

    def records(self, article_ids: Sequence[str]) -> dict[str, ForwardEntry]:
        """What ranking needs to know of these articles, by id; the newest first, those of one time by id."""
        with self._state:  # of one generation
            searcher, record = self._searchers.get("articles"), self._record
        if searcher is None or record is None or not article_ids:
            return {}
        query = with_keys(self._schema("articles"), "article", list(map(key_of, article_ids)))

        def fetch() -> dict[str, ForwardEntry]:
            addresses = [address for _, address in searcher.search(query, len(article_ids), count=False).hits]
            if not addresses:
                return {}
            ages, keys, starts, sizes = (
                [int(value or 0) for value in searcher.fast_field_values(field, addresses)]
                for field in ("published", "article", "record_at", "record_size")
            )
            found = sorted(zip(ages, keys, map(Place, starts, sizes), strict=True), key=lambda row: (-row[0], row[1]))
            return {id_of(key): record(place, key) for _, key, place in found}

        return self._files.reading(fetch)

    def article_count(self) -> int:
        """How many articles the index holds."""
        searcher = self._searchers.get("articles")
        return searcher.num_docs if searcher else 0

    def average_length(self) -> float:
        """The mean number of terms of an article; at least 1."""
        if self._average_length is None:
            self._average_length = self._files.reading(self._measure_average_length)
        return self._average_length

    def _measure_average_length(self) -> float:
        return max(1.0, self._over_all_articles("avg", "length"))

    def _is_mostly_outdated(self) -> bool:
        size = self._records.size if self._records else 0
        return size > _SPARE_RECORD_BYTES and size > 2 * self._files.reading(
            partial(self._over_all_articles, "sum", "record_size")
        )

    def _over_all_articles(self, measure: str, field: str) -> float:
        searcher = self._searchers.get("articles")
        if searcher is None:
            return 0.0
        found = searcher.aggregate(tantivy.Query.all_query(), {"measured": {measure: {"field": field}}})
        return float(found["measured"]["value"] or 0.0)

    def point_count(self) -> int:
        """How many key points the articles have."""
        return int(self._files.reading(partial(self._over_all_articles, "sum", "points")))

    def passage_count(self) -> int:
        """How many key points and paragraphs the index holds."""
        searcher = self._searchers.get("passages")
        return searcher.num_docs if searcher else 0

    def passage_frequency(self, term: str) -> int:
        """In how many passages a term stands."""
        return self._frequency("passages", "text", term)

    def article_frequency(self, term: str) -> int:
        """In how many articles a term stands, titles and viewpoints included."""
        return self._frequency("articles", "text", term)

    def words(self, prefix: str) -> list[tuple[str, int]]:
        """The unstemmed words with this beginning, each with the number of its articles."""
        searcher = self._searchers.get("articles")
        if searcher is None:
            return []
        return self._files.reading(lambda: searcher.terms_with_prefix("words", prefix))

    def sounding(self, pinyin: str) -> list[tuple[str, int]]:
        """Chinese words and pairs of characters with this pinyin, each with the number of its articles."""
        searcher = self._searchers.get("articles")
        if searcher is None:
            return []
        found = self._files.reading(lambda: searcher.terms_with_prefix("sounds", pinyin + "="))
        return [(sound.partition("=")[2], count) for sound, count in found]

    def _frequency(self, part: str, field: str, term: str) -> int:
        searcher = self._searchers.get(part)
        if searcher is None or not term:
            return 0
        known = self._frequencies.get((part, term))
        if known is None:
            if len(self._frequencies) >= _MAX_FREQUENCIES:
                self._frequencies.clear()
            known = self._files.reading(lambda: searcher.doc_freq(field, term))
            self._frequencies[part, term] = known
        return known

    def _search(
        self, part: str, terms: Sequence[Term], scope: Scope, limit: int, article_ids: Sequence[str] | None = None
    ) -> list[Hit]:
        searcher = self._searchers.get(part)
        if searcher is None or limit <= 0:
            return []
        schema = self._schema(part)
        required = list(in_scope(schema, scope, phrases=part == "articles"))
        if article_ids is not None:
            required.append(of_articles(schema, article_ids))
        if not terms and not required:
            return []
        scored = of_terms(schema, terms) if terms else tantivy.Query.all_query()
        query = all_of([scored, *(tantivy.Query.const_score_query(unscored, 0.0) for unscored in required)])

        def run() -> list[Hit]:
            hits = searcher.search(query, limit, count=False).hits
            if not hits:
                return []
            addresses = [address for _, address in hits]
            keys, ages = (searcher.fast_field_values(field, addresses) for field in ("article", "published"))
            # not as tantivy has them: where documents stand depends on how the index came about
            found = sorted(
                (-score, -int(age or 0), id_of(key)) for key, age, (score, _) in zip(keys, ages, hits, strict=True)
            )
            return [Hit(article_id, -score) for score, _, article_id in found]

        return self._files.reading(run)

    def _schema(self, part: str) -> tantivy.Schema:
        return self._parts[part].schema if part in self._parts else SCHEMAS[part]()

    def _begin(self, store_id: str) -> tuple[About, dict[str, tantivy.Index]]:
        with self._state:
            self._about, self._parts, self._searchers = None, {}, {}
        about, parts = self._files.begin(store_id)
        with self._files.writable():
            records = RecordReader(self._files.records)
        with self._state:
            self._read_records_of(records)
            self._files.write_about(about)
            self._committed(parts, about)
        return about, parts

    def _read_records_of(self, records: RecordReader) -> None:
        self._records = records
        self._record = _record_of(records)

    def _committed(self, parts: dict[str, tantivy.Index], about: About) -> None:
        with self._state:
            self._parts = parts
            self._about = about
            self._about_stamp = self._files.stamp()
            self._reload()

    def _reload(self) -> None:
        self._files.check()

        def reload() -> dict[str, tantivy.Searcher]:
            for part in self._parts.values():
                part.reload()
            return {name: part.searcher() for name, part in self._parts.items()}

        self._searchers = self._files.reading(reload)
        self._average_length = None
        self._frequencies.clear()


def _record_of(records: RecordReader) -> Callable[[Place, int], ForwardEntry]:
    """Reads the record of an article at a place, once for many questions: what is asked for is asked for again."""

    def read(place: Place, key: int) -> ForwardEntry:
        return ForwardEntry(records.read(place, key))

    known = lru_cache(maxsize=_MAX_RECORDS)(read)
    return lambda place, key: (known if place.size <= _MAX_RECORD_BYTES else read)(place, key)
