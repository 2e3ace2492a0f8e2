"""Where indexing and long questions run: on the event loop that asks, or on one of their own in a thread.

Indexing an import takes seconds, during which a bot could acknowledge nothing.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Protocol, Self, TypeVar

from bot.model import Article, Change
from bot.store import ArticleStore, Database, State

Result = TypeVar("Result")


class Executor(Protocol):
    """Runs work for the time of an `async with` block."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *_: object) -> None: ...

    async def run(self, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Do the work, and wait for it."""
        ...


class Inline:
    """Runs the work where it is asked for."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None: ...

    async def run(self, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """As in `Executor`."""
        return await work()


class IndexThread:
    """Runs the work in a thread with an event loop."""

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
        """As in `Executor`."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work(), self._loop))


async def _cancel_all() -> None:
    """Cancel every other task of this loop, and wait until they have ended."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


class LoopBoundStore(ArticleStore):
    """The store for readers on any event loop: the database's drivers belong to the loop that opened it."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._loop = asyncio.get_running_loop()

    async def get(self, article_ids: Sequence[str]) -> dict[str, Article]:
        """As in `ArticleStore`."""
        return await self._on_its_loop(super().get(article_ids))

    async def sources(self) -> list[tuple[str, int]]:
        """As in `ArticleStore`."""
        return await self._on_its_loop(super().sources())

    async def changes_after(self, number: int, limit: int = 1000) -> list[Change]:
        """As in `ArticleStore`."""
        return await self._on_its_loop(super().changes_after(number, limit))

    async def state(self) -> State:
        """As in `ArticleStore`."""
        return await self._on_its_loop(super().state())

    async def try_writing(self) -> None:
        """As in `ArticleStore`."""
        await self._on_its_loop(super().try_writing())

    async def change_token(self, number: int) -> str | None:
        """As in `ArticleStore`."""
        return await self._on_its_loop(super().change_token(number))

    async def _on_its_loop(self, work: Coroutine[Any, Any, Result]) -> Result:
        if asyncio.get_running_loop() is self._loop:
            return await work
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, self._loop))
