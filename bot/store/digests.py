"""What became of each slot of a subscription, and which articles it had.

A slot is claimed together with moving its subscription on, by an UPDATE that must change one row; whoever claims it
holds it for a lease. An article counts as sent when its slot is finished, so a slot that is given up loses nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Article, Digest, Outcome, PastSlot, utc_milliseconds
from bot.store.database import Database
from bot.store.schema import articles, changes, digest_articles, digest_slots, library, subscriptions
from bot.store.subscriptions import StoredSubscription, as_held, insert_new, moment_of


@dataclass(frozen=True, slots=True)
class SkippedSlot:
    """A slot for which nothing is sent."""

    key: str
    due: datetime
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Claimed:
    """A slot that is being sent. `attempts` counts from 1."""

    key: str
    due: datetime
    digest: Digest
    attempts: int
    error: str
    """What the last attempt ended in, empty for the first."""
    held: StoredSubscription


class DigestStore:
    """Slots by key, and what is new for them. All times are aware datetimes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, now: datetime, team_id: str = "") -> list[StoredSubscription]:
        """The subscriptions, of one workspace if given, with a slot that nobody took on and none that is unfinished."""
        query = select(subscriptions).where(subscriptions.c.next_due_ms <= utc_milliseconds(now), ~_has_unfinished())
        if team_id:
            query = query.where(subscriptions.c.team_id == team_id)
        query = query.order_by(subscriptions.c.next_due_ms)
        async with self._database.read() as connection:
            return [as_held(row) for row in await connection.execute(query)]

    async def note(
        self,
        held: StoredSubscription,
        passed: Sequence[SkippedSlot],
        *,
        now: datetime,
        next_due: datetime,
        seen: int | None = None,
    ) -> bool:
        """Remember slots for which nothing is sent, and move on. False when the subscription changed meanwhile.

        With `seen`, articles until that change that were out when the last of the slots was due are no longer new.
        """
        async with self._database.write() as connection:
            if not await _move_on(connection, held, next_due):
                return False
            await _note(connection, held, passed, now)
            if seen is not None:
                await _see(connection, held.subscription.id, seen, passed[-1].due)
            return True

    async def claim(
        self,
        held: StoredSubscription,
        passed: Sequence[SkippedSlot],
        *,
        key: str,
        due: datetime,
        digest: Digest,
        owner: str,
        lease: timedelta,
        now: datetime,
        next_due: datetime,
    ) -> bool:
        """Take a slot on, and move its subscription on; of any number of claims at once, one gets it."""
        values = {
            "key": key,
            "subscription_id": held.subscription.id,
            "due_ms": utc_milliseconds(due),
            "outcome": Outcome.SENDING.value,
            "articles": len(digest.entries),
            "error": "",
            "changed_ms": utc_milliseconds(now),
            "unfinished": True,
            "owner": owner,
            "lease_until_ms": utc_milliseconds(now + lease),
            "attempts": 1,
            "content": digest.model_dump_json(exclude_defaults=True),
            "message_ts": "",
        }
        async with self._database.write() as connection:
            if not await _move_on(connection, held, next_due):
                return False
            await _note(connection, held, passed, now)
            return await insert_new(connection, digest_slots, values)

    async def retake(self, owner: str, lease: timedelta, now: datetime, team_id: str = "") -> list[Claimed]:
        """Take on every unfinished slot whose lease ran out; of one workspace if given."""
        free = and_(digest_slots.c.unfinished.is_(True), digest_slots.c.lease_until_ms <= utc_milliseconds(now))
        query = select(digest_slots.c.key).where(free)
        if team_id:
            theirs = select(subscriptions.c.id).where(subscriptions.c.team_id == team_id)
            query = query.where(digest_slots.c.subscription_id.in_(theirs))
        async with self._database.read() as connection:
            keys = (await connection.execute(query)).scalars().all()
        taken: list[Claimed] = []
        for key in keys:
            async with self._database.write() as connection:
                values = {"owner": owner, "lease_until_ms": utc_milliseconds(now + lease)}
                statement = update(digest_slots).where(digest_slots.c.key == key, free)
                statement = statement.values(**values, attempts=digest_slots.c.attempts + 1)
                if not (await connection.execute(statement)).rowcount:
                    continue
                row = (await connection.execute(select(digest_slots).where(digest_slots.c.key == key))).one()
                query = select(subscriptions).where(subscriptions.c.id == row.subscription_id)
                of = (await connection.execute(query)).first()
            if of is not None:
                digest = Digest.model_validate_json(row.content)
                taken.append(Claimed(row.key, moment_of(row.due_ms), digest, row.attempts, row.error, as_held(of)))
        return taken

    async def renew(self, key: str, owner: str, lease_until: datetime, error: str | None = None) -> bool:
        """Hold a slot until then, with what an attempt ended in; False when it is no longer this owner's."""
        values: dict[str, Any] = {"lease_until_ms": utc_milliseconds(lease_until)}
        if error is not None:
            values["error"] = error
        async with self._database.write() as connection:
            statement = update(digest_slots).where(_is_held(key, owner)).values(**values)
            return bool((await connection.execute(statement)).rowcount)

    async def finish(
        self, claimed: Claimed, owner: str, outcome: Outcome, *, now: datetime, error: str = "", message_ts: str = ""
    ) -> bool:
        """Remember what became of a slot; if it was sent, its articles are no longer new. False when it is lost."""
        values = {
            "outcome": outcome.value,
            "error": error,
            "changed_ms": utc_milliseconds(now),
            "unfinished": False,
            "content": "",
            "message_ts": message_ts,
        }
        async with self._database.write() as connection:
            statement = update(digest_slots).where(_is_held(claimed.key, owner)).values(**values)
            if not (await connection.execute(statement)).rowcount:
                return False
            if outcome is Outcome.SENT:
                subscription_id = claimed.held.subscription.id
                for entry in claimed.digest.entries:
                    row = {"subscription_id": subscription_id, "article_id": entry.article.id, "slot_key": claimed.key}
                    await insert_new(connection, digest_articles, row)
                await _see(connection, subscription_id, claimed.digest.change, claimed.due)
            return True

    async def last_slots(self, subscription_id: str, limit: int) -> list[PastSlot]:
        """The last slots of a subscription, newest first."""
        query = select(digest_slots).where(digest_slots.c.subscription_id == subscription_id)
        query = query.order_by(digest_slots.c.due_ms.desc()).limit(limit)
        async with self._database.read() as connection:
            return [
                PastSlot(
                    key=row.key,
                    due=moment_of(row.due_ms),
                    outcome=Outcome(row.outcome),
                    articles=row.articles,
                    error=row.error,
                    at=moment_of(row.changed_ms),
                    message_ts=row.message_ts,
                )
                for row in await connection.execute(query)
            ]

    async def newest_change(self) -> int:
        """The number of the library's newest change."""
        async with self._database.read() as connection:
            return int((await connection.execute(select(library.c.last_change))).scalar_one())

    async def new_articles(
        self, held: StoredSubscription, *, due: datetime, change: int | None = None
    ) -> tuple[list[Article], int]:
        """What is new for a slot, newest first, and the newest change that was looked at: the store's, or `change`.

        New is what was stored since the last digest, and what was published since; not what was in one, and not what
        is published after the slot, which waits for its time. An edit is no new article.
        """
        subscription, due_ms = held.subscription, utc_milliseconds(due)
        async with self._database.read() as connection:
            newest = (await connection.execute(select(library.c.last_change))).scalar_one()
            until = newest if change is None else min(newest, change)
            stored = _inserts(changes.c.number > held.since_change, changes.c.number <= until)
            later = _inserts(changes.c.number > until)
            had = select(digest_articles.c.article_id).where(digest_articles.c.subscription_id == subscription.id)
            since_ms = utc_milliseconds(held.since)
            query = (
                select(articles.c.content)
                .where(articles.c.published_ms <= due_ms)
                .where(or_(articles.c.id.in_(stored), articles.c.published_ms > since_ms))
                .where(articles.c.id.not_in(later), articles.c.id.not_in(had))
                .order_by(articles.c.published_ms.desc(), articles.c.id)
            )
            found = map(Article.model_validate_json, (await connection.execute(query)).scalars().all())
        wanted = set(subscription.sources)
        return [each for each in found if not wanted or not wanted.isdisjoint(each.sources)], until


