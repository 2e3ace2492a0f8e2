"""The only wiring: opens the parts from the settings and hands them to each other."""

import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.answer import Answerer
from bot.app.settings import Settings
from bot.errors import EncoderUnavailableError, IndexBusyError, IndexDamagedError, SettingsError
from bot.ingest.encoding import PassageEncoder
from bot.ingest.indexing import catch_up
from bot.model import Answer
from bot.search.index.library_index import LibraryIndex
from bot.search.lexicon.dictionary import Lexicon, prepare
from bot.search.lexicon.glossary import Glossary
from bot.search.query.expansion import QueryExpander
from bot.search.ranking.finder import Finder
from bot.store import ArticleStore, Database

if TYPE_CHECKING:  # an answer needs nothing of what comes in
    from bot.ingest.intake import Intake
    from bot.search.ranking.similarity import Meaning
    from bot.summarize import Summarizer

_PACKAGE = Path(__file__).parents[1]
_INDEX_WAIT_SECONDS = 60.0
_ANSWER_WAIT_SECONDS = 2.0
_ENCODED_AT_ONCE = 300
"""Passages without vectors that a question waits for: a third of a second of the bundled encoder."""


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
    database: Database
    finder: Finder
    glossary: Glossary
    passages: PassageEncoder | None
    """What makes the vectors of passages; None where words alone answer."""

    async def answer(self, question: str, limit: int) -> Answer:
        """An answer from the library's newest state; an index found damaged is rebuilt and asked again."""
        try:
            await catch_up(self.store, self.index, wait_seconds=_ANSWER_WAIT_SECONDS)
        except IndexBusyError:  # another process is at it: what is committed so far answers
            if not self.index.article_count():  # or would say that the library has nothing, which is not true
                await self.catch_up()
        if self.passages and 0 < self.passages.missing() <= _ENCODED_AT_ONCE:
            await self.encode(_ENCODED_AT_ONCE)
        before = self.index.about
        try:
            answer = await self.answerer.answer(question, limit)
            if answer.matches or (before and self.index.about == before):
                return answer
            # Another task may have begun the index anew under the question, which then found nothing in it.
        except IndexDamagedError:
            self.index.discard()
        await self.catch_up()
        return await self.answerer.answer(question, limit)

    async def answer_within(self, question: str, article_ids: Sequence[str]) -> Answer:
        """Those of the articles that answer the question, best first."""
        return await self.answerer.answer(question, len(article_ids), within=article_ids)

    async def indexed_change(self) -> int:
        """The number of the newest change that the index holds, after it was brought up to date."""
        try:
            await catch_up(self.store, self.index, wait_seconds=_INDEX_WAIT_SECONDS)
        except IndexBusyError:  # what is committed so far counts
            self.index.refresh()
        return self.index.about.change if self.index.about else 0

    async def encode(self, limit: int, on_progress: Callable[[int], None] | None = None) -> int:
        """Make up to about so many of the missing vectors; how many were made. A failing encoder is logged."""
        try:
            return await self.passages.encode(limit, on_progress) if self.passages else 0
        except EncoderUnavailableError as error:
            import structlog  # a command that meets no error needs none

            structlog.stdlib.get_logger("bot.search").warning("The encoder fails.", reason=str(error))
            return 0

    async def catch_up(self, on_progress: Callable[[int, int], None] | None = None) -> int:
        """Bring the index to the store's newest state, waiting for another process that writes it."""
        return await catch_up(self.store, self.index, wait_seconds=_INDEX_WAIT_SECONDS, on_progress=on_progress)


def open_intake(library: Library, settings: Settings, now: Callable[[], datetime]) -> "Intake":
    """The way in for articles. Raises `SettingsError` for a model that can't be asked."""
    from bot.ingest.intake import Intake
    from bot.store.arrivals import Arrivals
    from bot.summarize.extractive import ExtractiveSummarizer

    meanwhile = ExtractiveSummarizer() if settings.model else None
    arrivals = Arrivals(library.database, now)
    return Intake(library.store, arrivals, summarizer(settings, library.glossary), meanwhile=meanwhile)


def summarizer(settings: Settings, glossary: Glossary | None = None) -> "Summarizer":
    """The maker of summaries that the settings name."""
    if settings.model is None:
        from bot.summarize.extractive import ExtractiveSummarizer

        return ExtractiveSummarizer()
    from bot.summarize.model import ModelOptions, ModelSummarizer
    from bot.summarize.names import Names

    options = ModelOptions(
        name=settings.model,
        url=settings.model_url,
        key=settings.model_key.get_secret_value() if settings.model_key else None,
        language=settings.summary_language,
        seconds=settings.model_seconds,
    )
    names = Names(glossary or open_glossary(settings), Lexicon(prepare(settings.data_dir)))
    return ModelSummarizer(options, names)


def open_glossary(settings: Settings) -> Glossary:
    """The glossary of the data folder, else the shipped one."""
    own = settings.data_dir / "glossary.toml"
    file = own if own.is_file() else shipped_data() / "glossary.toml"
    return Glossary.read(file, cache=settings.data_dir / "glossary.cache.json")


@asynccontextmanager
async def open_library(settings: Settings, say: Callable[[str], None]) -> AsyncGenerator[Library]:
    """The library that the settings name, open; `say` is told in a sentence what a first start did."""
    _make_data_dir(settings.data_dir)
    glossary = open_glossary(settings)
    async with AsyncExitStack() as opened:
        lexicon = opened.enter_context(closing(Lexicon(prepare(settings.data_dir))))
        database = await opened.enter_async_context(Database.open(settings.database))
        store = ArticleStore(database)
        if settings.is_sample_library and not await store.sample_imported():
            await _import_sample(store, say)
        index = LibraryIndex(settings.data_dir / "index", lexicon)
        passages, meaning = _open_meaning(settings, store, index)
        finder = Finder(index, QueryExpander(index, lexicon, glossary), meaning)
        yield Library(store, index, Answerer(store, finder, time.perf_counter), database, finder, glossary, passages)


def _open_meaning(
    settings: Settings, store: ArticleStore, index: LibraryIndex
) -> "tuple[PassageEncoder | None, Meaning | None]":
    """Search by meaning, unless it is switched off."""
    if settings.encoder == "off":
        return None, None
    from platformdirs import user_cache_path

    from bot.search.meaning.bundled import BundledEncoder  # who searches by words alone needs no numpy
    from bot.search.meaning.vectors import VectorReader
    from bot.search.ranking.similarity import Meaning

    encoder, folder = BundledEncoder(settings.cache_dir or user_cache_path("latepost")), settings.data_dir / "vectors"
    vectors = VectorReader(folder, encoder.name)
    return PassageEncoder(store, index, folder, vectors, encoder), Meaning(index, vectors, encoder)


def _make_data_dir(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SettingsError(
            f"LATEPOST_DATA_DIR: the folder {path} can't be made ({error.strerror}). Name another one."
        ) from error


async def _import_sample(store: ArticleStore, say: Callable[[str], None]) -> None:
    from bot.ingest.importing import import_paths  # only a first start reads files

    count = 0
    async for outcome in import_paths([shipped_data() / "articles"], store, are_samples=True):
        count += outcome.saved is not None
    await store.mark_sample_imported()
    say(f"First start: imported the sample library ({count} articles).")
