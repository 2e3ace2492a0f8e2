"""The full-text index on disk: a tantivy index of articles, one of passages, their records, and whose they are.

A passage is a key point, or a paragraph of full text. The index receives articles and returns ids; the store stays the
truth, and everything here can be deleted and built again from its change log. `about.json` is replaced after each
commit: a crash in between leaves an older change number there, and the same changes are applied once more, which
changes nothing, since every article is removed before it is added.
"""

import contextlib
import os
import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from threading import RLock
from typing import NamedTuple, TypeVar

import tantivy

from bot.errors import IndexBusyError, IndexDamagedError, SearchIndexError
from bot.model import Article, Frozen
from bot.search.documents import SCHEMA_VERSION, SCHEMAS, documents, id_of, key_of
from bot.search.lexicon import Lexicon
from bot.search.record import Record
from bot.search.record_file import Place, RecordReader, RecordWriter
from bot.text import fold

_MAX_FREQUENCIES = 100_000
"""Terms whose frequency is remembered until the index changes: the readings of questions repeat."""
_WRITER_MEMORY_BYTES = 64_000_000
_SPARE_RECORD_BYTES = 64_000_000
"""Bytes of outdated records that are left alone in any case; beyond, an index of which they are half is begun anew."""
_TRIED_BYTES = 16_000_000
"""Bytes that are written to find out whether the disk takes any: as much as a small commit needs."""
_Result = TypeVar("_Result")


class About(Frozen):
    """Whose index this is and how far it has come."""

    schema_version: int
    store_id: str
    change: int
    """The number of the last change of the store that is in the index."""
    mark: str
    """The mark of that change, by which a store that was put back to an older state is told."""
    generation: str
    """A new name with every rebuild, so that other processes notice that the files are different ones."""


class Hit(NamedTuple):
    """What a search found: the id of the article, or of the one that the passage is of, and its BM25 score."""

    article_id: str
    score: float


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


