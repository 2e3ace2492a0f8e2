"""The only wiring: opens the parts from the settings and hands them to each other."""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.answer import Answerer
from bot.errors import IndexBusyError, IndexDamagedError
from bot.ingest import catch_up, import_paths
from bot.model import Answer
from bot.search.finder import Finder
from bot.search.glossary import Glossary
from bot.search.index import LibraryIndex
from bot.search.lexicon import Lexicon, prepare
from bot.search.understand import Understanding
from bot.settings import Settings
from bot.store import ArticleStore, Database

_PACKAGE = Path(__file__).parent
_INDEX_WAIT_SECONDS = 60.0
_ANSWER_WAIT_SECONDS = 2.0


def shipped_data() -> Path:
    """The folder of the sample library and the glossary: in the package once installed, else the checkout's `data`."""
    installed = _PACKAGE / "shipped"
    return installed if installed.is_dir() else _PACKAGE.parent / "data"


@dataclass(frozen=True)
class Library:
    """An open library: its store, its index, and the answers from both."""

    store: ArticleStore
    index: LibraryIndex
    answerer: Answerer

    async def answer(self, question: str, limit: int) -> Answer:
        """An answer from the library's newest state; an index found damaged is rebuilt and asked again."""
        with suppress(IndexBusyError):  # another process is at it: what is committed so far answers
            await catch_up(self.store, self.index, wait_seconds=_ANSWER_WAIT_SECONDS)
        try:
            return await self.answerer.answer(question, limit)
        except IndexDamagedError:
            self.index.discard()
            await catch_up(self.store, self.index, wait_seconds=_INDEX_WAIT_SECONDS)
            return await self.answerer.answer(question, limit)

    async def catch_up(self, on_progress: Callable[[int, int], None] | None = None) -> int:
        """Bring the index to the store's newest state, waiting for another process that writes it."""
        return await catch_up(self.store, self.index, wait_seconds=_INDEX_WAIT_SECONDS, on_progress=on_progress)


@asynccontextmanager
async def open_library(settings: Settings, say: Callable[[str], None]) -> AsyncGenerator[Library]:
    """The library that the settings name, open; `say` is told in a sentence what a first start did."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    own_glossary = settings.data_dir / "glossary.toml"
    glossary = Glossary.read(own_glossary if own_glossary.is_file() else shipped_data() / "glossary.toml")
    lexicon = Lexicon(prepare(settings.data_dir))
    async with Database.open(settings.resolved_database_url) as database:
        store = ArticleStore(database)
        if settings.is_sample_library and not await store.sample_imported():
            await _import_sample(store, say)
        index = LibraryIndex(settings.data_dir / "index", lexicon)
        finder = Finder(index, Understanding(index, lexicon, glossary))
        try:
            yield Library(store, index, Answerer(store, finder, time.perf_counter))
        finally:
            lexicon.close()


async def _import_sample(store: ArticleStore, say: Callable[[str], None]) -> None:
    count = 0
    async for outcome in import_paths([shipped_data() / "articles"], store):
        count += outcome.saved is not None
    await store.mark_sample_imported()
    say(f"First start: imported the sample library ({count} articles).")
