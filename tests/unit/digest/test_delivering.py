"""Delivering with a sender that the test holds: leases, and errors that nobody foresaw."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.digest.composing import Composer
from bot.digest.delivering import Deliverer, DeliveryPolicy
from bot.digest.sender import Fence
from bot.digest.subscribing import Digests
from bot.errors import ChannelClosedError, SlackUnavailableError
from bot.model import SlotOutcome, Subscription
from bot.store import ArticleStore, Database
from bot.store.digests import Claimed, DigestStore
from bot.store.subscriptions import SubscriptionStore
from tests.library import article

NOW = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)
LEASE = timedelta(seconds=0.3)


class Sender:
    """Remembers what it sent and told; `trouble` is raised, and `holding` channels are sent to without end."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, bool]] = []
        self.told: list[str] = []
        self.stopped: list[str] = []
        self.trouble: dict[str, Exception] = {}
        self.holding: set[str] = set()
        self.started: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self.freezing: dict[str, asyncio.Event] = {}
        self.team = ""
        self.begun: set[str] = set()

    async def only_team(self) -> str:
        return self.team

    async def send(self, claimed: Claimed, fence: Fence) -> str:
        channel_id = claimed.stored.subscription.channel_id
        self.started[channel_id].set()
        if channel_id in self.holding:
            try:
                await asyncio.Event().wait()
            finally:
                self.stopped.append(channel_id)
        if channel_id in self.freezing:
            await self.freezing[channel_id].wait()
        await fence()
        if channel_id in self.trouble:
            raise self.trouble[channel_id]
        self.sent.append((channel_id, claimed.attempts > 1))
        return "1.2"

    async def is_begun(self, claimed: Claimed) -> bool:
        return claimed.stored.subscription.channel_id in self.begun

    async def tell_owner(self, claimed: Claimed, because: str, fence: Fence) -> None:
        await fence()
        self.told.append(because)
        if "owner" in self.trouble:
            raise self.trouble["owner"]


class Desk:
    """Subscriptions of the channels A and B, a day before they are due, with one new article."""

    def __init__(self, database: Database) -> None:
        self.now = NOW
        self.subscriptions, self.store = SubscriptionStore(database), DigestStore(database)
        self.articles = ArticleStore(database)
        self.composer = Composer(self.store, None)  # type: ignore[arg-type]
        self.digests = Digests(self.subscriptions, self.store, self.composer, lambda: self.now)

    def deliverer(self, sender: Sender, owner: str, lease: timedelta = LEASE) -> Deliverer:
        policy = DeliveryPolicy(owner, lease=lease)
        return Deliverer(self.subscriptions, self.store, self.composer, sender, lambda: self.now, policy)

    async def outcome(self, channel: str) -> tuple[SlotOutcome, str]:
        slot = (await self.digests.why(channel))[0]
        return slot.outcome, slot.error


@pytest.fixture
async def context(tmp_path: Path) -> AsyncIterator[Desk]:
    async with Database.open(tmp_path / "library.sqlite") as database:
        context = Desk(database)
        for channel in ("A", "B"):
            await context.digests.add(
                Subscription(
                    id=channel, team_id="T", channel_id=channel, owner_id="U", at="09:00", days=(6, 7), zone="UTC"
                )
            )
        await context.articles.save(article(1))
        context.now = datetime(2026, 3, 28, 9, 0, tzinfo=UTC)
        yield context


async def test_who_lost_the_slot_stops_sending_and_the_other_one_goes_on(context: Desk) -> None:
    slow, fast = Sender(), Sender()
    slow.holding = {"A", "B"}
    first, second = context.deliverer(slow, "first"), context.deliverer(fast, "second")
    under_way = asyncio.create_task(first.round())
    await slow.started["A"].wait()
    await slow.started["B"].wait()
    context.now += 10 * LEASE  # its lease ran out: it was held up, and another process is sure that it died
    while len(fast.sent) < 2:
        await second.round()
        context.now += 10 * LEASE
    await under_way
    assert sorted(slow.stopped) == ["A", "B"]
    assert sorted(fast.sent) == [("A", True), ("B", True)]
    assert await context.outcome("A") == (SlotOutcome.SENT, "")


async def test_who_wakes_up_after_its_lease_ran_out_sends_nothing_beside_its_successor(context: Desk) -> None:
    """It does not know yet: the next renewal is far away, and only the clock says how long it slept."""
    lease = timedelta(hours=1)
    sleeper, successor = Sender(), Sender()
    sleeper.freezing = {channel: asyncio.Event() for channel in ("A", "B")}
    first, second = context.deliverer(sleeper, "first", lease), context.deliverer(successor, "second", lease)
    under_way = asyncio.create_task(first.round())
    await sleeper.started["A"].wait()
    await sleeper.started["B"].wait()
    context.now += lease
    await second.round()
    for waking in sleeper.freezing.values():
        waking.set()
    await under_way
    assert sleeper.sent == []
    assert sorted(successor.sent) == [("A", True), ("B", True)]
    assert await context.outcome("A") == (SlotOutcome.SENT, "")


