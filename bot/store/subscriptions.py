"""Subscriptions in the database: who gets digests, whether they go out, and where each of them stands."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.model import Subscription, utc_milliseconds
from bot.store.database import Database
from bot.store.tables.library import digest_articles, digest_slots, library, subscriptions

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PER_SUBSCRIPTION = (digest_slots, digest_articles)
_IS_THERE = subscriptions.c.removed_ms.is_(None)


@dataclass(frozen=True, slots=True)
class StoredSubscription:
    """A subscription as it is stored, with where it stands."""

    subscription: Subscription
    revision: int
    paused: str
    """Empty while it goes out; `person` when somebody paused it, else Slack's word for why it can't go on."""
    since_change: int
    since: datetime
    next_due: datetime


class SubscriptionStore:
    """Subscriptions by id. All times are aware datetimes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, subscription: Subscription, *, now: datetime, since: datetime, next_due: datetime) -> bool:
        """A new subscription; articles published after `since` or stored from now on are new. False if it exists.

        What one with its id had that was removed is not new for it.
        """
        values = {
            **_columns(subscription),
            "revision": 1,
            "paused": "",
            "since_change": select(library.c.last_change).scalar_subquery(),
            "since_ms": utc_milliseconds(since),
            "next_due_ms": utc_milliseconds(next_due),
            "created_ms": utc_milliseconds(now),
        }
        removed = and_(subscriptions.c.id == subscription.id, subscriptions.c.removed_ms.is_not(None))
        unfinished = and_(digest_slots.c.subscription_id == subscription.id, digest_slots.c.unfinished.is_(True))

        def work(connection: Connection) -> bool:
            if connection.execute(delete(subscriptions).where(removed)).rowcount:
                connection.execute(delete(digest_slots).where(unfinished))
            return insert_new(connection, subscriptions, values)

        return await self._database.write(work)

    async def change(self, subscription: Subscription, next_due: datetime, revision: int | None = None) -> bool:
        """Store a changed subscription under its id; False when there is none, or none of that revision."""
        values = {**_columns(subscription), "next_due_ms": utc_milliseconds(next_due)}
        which = subscriptions.c.id == subscription.id
        if revision is not None:
            which = and_(which, subscriptions.c.revision == revision)
        return await self._change(which, **values)

    async def pause(self, subscription_id: str, because: str) -> bool:
        """Stop it; False when it is paused already or gone."""
        active = and_(subscriptions.c.id == subscription_id, subscriptions.c.paused == "")
        return await self._change(active, paused=because)

    async def resume(self, subscription_id: str, *, now: datetime, next_due: datetime) -> bool:
        """Go on from now: nothing that the library holds by now is new any more. False when it is not paused."""
        return await self._change(
            and_(subscriptions.c.id == subscription_id, subscriptions.c.paused != ""),
            paused="",
            since_change=select(library.c.last_change).scalar_subquery(),
            since_ms=utc_milliseconds(now),
            next_due_ms=utc_milliseconds(next_due),
        )

    async def remove(self, subscription_id: str, now: datetime) -> bool:
        """Take it away, and keep what is remembered of it until `forget_removed`; False when there is none."""
        return await self._change(subscriptions.c.id == subscription_id, removed_ms=utc_milliseconds(now))

    async def restore(self, subscription_id: str) -> bool:
        """Put a removed one back as it was; False when there is none."""
        removed = and_(subscriptions.c.id == subscription_id, subscriptions.c.removed_ms.is_not(None))
        statement = update(subscriptions).where(removed)
        statement = statement.values(removed_ms=None, revision=subscriptions.c.revision + 1)
        return await self._database.change((statement, {})) != [0]

    async def forget_removed(self, before: datetime) -> None:
        """Delete what was removed before then, with all that was remembered of it."""
        old = subscriptions.c.removed_ms < utc_milliseconds(before)
        ids = select(subscriptions.c.id).where(old)
        await self._database.change(
            *((delete(table).where(table.c.subscription_id.in_(ids)), {}) for table in _PER_SUBSCRIPTION),
            (delete(subscriptions).where(old), {}),
        )

    async def get(self, subscription_id: str) -> StoredSubscription | None:
        """The subscription with this id."""
        query = select(subscriptions).where(subscriptions.c.id == subscription_id, _IS_THERE)
        return next(iter(await self._stored(query)), None)

    async def removed(self, subscription_id: str) -> StoredSubscription | None:
        """The subscription with this id that was removed and not forgotten yet."""
        query = select(subscriptions).where(subscriptions.c.id == subscription_id, ~_IS_THERE)
        return next(iter(await self._stored(query)), None)

    async def all(self, team_id: str | None = None) -> list[StoredSubscription]:
        """All subscriptions, or those of a workspace, oldest first."""
        query = select(subscriptions).where(_IS_THERE)
        if team_id is not None:
            query = query.where(subscriptions.c.team_id == team_id)
        return await self._stored(query.order_by(subscriptions.c.created_ms, subscriptions.c.id))

    async def _change(self, which: ColumnElement[bool], **values: Any) -> bool:
        statement = update(subscriptions).where(which, _IS_THERE)
        statement = statement.values(**values, revision=subscriptions.c.revision + 1)
        return await self._database.change((statement, {})) != [0]

    async def _stored(self, query: Select[Any]) -> list[StoredSubscription]:
        return [stored_subscription(row) for row in await self._database.rows(query)]


def _columns(subscription: Subscription) -> dict[str, Any]:
    return {
        "id": subscription.id,
        "team_id": subscription.team_id,
        "channel_id": subscription.channel_id,
        "is_alert": subscription.kind == "alert",
        "content": subscription.model_dump_json(exclude_defaults=True),
    }


def stored_subscription(row: Row[Any]) -> StoredSubscription:
    """A row of `subscriptions`."""
    return StoredSubscription(
        subscription=Subscription.model_validate_json(row.content),
        revision=row.revision,
        paused=row.paused,
        since_change=row.since_change,
        since=moment_of(row.since_ms),
        next_due=moment_of(row.next_due_ms),
    )


def insert_new(connection: Connection, table: Any, values: dict[str, Any]) -> bool:
    """Insert a row unless one with its key is there; whether it was inserted."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing()
    return bool(connection.execute(statement).rowcount)


def moment_of(milliseconds: int) -> datetime:
    """The time that `utc_milliseconds` made these of, in UTC."""
    return _EPOCH + timedelta(milliseconds=milliseconds)