class LibraryIndex:
    """The index of one data directory, open for searching. Several processes may hold it; one at a time writes."""

    def __init__(self, directory: Path, lexicon: Lexicon) -> None:
        self._sounds = lru_cache(maxsize=60_000)(
            lambda term: tuple(f"{reading}={term}" for reading in lexicon.readings(term))
        )
        self._directory = directory
        self._about_file = directory / "about.json"
        self._record_file = directory / "records"
        self._lock_file = directory.with_name(directory.name + ".lock")
        self._state = RLock()
        """Held while what is open here changes: one thread may write while others answer."""
        self._about_stamp: tuple[int, int] | None = None
        self._about: About | None = None
        self._parts: dict[str, tantivy.Index] = {}
        self._searchers: dict[str, tantivy.Searcher] = {}
        self._records: RecordReader | None = None
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
            stamp = self._stamp()
            if stamp == self._about_stamp:
                return
            self._about_stamp = stamp
            before, self._about = self._about, self._read_about()
            if self._about is None:
                self._parts, self._searchers = {}, {}
                return
            try:
                if before is None or before.generation != self._about.generation:
                    self._parts = {name: self._open_part(name) for name in SCHEMAS}
                    self._records = self._guarded(partial(RecordReader, self._record_file))
                self._reload()
            except IndexDamagedError:
                self._about, self._parts, self._searchers = None, {}, {}

    @contextmanager
    def writing(self, store_id: str, *, wait_seconds: float) -> Iterator["Writer"]:
        """Hold the index for writing, as the index of this store.

        One that can't be read, has another schema or belongs to another store is begun anew, and so is one that for the
        most part holds what was edited since. Raises `IndexBusyError` when another process is still writing after
        `wait_seconds`, and `SearchIndexError` where nothing can be written.
        """
        from filelock import FileLock  # only who writes needs it

        lock = FileLock(self._lock_file, timeout=wait_seconds, thread_local=False)
        with self._writable():
            self._directory.parent.mkdir(parents=True, exist_ok=True)
            try:
                lock.acquire()
            except TimeoutError as error:
                raise IndexBusyError(
                    f"Another process is writing the index in {self._directory}. "
                    "Wait for it, or stop it, and try again."
                ) from error
        try:
            self.refresh()
            with self._state:
                about, parts = self._about, dict(self._parts)
            if about is None or about.store_id != store_id or self._is_mostly_outdated():
                about, parts = self._begin(store_id)
            writer = Writer(self, about, parts)
            try:
                yield writer
            finally:
                writer.close()
        finally:
            lock.release()

    def discard(self) -> None:
        """Forget an index that turned out to be damaged or wrong; the next `writing` begins it anew."""
        with self._state:
            self._about, self._parts, self._searchers = None, {}, {}
        with contextlib.suppress(OSError):
            self._about_file.unlink()

    # Searching

    def articles(self, terms: Sequence[Term], scope: Scope, limit: int) -> list[Hit]:
        """The articles whose whole text matches best."""
        return self._search("articles", terms, scope, limit)

    def passages(
        self, terms: Sequence[Term], scope: Scope, limit: int, within: Sequence[str] | None = None
    ) -> list[Hit]:
        """The passages that match best, of the articles `within` if given; an article may stand there several times."""
        return self._search("passages", terms, scope, limit, within)

    def newest(self, scope: Scope, limit: int) -> list[str]:
        """Ids of the newest articles in a scope."""
        searcher = self._searchers.get("articles")
        if searcher is None or limit <= 0:
            return []
        required = [(tantivy.Occur.Must, each) for each in self._required("articles", scope, None)]
        query = tantivy.Query.boolean_query(required) if required else tantivy.Query.all_query()

        def run() -> list[str]:
            hits = searcher.search(query, limit, count=False, order_by_field="published").hits
            addresses = [address for _, address in hits]
            return [id_of(key) for key in searcher.fast_field_values("article", addresses)] if hits else []

        return self._guarded(run)

    def records(self, article_ids: Sequence[str]) -> dict[str, Record]:
        """What ranking needs to know of these articles, by id."""
        with self._state:  # of one generation
            searcher, records = self._searchers.get("articles"), self._records
        if searcher is None or records is None or not article_ids:
            return {}
        schema = self._schema("articles")
        # Twenty terms of a union are looked up several times as fast as a set of terms is walked.
        each_one = [tantivy.Query.term_query(schema, "article", key_of(each), "basic") for each in article_ids]
        query = _union(each_one)

        def fetch() -> dict[str, Record]:
            addresses = [address for _, address in searcher.search(query, len(each_one), count=False).hits]
            if not addresses:
                return {}
            keys, starts, sizes = (
                [int(value or 0) for value in searcher.fast_field_values(field, addresses)]
                for field in ("article", "record_at", "record_size")
            )
            places = map(Place, starts, sizes)
            return {id_of(key): Record(records.read(place, key)) for key, place in zip(keys, places, strict=True)}

        return self._guarded(fetch)

    def holds(self, article_id: str) -> bool:
        """Whether an article is in the index."""
        searcher = self._searchers.get("articles")
        if searcher is None:
            return False
        query = tantivy.Query.term_query(self._schema("articles"), "article", key_of(article_id), "basic")
        return self._guarded(lambda: bool(searcher.search(query, 1, count=False).hits))

    def article_count(self) -> int:
        """How many articles the index holds."""
        searcher = self._searchers.get("articles")
        return searcher.num_docs if searcher else 0

    def average_length(self) -> float:
        """The mean number of terms of an article; at least 1."""
        if self._average_length is None:
            self._average_length = self._guarded(self._measure_average_length)
        return self._average_length

    def _measure_average_length(self) -> float:
        return max(1.0, self._over_all_articles("avg", "length"))

    def _is_mostly_outdated(self) -> bool:
        held = self._records.size if self._records else 0
        return held > _SPARE_RECORD_BYTES and held > 2 * self._guarded(
            partial(self._over_all_articles, "sum", "record_size")
        )

    def _over_all_articles(self, measure: str, field: str) -> float:
        searcher = self._searchers.get("articles")
        if searcher is None:
            return 0.0
        found = searcher.aggregate(tantivy.Query.all_query(), {"measured": {measure: {"field": field}}})
        return float(found["measured"]["value"] or 0.0)

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
        return self._guarded(lambda: searcher.terms_with_prefix("words", prefix))

    def sounding(self, pinyin: str) -> list[tuple[str, int]]:
        """Chinese words and pairs of characters with this pinyin, each with the number of its articles."""
        searcher = self._searchers.get("articles")
        if searcher is None:
            return []
        found = self._guarded(lambda: searcher.terms_with_prefix("sounds", pinyin + "="))
        return [(sound.partition("=")[2], count) for sound, count in found]

    def _frequency(self, part: str, field: str, term: str) -> int:
        searcher = self._searchers.get(part)
        if searcher is None or not term:
            return 0
        known = self._frequencies.get((part, term))
        if known is None:
            if len(self._frequencies) >= _MAX_FREQUENCIES:
                self._frequencies.clear()
            known = self._guarded(lambda: searcher.doc_freq(field, term))
            self._frequencies[part, term] = known
        return known

    def _weighted(self, part: str, term: Term) -> tantivy.Query:
        # A flat union of weighted terms, nothing nested: only then does tantivy skip documents that can't win.
        query = tantivy.Query.term_query(self._schema(part), "text", term.term, "freq")
        return query if term.weight == 1.0 else tantivy.Query.boost_query(query, term.weight)

    def _search(
        self, part: str, terms: Sequence[Term], scope: Scope, limit: int, within: Sequence[str] | None = None
    ) -> list[Hit]:
        searcher = self._searchers.get(part)
        if searcher is None or limit <= 0:
            return []
        required = list(self._required(part, scope, within))
        if not terms and not required:
            return []
        query = _union([self._weighted(part, term) for term in terms]) if terms else tantivy.Query.all_query()
        if required:
            query = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, query)]
                + [(tantivy.Occur.Must, tantivy.Query.const_score_query(each, 0.0)) for each in required]
            )

        def run() -> list[Hit]:
            hits = searcher.search(query, limit, count=False).hits
            keys = searcher.fast_field_values("article", [address for _, address in hits]) if hits else []
            return [Hit(id_of(key), score) for key, (score, _) in zip(keys, hits, strict=True)]

        return self._guarded(run)

    def _required(self, part: str, scope: Scope, within: Sequence[str] | None) -> Iterator[tantivy.Query]:
        schema = self._schema(part)
        if within is not None:
            yield tantivy.Query.term_set_query(schema, "article", [key_of(article_id) for article_id in within])
        if scope.article_ids is not None:
            yield tantivy.Query.term_set_query(schema, "article", [key_of(each) for each in scope.article_ids])
        if scope.sources:
            yield tantivy.Query.term_set_query(schema, "source", [fold(source) for source in scope.sources])
        if scope.since_ms is not None or scope.before_ms is not None:
            yield tantivy.Query.range_query(
                schema,
                "published",
                tantivy.FieldType.Integer,
                lower_bound=scope.since_ms,
                upper_bound=None if scope.before_ms is None else scope.before_ms - 1,
            )
        if part == "articles":
            for phrase in scope.phrases:
                yield _phrase(schema, phrase)

    def _schema(self, part: str) -> tantivy.Schema:
        return self._parts[part].schema if part in self._parts else SCHEMAS[part]()

    def _guarded(self, read: Callable[[], _Result]) -> _Result:
        """Damaged files show themselves while they are read, as an error of any kind, a panic of tantivy among them."""
        try:
            return read()
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
                raise
            raise IndexDamagedError(f"The index in {self._directory} can't be read; it will be rebuilt.") from error

    def _storing(self, write: Callable[[], _Result]) -> _Result:
        """What fails here fails for damage, or for want of space: tantivy does not tell which, and trying does.

        No index is given up because its disk is full: the next one would not fit there either.
        """
        try:
            return self._guarded(write)
        except IndexDamagedError:
            with self._writable():
                self._try_writing()
            raise

    def _try_writing(self) -> None:
        tried = self._lock_file.with_suffix(".tried")
        try:
            with tried.open("wb") as file:
                file.write(bytes(_TRIED_BYTES))
                file.flush()
                os.fsync(file.fileno())
        finally:
            with contextlib.suppress(OSError):
                tried.unlink()

    # Files

    def _stamp(self) -> tuple[int, int] | None:
        try:
            found = self._about_file.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return found.st_mtime_ns, found.st_ino

    def _read_about(self) -> About | None:
        try:
            about = About.model_validate_json(self._about_file.read_bytes())
        except (OSError, ValueError):
            return None
        return about if about.schema_version == SCHEMA_VERSION else None

    def _write_about(self, about: About) -> None:
        fresh = self._about_file.with_suffix(".new")
        with self._writable():
            with fresh.open("w", encoding="utf-8") as file:
                file.write(about.model_dump_json())
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._about_file)

    def _begin(self, store_id: str) -> tuple[About, dict[str, tantivy.Index]]:
        with self._state:
            self._about, self._parts, self._searchers = None, {}, {}
        parts: dict[str, tantivy.Index] = {}
        with self._writable():
            if self._directory.is_dir():
                shutil.rmtree(self._directory)
            else:
                self._directory.unlink(missing_ok=True)
            for name, schema in SCHEMAS.items():
                (self._directory / name).mkdir(parents=True)
                parts[name] = self._storing(partial(tantivy.Index, schema(), str(self._directory / name)))
            self._record_file.touch()
            records = RecordReader(self._record_file)
        about = About(schema_version=SCHEMA_VERSION, store_id=store_id, change=0, mark="", generation=uuid.uuid4().hex)
        with self._state:
            self._records = records
            self._committed(about, parts)
        return about, parts

    def _open_part(self, name: str) -> tantivy.Index:
        return self._guarded(lambda: tantivy.Index.open(str(self._directory / name)))

    def _reload(self) -> None:
        def reload() -> dict[str, tantivy.Searcher]:
            for part in self._parts.values():
                part.reload()
            return {name: part.searcher() for name, part in self._parts.items()}

        self._searchers = self._guarded(reload)
        self._average_length = None
        self._frequencies.clear()

    def _committed(self, about: About, parts: dict[str, tantivy.Index]) -> None:
        self._write_about(about)
        with self._state:
            self._parts = parts
            self._about = about
            self._about_stamp = self._stamp()
            self._reload()

    @contextmanager
    def _writable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise SearchIndexError(
                f"The index in {self._directory} can't be written ({error.strerror}). "
                "Check LATEPOST_DATA_DIR, who may write there, and the free space on its disk."
            ) from error


