"""What delivering needs of the place where digests go; `bot.slack` implements it."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from bot.store.digests import Claimed

Fence = Callable[[], Awaitable[None]]
"""Asked right before anything is sent: raises `LeaseLostError` once another process has the slot."""


class Sender(Protocol):
    """Sends digests. Every message of a slot carries its key, by which the place is searched before a repetition."""

    async def only_team(self) -> str:
        """The id of the one workspace that it can send to; empty where it can send to all."""
        ...

    async def send(self, claimed: Claimed, fence: Fence) -> str:
        """Send the digest of a slot, or the rest of it if it was begun by another attempt; where it is.

        Raises `ChannelClosedError` where the channel does not take messages of the bot, `LatePostError` for other
        refusals, with `retry_helps` where the outcome may be another later; and what the fence raises.
        """
        ...

    async def is_begun(self, claimed: Claimed) -> bool:
        """Whether the first message of a slot is in the channel; raises as `send` does."""
        ...

    async def tell_owner(self, claimed: Claimed, because: str, fence: Fence) -> None:
        """Tell the owner, once for a slot, that the subscription is paused, and why."""
        ...
