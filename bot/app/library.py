"""The library: store, index and answers, opened from the settings."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import fuzz

from bot.answer import Answerer
from bot.app.completion import LibraryCompleter
from bot.app.indexing.encoders import open_meaning
from bot.app.indexing.executor import Executor, Inline, LoopBoundStore
from bot.app.related import LibraryRelated
from bot.app.settings import Settings
from bot.app.shipped import shipped_data
from bot.errors import (
    EncoderUnavailableError,
    IndexBusyError,
    IndexDamagedError,
    LatePostError,
    SearchIndexError,
    SettingsError,
)
from bot.ingest.encoding import PassageEncoder
from bot.ingest.indexing import catch_up
from bot.model import Answer, Article, Completion, Cursor, Match, Related
from bot.search.index.library_index import LibraryIndex
from bot.search.lexicon.dictionary import Lexicon, prepare
from bot.search.lexicon.glossary import Glossary
from bot.search.query.completion import Completer
from bot.search.query.expansion import QueryExpander
from bot.search.query.vocabulary import Vocabulary
from bot.search.ranking.finder import Finder
from bot.search.ranking.related import RelatedFinder
from bot.store import ArticleStore, Database
from bot.store.catalogue import Catalogue, Page
from bot.text import fold

PATIENT_WAIT_SECONDS = 60.0
"""How long to wait for another process that writes the index where nothing else can be done."""
_WAIT_SECONDS = 1.0
"""The same where what is committed so far will do."""
_LONG_QUESTION = 150
"""Characters from which a question may take a tenth of a second, and one of two thousand a whole one."""
_LIKE_A_TITLE = 70
"""The least likeness, of 100, of a title that somebody typed from memory."""
_ENCODED_AT_ONCE = 300
"""Passages without vectors that a first question waits for: a third of a second of the bundled encoder."""


@dataclass(frozen=True)
class Library:
    """An open library: its store, its index, and the answers from both.

    A search is a few milliseconds of computing, and Slack waits three seconds for an acknowledgement: handing each one
    to another thread and back takes longer than what waits for it meanwhile. Indexing and long questions go to the
    `executor`.
    """

    store: ArticleStore
    index: LibraryIndex
    answerer: Answerer
    finder: Finder
    database: Database
    glossary: Glossary
    executor: Executor
    catalogue: Catalogue
    completer: LibraryCompleter
    relater: LibraryRelated
    passages: "PassageEncoder | None"
    """What makes the vectors of passages; None where words alone answer."""
    asks_endpoint: bool = False
    """Whether a question waits for an encoder elsewhere, which the event loop must not."""
    observe: Callable[[Answer], None] = lambda _: None
    """Is handed every answer to a question."""
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def answer(self, question: str, limit: int) -> Answer:
        """The best `limit` articles of the index for a question, or suggestions."""
        answer = await self._answer(question, limit)
        self.observe(answer)
        return answer

    async def answer_within(self, question: str, article_ids: Sequence[str]) -> Answer:
        """Those of the articles that answer the question, best first."""
        return await self._answer(question, len(article_ids), article_ids)

    async def complete(self, typed: str, limit: int) -> Completion:
        """How a question that is still being typed could go on."""
        return await self.completer.complete(typed, limit)

    async def related(self, article: Article, limit: int) -> Sequence[Related]:
        """At most `limit` articles that are near to one, nearest first, each with the reason."""
        return await self.relater.near(article, limit)

    async def indexed_change(self) -> int:
        """The number of the newest change that the index holds, after it and its vectors were brought up to date."""
        await self.refresh()
        await self.encode_few()
        return self.index.about.change if self.index.about else 0

    async def refresh(self, wait_seconds: float = _WAIT_SECONDS) -> bool:
        """Bring the index to the store's newest state; False when another process is writing it, or nobody can.

        What is committed so far answers then. Raises `SearchIndexError` where that is nothing.
        """
        try:
            await self._catch_up(wait_seconds)
        except IndexBusyError:
            self.index.refresh()
            return False
        except SearchIndexError as error:  # a full disk, say
            if self.index.about is None:
                raise
            _warn("the index does not follow the store", error)
            return False
        return True

    async def encode(self, limit: int, on_progress: Callable[[int], None] | None = None) -> int:
        """Make up to about so many of the vectors that passages lack; how many were made.

        Raises `EncoderUnavailableError` where the encoder fails.
        """
        passages = self.passages
        return await self.executor.run(lambda: passages.encode(limit, on_progress)) if passages else 0

    async def encode_few(self) -> None:
        """Make what vectors are missing if that is soon done; a failure is logged, and words answer alone."""
        try:
            if self.unencoded_count() <= _ENCODED_AT_ONCE:
                await self.encode(_ENCODED_AT_ONCE)
        except (EncoderUnavailableError, SearchIndexError) as error:
            _warn("vectors are missing", error)

    def unencoded_count(self) -> int:
        """How many passages have no vector yet, so that words alone find them."""
        return self.passages.missing() if self.passages else 0

    def unencoded_when_seen(self) -> int:
        """How many it were when the vectors were last looked at, which a running bot does all the time."""
        return self.passages.missing_when_seen() if self.passages else 0

    async def catch_up(self, on_progress: Callable[[int, int], None] | None = None) -> int:
        """Bring the index to the store's newest state, waiting for another process that writes it."""
        return await self._catch_up(PATIENT_WAIT_SECONDS, on_progress)

    async def article(self, article_id: str) -> Article | None:
        """The article with this id."""
        return (await self.store.get([article_id])).get(article_id)

    async def remove(self, article_id: str) -> Article | None:
        """Take an article out of store and index, until it is restored; None where there is none with this id."""
        return await self._followed(await self.store.remove(article_id))

    async def restore(self, article_id: str) -> Article | None:
        """Bring a removed article back into store and index; None where none was removed under this id."""
        return await self._followed(await self.store.restore(article_id))

    async def _followed(self, changed: Article | None) -> Article | None:
        if changed is not None:
            await self.refresh()
        return changed

    async def by_title(self, title: str) -> Article | None:
        """The article whose title is the likest, in letters or, from another language, in meaning; None for none."""
        matches = (await self.answer(title, 10)).matches
        likest = max(matches, default=None, key=lambda match: _likeness(title, match))
        return likest.article if likest and _likeness(title, likest) >= _LIKE_A_TITLE else None

    async def newest(self, limit: int, offset: int = 0, source: str | None = None) -> Page:
        """The newest articles."""
        return await self.catalogue.newest(limit, offset, source)

    async def older(self, limit: int, than: Cursor | None = None, source: str | None = None) -> Sequence[Article]:
        """The newest articles behind a place in the list, of one source if given."""
        return await self.catalogue.older(limit, than, source)

    async def change_token(self) -> str:
        """What changes with everything that pages may show: the newest state of store and index."""
        state = await self.store.state()
        about = self.index.about
        return f"{state.store_id} {state.change} {state.change_token} {about.change if about else ''}"

    async def sources(self) -> list[tuple[str, int]]:
        """The names of the sources with the number of their articles, the largest first."""
        return await self.store.sources()

    def point_count(self) -> int:
        """How many key points it holds."""
        return self.index.point_count()

    async def _catch_up(self, wait_seconds: float, on_progress: Callable[[int, int], None] | None = None) -> int:
        return await self.executor.run(
            lambda: catch_up(self.store, self.index, wait_seconds=wait_seconds, on_progress=on_progress)
        )

    async def _answer(self, question: str, limit: int, within: Sequence[str] | None = None) -> Answer:
        """An answer from a whole index; one that is damaged, or was begun anew meanwhile, is filled and asked again."""
        before = self.index.about
        try:
            answer = await self._search(question, limit, within)
            if answer.matches or (before and self.index.about == before and self.index.article_count()):
                return answer
        except IndexDamagedError:
            self.index.discard()
        await self.catch_up()
        return await self._search(question, limit, within)

    async def _search(self, question: str, limit: int, within: Sequence[str] | None) -> Answer:
        if len(question) > _LONG_QUESTION or self.asks_endpoint:
            return await self.executor.run(lambda: self.answerer.answer(question, limit, within=within))
        async with self._one_at_a_time:  # between two searches, other tasks of the event loop run
            await asyncio.sleep(0)
        return await self.answerer.answer(question, limit, within=within)


