"""What an interaction entitles the bot to for a while: trigger ids and response addresses."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.local.refusal import RefusedError

TRIGGER_LIFETIME = timedelta(seconds=3)
"""How long a trigger id opens a view, once (docs.slack.dev/interactivity/handling-user-interaction)."""
RESPONSE_LIFETIME = timedelta(minutes=30)
"""How long a response address takes messages (same page)."""
RESPONSE_USES = 5
"""How often (same page)."""


@dataclass(eq=False)
class Trigger:
    """The right of one interaction to open a view; `view_id` is the modal that it happened in."""

    user: str
    issued: datetime
    view_id: str | None = None
    used: bool = False


@dataclass(eq=False)
class ResponseAddress:
    """Where an interaction can be answered; `message_ts` is the message that it came from."""

    channel: str
    user: str
    issued: datetime
    message_ts: str | None = None
    ephemeral: bool = False
    uses: int = 0


class Tickets:
    """Issues and redeems trigger ids and response addresses by the workspace's clock."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._triggers: dict[str, Trigger] = {}
        self._responses: dict[str, ResponseAddress] = {}

    def trigger(self, user: str, view_id: str | None = None) -> str:
        """A new trigger id, of the form `123.456.abc`."""
        key = f"{len(self._triggers) + 1}.{secrets.randbelow(10**10):010d}.{secrets.token_hex(16)}"
        self._triggers[key] = Trigger(user, self._now(), view_id)
        return key

    def redeem(self, trigger_id: str) -> Trigger:
        """Use a trigger id up; `invalid_trigger_id`, `expired_trigger_id`, `exchanged_trigger_id`."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise RefusedError("invalid_trigger_id")
        if self._now() - trigger.issued > TRIGGER_LIFETIME:
            raise RefusedError("expired_trigger_id")
        if trigger.used:
            raise RefusedError("exchanged_trigger_id")
        trigger.used = True
        return trigger

    def response(self, channel: str, user: str, message_ts: str | None = None, *, ephemeral: bool = False) -> str:
        """A new response address; what stands behind the host in it."""
        key = secrets.token_urlsafe(18)
        self._responses[key] = ResponseAddress(channel, user, self._now(), message_ts, ephemeral)
        return key

    def answer(self, key: str) -> ResponseAddress:
        """Use a response address once; `invalid_url`, `expired_url`, `used_url`."""
        address = self._responses.get(key)
        if address is None:
            raise RefusedError("invalid_url")
        if self._now() - address.issued > RESPONSE_LIFETIME:
            raise RefusedError("expired_url")
        if address.uses >= RESPONSE_USES:
            raise RefusedError("used_url")
        address.uses += 1
        return address
