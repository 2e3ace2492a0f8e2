"""Answered once: a delivery is claimed in the store before it is worked on.

A claim is a lease, renewed while the work goes on. A redelivery that finds it held waits in the background for its end:
if the first handling died, the lease runs out and the redelivery answers.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from bot.errors import StoreError
from bot.store.conversations import Claim, ConversationStore

LEASE = timedelta(seconds=30)


@dataclass(slots=True)
class Taken:
    """A delivery that is ours. `again`: it was taken before, and a part of the answer may have been sent."""

    again: bool
    answered: bool = False


class Deliveries:
    """Claims for one process, named `owner`, in the store that all processes share."""

    def __init__(self, store: ConversationStore, owner: str, lease: timedelta = LEASE) -> None:
        self._store = store
        self._owner = owner
        self._lease = lease
        self._ours: dict[str, asyncio.Future[None]] = {}

    @asynccontextmanager
    async def take(self, key: str) -> AsyncGenerator[Taken | None]:
        """The delivery with this key, None when it was answered already; waits while somebody else is at it.

        The block sets `answered`; a block that ends without leaves the delivery to its next redelivery.
        """
        claim = await self._claim(key)
        if claim is Claim.ANSWERED:
            yield None
            return
        mine = self._ours[key] = asyncio.get_running_loop().create_future()
        renewing = asyncio.create_task(self._renew(key))
        taken = Taken(again=claim is Claim.AGAIN)
        try:
            yield taken
        finally:
            renewing.cancel()
            with suppress(asyncio.CancelledError):
                await renewing
            del self._ours[key]
            mine.set_result(None)
            if taken.answered:
                await self._store.answered(key, self._owner)
            else:
                await self._store.renew(key, self._owner, timedelta(0))

    async def _claim(self, key: str) -> Claim:
        while True:
            if (ours := self._ours.get(key)) is not None:
                await asyncio.shield(ours)
            claim = await self._store.claim(key, self._owner, self._lease)
            if claim is not Claim.HELD:
                return claim
            if key not in self._ours:
                await asyncio.sleep(self._lease.total_seconds() / 4)

    async def _renew(self, key: str) -> None:
        while True:
            await asyncio.sleep(self._lease.total_seconds() / 3)
            with suppress(StoreError):  # the next one may come through, and an unrenewed lease loses nothing
                await self._store.renew(key, self._owner, self._lease)
