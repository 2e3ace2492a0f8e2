"""What delivering needs of the place where digests go; `bot.slack` implements it."""

from datetime import datetime
from typing import Protocol

from bot.model import Digest, Subscription


class Sender(Protocol):
    """Sends digests. Every message of a slot carries its key, by which the place is searched before a repetition."""

    async def only_team(self) -> str:
        """The id of the one workspace that it can send to; empty where it can send to all."""
        ...

    async def send(self, subscription: Subscription, key: str, due: datetime, digest: Digest, *, again: bool) -> str:
        """Send the digest of a slot, or the rest of it if it was begun `again`; where it is.

        Raises `ChannelClosedError` where the channel does not take messages of the bot, `LatePostError` for other
        refusals, with `retry_helps` where the outcome may be another later.
        """
        ...

    async def is_begun(self, subscription: Subscription, key: str, due: datetime) -> bool:
        """Whether the first message of a slot is in the channel; raises as `send` does."""
        ...

    async def tell_owner(self, subscription: Subscription, key: str, because: str) -> None:
        """Tell the owner, once for a slot, that the subscription is paused, and why."""
        ...
