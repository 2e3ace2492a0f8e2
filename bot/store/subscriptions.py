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
        """A new subscription; articles published after `since` or stored from now on are new. False if it exists."""
        values = {
            **_columns(subscription),
            "revision": 1,
            "paused": "",
            "since_change": select(library.c.last_change).scalar_subquery(),
            "since_ms": utc_milliseconds(since),
            "next_due_ms": utc_milliseconds(next_due),
            "created_ms": utc_milliseconds(now),
        }
        return await self._database.write(lambda connection: insert_new(connection, subscriptions, values))

    async def change(self, subscription: Subscription, next_due: datetime) -> bool:
        """Store a changed subscription under its id; False when there is none."""
        values = {**_columns(subscription), "next_due_ms": utc_milliseconds(next_due)}
        return await self._change(subscriptions.c.id == subscription.id, **values)

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

    async def remove(self, subscription_id: str) -> bool:
        """Delete it with all that was remembered of it; False when there is none."""
        gone, *_ = await self._database.change(
            (delete(subscriptions).where(subscriptions.c.id == subscription_id), {}),
            *((delete(table).where(table.c.subscription_id == subscription_id), {}) for table in _PER_SUBSCRIPTION),
        )
        return bool(gone)

    async def get(self, subscription_id: str) -> StoredSubscription | None:
        """The subscription with this id."""
        found = await self._stored(select(subscriptions).where(subscriptions.c.id == subscription_id))
        return found[0] if found else None

    async def all(self, team_id: str | None = None) -> list[StoredSubscription]:
        """All subscriptions, or those of a workspace, oldest first."""
        query = select(subscriptions)
        if team_id is not None:
            query = query.where(subscriptions.c.team_id == team_id)
        return await self._stored(query.order_by(subscriptions.c.created_ms, subscriptions.c.id))

    async def _change(self, which: ColumnElement[bool], **values: Any) -> bool:
        statement = update(subscriptions).where(which).values(**values, revision=subscriptions.c.revision + 1)
        return await self._database.change((statement, {})) != [0]

    async def _stored(self, query: Select[Any]) -> list[StoredSubscription]:
        return [stored_subscription(row) for row in await self._database.rows(query)]


def _columns(subscription: Subscription) -> dict[str, Any]:
    return {
        "id": subscription.id,
        "team_id": subscription.team_id,
        "channel_id": subscription.channel_id,
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
