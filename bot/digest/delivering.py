"""Sending what is due, exactly once, from any number of processes on one store.

Composing comes first, then the claim: one process gets the slot, with the digest stored beside it, so that whoever goes
on with it after a crash sends the same. Each later attempt finds out in the channel what an earlier one had posted.
Right before each message the lease is checked, so that a process that was frozen does not send beside its successor.
"""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.digest.alerts import alert_slot
from bot.digest.composing import Composer
from bot.digest.deciding import REMEMBERED, decide
from bot.digest.schedule import Schedule
from bot.digest.sender import Sender
from bot.errors import ChannelClosedError, LatePostError, LeaseLostError
from bot.model import SlotOutcome
from bot.store.digests import Claimed, DigestStore, LeaseTerms, Seen, SkippedSlot
from bot.store.lease import Lease
from bot.store.subscriptions import StoredSubscription, SubscriptionStore

GRACE = timedelta(hours=6)
LEASE = timedelta(seconds=30)
_SETTLES = timedelta(seconds=5)
"""Kept of a lease by a process that ends: Slack may take a moment to show what it was just told to post."""
_LOOK_SECONDS = 1.0
_REST_SECONDS = 60.0
_FIRST_PAUSE = timedelta(seconds=15)
_LONGEST_PAUSE = timedelta(minutes=15)
_INDEX_PATIENCE = timedelta(minutes=10)
"""How late a digest may be for the index; then what that does not hold yet waits for the next one."""
_AT_ONCE = 8
"""Digests that one process sends at the same time."""

_log = structlog.stdlib.get_logger("bot.digest")


@dataclass(frozen=True, slots=True)
class DeliveryPolicy:
    """Who delivers, how late a digest may go out, and for how long a slot is leased. Leases run in real time."""

    owner: str
    grace: timedelta = GRACE
    lease: timedelta = LEASE


