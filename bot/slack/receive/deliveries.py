"""Answered once: a delivery is stored before it is acknowledged, and held by one process while it is worked on.

What is stored is never lost: a process that dies lets its lease run out, one that can't answer now puts the delivery
off, and any process takes over what nobody holds. What Slack delivers again is known by its key, and nothing is done.
"""

import asyncio
import random
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import TypeVar

from bot.errors import LeaseLostError, StoreError, StoreUnavailableError
from bot.store.conversations import ConversationStore, StoredDelivery
from bot.store.lease import Lease

LEASE = timedelta(seconds=30)
RESUMED_FOR = timedelta(days=1)
"""How long after it came a delivery is still taken over; who asked longer ago does not expect an answer any more."""
APOLOGY_AFTER = timedelta(hours=1)
"""How long an outage keeps a person waiting before they are told that there is no answer yet."""
MOST_ATTEMPTS = 4
"""Processes that may die over a delivery; then it is taken for what they died of."""
WAITING = 1000
"""Deliveries that may wait in memory for the store; what comes then is not acknowledged and not kept."""

_SHORTEST_PAUSE = timedelta(seconds=1)
_LONGEST_PAUSE = timedelta(minutes=5)
_FIRST_RETRY_SECONDS = 0.1
_LONGEST_RETRY_SECONDS = 2.0
"""Between tries to reach the store: short, since whoever comes first when it is back settles what became of it."""

Result = TypeVar("Result")
Observe = Callable[[str, float | None], None]
"""Is told what became of a delivery in this process: `done` and how many seconds after it came, `put off`, `left` to
another process, or `repeated`."""


def pause_after(age: timedelta) -> timedelta:
    """How long a delivery of that age is put off: doubled each time, as the pause is in proportion to the age.

    A random share keeps those apart that came at the same time.
    """
    return min(max(age, _SHORTEST_PAUSE), _LONGEST_PAUSE) * (0.5 + random.random() / 2)


class Deliveries:
    """The deliveries of one process, named `owner`, in the store that all processes share."""

    def __init__(
        self,
        store: ConversationStore,
        owner: str,
        now: Callable[[], datetime],
        lease: timedelta = LEASE,
        observe: Observe = lambda _outcome, _seconds: None,
    ) -> None:
        self._store = store
        self._owner = owner
        self._now = now
        self._lease = lease
        self._observe = observe
        self._here: set[str] = set()
        self._waiting = 0

    async def claim(self, key: str, content: str) -> StoredDelivery | None:
        """Store a delivery as held by this process; None where it is stored already, and so in somebody's hands.

        Waits while the store is away, and raises `StoreUnavailableError` where too many others do.
        """
        if self._waiting >= WAITING:
            raise StoreUnavailableError("Too many deliveries wait for the database; this one is not kept.")
        self._waiting += 1
        try:
            claimed = await _when_reachable(lambda: self._store.claim(key, self._owner, self._lease, content))
        finally:
            self._waiting -= 1
        if claimed is None:
            self._observe("repeated", None)
        return claimed

    async def take_over(self, limit: int, team_id: str = "") -> list[StoredDelivery]:
        """Deliveries that nobody holds, held by this process from now on; of one workspace if given."""
        since = self._now() - RESUMED_FOR
        return await self._store.take_over(
            self._owner, self._lease, since=since, limit=limit, team_id=team_id, leave=self._here
        )

    def age(self, delivery: StoredDelivery) -> timedelta:
        """How long ago it came."""
        return self._now() - delivery.received

    @asynccontextmanager
    async def held(self, delivery: StoredDelivery) -> AsyncGenerator[Lease]:
        """Hold it during the block; a block that is cancelled leaves it to others, at once."""

        async def renew() -> bool:
            return await self._store.renew(delivery.key, self._owner, self._lease)

        self._here.add(delivery.key)
        try:
            async with Lease(renew, self._lease, self._now).kept() as lease:
                yield lease
        except LeaseLostError:
            self._observe("left", None)
            raise
        except asyncio.CancelledError:
            with suppress(StoreError):  # then it is left to its lease
                await self._store.put_off(delivery.key, self._owner, timedelta(0))
            raise
        finally:
            self._here.discard(delivery.key)

    async def answered(self, delivery: StoredDelivery) -> bool:
        """Remember that nothing more is to be done; False when another process has it. Waits for the store."""
        is_ours = await _when_reachable(lambda: self._store.answered(delivery.key, self._owner))
        self._observe("done" if is_ours else "left", self.age(delivery).total_seconds() if is_ours else None)
        return is_ours

    async def apologise(self, delivery: StoredDelivery) -> bool:
        """Remember that the person is told of a failure; as `answered`."""
        return await _when_reachable(lambda: self._store.apologise(delivery.key, self._owner))

    async def put_off(self, delivery: StoredDelivery) -> bool:
        """Leave it to be taken over after a pause; as `answered`."""
        pause = pause_after(self.age(delivery))
        self._observe("put off", None)
        return await _when_reachable(lambda: self._store.put_off(delivery.key, self._owner, pause))


async def _when_reachable(call: Callable[[], Awaitable[Result]]) -> Result:
    """The result of a call of the store, made again while that is away."""
    pause = _FIRST_RETRY_SECONDS
    while True:
        try:
            return await call()
        except StoreUnavailableError:
            await asyncio.sleep(pause * (0.5 + random.random() / 2))
        pause = min(2 * pause, _LONGEST_RETRY_SECONDS)
