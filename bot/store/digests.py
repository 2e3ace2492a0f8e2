"""What became of each slot of a subscription, and which articles it had.

A slot is claimed together with moving its subscription on, by an UPDATE that must change one row; whoever claims it
holds it for a lease. An article counts as sent when its slot is finished, so a slot that is given up loses nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, Select, and_, or_, select, update

from bot.model import Article, Digest, PastSlot, SlotOutcome, utc_milliseconds
from bot.store.database import Database
from bot.store.subscriptions import StoredSubscription, insert_new, moment_of, stored_subscription
from bot.store.tables.library import articles, changes, digest_articles, digest_slots, library, subscriptions


@dataclass(frozen=True, slots=True)
class SkippedSlot:
    """A slot for which nothing is sent."""

    key: str
    due: datetime
    outcome: SlotOutcome


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
        """The subscriptions, of one workspace if given, with a slot that nobody took on and none that is unfinished."""
        query = select(subscriptions).where(subscriptions.c.next_due_ms <= utc_milliseconds(now), ~_has_unfinished())
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
        seen: int | None = None,
    ) -> bool:
        """Remember slots for which nothing is sent, and move on. False when the subscription changed meanwhile.

        With `seen`, articles until that change that were out when the last of the slots was due are no longer new.
        """

        def work(connection: Connection) -> bool:
            if not _move_on(connection, stored, next_due):
                return False
            _insert_skipped(connection, stored, skipped, now)
            if seen is not None:
                _see(connection, stored.subscription.id, seen, skipped[-1].due)
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
        query = select(digest_slots.c.key).where(free)
        if team_id:
            theirs = select(subscriptions.c.id).where(subscriptions.c.team_id == team_id)
            query = query.where(digest_slots.c.subscription_id.in_(theirs))

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
                _see(connection, subscription_id, claimed.digest.change, claimed.due)
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

    async def newest_change(self) -> int:
        """The number of the library's newest change."""
        return await self._database.read(_last_change)

    async def new_articles(
        self, stored: StoredSubscription, *, due: datetime, change: int | None = None
    ) -> tuple[list[Article], int]:
        """What is new for a slot, newest first, and the newest change that was looked at: the store's, or `change`.

        New is what was stored since the last digest, and what was published since; not what was in one, and not what
        is published after the slot, which waits for its time. An edit is no new article.
        """
        subscription, due_ms = stored.subscription, utc_milliseconds(due)

        def work(connection: Connection) -> tuple[list[Article], int]:
            newest = _last_change(connection)
            until = newest if change is None else min(newest, change)
            added = _inserts(changes.c.number > stored.since_change, changes.c.number <= until)
            later = _inserts(changes.c.number > until)
            had = select(digest_articles.c.article_id).where(digest_articles.c.subscription_id == subscription.id)
            since_ms = utc_milliseconds(stored.since)
            query = (
                select(articles.c.content)
                .where(articles.c.published_ms <= due_ms)
                .where(or_(articles.c.id.in_(added), articles.c.published_ms > since_ms))
                .where(articles.c.id.not_in(later), articles.c.id.not_in(had))
                .order_by(articles.c.published_ms.desc(), articles.c.id)
            )
            return list(map(Article.model_validate_json, connection.execute(query).scalars())), until

        found, until = await self._database.read(work)
        wanted = set(subscription.sources)
        return [article for article in found if not wanted or not wanted.isdisjoint(article.sources)], until


def _last_change(connection: Connection) -> int:
    return int(connection.execute(select(library.c.last_change)).scalar_one())


def _inserts(*conditions: Any) -> Select[Any]:
    return select(changes.c.article_id).where(changes.c.kind == "insert", *conditions)


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


def _see(connection: Connection, subscription_id: str, change: int, due: datetime) -> None:
    """Move on what counts as new, never back: it may have been resumed since."""
    for column, value in (
        (subscriptions.c.since_change, change),
        (subscriptions.c.since_ms, utc_milliseconds(due)),
    ):
        statement = update(subscriptions).where(subscriptions.c.id == subscription_id, column < value)
        connection.execute(statement.values({column: value}))
