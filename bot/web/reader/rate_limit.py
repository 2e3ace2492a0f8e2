"""Limiting how often one client searches, and how many searches wait at once."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.errors import LatePostError


class RateLimitedError(LatePostError):
    """More than one client may ask; `seconds` says after how long it may again, 0 where all clients together did."""

    retry_helps = True

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds:.1f} s")
        self.seconds = seconds


class RateLimiter:
    """A bucket of `burst` searches for each client, refilled by `per_second`; at most `at_once` run or wait together.

    `clock` gives seconds that only grow. The clients seen last are remembered, `most` of them.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        *,
        burst: int = 40,
        per_second: float = 8.0,
        at_once: int = 24,
        most: int = 10_000,
    ) -> None:
        self._clock = clock
        self._burst = burst
        self._per_second = per_second
        self._at_once = at_once
        self._most = most
        self._under_way = 0
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    @contextmanager
    def search(self, client: str) -> Iterator[None]:
        """One search of this client, for the time of the block; RateLimitedError instead of it."""
        self._take(client)
        if self._under_way >= self._at_once:
            raise RateLimitedError(0)
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1

    def _take(self, client: str) -> None:
        now = self._clock()
        left, since = self._buckets.pop(client, (float(self._burst), now))
        left = min(self._burst, left + (now - since) * self._per_second)
        self._buckets[client] = (left - 1 if left >= 1 else left), now
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        if left < 1:
            raise RateLimitedError((1 - left) / self._per_second)
