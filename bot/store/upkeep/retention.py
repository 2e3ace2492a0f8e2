"""Deleting what people asked long ago, once a day by one of the processes.

What keeps a repetition from being answered or sent twice is not touched: deliveries, which hold no text once they are
answered and are forgotten after days anyhow, and the slots of digests.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, delete, select, tuple_, update

from bot.model import utc_milliseconds
from bot.store.database import Database
from bot.store.subscriptions import insert_new
from bot.store.tables.library import answers, chores, feedback, receipts, threads

_NAME = "retention"
_EVERY = timedelta(days=1)
_LEASE = timedelta(minutes=10)
"""How long a process that died over it keeps the others waiting."""
_AT_ONCE = 1000
"""Rows of one transaction, so that nobody who writes waits for all of them."""
_TIMES: tuple[Column[int], ...] = (threads.c.changed_ms, answers.c.asked_ms, feedback.c.given_ms, receipts.c.made_ms)
"""When a row of these tables was written last; threads go first, since they name answers."""


class Retention:
    """Deletes what is older than `keep`; `now` gives aware datetimes."""

    def __init__(self, database: Database, keep: timedelta, now: Callable[[], datetime]) -> None:
        self._database = database
        self._keep = keep
        self._now = now

    async def run(self) -> dict[str, int] | None:
        """Delete what is old if that is due; how many rows of each table, None where it is not due or another's turn.

        A process that dies over it leaves the rest to the next one that looks.
        """
        if not await self._claim():
            return None
        before = utc_milliseconds(self._now() - self._keep)
        counts = {time.table.name: await self._delete(time, before) for time in _TIMES}
        await self._set_next(_EVERY, chores.c.name == _NAME)
        return counts

    async def _claim(self) -> bool:
        await self._database.write(lambda connection: insert_new(connection, chores, {"name": _NAME, "next_ms": 0}))
        now_ms = utc_milliseconds(self._now())
        return await self._set_next(_LEASE, (chores.c.name == _NAME) & (chores.c.next_ms <= now_ms))

    async def _set_next(self, pause: timedelta, which: ColumnElement[bool]) -> bool:
        statement = update(chores).where(which).values(next_ms=utc_milliseconds(self._now() + pause))
        return await self._database.change((statement, {})) != [0]

    async def _delete(self, time: Column[int], before_ms: int) -> int:
        statement = _deletion(time.table, time < before_ms)
        total, count = 0, _AT_ONCE
        while count == _AT_ONCE:
            (count,) = await self._database.change((statement, {}))
            total += count
        return total


def _deletion(table: Any, is_old: ColumnElement[bool]) -> Any:
    assert isinstance(table, Table)
    key = tuple_(*table.primary_key)
    return delete(table).where(key.in_(select(*table.primary_key).where(is_old).limit(_AT_ONCE)))
