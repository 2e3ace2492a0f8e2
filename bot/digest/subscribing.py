"""Making, changing and looking at subscriptions, with the times that the scheduler computes."""

from collections.abc import Callable
from datetime import datetime

from bot.digest.composing import Composer
from bot.digest.deciding import REMEMBERED
from bot.digest.schedule import Schedule, Slot
from bot.model import Digest, PastSlot, Subscription
from bot.store.digests import DigestStore
from bot.store.subscriptions import StoredSubscription, SubscriptionStore

SHOWN_SENDS = 3
_SETTINGS = "settings:"


def settings_id(team_id: str) -> str:
    """The id of the subscription that the settings make in a workspace."""
    return f"{_SETTINGS}{team_id}"


def is_of_settings(subscription: Subscription) -> bool:
    """Whether the settings made it, so that it is changed there."""
    return subscription.id.startswith(_SETTINGS)


class Digests:
    """The subscriptions of one store; `now` gives aware datetimes."""

    def __init__(
        self, subscriptions: SubscriptionStore, store: DigestStore, composer: Composer, now: Callable[[], datetime]
    ) -> None:
        self._subscriptions = subscriptions
        self._store = store
        self._composer = composer
        self._now = now

    def next_slots(self, subscription: Subscription, count: int = SHOWN_SENDS) -> list[Slot]:
        """The next slots from now on."""
        return Schedule.of(subscription).next(self._now(), count)

    async def add(self, subscription: Subscription) -> bool:
        """A new subscription; False if it exists.

        Its first digest is about what was published since the slot before, as if it had been there, and all that is
        stored from now on.
        """
        now, schedule = self._now(), Schedule.of(subscription)
        before = next(schedule.until(now))
        return await self._subscriptions.add(
            subscription, now=now, since=before.due, next_due=schedule.next(now)[0].due
        )

    async def change(self, subscription: Subscription) -> bool:
        """Change it from now on; False when it is gone. What it had does not come again."""
        return await self._subscriptions.change(subscription, self.next_slots(subscription, 1)[0].due)

    async def pause(self, subscription_id: str, because: str = "person") -> bool:
        """Stop it; False when it is paused or gone."""
        return await self._subscriptions.pause(subscription_id, because)

    async def resume(self, stored: StoredSubscription) -> bool:
        """Go on with what is new from now on; False when it is not paused, or gone."""
        now = self._now()
        next_due = Schedule.of(stored.subscription).next(now)[0].due
        return await self._subscriptions.resume(stored.subscription.id, now=now, next_due=next_due)

    async def remove(self, subscription_id: str) -> bool:
        """Delete it; False when it is gone."""
        return await self._subscriptions.remove(subscription_id)

    async def get(self, subscription_id: str) -> StoredSubscription | None:
        """The subscription with this id."""
        return await self._subscriptions.get(subscription_id)

    async def all(self, team_id: str | None = None) -> list[StoredSubscription]:
        """All subscriptions, or those of a workspace, oldest first."""
        return await self._subscriptions.all(team_id)

    async def preview(self, stored: StoredSubscription, after: datetime | None = None) -> tuple[Slot, Digest]:
        """The first slot after that moment, or after now, and what would go out for it if nothing more came in."""
        slot = Schedule.of(stored.subscription).next(after or self._now())[0]
        return slot, await self._composer.compose(stored, slot.due)

    async def why(self, subscription_id: str) -> list[PastSlot]:
        """The last ten slots, newest first."""
        return await self._store.last_slots(subscription_id, REMEMBERED)

    async def keep(self, subscription_id: str, wanted: Subscription | None) -> None:
        """Make the subscription with this id what the settings say: there, changed, or gone."""
        if wanted is None:
            await self.remove(subscription_id)
            return
        stored = await self.get(subscription_id)
        if stored is None:
            await self.add(wanted)
        elif stored.subscription != wanted:
            await self.change(wanted)
