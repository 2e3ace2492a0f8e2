"""What happened in the workspace, for whoever watches: a browser, a terminal, a waiting test."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Self

ChangeKind = Literal[
    "message", "message_changed", "message_deleted", "ephemeral", "ephemeral_changed", "ephemeral_deleted",
    "reaction_added", "reaction_removed", "view_opened", "view_updated", "view_closed", "home_published",
    "member_joined", "member_left", "channel_created", "channel_archived", "assistant", "delivery", "warning",
]  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One thing that happened; `number` counts from 1 without gaps, `data` is plain JSON."""

    number: int
    kind: ChangeKind
    at: datetime
    data: dict[str, Any]


class Subscription:
    """An async iterator over changes from the moment it was made (or from a number on) until it is closed.

    It is an async context manager too, which closes it.
    """

    def __init__(self, feed: "ChangeFeed", backlog: list[Change]) -> None:
        self._feed = feed
        self._queue: asyncio.Queue[Change | None] = asyncio.Queue()
        for change in backlog:
            self._queue.put_nowait(change)

    def __aiter__(self) -> AsyncIterator[Change]:
        return self

    async def __anext__(self) -> Change:
        change = await self._queue.get()
        if change is None:
            raise StopAsyncIteration
        return change

    def close(self) -> None:
        """End the iteration after what is already waiting."""
        self._feed.subscriptions.discard(self)
        self._queue.put_nowait(None)

    def push(self, change: Change) -> None:
        """Hand the watcher a change."""
        self._queue.put_nowait(change)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        self.close()


class ChangeFeed:
    """Numbers and keeps the newest changes, and passes them on to every subscription."""

    def __init__(self, keep: int = 10_000) -> None:
        self.kept: deque[Change] = deque(maxlen=keep)
        self.subscriptions: set[Subscription] = set()
        self._number = 0

    @property
    def number(self) -> int:
        """The number of the newest change, 0 before the first."""
        return self._number

    def add(self, kind: ChangeKind, at: datetime, data: dict[str, Any]) -> Change:
        """Record a change and tell the watchers."""
        self._number += 1
        change = Change(self._number, kind, at, data)
        self.kept.append(change)
        for subscription in self.subscriptions:
            subscription.push(change)
        return change

    def subscribe(self, after: int | None = None) -> Subscription:
        """Watch from now on; with `after`, first the kept changes with a higher number than that."""
        backlog = [change for change in self.kept if after is not None and change.number > after]
        subscription = Subscription(self, backlog)
        self.subscriptions.add(subscription)
        return subscription

    def close(self) -> None:
        """End every subscription."""
        for subscription in list(self.subscriptions):
            subscription.close()


class Pulse:
    """Wakes all who wait whenever something happened."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def beat(self) -> None:
        """Something happened."""
        event, self._event = self._event, asyncio.Event()
        event.set()

    async def wait(self, seconds: float) -> bool:
        """Wait for the next beat, at most that long; whether it came."""
        try:
            await asyncio.wait_for(self._event.wait(), seconds)
        except TimeoutError:
            return False
        return True
