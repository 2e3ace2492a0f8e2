"""A claim in the store that is held for a time, renewed while the work goes on, and checked right before each send."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

from bot.errors import LeaseLostError, StoreError


class Lease:
    """A lease that was just taken for `duration`; `renew` extends it in the store, False where another has the claim.

    A process that was frozen wakes in the middle of its work, long after another took over. So what it sends is fenced:
    `check` compares the clocks, and asks the store where less than half of the lease is left. Two clocks, since the
    monotonic one stands still while a machine sleeps, and the other one, `now`, can be set back.
    """

    def __init__(self, renew: Callable[[], Awaitable[bool]], duration: timedelta, now: Callable[[], datetime]) -> None:
        self._renew = renew
        self._duration = duration
        self._now = now
        self._is_lost = False
        self._began = (time.monotonic(), now())

    async def check(self) -> None:
        """Return while the claim is certainly ours; raises `LeaseLostError`, or `StoreError` where that is unknown."""
        if self._is_lost:
            raise LeaseLostError
        if self._age() >= self._duration / 2:
            await self.renew()

    async def renew(self) -> None:
        """Hold it for another `duration`; raises as `check` does."""
        asked = (time.monotonic(), self._now())
        if self._is_lost or not await self._renew():
            self._is_lost = True
            raise LeaseLostError
        self._began = asked

    @asynccontextmanager
    async def kept(self) -> AsyncGenerator["Lease"]:
        """Renew it again and again during the block, which is broken off with `LeaseLostError` when it is lost."""
        try:
            async with asyncio.timeout(None) as scope:
                renewing = asyncio.create_task(self._keep(scope))
                try:
                    yield self
                finally:
                    renewing.cancel()
                    await asyncio.gather(renewing, return_exceptions=True)
        except TimeoutError as error:
            if self._is_lost and scope.expired():
                raise LeaseLostError from error
            raise

    async def _keep(self, scope: asyncio.Timeout) -> None:
        loop = asyncio.get_running_loop()
        try:
            while True:
                await asyncio.sleep(self._duration.total_seconds() / 3)
                with suppress(StoreError):  # the next try may come through; until then `check` asks again
                    await self.renew()
        except LeaseLostError:
            scope.reschedule(loop.time())

    def _age(self) -> timedelta:
        monotonic, wall = self._began
        return max(timedelta(seconds=time.monotonic() - monotonic), self._now() - wall)
