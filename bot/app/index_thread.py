"""Indexing beside the event loop: on a loop of its own in a thread of its own.

Indexing an import takes seconds, during which no acknowledgement could go out. The database stays on the event loop
that opened it, as its drivers belong there. Questions that are as long as a page are answered here too.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Self, TypeVar

from bot.model import Article, Change
from bot.store import ArticleStore, Database, State

Result = TypeVar("Result")


class StoreOnLoop(ArticleStore):
    """What is read of the store there, asked from another event loop than the one it belongs to."""

    def __init__(self, database: Database, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(database)
        self._loop = loop

    async def get(self, article_ids: Sequence[str]) -> dict[str, Article]:
        """As in `ArticleStore`."""
        return await self._there(super().get(article_ids))

    async def changes_after(self, number: int, limit: int = 1000) -> list[Change]:
        """As in `ArticleStore`."""
        return await self._there(super().changes_after(number, limit))

    async def state(self) -> State:
        """As in `ArticleStore`."""
        return await self._there(super().state())

    async def mark(self, number: int) -> str | None:
        """As in `ArticleStore`."""
        return await self._there(super().mark(number))

    async def _there(self, work: Coroutine[Any, Any, Result]) -> Result:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))


class IndexThread:
    """A thread with an event loop, for the time of an `async with` block."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="index", daemon=True)

    async def __aenter__(self) -> Self:
        self._thread.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Cancel what is under way over there, and wait for its end before the loop stops.

        Work that was handed over a moment ago is a task by then: a loop runs what it is given in that order.
        """
        await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_cancel_all(), self._loop))
        self._loop.call_soon_threadsafe(self._loop.stop)
        await asyncio.to_thread(self._thread.join)
        self._loop.close()

    async def run(self, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Do the work over there, and wait for it here."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work(), self._loop))


async def _cancel_all() -> None:
    """Cancel every other task of this loop, and wait until they have ended."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for each in others:
        each.cancel()
    await asyncio.gather(*others, return_exceptions=True)
