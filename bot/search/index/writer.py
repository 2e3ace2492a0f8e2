"""Writing an index: articles are added in place of what was held of them, and findable after a commit."""

import contextlib
from collections.abc import Callable
from functools import partial

import tantivy

from bot.errors import IndexDamagedError
from bot.model import Article
from bot.search.index.documents import Sounds, documents, key_of
from bot.search.index.files import About, IndexFiles
from bot.search.index.forward_file import Place, RecordWriter

_WRITER_MEMORY_BYTES = 64_000_000


class Writer:
    """The index while it is held for writing. Nothing is seen by searches before `commit`.

    `committed` has the parts read anew.
    """

    def __init__(
        self,
        files: IndexFiles,
        about: About,
        parts: dict[str, tantivy.Index],
        sounds: Sounds,
        committed: Callable[[About], None],
    ) -> None:
        self._files = files
        self._about = about
        self._parts = parts
        self._sounds = sounds
        self._committed = committed
        self._writers: dict[str, tantivy.IndexWriter] = {}
        self._records: RecordWriter | None = None
        files.reading(self._parts["articles"].reload)  # after a crash between two commits it holds more than was told
        self._held = self._parts["articles"].searcher()
        self._added: set[str] = set()
        """What was added since the last commit: no searcher sees it yet."""

    @property
    def change(self) -> int:
        """The number of the last change that is committed."""
        return self._about.change

    def put(self, article: Article) -> None:
        """Add an article, in place of what the index held of it."""
        if article.id in self._added or self._holds(article.id):
            self.remove(article.id)
        self._added.add(article.id)
        made = documents(article, self._sounds, self._keep)
        self._add("articles", made.article)
        for passage in made.passages:
            self._add("passages", passage)

    def remove(self, article_id: str) -> None:
        """Take an article out; nothing happens when it is not in."""
        for name, part in self._parts.items():
            # By query: the binding's deletion by term looks for a signed number and finds none (tantivy 0.27).
            same = tantivy.Query.term_query(part.schema, "article", key_of(article_id))
            self._files.storing(partial(self._writer(name).delete_documents_by_query, same))

    def commit(self, change: int, change_token: str) -> None:
        """Make everything so far findable, as the state of the store after this change."""
        if self._records:
            with self._files.writable():
                self._records.flush()
        for writer in self._writers.values():
            self._files.storing(writer.commit)
        self._about = self._about.model_copy(update={"change": change, "change_token": change_token})
        self._files.write_about(self._about)
        self._committed(self._about)
        self._held = self._parts["articles"].searcher()
        self._added.clear()

    def close(self) -> None:
        """Give up what is not committed and wait for running merges."""
        if self._records:
            self._records.close()
            self._records = None
        while self._writers:
            _, writer = self._writers.popitem()
            for end in (writer.rollback, writer.wait_merging_threads):
                with contextlib.suppress(IndexDamagedError):  # what is committed stays, and reading it says what it is
                    self._files.reading(end)

    def _holds(self, article_id: str) -> bool:
        query = tantivy.Query.term_query(self._parts["articles"].schema, "article", key_of(article_id), "basic")
        return self._files.reading(lambda: bool(self._held.search(query, 1, count=False).hits))

    def _keep(self, record: bytes, article: int) -> Place:
        with self._files.writable():
            if self._records is None:
                self._records = RecordWriter(self._files.records)
            return self._records.add(record, article)

    def _writer(self, name: str) -> tantivy.IndexWriter:
        if name not in self._writers:
            open_writer = self._parts[name].writer
            self._writers[name] = self._files.storing(lambda: open_writer(_WRITER_MEMORY_BYTES, 1))
        return self._writers[name]

    def _add(self, name: str, document: tantivy.Document) -> None:
        self._files.storing(partial(self._writer(name).add_document, document))