def _inserts(*conditions: Any) -> Select[Any]:
    return select(changes.c.article_id).where(changes.c.kind == "insert", *conditions)


def _is_held(key: str, owner: str) -> Any:
    return and_(digest_slots.c.key == key, digest_slots.c.owner == owner, digest_slots.c.unfinished.is_(True))


def _has_unfinished() -> Any:
    query = select(digest_slots.c.key).where(digest_slots.c.unfinished.is_(True))
    return query.where(digest_slots.c.subscription_id == subscriptions.c.id).exists()


async def _move_on(connection: AsyncConnection, held: StoredSubscription, next_due: datetime) -> bool:
    """Move a subscription to its next slot; False when it changed since it was read, or a slot is unfinished."""
    unchanged = and_(subscriptions.c.id == held.subscription.id, subscriptions.c.revision == held.revision)
    values = {"revision": held.revision + 1, "next_due_ms": utc_milliseconds(next_due)}
    statement = update(subscriptions).where(unchanged, ~_has_unfinished()).values(**values)
    return bool((await connection.execute(statement)).rowcount)


async def _note(
    connection: AsyncConnection, held: StoredSubscription, passed: Sequence[SkippedSlot], now: datetime
) -> None:
    for slot in passed:
        row = {
            "key": slot.key,
            "subscription_id": held.subscription.id,
            "due_ms": utc_milliseconds(slot.due),
            "outcome": slot.outcome.value,
            "articles": 0,
            "error": "",
            "changed_ms": utc_milliseconds(now),
            "unfinished": False,
            "owner": "",
            "lease_until_ms": 0,
            "attempts": 0,
            "content": "",
            "message_ts": "",
        }
        await insert_new(connection, digest_slots, row)


async def _see(connection: AsyncConnection, subscription_id: str, change: int, due: datetime) -> None:
    """Move on what counts as new, never back: it may have been resumed since."""
    for column, value in (
        (subscriptions.c.since_change, change),
        (subscriptions.c.since_ms, utc_milliseconds(due)),
    ):
        statement = update(subscriptions).where(subscriptions.c.id == subscription_id, column < value)
        await connection.execute(statement.values({column: value}))
