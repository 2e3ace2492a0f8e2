"""How many deliveries are worked on at a time.

With more, each would take longer, and acknowledgements would wait behind them all. Who waits for Slack's rate limit
gives the place away meanwhile: one workspace that is limited holds nobody else up.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from contextvars import ContextVar

_AT_ONCE = 16

_has_place: ContextVar[bool] = ContextVar("has_place", default=False)


class ConcurrencyLimit:
    """So many places for work, for one process."""

    def __init__(self, count: int = _AT_ONCE) -> None:
        self._free = asyncio.Semaphore(count)

    @asynccontextmanager
    async def slot(self) -> AsyncGenerator[None]:
        """A place for the time of the block; waits until one is free."""
        async with self._free:
            token = _has_place.set(True)
            try:
                yield
            finally:
                _has_place.reset(token)

    async def sleep(self, seconds: float) -> None:
        """Wait so long, without a place; then until one is free again."""
        if not _has_place.get():
            await asyncio.sleep(seconds)
            return
        self._free.release()
        try:
            await asyncio.sleep(seconds)
        finally:
            await self._free.acquire()