def _warn(event: str, error: LatePostError) -> None:
    import structlog  # a command that meets no error needs none

    structlog.stdlib.get_logger("bot.search").warning(event, reason=str(error))


def _likeness(title: str, match: Match) -> float:
    """How much of the title as somebody remembers it the article's has, of 100: as letters, or as words understood."""
    wanted, actual = fold(title), fold(match.article.title)
    understood = sum(map(len, {reason.query for reason in match.reasons}))
    letters = sum(character.isalnum() for character in wanted) or 1
    same = max(fuzz.partial_ratio(wanted, actual), fuzz.token_set_ratio(wanted, actual))
    return max(same, min(99.0, 100 * understood / letters))


def open_glossary(settings: Settings) -> Glossary:
    """The glossary of the data folder, else the shipped one."""
    file = settings.data_dir / "glossary.toml"
    file = file if file.is_file() else shipped_data() / "glossary.toml"
    return Glossary.read(file, cache=settings.data_dir / "glossary.cache.json")


@asynccontextmanager
async def open_library(
    settings: Settings, say: Callable[[str], None], executor: Executor | None = None
) -> AsyncGenerator[Library]:
    """The library that the settings name, open; `say` is told where a new one is and what a first start did.

    Indexing runs on the `executor`, by default where it is asked for.
    """
    _make_data_dir(settings.data_dir)
    glossary = open_glossary(settings)
    async with AsyncExitStack() as opened:
        lexicon = opened.enter_context(closing(Lexicon(prepare(settings.data_dir))))
        database = await opened.enter_async_context(Database.open(settings.database))
        if database.is_new:
            say(f"New library: {database.place}")
        store = LoopBoundStore(database)
        if settings.is_sample_library and not database.unwritable and not await store.sample_imported():
            await _import_sample(store, say)
        index = LibraryIndex(settings.data_dir / "index", lexicon)
        passages, meaning = open_meaning(settings, store, index, opened)
        finder = Finder(index, QueryExpander(index, lexicon, glossary), meaning)
        vocabulary = Vocabulary(index, lexicon, glossary)
        related = RelatedFinder(index, vocabulary, meaning, meaning_decides=settings.encoder == "bundled")
        yield Library(
            store,
            index,
            Answerer(store, finder, time.perf_counter),
            finder,
            database,
            glossary,
            executor=await opened.enter_async_context(executor or Inline()),
            catalogue=Catalogue(database),
            completer=LibraryCompleter(Completer(index, glossary), store),
            relater=LibraryRelated(related, store),
            passages=passages,
            asks_endpoint=settings.encoder_url is not None,
        )


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
