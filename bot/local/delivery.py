"""A delivery to the bot: an event, a command or an interaction, and how its attempts went."""

import asyncio
import json
import uuid
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

Json = dict[str, Any]
DeliveryType = Literal["events_api", "slash_commands", "interactive"]
Outcome = Literal["acknowledged", "http_timeout", "http_error", "connection_failed"]
"""How an attempt ended; all but the first are words of `x-slack-retry-reason`."""


@dataclass(frozen=True)
class Attempt:
    """One try: number from 0, how it ended, HTTP status where there was one, and how long it took in milliseconds."""

    number: int
    outcome: Outcome
    status: int | None
    milliseconds: float
    reply: Any = None
    no_retry: bool = False


@dataclass(eq=False)
class Delivery:
    """One thing that the bot is told.

    `name` is the event's type, the command, or the interaction's type; `key` the event_id or trigger_id. `reply` is
    what the acknowledgement carried (JSON, or text).
    """

    type: DeliveryType
    name: str
    payload: Json
    key: str
    envelope_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    attempts: list[Attempt] = field(default_factory=list)
    reply: Any = None
    acknowledged: bool = False
    done: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def errors(self) -> dict[str, str]:
        """The messages beside fields with which the bot refused a submission, by block_id."""
        reply = self.reply if isinstance(self.reply, dict) else {}
        return dict(reply.get("errors") or {}) if reply.get("response_action") == "errors" else {}

    def to_json(self) -> Json:
        """How it went, for the change feed."""
        return {
            "type": self.type,
            "name": self.name,
            "key": self.key,
            "acknowledged": self.acknowledged,
            "attempts": [attempt.outcome for attempt in self.attempts],
        }


def encoded(delivery: Delivery) -> tuple[bytes, str]:
    """Body and content type over HTTP: events are JSON, commands a form, interactions a form with one `payload`."""
    match delivery.type:
        case "events_api":
            return json.dumps(delivery.payload).encode(), "application/json"
        case "slash_commands":
            return urlencode(delivery.payload, errors="surrogatepass").encode(), "application/x-www-form-urlencoded"
        case "interactive":
            form = urlencode({"payload": json.dumps(delivery.payload)})
            return form.encode(), "application/x-www-form-urlencoded"
