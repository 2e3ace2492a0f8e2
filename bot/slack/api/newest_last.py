"""Several updates of one thing, of which the newest has to be the last that Slack gets."""

import asyncio
import re
from collections import OrderedDict
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

_TIMESTAMP = re.compile(r"\d{1,12}(?:\.\d{1,9})?", re.ASCII)


@dataclass
class _Shown:
    """What was last shown of a thing: when it was asked for; the lock is held while it is sent."""

    moment: float = 0.0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class NewestLast:
    """Has updates of the same key sent one after the other, and says of those that a newer one has overtaken.

    Two fields of a form that are changed within a moment are two deliveries, which are worked on at the same time. The
    order holds within this process; `most` things are remembered.
    """

    def __init__(self, most: int = 1_000) -> None:
        self._shown: OrderedDict[str, _Shown] = OrderedDict()
        self._most = most

    @asynccontextmanager
    async def turn(self, key: str, asked_at: str) -> AsyncGenerator[bool]:
        """Wait for the updates before; whether this one is still the newest.

        `asked_at` is a timestamp of Slack's, in seconds; what has none is older than all that have one.
        """
        moment = float(asked_at) if _TIMESTAMP.fullmatch(asked_at) else 0.0
        shown = self._shown.setdefault(key, _Shown())
        self._shown.move_to_end(key)
        while len(self._shown) > self._most:
            self._shown.popitem(last=False)
        async with shown.lock:
            is_newest = moment >= shown.moment
            shown.moment = max(moment, shown.moment)
            yield is_newest
