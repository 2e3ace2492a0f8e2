"""Keeping the vectors on the index: passages that have none are read by the encoder, a few at a time."""

import asyncio
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import EncoderUnavailableError, IndexBusyError
from bot.search.index.library_index import LibraryIndex
from bot.search.index.queries import Scope
from bot.search.meaning.encoder import Encoder, key_of
from bot.store import ArticleStore

if TYPE_CHECKING:
    from bot.search.meaning.vectors import VectorReader

AT_ONCE = 512
"""Texts between two writings of the vectors: half a second of the bundled encoder."""
_ARTICLES = 50
_SPARE = 1_000
"""Vectors of texts that are gone, from which they are dropped once they are more than the others."""


class PassageEncoder:
    """Makes the vectors that the passages of one index lack, in `folder`, which `vectors` reads."""

    def __init__(
        self, store: ArticleStore, index: LibraryIndex, folder: Path, vectors: "VectorReader", encoder: Encoder
    ) -> None:
        self._store = store
        self._index = index
        self._folder = folder
        self._vectors = vectors
        self._encoder = encoder
        self._seen: tuple[str, int] | None = None
        self._lacking: dict[str, set[int]] = {}
        """By article id: the keys of its passages without vectors."""

    def missing(self) -> int:
        """How many passages have no vector yet; a passage that stands in two articles counts once."""
        self._look()
        return self.missing_when_seen()

    def missing_when_seen(self) -> int:
        """The same without a look at the index, from any thread."""
        return len(set().union(*list(self._lacking.values())))

    async def encode(self, limit: int, on_progress: Callable[[int], None] | None = None) -> int:
        """Make up to about `limit` vectors; how many were made. `on_progress` is told that number as it grows.

        Nothing is done while another process is at it. Raises `EncoderUnavailableError` where the encoder fails.
        """
        self._look()
        made = 0
        while self._lacking and made < limit:
            texts = await self._next_texts(min(AT_ONCE, limit - made))
            if texts:
                try:
                    await asyncio.to_thread(self._make, texts)
                except IndexBusyError:
                    self._seen = None
                    break
            made += len(texts)
            if on_progress:
                on_progress(made)
        return made

    def _look(self) -> None:
        """See which passages lack a vector, where the index has changed since the last time."""
        about = self._index.about
        state = (about.generation, about.change) if about else None
        if state == self._seen:
            return
        self._seen, self._lacking = state, {}
        passages = self._index.passage_keys(Scope(), self._index.passage_count())
        vectors = self._vectors.current()
        lacking = set(vectors.missing([key for key, _ in passages]))
        for key, article_id in passages:
            if key in lacking:
                self._lacking.setdefault(article_id, set()).add(key)
        if len(vectors) > 2 * len(passages) + _SPARE:
            self._drop_others(key for key, _ in passages)

    def _drop_others(self, keys: Iterable[int]) -> None:
        from bot.search.meaning.vector_writer import VectorWriter

        try:
            with VectorWriter(self._folder, self._encoder.name) as writer:
                writer.retain(keys)
        except IndexBusyError:  # whoever is writing may do it
            return

    async def _next_texts(self, count: int) -> dict[int, str]:
        """The next texts to be read, by their keys: all of an article together."""
        texts: dict[int, str] = {}
        while self._lacking and len(texts) < count:
            ids = list(islice(self._lacking, _ARTICLES))
            articles = await self._store.get(ids)
            for article_id in ids:
                lacking = self._lacking.pop(article_id)
                if article_id in articles:
                    keyed = ((key_of(passage.text), passage.text) for passage in articles[article_id].passages)
                    texts.update((key, text) for key, text in keyed if key in lacking)
                if len(texts) >= count:
                    break
        return texts

    def _make(self, texts: dict[int, str]) -> None:
        from bot.search.meaning.vector_writer import VectorWriter

        with VectorWriter(self._folder, self._encoder.name) as writer:
            keys = writer.missing(list(texts))
            if keys:
                try:
                    writer.add(keys, self._encoder.encode([texts[key] for key in keys]))
                except EncoderUnavailableError:
                    self._seen = None  # what was taken is missing still
                    raise
