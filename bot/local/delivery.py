"""Handing events, commands and interactions to the bot, again when it does not acknowledge, as Slack does.

Over HTTP each request is signed (docs.slack.dev/authentication/verifying-requests-from-slack). Events that are not
answered 200 in time come again up to three times with `x-slack-retry-num` and `x-slack-retry-reason`
(docs.slack.dev/apis/events-api, retries); commands and interactions do not.
"""

import asyncio
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

if TYPE_CHECKING:
    from bot.local.workspace import Workspace

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


class Deliveries:
    """Runs the deliveries, each in a task of its own."""

    def __init__(self, workspace: "Workspace", ack_timeout: float, retry_delays: Sequence[float]) -> None:
        self._workspace = workspace
        self.ack_timeout = ack_timeout
        self.retry_delays = retry_delays
        self.all: list[Delivery] = []
        """Every delivery so far, oldest first."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._turn = 0
        self._session: aiohttp.ClientSession | None = None

    @property
    def under_way(self) -> int:
        """How many are neither acknowledged nor given up."""
        return len(self._tasks)

    def named(self, name: str) -> list[Delivery]:
        """The deliveries of an event type, command or interaction type."""
        return [delivery for delivery in self.all if delivery.name == name]

    async def start(self) -> None:
        """Get ready to send over HTTP."""
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self.ack_timeout))

    async def stop(self) -> None:
        """Give up what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def send(self, type_: DeliveryType, name: str, payload: Json, key: str) -> Delivery:
        """Start to deliver; `delivery.done` is set when it is acknowledged or given up."""
        delivery = Delivery(type_, name, payload, key)
        self.all.append(delivery)
        self._start(self._run(delivery))
        return delivery

    async def redeliver(self, delivery: Delivery, reason: Outcome = "http_timeout") -> Attempt:
        """Deliver the same once more (same event_id and envelope_id), as Slack does when an answer got lost."""
        return await self._attempt(delivery, min(len(delivery.attempts), 3), reason)

    def _start(self, coroutine: Any) -> None:
        task = asyncio.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._workspace.pulse.beat()
        if not task.cancelled() and (error := task.exception()) is not None:
            self._workspace.warn(f"a delivery broke: {error!r}")

    async def _run(self, delivery: Delivery) -> None:
        faults = self._workspace.faults
        retries = len(self.retry_delays) if delivery.type == "events_api" else 0
        reason: Outcome | None = None
        try:
            for number in range(1 + retries):
                if number:
                    await asyncio.sleep(self.retry_delays[number - 1])
                attempt = await self._attempt(delivery, number, reason)
                if attempt.outcome == "acknowledged":
                    delivery.acknowledged, delivery.reply = True, attempt.reply
                    break
                if attempt.no_retry:
                    break
                reason = attempt.outcome
            if delivery.acknowledged:
                fault = faults.take_delivery("redeliver", delivery.name, delivery.payload)
                for _ in range(fault.copies if fault else 0):
                    await self.redeliver(delivery)
        finally:
            delivery.done.set()
            self._workspace.changed("delivery", delivery.to_json())

    async def _attempt(self, delivery: Delivery, number: int, reason: Outcome | None) -> Attempt:
        loop = asyncio.get_running_loop()
        start = loop.time()
        if self._workspace.request_urls:
            outcome, status, reply, no_retry = await self._over_http(delivery, number, reason)
        else:
            no_retry = False
            outcome, reply = await self._workspace.socket_mode.attempt(delivery, number, reason, self.ack_timeout)
            status = None
        dropped = self._workspace.faults.take_delivery("drop_acknowledgement", delivery.name, delivery.payload)
        if outcome == "acknowledged" and dropped:
            outcome = "http_timeout"
        attempt = Attempt(number, outcome, status, 1000 * (loop.time() - start), reply, no_retry)
        delivery.attempts.append(attempt)
        return attempt

    async def _over_http(
        self, delivery: Delivery, number: int, reason: Outcome | None
    ) -> tuple[Outcome, int | None, Any, bool]:
        if self._session is None:
            return "connection_failed", None, None, False
        urls = self._workspace.request_urls
        url = urls[self._turn % len(urls)]
        self._turn += 1
        body, content_type = encoded(delivery)
        headers = self.signed(body, content_type)
        if number and reason:
            headers |= {"x-slack-retry-num": str(number), "x-slack-retry-reason": reason}
        try:
            async with self._session.post(url, data=body, headers=headers) as response:
                text = await response.text()
                no_retry = response.headers.get("x-slack-no-retry") == "1"
                if response.status != 200:
                    return "http_error", response.status, text, no_retry
                is_json = response.content_type == "application/json" and bool(text)
                return "acknowledged", 200, json.loads(text) if is_json else text or None, no_retry
        except TimeoutError:
            return "http_timeout", None, None, False
        except (aiohttp.ClientError, OSError, ValueError):
            return "connection_failed", None, None, False

    def signed(self, body: bytes, content_type: str) -> dict[str, str]:
        """The headers of a request with this body, its signature among them."""
        workspace = self._workspace
        timestamp = str(int(workspace.signing_clock().timestamp()))
        signature = SignatureVerifier(workspace.signing_secret).generate_signature(timestamp=timestamp, body=body)
        return {
            "content-type": content_type,
            "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "x-slack-request-timestamp": timestamp,
            "x-slack-signature": signature or "",
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