class Deliverer:
    """Delivers for one process; `now` gives aware datetimes."""

    def __init__(
        self,
        subscriptions: SubscriptionStore,
        store: DigestStore,
        composer: Composer,
        sender: Sender,
        now: Callable[[], datetime],
        policy: DeliveryPolicy,
    ) -> None:
        self._subscriptions = subscriptions
        self._store = store
        self._composer = composer
        self._sender = sender
        self._now = now
        self._owner = policy.owner
        self._grace = policy.grace
        self._lease = policy.lease
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._resting: dict[str, float] = {}
        self._room = asyncio.Semaphore(_AT_ONCE)

    async def run(self) -> None:
        """Look every second for what is due, until cancelled; then what is under way is left to others."""
        try:
            while True:
                await self._begin_due()
                await asyncio.sleep(_LOOK_SECONDS)
        finally:
            for task in self._under_way.values():
                task.cancel()
            await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    async def round(self) -> None:
        """Do all that is due now, to its end."""
        await self._begin_due()
        await asyncio.gather(*self._under_way.values())

    async def _begin_due(self) -> None:
        """Begin what is due and not under way here: first what others began, then what nobody did."""
        await self._guarded(self._begin_abandoned())
        await self._guarded(self._begin_new())

    async def _begin_abandoned(self) -> None:
        team_id = await self._sender.only_team()
        for claimed in await self._store.retake(self._terms(self._lease), self._now(), team_id):
            self._begin(claimed.stored, self._deliver(claimed))

    async def _begin_new(self) -> None:
        for stored in await self._store.due(self._now(), await self._sender.only_team()):
            self._begin(stored, self._take_on(stored))

    def _begin(self, stored: StoredSubscription, work: Coroutine[Any, Any, None]) -> None:
        name, now = stored.subscription.id, asyncio.get_running_loop().time()
        if name in self._under_way or now < self._resting.get(name, now):
            work.close()
            return
        task = asyncio.create_task(self._guarded(work, name))
        self._under_way[name] = task
        task.add_done_callback(lambda _: self._under_way.pop(name, None))

    async def _take_on(self, stored: StoredSubscription) -> None:
        """Compose and claim the slot that is to be sent, and send it."""
        claim = self._claim_alert if stored.subscription.kind == "alert" else self._claim_digest
        async with self._room:
            claimed = await claim(stored, self._now())
        if claimed is not None:
            await self._deliver(claimed)

    async def _claim_digest(self, stored: StoredSubscription, now: datetime) -> Claimed | None:
        subscription, schedule = stored.subscription, Schedule.of(stored.subscription)
        slots = schedule.last(stored.next_due, now, REMEMBERED)
        next_due = schedule.next(now)[0].due
        decision = decide(subscription.id, slots, now=now, grace=self._grace, is_paused=bool(stored.paused))
        if decision.send is None:
            await self._store.skip(stored, decision.skipped, now=now, next_due=next_due)
            return None
        due = decision.send.due
        digest = await self._composer.compose(stored, due, waits_for_index=now - due <= _INDEX_PATIENCE)
        key = decision.send.key(subscription.id)
        if not digest.entries and not subscription.says_when_empty:
            skipped = (*decision.skipped, SkippedSlot(key, due, SlotOutcome.EMPTY))
            await self._store.skip(stored, skipped, now=now, next_due=next_due, seen=Seen(digest.change, due))
            return None
        return await self._claim(Claimed(key, due, digest, stored), decision.skipped, next_due)

    async def _claim_alert(self, stored: StoredSubscription, now: datetime) -> Claimed | None:
        """Take on what came since the last look; if that has to wait, all of it is looked at when the wait is over."""
        subscription = stored.subscription
        last = await self._store.last_slots(subscription.id, 1)
        slot = alert_slot(subscription, now, last[0].at if last else None)
        if slot.due > now:
            await self._store.skip(stored, (), now=now, next_due=slot.due)
            return None
        digest = await self._composer.compose(stored, now)
        if not digest.entries:
            await self._store.skip(stored, (), now=now, next_due=stored.next_due, seen=Seen(digest.change, now))
            return None
        claimed = Claimed(slot.key(subscription.id), now, digest, stored)
        return await self._claim(claimed, (), alert_slot(subscription, now, now).due)

    async def _claim(self, claimed: Claimed, skipped: Sequence[SkippedSlot], next_due: datetime) -> Claimed | None:
        """The claim if it is ours, None where another process was first."""
        terms = self._terms(self._lease)
        is_ours = await self._store.claim(claimed, skipped, terms, now=self._now(), next_due=next_due)
        return claimed if is_ours else None

    async def _deliver(self, claimed: Claimed) -> None:
        """Send a claimed slot, and remember what came of it; while it waits for room the lease is renewed."""

        async def renew() -> bool:
            return await self._renew(claimed.key, self._lease)

        try:
            async with Lease(renew, self._lease, self._now).kept() as lease, self._room:
                await self._send(claimed, lease)
        except LeaseLostError:
            _log.warning("the slot is no longer ours", slot=claimed.key)
        except asyncio.CancelledError:
            with suppress(LatePostError):  # then it is left to its lease
                await self._renew(claimed.key, min(self._lease, _SETTLES))
            raise

    async def _send(self, claimed: Claimed, lease: Lease) -> None:
        try:
            if claimed.stored.paused not in ("", "person"):  # an attempt that died had paused it
                raise ChannelClosedError("chat.postMessage", claimed.stored.paused)
            if claimed.attempts > 1 and self._is_late(claimed) and not await self._sender.is_begun(claimed):
                await self._finish(claimed, SlotOutcome.MISSED, error=claimed.error)
                return
            claimed = await self._without_removed(claimed)
            if not claimed.digest.entries and not claimed.stored.subscription.says_when_empty:
                await self._finish(claimed, SlotOutcome.EMPTY)
                return
            ts = await self._sender.send(claimed, lease.check)
        except LeaseLostError:
            raise
        except ChannelClosedError as error:
            _log.warning("a subscription is paused", subscription=claimed.stored.subscription.id, reason=str(error))
            await self._subscriptions.pause(claimed.stored.subscription.id, error.code)
            await self._tell_owner(claimed, error.code, lease)
            await self._finish(claimed, SlotOutcome.REFUSED, error=error.code)
        except LatePostError as error:
            if error.retry_helps:
                await self._put_off(claimed, str(error))
            else:
                await self._finish(claimed, SlotOutcome.FAILED, error=str(error))
        else:
            await self._finish(claimed, SlotOutcome.SENT, message_ts=ts)

    async def _without_removed(self, claimed: Claimed) -> Claimed:
        """Without what was removed since the first attempt, unless a part is out: then the rest follows as it was."""
        removed = await self._store.removed_from(claimed.digest) if claimed.attempts > 1 else frozenset[str]()
        if not removed or await self._sender.is_begun(claimed):
            return claimed
        return replace(claimed, digest=claimed.digest.without(removed))

    def _is_late(self, claimed: Claimed) -> bool:
        """Whether it is no longer worth sending, or quiet by now: then what was new comes with the next one."""
        now, subscription = self._now(), claimed.stored.subscription
        is_quiet = subscription.kind == "alert" and alert_slot(subscription, now).due > now
        return is_quiet or now - claimed.due > self._grace

    async def _tell_owner(self, claimed: Claimed, because: str, lease: Lease) -> None:
        try:
            await self._sender.tell_owner(claimed, because, lease.check)
        except LatePostError as error:
            if error.retry_helps or isinstance(error, LeaseLostError):
                raise
            _log.warning("the owner can't be told", subscription=claimed.stored.subscription.id, reason=str(error))

    async def _finish(self, claimed: Claimed, outcome: SlotOutcome, *, error: str = "", message_ts: str = "") -> None:
        kept = await self._store.finish(
            claimed, self._owner, outcome, now=self._now(), error=error, message_ts=message_ts
        )
        tell = _log.info if outcome is SlotOutcome.SENT else _log.warning
        count = len(claimed.digest.entries)
        tell("digest", slot=claimed.key, outcome=str(outcome), articles=count, error=error, kept=kept)

    async def _put_off(self, claimed: Claimed, error: str) -> None:
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(claimed.attempts - 1, 10))
        _log.warning("digest put off", slot=claimed.key, seconds=pause.total_seconds(), error=error)
        await self._renew(claimed.key, pause, error)

    async def _renew(self, key: str, duration: timedelta, error: str | None = None) -> bool:
        return await self._store.renew(key, self._terms(duration), error)

    def _terms(self, duration: timedelta) -> LeaseTerms:
        return LeaseTerms(self._owner, self._now() + duration)

    async def _guarded(self, work: Awaitable[None], subscription_id: str = "") -> None:
        """The outermost edge of what nobody waits for: errors are logged, and the next look tries again.

        A subscription with an error that nobody foresaw rests for a while, so that the log is not filled with it.
        """
        try:
            await work
        except LatePostError as error:
            _log.warning("digests wait", reason=str(error))
        except Exception:
            _log.exception("a digest failed", error_id=secrets.token_hex(4), subscription=subscription_id)
            self._resting[subscription_id] = asyncio.get_running_loop().time() + _REST_SECONDS