class Writer:
    """The index while it is held for writing. Nothing is seen by searches before `commit`."""

    def __init__(self, index: LibraryIndex, about: About, parts: dict[str, tantivy.Index]) -> None:
        self._index = index
        self._about = about
        self._parts = parts
        self._writers: dict[str, tantivy.IndexWriter] = {}
        self._records: RecordWriter | None = None
        self._touched: set[str] = set()
        """What was put since the last commit: searches do not see it yet."""

    @property
    def change(self) -> int:
        """The number of the last change that is committed."""
        return self._about.change

    def put(self, article: Article) -> None:
        """Add an article, in place of what the index held of it."""
        if article.id in self._touched or self._index.holds(article.id):
            self.remove(article.id)
        self._touched.add(article.id)
        made = documents(article, self._index._sounds, self._keep)
        self._add("articles", made.article)
        for passage in made.passages:
            self._add("passages", passage)

    def remove(self, article_id: str) -> None:
        """Take an article out; nothing happens when it is not in."""
        for name, part in self._parts.items():
            # By query: the binding's deletion by term looks for a signed number and finds none (tantivy 0.27).
            same = tantivy.Query.term_query(part.schema, "article", key_of(article_id))
            self._index._storing(partial(self._writer(name).delete_documents_by_query, same))

    def commit(self, change: int, mark: str) -> None:
        """Make everything so far findable, as the state of the store after this change."""
        if self._records:
            with self._index._writable():
                self._records.flush()
        for writer in self._writers.values():
            self._index._storing(writer.commit)
        self._about = self._about.model_copy(update={"change": change, "mark": mark})
        self._index._committed(self._about, self._parts)
        self._touched.clear()

    def close(self) -> None:
        """Give up what is not committed and wait for running merges."""
        if self._records:
            self._records.close()
            self._records = None
        while self._writers:
            _, writer = self._writers.popitem()
            for end in (writer.rollback, writer.wait_merging_threads):
                with contextlib.suppress(IndexDamagedError):  # what is committed stays, and reading it says what it is
                    self._index._guarded(end)

    def _keep(self, record: bytes, article: int) -> Place:
        with self._index._writable():
            if self._records is None:
                self._records = RecordWriter(self._index._record_file)
            return self._records.add(record, article)

    def _writer(self, name: str) -> tantivy.IndexWriter:
        if name not in self._writers:
            open_writer = self._parts[name].writer
            self._writers[name] = self._index._storing(lambda: open_writer(_WRITER_MEMORY_BYTES, 1))
        return self._writers[name]

    def _add(self, name: str, document: tantivy.Document) -> None:
        self._index._storing(partial(self._writer(name).add_document, document))


def _union(clauses: list[tantivy.Query]) -> tantivy.Query:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, clause) for clause in clauses])


def _phrase(schema: tantivy.Schema, terms: tuple[str, ...]) -> tantivy.Query:
    if len(terms) == 1:
        return tantivy.Query.term_query(schema, "text", terms[0])
    return tantivy.Query.phrase_query(schema, "text", list(terms))
