"""Handing events, commands and interactions to the bot, again when it does not acknowledge, as Slack does.

Over HTTP each request is signed (docs.slack.dev/authentication/verifying-requests-from-slack). Events that are not
answered 200 in time come again up to three times with `x-slack-retry-num` and `x-slack-retry-reason`
(docs.slack.dev/apis/events-api, retries); commands and interactions do not.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import aiohttp
from slack_sdk.signature import SignatureVerifier

from bot.local.app import App
from bot.local.delivery import Attempt, Delivery, DeliveryType, Json, Outcome, encoded
from bot.local.faults import Faults
from bot.local.feed import Change, ChangeKind, Pulse
from bot.local.socket_mode import SocketMode


@dataclass(frozen=True)
class Timing:
    """How long Slack waits for an acknowledgement, and then before each repetition of an event: real seconds."""

    ack_seconds: float = 3.0
    retry_delays: tuple[float, ...] = (0, 60, 300)


class Recipient(Protocol):
    """What a delivery needs of the team."""

    app: App
    faults: Faults
    pulse: Pulse
    request_urls: list[str]
    signing_clock: Callable[[], datetime]

    def changed(self, kind: ChangeKind, data: Json) -> Change:
        """Put a change on the feed."""
        ...

    def warn(self, sentence: str) -> None:
        """Collect what Slack would only complain about."""
        ...


class Deliveries:
    """Runs the deliveries, each in a task of its own."""

    def __init__(self, team: Recipient, socket_mode: SocketMode, timing: Timing) -> None:
        self._team = team
        self._socket_mode = socket_mode
        self.timing = timing
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
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self.timing.ack_seconds))

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
        self._team.pulse.beat()
        if not task.cancelled() and (error := task.exception()) is not None:
            self._team.warn(f"a delivery broke: {error!r}")

    async def _run(self, delivery: Delivery) -> None:
        faults = self._team.faults
        retries = len(self.timing.retry_delays) if delivery.type == "events_api" else 0
        reason: Outcome | None = None
        try:
            for number in range(1 + retries):
                if number:
                    await asyncio.sleep(self.timing.retry_delays[number - 1])
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
            self._team.changed("delivery", delivery.to_json())

    async def _attempt(self, delivery: Delivery, number: int, reason: Outcome | None) -> Attempt:
        loop = asyncio.get_running_loop()
        start = loop.time()
        if self._team.request_urls:
            outcome, status, reply, no_retry = await self._over_http(delivery, number, reason)
        else:
            no_retry = False
            outcome, reply = await self._socket_mode.attempt(delivery, number, reason, self.timing.ack_seconds)
            status = None
        dropped = self._team.faults.take_delivery("drop_acknowledgement", delivery.name, delivery.payload)
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
        urls = self._team.request_urls
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
        timestamp = str(int(self._team.signing_clock().timestamp()))
        signature = SignatureVerifier(self._team.app.signing_secret).generate_signature(timestamp=timestamp, body=body)
        return {
            "content-type": content_type,
            "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "x-slack-request-timestamp": timestamp,
            "x-slack-signature": signature or "",
        }
