"""What became of each slot of a subscription, and which articles it had.

A slot is claimed together with moving its subscription on, by an UPDATE that must change one row; whoever claims it
holds it for a lease. An article counts as sent when its slot is finished, so a slot that is given up loses nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, and_, or_, select, update

from bot.model import Article, Digest, PastSlot, SlotOutcome, Subscription, utc_milliseconds
from bot.store.database import Database
from bot.store.news import has_news, last_change, read_new, read_newest
from bot.store.subscriptions import StoredSubscription, insert_new, moment_of, stored_subscription
from bot.store.tables.library import articles, digest_articles, digest_slots, subscriptions


@dataclass(frozen=True, slots=True)
class SkippedSlot:
    """A slot for which nothing is sent."""

    key: str
    due: datetime
    outcome: SlotOutcome


@dataclass(frozen=True, slots=True)
class Seen:
    """Articles until that change that were out at that time were looked at, so that they are no longer new."""

    change: int
    due: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """A slot that is being sent. `attempts` counts from 1."""

    key: str
    due: datetime
    digest: Digest
    stored: StoredSubscription
    attempts: int = 1
    error: str = ""
    """What the last attempt ended in, empty for the first."""


@dataclass(frozen=True, slots=True)
class LeaseTerms:
    """Who holds a slot, and until when."""

    owner: str
    until: datetime


class DigestStore:
    """Slots by key, and what is new for them. All times are aware datetimes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def due(self, now: datetime, team_id: str = "") -> list[StoredSubscription]:
        """The subscriptions, of one workspace if given, with a slot that nobody took on and none that is unfinished.

        An alert is due from its time on whenever something is new, unless it is paused.
        """
        now_ms = utc_milliseconds(now)
        is_due = or_(subscriptions.c.is_alert.is_(False), and_(subscriptions.c.paused == "", has_news(now_ms)))
        query = select(subscriptions).where(
            subscriptions.c.next_due_ms <= now_ms, subscriptions.c.removed_ms.is_(None), ~_has_unfinished(), is_due
        )
        if team_id:
            query = query.where(subscriptions.c.team_id == team_id)
        query = query.order_by(subscriptions.c.next_due_ms)
        return [stored_subscription(row) for row in await self._database.rows(query)]

    async def skip(
        self,
        stored: StoredSubscription,
        skipped: Sequence[SkippedSlot],
        *,
        now: datetime,
        next_due: datetime,
        seen: Seen | None = None,
    ) -> bool:
        """Remember slots for which nothing is sent, and move on. False when the subscription changed meanwhile."""

        def work(connection: Connection) -> bool:
            if not _move_on(connection, stored, next_due):
                return False
            _insert_skipped(connection, stored, skipped, now)
            if seen is not None:
                _see(connection, stored.subscription.id, seen)
            return True

        return await self._database.write(work)

    async def claim(
        self, claim: Claimed, skipped: Sequence[SkippedSlot], terms: LeaseTerms, *, now: datetime, next_due: datetime
    ) -> bool:
        """Take a slot on, and move its subscription on; of any number of claims at once, one gets it."""
        values = _columns(claim.stored, claim.key, claim.due, SlotOutcome.SENDING, now) | {
            "articles": len(claim.digest.entries),
            "unfinished": True,
            "owner": terms.owner,
            "lease_until_ms": utc_milliseconds(terms.until),
            "attempts": claim.attempts,
            "content": claim.digest.model_dump_json(exclude_defaults=True),
        }

        def work(connection: Connection) -> bool:
            if not _move_on(connection, claim.stored, next_due):
                return False
            _insert_skipped(connection, claim.stored, skipped, now)
            return insert_new(connection, digest_slots, values)

        return await self._database.write(work)

    async def retake(self, terms: LeaseTerms, now: datetime, team_id: str = "") -> list[Claimed]:
        """Take on every unfinished slot whose lease ran out; of one workspace if given."""
        free = and_(digest_slots.c.unfinished.is_(True), digest_slots.c.lease_until_ms <= utc_milliseconds(now))
        theirs = select(subscriptions.c.id).where(subscriptions.c.removed_ms.is_(None))
        if team_id:
            theirs = theirs.where(subscriptions.c.team_id == team_id)
        query = select(digest_slots.c.key).where(free, digest_slots.c.subscription_id.in_(theirs))

        def work(connection: Connection, key: str) -> Claimed | None:
            statement = update(digest_slots).where(digest_slots.c.key == key, free)
            values = {**_columns_of(terms), "attempts": digest_slots.c.attempts + 1}
            if not connection.execute(statement.values(**values)).rowcount:
                return None
            slot = connection.execute(select(digest_slots).where(digest_slots.c.key == key)).one()
            query = select(subscriptions).where(subscriptions.c.id == slot.subscription_id)
            row = connection.execute(query).first()
            if row is None:
                return None
            digest = Digest.model_validate_json(slot.content)
            due, stored = moment_of(slot.due_ms), stored_subscription(row)
            return Claimed(slot.key, due, digest, stored, slot.attempts, slot.error)

        keys = [row.key for row in await self._database.rows(query)]
        claims = [await self._database.write(partial(work, key=key)) for key in keys]
        return [claim for claim in claims if claim is not None]

    async def renew(self, key: str, terms: LeaseTerms, error: str | None = None) -> bool:
        """Prolong a lease, with what an attempt ended in; False when the slot is no longer this owner's."""
        values = _columns_of(terms) | ({} if error is None else {"error": error})
        statement = update(digest_slots).where(_is_leased(key, terms.owner)).values(**values)
        return await self._database.change((statement, {})) != [0]

    async def finish(
        self,
        claimed: Claimed,
        owner: str,
        outcome: SlotOutcome,
        *,
        now: datetime,
        error: str = "",
        message_ts: str = "",
    ) -> bool:
        """Remember what became of a slot; if it was sent, its articles are no longer new. False when it is lost."""
        values = {
            "outcome": outcome.value,
            "error": error,
            "changed_ms": utc_milliseconds(now),
            "articles": len(claimed.digest.entries),
            "unfinished": False,
            "content": "",
            "message_ts": message_ts,
        }
        subscription_id = claimed.stored.subscription.id

        def work(connection: Connection) -> bool:
            statement = update(digest_slots).where(_is_leased(claimed.key, owner)).values(**values)
            if not connection.execute(statement).rowcount:
                return False
            if outcome is SlotOutcome.SENT:
                for entry in claimed.digest.entries:
                    row = {"subscription_id": subscription_id, "article_id": entry.article.id, "slot_key": claimed.key}
                    insert_new(connection, digest_articles, row)
                _see(connection, subscription_id, Seen(claimed.digest.change, claimed.due))
            return True

        return await self._database.write(work)

    async def last_slots(self, subscription_id: str, limit: int) -> list[PastSlot]:
        """The last slots of a subscription, newest first."""
        query = select(digest_slots).where(digest_slots.c.subscription_id == subscription_id)
        query = query.order_by(digest_slots.c.due_ms.desc()).limit(limit)
        return [
            PastSlot(
                key=row.key,
                due=moment_of(row.due_ms),
                outcome=SlotOutcome(row.outcome),
                articles=row.articles,
                error=row.error,
                at=moment_of(row.changed_ms),
                message_ts=row.message_ts,
            )
            for row in await self._database.rows(query)
        ]

    async def removed_from(self, digest: Digest) -> frozenset[str]:
        """The ids of the digest's articles that are no longer in the library."""
        ids = [entry.article.id for entry in digest.entries]
        rows = await self._database.rows(select(articles.c.id).where(articles.c.id.in_(ids)))
        return frozenset(ids).difference(row.id for row in rows)

    async def newest_change(self) -> int:
        """The number of the library's newest change."""
        return await self._database.read(last_change)

    async def new_articles(
        self, stored: StoredSubscription, *, due: datetime, change: int | None = None
    ) -> tuple[list[Article], int]:
        """What is new for a slot, newest first, and the newest change that was looked at: the store's, or `change`."""
        return await self._database.read(lambda connection: read_new(connection, stored, due, change))

    async def newest_articles(self, subscription: Subscription, limit: int) -> list[Article]:
        """Those of its sources among the newest articles, newest first, whether they are new for it or not."""
        return await self._database.read(lambda connection: read_newest(connection, subscription, limit))


