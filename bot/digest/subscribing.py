"""Making, changing and looking at subscriptions, with the times that the scheduler computes."""

from collections.abc import Callable
from datetime import datetime

from bot.digest.alerts import alert_slot
from bot.digest.composing import Composer
from bot.digest.deciding import REMEMBERED
from bot.digest.reading import read_topics
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
        """The next slots from now on; of an alert none, or while it is quiet the end of that."""
        now = self._now()
        if subscription.kind == "alert":
            return [slot] if (slot := alert_slot(subscription, now)).due > now else []
        return Schedule.of(subscription).next(now, count)

    async def add(self, subscription: Subscription) -> bool:
        """A new subscription; False if it exists.

        Its first digest is about what was published since the slot before, as if it had been there, and all that is
        stored from now on; an alert is about the latter alone.
        """
        now = self._now()
        since = now if subscription.kind == "alert" else next(Schedule.of(subscription).until(now)).due
        return await self._subscriptions.add(subscription, now=now, since=since, next_due=self._due(subscription))

    async def change(self, subscription: Subscription, revision: int | None = None) -> bool:
        """Change it from now on; False when it is gone, or no longer of that revision. What it had comes once only."""
        return await self._subscriptions.change(subscription, self._due(subscription), revision)

    async def add_topics(self, alert: Subscription) -> Subscription:
        """Make the alert, or add its topics to the one that is there with its id; what is there then.

        Raises `MisreadError` where those are too many.
        """
        while True:
            stored = await self.get(alert.id)
            if stored is None:
                if await self.add(alert):
                    return alert
                continue
            topics = read_topics([*stored.subscription.topics, *alert.topics])
            wanted = stored.subscription.model_copy(update={"topics": topics})
            if topics == stored.subscription.topics or await self.change(wanted, stored.revision):
                return wanted

    async def pause(self, subscription_id: str, because: str = "person") -> bool:
        """Stop it; False when it is paused or gone."""
        return await self._subscriptions.pause(subscription_id, because)

    async def resume(self, stored: StoredSubscription) -> bool:
        """Go on with what is new from now on; False when it is not paused, or gone."""
        next_due = self._due(stored.subscription)
        return await self._subscriptions.resume(stored.subscription.id, now=self._now(), next_due=next_due)

    async def remove(self, subscription_id: str) -> bool:
        """Take it away; False when it is gone. For a while it can be restored."""
        return await self._subscriptions.remove(subscription_id, self._now())

    async def restore(self, subscription_id: str) -> bool:
        """Put a removed one back as it was; False when there is none. What was due meanwhile is as after a downtime."""
        return await self._subscriptions.restore(subscription_id)

    async def removed(self, subscription_id: str) -> StoredSubscription | None:
        """The removed subscription with this id, as long as it can be restored."""
        return await self._subscriptions.removed(subscription_id)

    async def get(self, subscription_id: str) -> StoredSubscription | None:
        """The subscription with this id."""
        return await self._subscriptions.get(subscription_id)

    async def all(self, team_id: str | None = None) -> list[StoredSubscription]:
        """All subscriptions, or those of a workspace, oldest first."""
        return await self._subscriptions.all(team_id)

    async def preview(self, stored: StoredSubscription, after: datetime | None = None) -> tuple[Slot, Digest]:
        """The first slot after that moment, or after now, and what would go out for it if nothing more came in."""
        slot = self._slot(stored.subscription, after or self._now())
        return slot, await self._composer.compose(stored, slot.due)

    async def sample(self, subscription: Subscription) -> tuple[Slot, Digest]:
        """The first slot from now on, and what it would look like if the newest articles were new."""
        return self._slot(subscription, self._now()), await self._composer.sample(subscription)

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

    def _due(self, subscription: Subscription) -> datetime:
        """When it is first looked at; an alert at once, and then it is seen whether it must wait."""
        now = self._now()
        return now if subscription.kind == "alert" else self._slot(subscription, now).due

    @staticmethod
    def _slot(subscription: Subscription, after: datetime) -> Slot:
        if subscription.kind == "alert":
            return alert_slot(subscription, after)
        return Schedule.of(subscription).next(after)[0]
