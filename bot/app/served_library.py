"""The library as the conversation in Slack and the reader use it."""

import asyncio
import time
from collections.abc import Sequence

from rapidfuzz import fuzz

from bot.answer import Answerer
from bot.app.index_thread import IndexThread, StoreOnLoop
from bot.app.library import Library
from bot.errors import IndexBusyError, IndexDamagedError
from bot.ingest.encoding import AT_ONCE
from bot.ingest.indexing import catch_up
from bot.model import Answer, Article, Match, Place
from bot.store.catalogue import Catalogue, Page
from bot.text import fold

_INDEX_WAIT_SECONDS = 1.0
_LONG_QUESTION = 150
"""Characters from which a question may take a tenth of a second, and one of two thousand a whole one."""
_LIKE_A_TITLE = 70
"""The least likeness, of 100, of a title that somebody typed from memory."""


class AsyncLibrary:
    """The library as the conversation uses it: indexing in a thread of its own, nearly all else on this event loop.

    A search is a few milliseconds of computing, and Slack waits three seconds for an acknowledgement: handing each one
    to another thread and back takes longer than what waits for it meanwhile. A long question goes to that thread.
    """

    def __init__(self, library: Library, thread: IndexThread) -> None:
        self._index = library.index
        self._store = library.store
        self._store_over_there = StoreOnLoop(library.database, asyncio.get_running_loop())
        self._answerer = Answerer(self._store, library.finder, time.perf_counter)
        self._answerer_over_there = Answerer(self._store_over_there, library.finder, time.perf_counter)
        self._turn = asyncio.Lock()
        self._catalogue = Catalogue(library.database)
        self._thread = thread
        self._passages = library.passages.over(self._store_over_there) if library.passages else None

    async def answer(self, question: str, limit: int) -> Answer:
        """The best `limit` articles for a question, or suggestions."""
        return await self._answer(question, limit)

    async def answer_within(self, question: str, article_ids: Sequence[str]) -> Answer:
        """Those of the articles that answer the question, best first."""
        return await self._answer(question, len(article_ids), article_ids)

    async def indexed_change(self) -> int:
        """The number of the newest change that the index holds, after it was brought up to date."""
        return await self._thread.run(self._indexed_change)

    async def article(self, article_id: str) -> Article | None:
        """The article with this id."""
        return (await self._catalogue.get([article_id])).get(article_id)

    async def by_title(self, title: str) -> Article | None:
        """The article whose title is the likest, in letters or, from another language, in meaning; None for none."""
        matches = (await self.answer(title, 10)).matches
        likest = max(matches, default=None, key=lambda match: _likeness(title, match))
        return likest.article if likest and _likeness(title, likest) >= _LIKE_A_TITLE else None

    async def newest(self, limit: int, offset: int = 0, source: str | None = None) -> Page:
        """The newest articles."""
        return await self._catalogue.newest(limit, offset, source)

    async def older(self, limit: int, than: Place | None = None, source: str | None = None) -> Sequence[Article]:
        """The newest articles behind a place in the list, of one source if given."""
        return await self._catalogue.older(limit, than, source)

    async def mark(self) -> str:
        """What changes with everything that pages may show: the newest state of store and index."""
        state = await self._store.state()
        about = self._index.about
        return f"{state.store_id} {state.change} {state.mark} {about.change if about else ''}"

    async def sources(self) -> list[tuple[str, int]]:
        """The names of the sources with the number of their articles, the largest first."""
        return await self._catalogue.sources()

    def point_count(self) -> int:
        """How many points and paragraphs it holds."""
        return self._index.passage_count()

    async def follow(self) -> None:
        """Bring the index to the store's newest change."""
        await self._thread.run(self._catch_up)

    async def encode(self) -> int:
        """Make some of the vectors that passages lack, beside the event loop; how many were made.

        Raises `EncoderUnavailableError` where the encoder fails.
        """
        passages = self._passages
        return await self._thread.run(lambda: passages.encode(AT_ONCE)) if passages else 0

    def unencoded_count(self) -> int:
        """How many passages have no vector yet, so that words alone find them."""
        return self._passages.missing() if self._passages else 0

    async def _catch_up(self) -> None:
        await catch_up(self._store_over_there, self._index, wait_seconds=_INDEX_WAIT_SECONDS)

    async def _indexed_change(self) -> int:
        try:
            await self._catch_up()
        except IndexBusyError:  # another process writes: what it has committed so far counts
            self._index.refresh()
        return self._index.about.change if self._index.about else 0

    async def _answer(self, question: str, limit: int, within: Sequence[str] | None = None) -> Answer:
        try:
            return await self._search(question, limit, within)
        except IndexDamagedError:
            self._index.discard()
            await self.follow()
            return await self._search(question, limit, within)

    async def _search(self, question: str, limit: int, within: Sequence[str] | None) -> Answer:
        if len(question) > _LONG_QUESTION:
            there = self._answerer_over_there
            return await self._thread.run(lambda: there.answer(question, limit, within=within))
        async with self._turn:  # one after the other: in between, whatever else came has its turn
            await asyncio.sleep(0)
        return await self._answerer.answer(question, limit, within=within)


def _likeness(title: str, match: Match) -> float:
    """How much of the title as somebody remembers it the article's has, of 100: as letters, or as words understood."""
    wanted, held = fold(title), fold(match.article.title)
    understood = sum(map(len, {reason.query for reason in match.reasons}))
    letters = sum(character.isalnum() for character in wanted) or 1
    same = max(fuzz.partial_ratio(wanted, held), fuzz.token_set_ratio(wanted, held))
    return max(same, min(99.0, 100 * understood / letters))
