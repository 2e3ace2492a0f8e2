"""What the bot remembers of feeds: when each is due, what it said last, and how it fails."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from bot.model import utc_milliseconds
from bot.store.database import Database
from bot.store.tables.library import feeds


@dataclass(frozen=True, slots=True)
class FeedState:
    """One feed as it was left."""

    key: str
    address: str
    etag: str
    last_modified: str
    next_at: datetime
    succeeded_at: datetime | None
    failed_at: datetime | None
    error: str
    failing_since: datetime | None
    failures: int
    reported: bool
    note: str


class FeedStates:
    """The states of all feeds, in the database that all processes share."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def all(self) -> dict[str, FeedState]:
        """The states by key."""
        return {row.key: _state(row) for row in await self._database.rows(select(feeds))}

    async def take_due(self, addresses: Sequence[tuple[str, str]], lease: timedelta) -> list[FeedState]:
        """Of these feeds (key and address) those that are due, now ours for the lease; new ones are due at once."""
        now = utc_milliseconds(self._now())
        until = utc_milliseconds(self._now() + lease)
        keys = [key for key, _ in addresses]
        due = select(feeds.c.key, feeds.c.next_ms).where(feeds.c.key.in_(keys))
        known = {row.key: row.next_ms for row in await self._database.rows(due)}
        waiting = [(key, address) for key, address in addresses if known.get(key, 0) <= now]
        if not waiting:
            return []

        def take(connection: Connection) -> list[FeedState]:
            taken: list[FeedState] = []
            for key, address in waiting:
                claim = update(feeds).where(feeds.c.key == key, feeds.c.next_ms <= now).values(next_ms=until)
                if connection.execute(claim).rowcount or _insert(connection, key, address, until):
                    taken.append(_state(connection.execute(select(feeds).where(feeds.c.key == key)).one()))
            return taken

        return await self._database.write(take)

    async def renew(self, key: str, lease: timedelta) -> None:
        """Keep a feed that is ours for the lease, from now on."""
        await self._update(key, {"next_ms": utc_milliseconds(self._now() + lease)})

    async def succeeded(self, state: FeedState, next_at: datetime) -> None:
        """Keep what a fetch brought: address, validators and note are those of `state`."""
        values = {
            "address": state.address,
            "etag": state.etag,
            "last_modified": state.last_modified,
            "note": state.note,
            "succeeded_ms": utc_milliseconds(self._now()),
            "next_ms": utc_milliseconds(next_at),
            "error": "",
            "failing_since_ms": None,
            "failures": 0,
            "reported": False,
        }
        await self._update(state.key, values)

    async def failed(self, state: FeedState, error: str, next_at: datetime) -> None:
        """Keep that a fetch failed and why."""
        now = utc_milliseconds(self._now())
        since = utc_milliseconds(state.failing_since) if state.failing_since else now
        values = {
            "failed_ms": now,
            "error": error,
            "failing_since_ms": since,
            "failures": state.failures + 1,
            "next_ms": utc_milliseconds(next_at),
        }
        await self._update(state.key, values)

    async def take_report(self, key: str, failing_before: datetime) -> bool:
        """Whether it is ours to report that this feed has failed since before then; True once for one failing."""
        query = (
            update(feeds)
            .where(feeds.c.key == key, feeds.c.reported.is_(False))
            .where(feeds.c.failing_since_ms <= utc_milliseconds(failing_before))
            .values(reported=True)
        )
        return await self._database.change((query, {})) == [1]

    async def not_reported(self, key: str) -> None:
        """Give the report back, since nobody could be told."""
        await self._update(key, {"reported": False})

    async def _update(self, key: str, values: dict[str, Any]) -> None:
        await self._database.change((update(feeds).where(feeds.c.key == key).values(values), {}))


def _insert(connection: Connection, key: str, address: str, until: int) -> bool:
    """Begin a new feed's row; False when another process has just done so."""
    if connection.execute(select(feeds.c.key).where(feeds.c.key == key)).first() is not None:
        return False
    values = {
        "key": key,
        "address": address,
        "etag": "",
        "last_modified": "",
        "next_ms": until,
        "error": "",
        "failures": 0,
        "reported": False,
        "note": "",
    }
    connection.execute(insert(feeds).values(values))
    return True


def _state(row: Row[Any]) -> FeedState:
    return FeedState(
        key=row.key,
        address=row.address,
        etag=row.etag,
        last_modified=row.last_modified,
        next_at=_moment(row.next_ms),
        succeeded_at=_moment(row.succeeded_ms) if row.succeeded_ms is not None else None,
        failed_at=_moment(row.failed_ms) if row.failed_ms is not None else None,
        error=row.error,
        failing_since=_moment(row.failing_since_ms) if row.failing_since_ms is not None else None,
        failures=row.failures,
        reported=row.reported,
        note=row.note,
    )


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
