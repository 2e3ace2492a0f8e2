"""The outermost edge of every listener: store, acknowledge, answer once, and never end in silence.

The one place that catches every error. What may come right by itself, an outage of Slack or of the store, puts the
delivery off, and costs none of the attempts that are meant for processes that die over it. Whatever else goes wrong,
and an outage that lasts too long, is told to the person in one sentence with an error id, and once.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import DeliveryGivenUpError, LatePostError, LeaseLostError
from bot.language import Language, language_of
from bot.slack.api.calls import fenced
from bot.slack.conversation import answering
from bot.slack.conversation.context import Context, Request
from bot.slack.conversation.incoming import Incoming, from_json, of_interaction, to_json
from bot.slack.conversation.payloads import Body, EventCallback
from bot.slack.receive.concurrency import ConcurrencyLimit
from bot.slack.receive.deliveries import APOLOGY_AFTER, MOST_ATTEMPTS, Deliveries
from bot.slack.receive.failures import FailureLog
from bot.slack.receive.under_way import UnderWay
from bot.slack.wording.answers import answer_strings
from bot.store.conversations import StoredDelivery
from bot.store.lease import Lease

Read = Callable[[Body, str], Incoming | None]
"""Reads a delivery's body, with the bot's user id; None for what is not for the bot."""
Work = Callable[[Request, Context], Awaitable[None]]
Submit = Callable[[Request, Context], Awaitable[dict[str, str]]]
"""Saves a form; what is wrong with it, by the block_id of the field, if it could not."""

_SUBMIT_SECONDS = 2.0
_ACKNOWLEDGE_SECONDS = 2.5
"""How long an acknowledgement waits for the store; Slack waits 3 s for it, and shows an error of its own then."""
_LOOK_SECONDS = 1.0
"""Between looks for deliveries that nobody holds."""
_LOOK_AFTER_FAILURE_SECONDS = 5.0
"""Longer than it takes those who wait for the store to settle what they had finished when it went away."""
_APOLOGY_ATTEMPTS = 2
"""Processes that may die over the apology as well."""
_AT_ONCE = 50
"""Deliveries that were taken over and are worked on at the same time."""

_log = structlog.stdlib.get_logger("bot.slack")


@dataclass(frozen=True, slots=True)
class Job:
    """A delivery that this process holds, and what is to be done; `again` where a part of it may be done already."""

    delivery: StoredDelivery
    incoming: Incoming
    work: Work
    again: bool


@dataclass(frozen=True, slots=True)
class Speaker:
    """With which client, and as whom, the bot speaks in a workspace."""

    client: AsyncWebClient
    bot_user_id: str
    team_id: str = ""


SpeakerFor = Callable[[Incoming], Awaitable[Speaker | None]]
"""Who speaks in the workspace of a delivery, None where the app is not installed any more."""
OnlyTeam = Callable[[], Awaitable[str]]
"""The id of the one workspace that deliveries are taken over of; empty for all."""
Listener = Callable[..., Awaitable[BoltResponse]]


class Dispatcher:
    """Turns plain functions into Bolt listeners. One `Dispatcher` for a process."""

    def __init__(
        self,
        context: Context,
        deliveries: Deliveries,
        limit: ConcurrencyLimit,
        speaker_for: SpeakerFor,
        only_team: OnlyTeam,
    ) -> None:
        self._context = context
        self._deliveries = deliveries
        self._limit = limit
        self._speaker_for = speaker_for
        self._only_team = only_team
        self._works: dict[str, Work] = {}
        self.under_way = UnderWay()
        """From before a delivery is acknowledged until all is done."""
        self._taken_over = UnderWay()
        self._storing: dict[str, asyncio.Future[bool]] = {}
        self._failures = FailureLog()

    def listener(self, read: Read, work: Work) -> Listener:
        """A listener that does the work if `read` finds that it is for the bot.

        It is acknowledged once the store has it, and only then: what is lost with this process Slack brings again.
        """
        name = self._register(work)

        async def listen(ack: AsyncAck, body: dict[str, Any]) -> BoltResponse:
            with self.under_way.counted():
                began = time.monotonic()
                incoming = read(body, _bot_user_id(body))
                if incoming is None:
                    return await ack()
                return await self._acknowledged(ack, incoming, name, began)

        listen.__name__ = listen.__qualname__ = name
        return listen

    def submission(self, submit: Submit, work: Work) -> Listener:
        """A listener for a form: what is wrong is shown beside its field; once it is saved, the work is done.

        It is acknowledged when `submit` is done and the store has it.
        """
        name = self._register(work)

        async def listen(ack: AsyncAck, body: dict[str, Any]) -> BoltResponse:
            with self.under_way.counted():
                began = time.monotonic()
                incoming = of_interaction(body)
                if errors := await self._submitted(incoming, submit, body):
                    return await ack(response_action="errors", errors=errors)
                return await self._acknowledged(ack, incoming, name, began)

        listen.__name__ = listen.__qualname__ = name
        return listen

    def _register(self, work: Work) -> str:
        """The name of a kind of work in the store: its module and function."""
        name = f"{work.__module__.rpartition('.')[2]}.{getattr(work, '__name__', 'work')}"
        self._works[name] = work
        return name

    async def _acknowledged(self, ack: AsyncAck, incoming: Incoming, name: str, began: float) -> BoltResponse:
        """Take a delivery on, and acknowledge it if the store has it in time; else Slack is told to come again."""
        stored = self._storing.get(incoming.key)
        if stored is None:  # else it came again while it waits for the store
            stored = self._storing[incoming.key] = asyncio.get_running_loop().create_future()
            self.under_way.start(self._take_on(incoming, name, stored))
        left = _ACKNOWLEDGE_SECONDS - (time.monotonic() - began)
        await asyncio.wait([stored], timeout=max(0.0, left))
        if stored.done() and stored.result():
            return await ack()
        _log.warning("not acknowledged: the store does not have it", kind=incoming.kind, team=incoming.team_id)
        return BoltResponse(status=503, body="")

    async def _take_on(self, incoming: Incoming, name: str, stored: "asyncio.Future[bool]") -> None:
        """Store a delivery, which may take longer than Slack waits, and do its work if nobody else does."""
        try:
            delivery = await self._deliveries.claim(incoming.key, to_json(name, incoming))
            stored.set_result(True)
        except Exception as error:
            self._failures.failed(error, "a delivery is not kept", kind=incoming.kind)
            return
        finally:
            if not stored.done():
                stored.set_result(False)
            del self._storing[incoming.key]
        if delivery is None:
            _log.info("delivered before", kind=incoming.kind, team=incoming.team_id)
            return
        await self._handle(Job(delivery, incoming, self._works[name], again=False))

    async def _submitted(self, incoming: Incoming, submit: Submit, body: Body) -> dict[str, str]:
        """What is wrong with a form; an error of ours stands beside its first field."""
        request: Request | None = None

        async def save() -> dict[str, str]:
            nonlocal request
            request = await self._request(incoming)
            return await submit(request, self._context) if request else {}

        try:
            return await asyncio.wait_for(save(), _SUBMIT_SECONDS)
        except Exception as error:
            error_id = self._failures.failed(error, kind=incoming.kind)
        blocks = (body.get("view") or {}).get("blocks") or []
        first = next((str(block["block_id"]) for block in blocks if block.get("type") == "input"), "")
        language = await self._language(request) if request else "en"
        return {first: answer_strings(language).not_saved.format(error_id=error_id)}

    async def resume(self) -> None:
        """Take over what nobody holds: those who had it died, or put it off until now."""
        room = _AT_ONCE - len(self._taken_over)
        if room <= 0:
            return
        for delivery in await self._deliveries.take_over(room, await self._only_team()):
            self._taken_over.include(self.under_way.start(self._resume(delivery)))

    async def resume_for_ever(self) -> None:
        """Look for such deliveries again and again."""
        while True:
            pause = _LOOK_SECONDS
            try:
                await self.resume()
            except LatePostError as error:
                _log.warning("deliveries are not looked for", reason=str(error))
                pause = _LOOK_AFTER_FAILURE_SECONDS
            except Exception as error:
                self._failures.failed(error, "deliveries are not looked for")
                pause = _LOOK_AFTER_FAILURE_SECONDS
            await asyncio.sleep(pause)

    async def _resume(self, delivery: StoredDelivery) -> None:
        try:
            name, incoming = from_json(delivery.content)
            work = self._works[name]
        except (ValueError, KeyError) as error:
            _log.warning("a delivery of another version is left to that", delivery=delivery.key, reason=str(error))
            await self._deliveries.put_off(delivery)
            return
        await self._handle(Job(delivery, incoming, work, again=True))

    async def _handle(self, job: Job) -> None:
        """Do the work of a delivery once, whatever happens."""
        delivery, incoming = job.delivery, job.incoming
        with structlog.contextvars.bound_contextvars(
            team=incoming.team_id, channel=incoming.channel_id, kind=incoming.kind
        ):
            try:
                async with self._deliveries.held(delivery) as lease:
                    is_settled = await self._settled(job, lease)
                    settle = self._deliveries.answered if is_settled else self._deliveries.put_off
                    await settle(delivery)
            except LeaseLostError as error:
                _log.warning("left to another process", reason=str(error))
            except Exception as error:  # the store has it still, and so it comes again
                self._failures.failed(error)

    async def _settled(self, job: Job, lease: Lease) -> bool:
        """Answer, or say that it can't be done; whether nothing more is to be done. Raises `LeaseLostError`."""
        started = time.perf_counter()
        if job.delivery.attempts > MOST_ATTEMPTS + _APOLOGY_ATTEMPTS:
            return True
        request: Request | None = None
        try:
            async with self._limit.slot():
                with fenced(lease.check):
                    request = await self._request(job.incoming, again=job.again)
                    if request is None:
                        _log.info("the app is not installed there")
                        return True
                    await self._answer(job, request)
        except LeaseLostError:
            raise
        except Exception as error:
            return await self._failed(job.delivery, request, error, lease)
        _log.info("answered", ms=round((time.perf_counter() - started) * 1000, 1), again=job.again)
        return True

    async def _answer(self, job: Job, request: Request) -> None:
        if job.delivery.attempts > MOST_ATTEMPTS:
            raise DeliveryGivenUpError(job.delivery.attempts - 1)
        if job.delivery.has_apology:
            request = replace(request, apology=await answering.find_apology(request, self._context))
        await job.work(request, self._context)
        await answering.withdraw_apology(request, self._context)

    async def _failed(self, delivery: StoredDelivery, request: Request | None, error: Exception, lease: Lease) -> bool:
        """Say that it can't be done, unless it may come right soon; whether nothing more is to be done."""
        is_outage = isinstance(error, LatePostError) and error.retry_helps
        age = self._deliveries.age(delivery)
        if is_outage:
            _log.warning("put off", reason=str(error), age_seconds=round(age.total_seconds()))
            if age < APOLOGY_AFTER or delivery.has_apology:
                return False
        error_id = self._failures.failed(error)
        if request is None or not request.incoming.is_asked:
            return not is_outage
        try:
            await self._apologise(delivery, request, error_id, lease)
        except LeaseLostError:
            raise
        except Exception as unsent:
            self._failures.failed(unsent, "the person is not told", about=error_id)
            return not (isinstance(unsent, LatePostError) and unsent.retry_helps)
        return not is_outage

    async def _apologise(self, delivery: StoredDelivery, request: Request, error_id: str, lease: Lease) -> None:
        """Tell the person, once: what was said to them alone can't be looked up, all else is looked for first."""
        if delivery.has_apology and request.incoming.response_url:
            return
        if not delivery.has_apology and not await self._deliveries.apologise(delivery):
            raise LeaseLostError
        with fenced(lease.check):
            sentence = answer_strings(await self._language(request)).failed.format(error_id=error_id)
            await answering.apologise(request, self._context, sentence)

    async def _request(self, incoming: Incoming, *, again: bool = False) -> Request | None:
        """The delivery with who speaks in its workspace, None where nobody does any more."""
        speaker = await self._speaker_for(incoming)
        return Request(incoming, speaker.client, speaker.bot_user_id, again, speaker.team_id) if speaker else None

    async def _language(self, request: Request) -> Language:
        incoming = request.incoming
        if incoming.text:
            return language_of(incoming.text)
        return await self._context.people.language(request.client, incoming.team_id, incoming.user_id)


def _bot_user_id(body: Body) -> str:
    """Who the bot is in the workspace of an event, empty for other deliveries."""
    return EventCallback.model_validate(body).bot_user_id if "event" in body else ""
