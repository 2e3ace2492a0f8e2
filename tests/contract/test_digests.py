"""What every database must do for digests: one class, run unchanged on SQLite and PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.model import Appearance, Digest, DigestEntry, DigestGroup, SlotOutcome, Subscription
from bot.store import ArticleStore, Database
from bot.store.digests import Claimed, DigestStore, LeaseTerms, Seen, SkippedSlot
from bot.store.subscriptions import StoredSubscription, SubscriptionStore
from tests.library import article

NOW = datetime(2026, 3, 28, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LEASE = timedelta(seconds=30)
SECOND = timedelta(seconds=1)


def subscription(number: int = 1, **fields: Any) -> Subscription:
    values = {
        "id": f"s{number}",
        "team_id": "T1",
        "channel_id": f"C{number}",
        "owner_id": "U1",
        "at": "09:00",
        "days": (1, 2, 3, 4, 5, 6, 7),
        "zone": "Europe/Berlin",
        "topics": ("华为 数字金融", "source:晚点LatePost since:2025-09"),
    }
    return Subscription(**{**values, **fields})


def digest(*numbers: int, change: int = 0) -> Digest:
    entries = tuple(DigestEntry(article=article(number)) for number in numbers)
    return Digest(groups=(DigestGroup(entries=entries),) if entries else (), change=change)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with Database.open(database_url) as database:
        yield database


@pytest.fixture
def subscriptions(database: Database) -> SubscriptionStore:
    return SubscriptionStore(database)


@pytest.fixture
def slots(database: Database) -> DigestStore:
    return DigestStore(database)


@pytest.fixture
def articles(database: Database) -> ArticleStore:
    return ArticleStore(database)


async def add(store: SubscriptionStore, number: int = 1, **fields: Any) -> StoredSubscription:
    one = subscription(number, **fields)
    assert await store.add(one, now=NOW, since=NOW - DAY, next_due=NOW + DAY)
    held = await store.get(one.id)
    assert held
    return held


async def claim(
    slots: DigestStore, held: StoredSubscription, what: Digest, owner: str = "a", key: str = "", **more: Any
) -> bool:
    now = held.next_due
    values: dict[str, Any] = {"skipped": (), "terms": LeaseTerms(owner, now + LEASE), "now": now, "next_due": now + DAY}
    return await slots.claim(claimed(held, what, key or f"{held.subscription.id}/1"), **{**values, **more})


def claimed(held: StoredSubscription, what: Digest, key: str = "s1/1") -> Claimed:
    return Claimed(key, held.next_due, what, held)


class TestSubscriptions:
    async def test_it_comes_back_as_it_was_stored(self, subscriptions: SubscriptionStore) -> None:
        held = await add(subscriptions, says_when_empty=True, language="zh", sources=("晚点LatePost",))
        assert held.subscription == subscription(1, says_when_empty=True, language="zh", sources=("晚点LatePost",))
        assert (held.paused, held.since, held.next_due) == ("", NOW - DAY, NOW + DAY)

    async def test_an_id_is_there_once(self, subscriptions: SubscriptionStore) -> None:
        await add(subscriptions)
        other = subscription(1, at="10:00")
        assert not await subscriptions.add(other, now=NOW, since=NOW, next_due=NOW)
        assert [each.subscription.at for each in await subscriptions.all()] == ["09:00"]

    async def test_those_of_a_workspace_are_listed_oldest_first(self, subscriptions: SubscriptionStore) -> None:
        await add(subscriptions, 2)
        await add(subscriptions, 1, team_id="T2")
        later = subscription(3)
        await subscriptions.add(later, now=NOW + DAY, since=NOW, next_due=NOW)
        assert [each.subscription.id for each in await subscriptions.all("T1")] == ["s2", "s3"]
        assert len(await subscriptions.all()) == 3

    async def test_a_change_is_stored_and_what_is_new_for_it_stays(self, subscriptions: SubscriptionStore) -> None:
        before = await add(subscriptions)
        assert await subscriptions.change(subscription(1, at="18:00", channel_id="C9"), NOW + 2 * DAY)
        after = await subscriptions.get("s1")
        assert after
        assert (after.subscription.at, after.subscription.channel_id) == ("18:00", "C9")
        assert (after.since, after.since_change) == (before.since, before.since_change)
        assert after.next_due == NOW + 2 * DAY
        assert not await subscriptions.change(subscription(7), NOW)

    async def test_of_two_pauses_one_changes_it_and_the_first_reason_stays(
        self, subscriptions: SubscriptionStore
    ) -> None:
        await add(subscriptions)
        assert await subscriptions.pause("s1", "is_archived")
        assert not await subscriptions.pause("s1", "person")
        held = await subscriptions.get("s1")
        assert held
        assert held.paused == "is_archived"

    async def test_after_resuming_nothing_that_was_there_is_new(
        self, subscriptions: SubscriptionStore, slots: DigestStore, articles: ArticleStore
    ) -> None:
        held = await add(subscriptions)
        await articles.save(article(1, published_at=NOW + 1 * SECOND))
        assert len((await slots.new_articles(held, due=NOW + DAY))[0]) == 1
        await subscriptions.pause("s1", "person")
        assert await subscriptions.resume("s1", now=NOW + DAY, next_due=NOW + 2 * DAY)
        assert not await subscriptions.resume("s1", now=NOW + DAY, next_due=NOW + 2 * DAY)
        held = await subscriptions.get("s1") or held
        assert (await slots.new_articles(held, due=NOW + 2 * DAY))[0] == []
        await articles.save(article(2, published_at=NOW))
        assert [each.title for each in (await slots.new_articles(held, due=NOW + 2 * DAY))[0]] == [article(2).title]

    async def test_a_removed_one_is_gone_until_it_is_restored_as_it_was(
        self, subscriptions: SubscriptionStore, slots: DigestStore
    ) -> None:
        held = await add(subscriptions)
        assert await claim(slots, held, digest(1), next_due=held.next_due)
        assert await subscriptions.remove("s1", NOW)
        assert not await subscriptions.remove("s1", NOW)
        assert (await subscriptions.get("s1"), await subscriptions.all()) == (None, [])
        assert not await subscriptions.change(subscription(1, at="18:00"), NOW)
        assert not await subscriptions.pause("s1", "person")
        assert await slots.due(held.next_due) == []
        later = held.next_due + DAY
        assert await slots.retake(LeaseTerms("b", later + LEASE), later) == []
        assert await subscriptions.removed("s1")
        assert await subscriptions.restore("s1")
        assert not await subscriptions.restore("s1")
        restored = await subscriptions.get("s1")
        assert restored
        assert (restored.subscription, restored.since) == (held.subscription, held.since)
        assert [each.attempts for each in await slots.retake(LeaseTerms("b", later + LEASE), later)] == [2]

    async def test_what_was_removed_long_ago_is_forgotten_with_its_slots(
        self, subscriptions: SubscriptionStore, slots: DigestStore
    ) -> None:
        held = await add(subscriptions)
        await add(subscriptions, 2)
        await claim(slots, held, digest(1))
        await slots.finish(claimed(held, digest(1)), "a", SlotOutcome.SENT, now=NOW)
        await subscriptions.remove("s1", NOW)
        await subscriptions.forget_removed(NOW)
        assert await slots.last_slots("s1", 10) != []
        await subscriptions.forget_removed(NOW + SECOND)
        assert await slots.last_slots("s1", 10) == []
        assert not await subscriptions.restore("s1")
        assert [each.subscription.id for each in await subscriptions.all()] == ["s2"]

    async def test_one_made_anew_under_a_removed_id_has_what_that_had_and_none_of_its_unfinished_slots(
        self, subscriptions: SubscriptionStore, slots: DigestStore
    ) -> None:
        held = await add(subscriptions)
        await claim(slots, held, digest(1))
        await slots.finish(claimed(held, digest(1)), "a", SlotOutcome.SENT, now=NOW)
        held = await subscriptions.get("s1") or held
        assert await claim(slots, held, digest(2), key="s1/2")
        await subscriptions.remove("s1", NOW)
        await add(subscriptions, at="18:00")
        assert [each.key for each in await slots.last_slots("s1", 10)] == ["s1/1"]
        assert not await subscriptions.restore("s1")

    async def test_a_change_of_an_older_revision_is_refused(self, subscriptions: SubscriptionStore) -> None:
        held = await add(subscriptions)
        assert await subscriptions.change(subscription(1, at="18:00"), NOW, held.revision)
        assert not await subscriptions.change(subscription(1, at="19:00"), NOW, held.revision)


class TestDue:
    async def test_it_is_due_from_its_time_on_until_it_is_moved_on(
        self, subscriptions: SubscriptionStore, slots: DigestStore
    ) -> None:
        held = await add(subscriptions)
        assert await slots.due(held.next_due - SECOND) == []
        assert [each.subscription.id for each in await slots.due(held.next_due)] == ["s1"]
        skipped = [SkippedSlot("s1/0", held.next_due, SlotOutcome.MISSED)]
        assert await slots.skip(held, skipped, now=held.next_due, next_due=held.next_due + DAY)
        assert await slots.due(held.next_due) == []
        assert [(each.key, each.outcome) for each in await slots.last_slots("s1", 10)] == [("s1/0", SlotOutcome.MISSED)]

    async def test_one_with_an_unfinished_slot_is_not_due(
        self, subscriptions: SubscriptionStore, slots: DigestStore
    ) -> None:
        held = await add(subscriptions)
        assert await claim(slots, held, digest(1), next_due=held.next_due)
        assert await slots.due(held.next_due + DAY) == []
        await slots.finish(claimed(held, digest(1)), "a", SlotOutcome.SENT, now=NOW)
        assert len(await slots.due(held.next_due + DAY)) == 1


class TestAlerts:
    async def alert(self, subscriptions: SubscriptionStore, **fields: Any) -> StoredSubscription:
        one = subscription(1, **{"channel_id": "D1", "until": "22:00", **fields})
        await subscriptions.add(one, now=NOW, since=NOW, next_due=NOW)
        stored = await subscriptions.get("s1")
        assert stored
        return stored

    async def test_it_is_due_when_something_was_stored_that_it_has_not_seen(
        self, subscriptions: SubscriptionStore, slots: DigestStore, articles: ArticleStore
    ) -> None:
        await articles.save(article(1, published_at=NOW - DAY))
        stored = await self.alert(subscriptions)
        assert await slots.due(NOW) == []
        await articles.save(article(2, published_at=NOW - DAY))
        assert await slots.due(NOW - SECOND) == []
        assert [each.subscription.id for each in await slots.due(NOW)] == ["s1"]
        assert [each.title for each in (await slots.new_articles(stored, due=NOW))[0]] == [article(2).title]
        seen = Seen(await slots.newest_change(), NOW)
        assert await slots.skip(stored, (), now=NOW, next_due=NOW, seen=seen)
        assert await slots.due(NOW) == []
        assert await slots.last_slots("s1", 10) == []

    async def test_what_is_dated_ahead_makes_it_due_on_its_day(
        self, subscriptions: SubscriptionStore, slots: DigestStore, articles: ArticleStore
    ) -> None:
        stored = await self.alert(subscriptions)
        await articles.save(article(1, published_at=NOW + DAY))
        seen = Seen(await slots.newest_change(), NOW)
        assert await slots.skip(stored, (), now=NOW, next_due=NOW, seen=seen)
        assert await slots.due(NOW + DAY - SECOND) == []
        (due,) = await slots.due(NOW + DAY)
        assert [each.title for each in (await slots.new_articles(due, due=NOW + DAY))[0]] == [article(1).title]

    async def test_a_paused_one_is_never_due(
        self, subscriptions: SubscriptionStore, slots: DigestStore, articles: ArticleStore
    ) -> None:
        await self.alert(subscriptions)
        await articles.save(article(1, published_at=NOW))
        await subscriptions.pause("s1", "person")
        assert await slots.due(NOW + DAY) == []


class TestClaiming:
    async def test_of_many_claims_at_once_over_several_processes_one_gets_the_slot(self, database_url: str) -> None:
        async with AsyncExitStack() as opened:
            databases = [await opened.enter_async_context(Database.open(database_url)) for _ in range(4)]
            held = await add(SubscriptionStore(databases[0]))
            stores = [DigestStore(each) for each in databases]
            claims = [claim(stores[number % 4], held, digest(1), f"owner {number}") for number in range(20)]
            assert sum(await asyncio.gather(*claims)) == 1
            (slot,) = await stores[0].last_slots("s1", 10)
            assert (slot.outcome, slot.articles) == (SlotOutcome.SENDING, 1)

    async def test_a_subscription_that_changed_meanwhile_is_not_claimed(
        self, subscriptions: SubscriptionStore, slots: DigestStore
    ) -> None:
        held = await add(subscriptions)
        await subscriptions.pause("s1", "person")
        assert not await claim(slots, held, digest(1))
        assert not await slots.skip(held, (), now=NOW, next_due=NOW)
        assert await slots.last_slots("s1", 10) == []

    async def test_a_slot_that_was_there_is_never_claimed_again(
        self, subscriptions: SubscriptionStore, slots: DigestStore
    ) -> None:
        held = await add(subscriptions)
        assert await claim(slots, held, digest(1))
        await slots.finish(claimed(held, digest(1)), "a", SlotOutcome.SENT, now=NOW)
        held = await subscriptions.get("s1") or held
        assert not await claim(slots, held, digest(2))
        assert len(await slots.last_slots("s1", 10)) == 1

    async def test_the_slots_that_passed_are_remembered_with_it(
        self, subscriptions: SubscriptionStore, slots: DigestStore
    ) -> None:
        held = await add(subscriptions)
        skipped = [SkippedSlot(f"s1/-{n}", held.next_due - n * DAY, SlotOutcome.MERGED) for n in (2, 1)]
        assert await claim(slots, held, digest(1), skipped=skipped)
        found = await slots.last_slots("s1", 2)
        assert [each.key for each in found] == ["s1/1", "s1/-1"]


class TestGoingOn:
    async def test_a_slot_whose_lease_ran_out_goes_to_one_other_with_the_same_digest(
        self, subscriptions: SubscriptionStore, slots: DigestStore
    ) -> None:
        held = await add(subscriptions)
        await claim(slots, held, digest(1, 2, change=7))
        now = held.next_due
        assert await slots.retake(LeaseTerms("b", now + LEASE - SECOND + LEASE), now + LEASE - SECOND) == []
        (taken,) = await slots.retake(LeaseTerms("b", now + LEASE + LEASE), now + LEASE)
        assert (taken.digest, taken.attempts, taken.due) == (digest(1, 2, change=7), 2, held.next_due)
        assert await slots.retake(LeaseTerms("c", now + LEASE + LEASE), now + LEASE) == []
        assert not await slots.renew("s1/1", LeaseTerms("a", now + DAY))
        assert not await slots.finish(claimed(held, digest(1, 2)), "a", SlotOutcome.SENT, now=now)
        assert await slots.finish(taken, "b", SlotOutcome.SENT, now=now, message_ts="1.2")
        (slot,) = await slots.last_slots("s1", 10)
        assert (slot.outcome, slot.message_ts, slot.at) == (SlotOutcome.SENT, "1.2", now)

    async def test_a_renewed_lease_is_held_for_longer_and_keeps_the_last_error(
        self, subscriptions: SubscriptionStore, slots: DigestStore
    ) -> None:
        held = await add(subscriptions)
        await claim(slots, held, digest(1))
        now = held.next_due
        assert await slots.renew(
            "s1/1", LeaseTerms("a", now + 2 * LEASE), "Slack refused chat.postMessage: ratelimited."
        )
        assert await slots.retake(LeaseTerms("b", now + LEASE + LEASE), now + LEASE) == []
        (taken,) = await slots.retake(LeaseTerms("b", now + 2 * LEASE + LEASE), now + 2 * LEASE)
        assert taken.error == "Slack refused chat.postMessage: ratelimited."

    async def test_of_many_that_go_on_at_once_one_gets_the_slot(self, database_url: str) -> None:
        async with AsyncExitStack() as opened:
            databases = [await opened.enter_async_context(Database.open(database_url)) for _ in range(4)]
            held = await add(SubscriptionStore(databases[0]))
            await claim(DigestStore(databases[0]), held, digest(1))
            later = held.next_due + LEASE
            stores = [DigestStore(databases[number % 4]) for number in range(12)]
            taken = await asyncio.gather(
                *(store.retake(LeaseTerms(f"o{n}", later + LEASE), later) for n, store in enumerate(stores))
            )
            assert sum(map(len, taken)) == 1

    async def test_a_slot_that_was_not_sent_leaves_its_articles_new(
        self, subscriptions: SubscriptionStore, slots: DigestStore, articles: ArticleStore
    ) -> None:
        held = await add(subscriptions)
        await articles.save(article(1))
        found, change = await slots.new_articles(held, due=held.next_due)
        await claim(slots, held, digest(1, change=change))
        await slots.finish(claimed(held, digest(1, change=change)), "a", SlotOutcome.FAILED, now=NOW, error="no")
        held = await subscriptions.get("s1") or held
        assert (await slots.new_articles(held, due=held.next_due))[0] == found


class TestNewArticles:
    async def send(self, subscriptions: SubscriptionStore, slots: DigestStore, number: int) -> list[int]:
        """Send the next slot; the numbers of its articles."""
        held = await subscriptions.get("s1")
        assert held
        found, change = await slots.new_articles(held, due=held.next_due)
        what = Digest(groups=(DigestGroup(entries=tuple(DigestEntry(article=a) for a in found)),), change=change)
        key = f"s1/{number}"
        assert await claim(slots, held, what, key=key)
        assert await slots.finish(claimed(held, what, key), "a", SlotOutcome.SENT, now=held.next_due)
        return [int(each.title.split()[1]) for each in found]

    async def test_what_was_published_or_stored_since_comes_once_newest_first(
        self, subscriptions: SubscriptionStore, slots: DigestStore, articles: ArticleStore
    ) -> None:
        await articles.save(article(1, published_at=NOW - 2 * DAY))
        await articles.save(article(2, published_at=NOW - DAY / 2))
        await add(subscriptions)
        await articles.save(article(3, published_at=NOW - 3 * DAY))
        await articles.save(article(4, published_at=NOW + DAY / 2))
        assert await self.send(subscriptions, slots, 1) == [4, 2, 3]
        assert await self.send(subscriptions, slots, 2) == []

    async def test_nothing_is_missed_or_doubled_at_the_boundary(
        self, subscriptions: SubscriptionStore, slots: DigestStore, articles: ArticleStore
    ) -> None:
        due = (await add(subscriptions)).next_due
        await articles.save(article(1, published_at=due))
        await articles.save(article(2, published_at=due + SECOND))
        assert await self.send(subscriptions, slots, 1) == [1]
        await articles.save(article(3, published_at=due - SECOND))
        await articles.save(article(4, published_at=due))
        assert await self.send(subscriptions, slots, 2) == [2, 4, 3]
        assert await self.send(subscriptions, slots, 3) == []

    async def test_what_is_dated_ahead_waits_for_its_day(
        self, subscriptions: SubscriptionStore, slots: DigestStore, articles: ArticleStore
    ) -> None:
        due = (await add(subscriptions)).next_due
        await articles.save(article(1, published_at=due + DAY + SECOND))
        assert await self.send(subscriptions, slots, 1) == []
        assert await self.send(subscriptions, slots, 2) == []
        assert await self.send(subscriptions, slots, 3) == [1]

    async def test_what_is_removed_does_not_go_out_and_what_is_restored_is_no_news(
        self, subscriptions: SubscriptionStore, slots: DigestStore, articles: ArticleStore
    ) -> None:
        await articles.save(article(1))
        await articles.remove(article(1).id)
        held = await add(subscriptions)
        await articles.save(article(2))
        await articles.save(article(3))
        both = Digest(groups=(DigestGroup(entries=tuple(DigestEntry(article=article(n)) for n in (2, 3))),))
        await articles.remove(article(2).id)
        await articles.restore(article(1).id)
        assert await slots.removed_from(both) == {article(2).id}
        assert both.without({article(2).id}).entries == (DigestEntry(article=article(3)),)
        assert (await slots.new_articles(held, due=held.next_due))[0] == [article(3)]
        await articles.restore(article(2).id)
        assert await self.send(subscriptions, slots, 1) == [3, 2]

    async def test_an_edited_article_does_not_come_again_nor_one_that_was_removed_and_restored(
        self, subscriptions: SubscriptionStore, slots: DigestStore, articles: ArticleStore
    ) -> None:
        await articles.save(article(1))
        held = await add(subscriptions)
        await articles.save(article(2))
        await articles.save(article(1, viewpoint="Edited before its first digest."))
        assert (await slots.new_articles(held, due=held.next_due))[0] == [article(2)]
        assert await self.send(subscriptions, slots, 1) == [2]
        await articles.save(article(2, viewpoint="Edited."))
        assert await self.send(subscriptions, slots, 2) == []
        await articles.remove(article(2).id)
        await articles.restore(article(2).id)
        assert await self.send(subscriptions, slots, 3) == []

    async def test_what_the_index_does_not_hold_yet_waits_for_the_next_digest(
        self, subscriptions: SubscriptionStore, slots: DigestStore, articles: ArticleStore
    ) -> None:
        held = await add(subscriptions)
        await articles.save(article(1, published_at=NOW))
        await articles.save(article(2, published_at=NOW))
        found, change = await slots.new_articles(held, due=held.next_due, change=1)
        assert (found, change) == ([article(1, published_at=NOW)], 1)
        await claim(slots, held, digest(1, change=change))
        await slots.finish(claimed(held, digest(1, change=change)), "a", SlotOutcome.SENT, now=NOW)
        assert await self.send(subscriptions, slots, 2) == [2]

    async def test_an_empty_slot_moves_on_what_is_new(
        self, subscriptions: SubscriptionStore, slots: DigestStore, articles: ArticleStore
    ) -> None:
        held = await add(subscriptions)
        await articles.save(article(1))
        skipped = [SkippedSlot("s1/0", held.next_due, SlotOutcome.EMPTY)]
        assert await slots.skip(held, skipped, now=NOW, next_due=held.next_due, seen=Seen(1, held.next_due))
        assert await self.send(subscriptions, slots, 1) == []

    async def test_it_may_be_limited_to_sources(
        self, subscriptions: SubscriptionStore, slots: DigestStore, articles: ArticleStore
    ) -> None:
        held = await add(subscriptions, sources=("晚点LatePost", "LatePost English"))
        await articles.save(article(1))
        await articles.save(article(2, source="Other"))
        await articles.save(article(3, source="LatePost English"))
        await articles.save(article(4, source="Other", also_in=(Appearance(source="LatePost English"),)))
        await articles.save(article(5, source="Other", also_in=(Appearance(source="Another"),)))
        found, _ = await slots.new_articles(held, due=held.next_due)
        assert {each.title for each in found} == {article(number).title for number in (1, 3, 4)}
