"""What an operator's graphs show of the database."""

from datetime import UTC, datetime, timedelta

from bot.model import Subscription
from bot.store import Database
from bot.store.conversations import ConversationStore
from bot.store.subscriptions import SubscriptionStore
from bot.store.upkeep.statistics import Scope, statistics
from tests.contract.dumps import REVISIONS, load
from tests.contract.dumps.rows import MOMENT_MS, ROWS

NOW = datetime.fromtimestamp(MOMENT_MS / 1000, UTC)
ALL = Scope(feeds=[ROWS["feeds"]["key"]])


async def test_an_empty_database_waits_for_nothing(database_url: str) -> None:
    async with Database.open(database_url) as database:
        found = await statistics(database, NOW, ALL)
    assert (found.articles, found.deliveries_waiting, found.slots, found.feeds) == (0, 0, {}, 0)
    assert (found.oldest_delivery_age, found.subscription_delay, found.oldest_feed_success_age) == (0, 0, 0)


async def test_what_waits_has_an_age_and_what_is_done_a_number(database_url: str) -> None:
    await load(REVISIONS[0], database_url)
    async with Database.open(database_url) as database:
        await ConversationStore(database, lambda: NOW).claim("T1:Ev2", "replica", timedelta(seconds=30), "{}")
        subscription = Subscription(
            id="s", team_id="T1", channel_id="C1", owner_id="U1", at="09:00", days=(1,), zone="Asia/Shanghai"
        )
        await SubscriptionStore(database).add(subscription, now=NOW, since=NOW, next_due=NOW + timedelta(minutes=1))
        found = await statistics(database, NOW + timedelta(minutes=3), ALL)
    assert (found.articles, found.newest_change) == (2, 2)
    assert (found.deliveries_waiting, found.oldest_delivery_age) == (1, 180)
    assert (found.subscriptions, found.subscription_delay) == (1, 120)


async def test_slots_and_feeds_are_counted(database_url: str) -> None:
    await load("0008", database_url)
    async with Database.open(database_url) as database:
        found = await statistics(database, NOW + timedelta(minutes=3), ALL)
    assert found.slots == {"sent": 1}
    assert (found.feeds, found.feeds_failing, found.oldest_feed_success_age) == (1, 0, 180)


async def test_what_nobody_looks_after_any_more_does_not_wait(database_url: str) -> None:
    """A workspace that was tried before, and a feed that was taken off the list, would be overdue for ever."""
    await load("0008", database_url)
    async with Database.open(database_url) as database:
        await ConversationStore(database, lambda: NOW).claim("T0:Ev9", "replica", timedelta(seconds=30), "{}")
        subscription = Subscription(
            id="s", team_id="T0", channel_id="C1", owner_id="U1", at="09:00", days=(1,), zone="Asia/Shanghai"
        )
        await SubscriptionStore(database).add(subscription, now=NOW, since=NOW, next_due=NOW)
        later = NOW + timedelta(days=30)
        found = await statistics(database, later, Scope(feeds=[], team_id="T2"))
        theirs = await statistics(database, later, Scope(feeds=[], team_id="T0"))
    assert (found.deliveries_waiting, found.subscriptions, found.subscription_delay) == (0, 0, 0)
    assert (found.feeds, found.oldest_feed_success_age) == (0, 0)
    assert (theirs.deliveries_waiting, theirs.subscriptions, theirs.subscription_delay) == (1, 1, 30 * 86_400)