def _is_leased(key: str, owner: str) -> Any:
    return and_(digest_slots.c.key == key, digest_slots.c.owner == owner, digest_slots.c.unfinished.is_(True))


def _has_unfinished() -> Any:
    query = select(digest_slots.c.key).where(digest_slots.c.unfinished.is_(True))
    return query.where(digest_slots.c.subscription_id == subscriptions.c.id).exists()


def _move_on(connection: Connection, stored: StoredSubscription, next_due: datetime) -> bool:
    """Move a subscription to its next slot; False when it changed since it was read, or a slot is unfinished."""
    unchanged = and_(subscriptions.c.id == stored.subscription.id, subscriptions.c.revision == stored.revision)
    values = {"revision": stored.revision + 1, "next_due_ms": utc_milliseconds(next_due)}
    statement = update(subscriptions).where(unchanged, ~_has_unfinished()).values(**values)
    return bool(connection.execute(statement).rowcount)


def _insert_skipped(
    connection: Connection, stored: StoredSubscription, skipped: Sequence[SkippedSlot], now: datetime
) -> None:
    for slot in skipped:
        insert_new(connection, digest_slots, _columns(stored, slot.key, slot.due, slot.outcome, now))


def _columns(
    stored: StoredSubscription, key: str, due: datetime, outcome: SlotOutcome, now: datetime
) -> dict[str, Any]:
    """The row of a slot that nobody sends."""
    return {
        "key": key,
        "subscription_id": stored.subscription.id,
        "due_ms": utc_milliseconds(due),
        "outcome": outcome.value,
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


def _columns_of(terms: LeaseTerms) -> dict[str, Any]:
    return {"owner": terms.owner, "lease_until_ms": utc_milliseconds(terms.until)}


def _see(connection: Connection, subscription_id: str, seen: Seen) -> None:
    """Move on what counts as new, never back: it may have been resumed since."""
    for column, value in (
        (subscriptions.c.since_change, seen.change),
        (subscriptions.c.since_ms, utc_milliseconds(seen.due)),
    ):
        statement = update(subscriptions).where(subscriptions.c.id == subscription_id, column < value)
        connection.execute(statement.values({column: value}))
