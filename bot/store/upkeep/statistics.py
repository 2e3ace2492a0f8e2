"""How much waits in the database, and how what went out or came in fared: numbers alone, for an operator's graphs."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, select, true

from bot.model import utc_milliseconds
from bot.store.database import Database
from bot.store.tables.library import articles, deliveries, digest_slots, feeds, library, subscriptions


@dataclass(frozen=True, slots=True)
class Scope:
    """What the bot looks after: the database may hold another workspace's, and feeds that are no longer listed."""

    feeds: Collection[str]
    """The keys of those that are listed."""
    team_id: str = ""
    """The one workspace that it works for, empty for all."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """The state of a database, which all processes share. Ages are in seconds, 0 where nothing waits."""

    articles: int
    newest_change: int
    deliveries_waiting: int
    """Deliveries that are not answered yet, those among them that somebody works on."""
    oldest_delivery_age: float
    slots: Mapping[str, int]
    """How many slots of digests ended so, by their outcome; `sending` are under way."""
    subscriptions: int
    subscription_delay: float
    """By how much the slot that is the latest is overdue without that anybody has begun it."""
    feeds: int
    feeds_failing: int
    oldest_feed_success_age: float


async def statistics(database: Database, now: datetime, scope: Scope) -> Statistics:
    """The state of the database at one moment."""
    return await database.read(lambda connection: _statistics(connection, utc_milliseconds(now), scope))


def _statistics(connection: Connection, now_ms: int, scope: Scope) -> Statistics:
    team = scope.team_id
    is_ours = deliveries.c.key.startswith(f"{team}:", autoescape=True) if team else true()
    waiting = connection.execute(
        select(func.count(), func.min(deliveries.c.received_ms)).where(deliveries.c.answered.is_(False), is_ours)
    ).one()
    slots = connection.execute(select(digest_slots.c.outcome, func.count()).group_by(digest_slots.c.outcome)).all()
    goes_out = and_(subscriptions.c.paused == "", subscriptions.c.removed_ms.is_(None))
    at_its_time = subscriptions.c.is_alert.is_(False)  # an alert has no time by which it should have gone out
    going_out = connection.execute(
        select(func.count(), func.min(subscriptions.c.next_due_ms).filter(at_its_time)).where(
            goes_out, subscriptions.c.team_id == team if team else true()
        )
    ).one()
    fed = connection.execute(
        select(func.count(), func.count().filter(feeds.c.failures > 0), func.min(feeds.c.succeeded_ms)).where(
            feeds.c.key.in_(list(scope.feeds))
        )
    ).one()
    return Statistics(
        articles=connection.execute(select(func.count()).select_from(articles)).scalar_one(),
        newest_change=connection.execute(select(library.c.last_change)).scalar_one(),
        deliveries_waiting=waiting[0],
        oldest_delivery_age=_age(waiting[1], now_ms),
        slots=dict(map(tuple, slots)),
        subscriptions=going_out[0],
        subscription_delay=_age(going_out[1], now_ms),
        feeds=fed[0],
        feeds_failing=fed[1],
        oldest_feed_success_age=_age(fed[2], now_ms),
    )


def _age(moment_ms: int | None, now_ms: int) -> float:
    return 0.0 if moment_ms is None else max(0.0, (now_ms - moment_ms) / 1000)
