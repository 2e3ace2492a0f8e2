"""Answered once: a delivery is claimed in the store before it is worked on.

A claim is a lease, renewed while the work goes on. A redelivery that finds it held waits in the background for its end:
if the first handling died, the lease runs out and the redelivery answers. What Slack does not deliver again, because it
was acknowledged, is taken on from the store by any process that finds it abandoned.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import StoreError
from bot.store.conversations import Claim, ConversationStore

LEASE = timedelta(seconds=30)
RESUMED_FOR = timedelta(days=1)
"""How long after it came a delivery is still taken on: a question that waited longer is not expected to be answered."""
_MOST_ATTEMPTS = 4
_AT_ONCE = 50
"""Abandoned deliveries taken on in one look."""
_LOOK_SECONDS = 1.0
"""Between looks at a delivery that another process holds."""


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

    @property
    def lease_seconds(self) -> float:
        """How long a claim holds without being renewed."""
        return self._lease.total_seconds()

    async def claim(self, key: str, content: str) -> Claim:
        """Try to take the delivery on, without waiting for anybody who has it; `content` is kept for `abandoned`."""
        if key in self._ours:
            return Claim.HELD
        claim = await self._store.claim(key, self._owner, self._lease, content)
        if claim in (Claim.FIRST, Claim.AGAIN):
            self._ours[key] = asyncio.get_running_loop().create_future()
        return claim

    @asynccontextmanager
    async def take(self, key: str, content: str, claim: Claim) -> AsyncGenerator[Taken | None]:
        """The delivery of which the claim is, None when it was answered already; waits while somebody else is at it.

        The block sets `answered`; a block that ends without leaves the delivery to whoever looks for abandoned ones.
        """
        while claim is Claim.HELD:
            if (ours := self._ours.get(key)) is not None:
                await asyncio.shield(ours)
            else:
                await asyncio.sleep(min(_LOOK_SECONDS, self.lease_seconds / 4))
            claim = await self.claim(key, content)
        if claim is Claim.ANSWERED:
            yield None
            return
        renewing = asyncio.create_task(self._renew(key))
        taken = Taken(again=claim is Claim.AGAIN)
        try:
            yield taken
        finally:
            renewing.cancel()
            with suppress(asyncio.CancelledError):
                await renewing
            try:
                if taken.answered:
                    await self._store.answered(key, self._owner)
                else:
                    await self._store.renew(key, self._owner, timedelta(0))
            finally:
                self._ours.pop(key).set_result(None)

    async def abandoned(self, now: datetime) -> list[tuple[str, str]]:
        """Key and content of deliveries whose handling died and that nobody has taken on since."""
        found = await self._store.abandoned(now - RESUMED_FOR, _MOST_ATTEMPTS, _AT_ONCE)
        return [(key, content) for key, content in found if key not in self._ours]

    async def _renew(self, key: str) -> None:
        while True:
            await asyncio.sleep(self.lease_seconds / 3)
            with suppress(StoreError):  # the next one may come through, and an unrenewed lease loses nothing
                await self._store.renew(key, self._owner, self._lease)