async def test_who_wakes_up_before_anybody_took_over_goes_on(context: Desk) -> None:
    lease = timedelta(hours=1)
    sleeper = Sender()
    sleeper.freezing = {"A": asyncio.Event()}
    under_way = asyncio.create_task(context.deliverer(sleeper, "first", lease).round())
    await sleeper.started["A"].wait()
    context.now += 2 * lease
    sleeper.freezing["A"].set()
    await under_way
    assert sorted(sleeper.sent) == [("A", False), ("B", False)]
    assert await context.outcome("A") == (SlotOutcome.SENT, "")


async def test_a_process_that_is_told_to_stop_leaves_its_digests_to_others_before_its_lease_ends(context: Desk) -> None:
    slow, fast = Sender(), Sender()
    slow.holding = {"A", "B"}
    running = asyncio.create_task(context.deliverer(slow, "first", timedelta(hours=1)).run())
    await slow.started["A"].wait()
    await slow.started["B"].wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    second = context.deliverer(fast, "second")
    await second.round()
    assert fast.sent == []  # Slack may not show yet what the first one posted
    context.now += timedelta(seconds=10)
    await second.round()
    assert sorted(fast.sent) == [("A", True), ("B", True)]


async def test_an_error_that_nobody_foresaw_holds_no_other_digest_up_and_is_not_tried_again_at_once(
    context: Desk,
) -> None:
    sender = Sender()
    sender.trouble["A"] = ZeroDivisionError("a fault of ours")
    deliverer = context.deliverer(sender, "one")
    await deliverer.round()
    assert sender.sent == [("B", False)]
    sender.trouble.clear()
    context.now += 10 * LEASE
    await deliverer.round()
    assert len(sender.sent) == 1
    await context.deliverer(sender, "restarted").round()
    context.now += 10 * LEASE
    await context.deliverer(sender, "restarted").round()
    assert sender.sent == [("B", False), ("A", True)]


async def test_the_digests_of_other_workspaces_are_left_to_the_bots_there(context: Desk) -> None:
    sender = Sender()
    sender.team = "T2"
    deliverer = context.deliverer(sender, "one")
    await deliverer.round()
    assert sender.sent == []
    assert await context.digests.why("A") == []
    sender.holding = {"A"}
    sender.team = "T"
    begun = asyncio.create_task(context.deliverer(sender, "two").round())
    await sender.started["A"].wait()
    begun.cancel()
    sender.team = "T2"
    context.now += 10 * LEASE
    await deliverer.round()
    assert all(channel != "A" for channel, _ in sender.sent)
    assert await context.outcome("A") == (SlotOutcome.SENDING, "")


async def test_an_owner_that_cannot_be_told_yet_is_told_later_and_the_digest_stays_paused(context: Desk) -> None:
    sender = Sender()
    sender.trouble = {
        "A": ChannelClosedError("chat.postMessage", "is_archived"),
        "owner": SlackUnavailableError("conversations.open", "fatal_error"),
    }
    deliverer = context.deliverer(sender, "one")
    await deliverer.round()
    assert (await context.outcome("A"))[0] is SlotOutcome.SENDING
    del sender.trouble["owner"]
    context.now += timedelta(minutes=1)
    await deliverer.round()
    assert sender.told == ["is_archived", "is_archived"]
    assert await context.outcome("A") == (SlotOutcome.REFUSED, "is_archived")
    held = await context.digests.get("A")
    assert held
    assert held.paused == "is_archived"


async def test_what_was_removed_after_an_attempt_that_failed_does_not_go_out(context: Desk) -> None:
    sender = Sender()
    sender.trouble = {channel: SlackUnavailableError("chat.postMessage", "fatal_error") for channel in ("A", "B")}
    deliverer = context.deliverer(sender, "one")
    await deliverer.round()
    await context.articles.remove(article(1).id)
    sender.trouble.clear()
    sender.begun = {"B"}
    context.now += timedelta(minutes=1)
    await deliverer.round()
    assert sender.sent == [("B", True)], "what is out in part is ended as it was begun"
    assert await context.outcome("A") == (SlotOutcome.EMPTY, "")
    assert await context.outcome("B") == (SlotOutcome.SENT, "")
