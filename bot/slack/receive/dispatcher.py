"""The outermost edge of every listener: acknowledge, answer once, and never end in silence.

The one place that catches every error: the person gets a sentence with an error id, the log the traceback with it.
"""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Coroutine, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import LatePostError
from bot.language import Language, language_of
from bot.slack.conversation import answering
from bot.slack.conversation.context import Context, Request
from bot.slack.conversation.incoming import Body, Incoming, from_json, of_interaction, to_json
from bot.slack.receive.concurrency import ConcurrencyLimit
from bot.slack.receive.deliveries import Deliveries
from bot.slack.wording.answers import answer_strings
from bot.store.conversations import Claim

Read = Callable[[Body, str], Incoming | None]
"""Reads a delivery's body, with the bot's user id; None for what is not for the bot."""
Work = Callable[[Request, Context], Awaitable[None]]
Submit = Callable[[Request, Context], Awaitable[dict[str, str]]]
"""Saves a form; what is wrong with it, by the block_id of the field, if it could not."""

_SUBMIT_SECONDS = 2.2
"""Slack shows an error of its own after 3 s."""

_ACKNOWLEDGE_AFTER_SECONDS = 1.0
"""How long an acknowledgement waits for the store at most; Slack waits 3 s for it."""

_log = structlog.stdlib.get_logger("bot.slack")


@dataclass(frozen=True, slots=True)
class Speaker:
    """With which client, and as whom, the bot speaks in a workspace."""

    client: AsyncWebClient
    bot_user_id: str


SpeakerFor = Callable[[Incoming], Awaitable[Speaker | None]]
"""Who speaks in the workspace of a delivery, None where the app is not installed any more."""


class Dispatcher:
    """Turns plain functions into Bolt listeners. One `Dispatcher` for a process."""

    def __init__(
        self,
        context: Context,
        deliveries: Deliveries,
        limit: ConcurrencyLimit,
        speaker_for: SpeakerFor,
        now: Callable[[], datetime],
    ) -> None:
        self._context = context
        self._deliveries = deliveries
        self._speaker_for = speaker_for
        self._now = now
        self._works: dict[str, Work] = {}
        self._under_way: set[asyncio.Future[Any]] = set()
        self._limit = limit

    @property
    def under_way(self) -> int:
        """How many deliveries are being worked on, from before they are acknowledged until all is done."""
        return len(self._under_way)

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        while self._under_way:
            await asyncio.wait(set(self._under_way))

    def listener(self, read: Read, work: Work) -> Callable[..., Awaitable[None]]:
        """A listener that does the work if `read` finds that it is for the bot.

        It is acknowledged as soon as the store has it, so that it is not lost with this process.
        """
        name = _name_of(work)
        self._works[name] = work

        async def listen(
            ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext
        ) -> None:
            with self._counted():
                bot_user_id = context.bot_user_id or ""
                incoming = read(body, bot_user_id)
                if incoming is None:
                    await ack()
                    return
                content = to_json(name, incoming)
                claiming = self._start(self._deliveries.claim(incoming.key, content))
                await asyncio.wait([claiming], timeout=_ACKNOWLEDGE_AFTER_SECONDS)
                await ack()
                await self._handle(Request(incoming, client, bot_user_id), work, content, claiming)

        listen.__name__ = listen.__qualname__ = name
        return listen

    def submission(self, submit: Submit, work: Work) -> Callable[..., Awaitable[None]]:
        """A listener for a form: what is wrong is shown beside its field; once it is saved, the work is done.

        It is acknowledged when `submit` is done, for which Slack waits 3 s.
        """
        name = _name_of(work)
        self._works[name] = work

        async def listen(
            ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext
        ) -> None:
            with self._counted():
                request = Request(of_interaction(body), client, context.bot_user_id or "")
                errors = await self._submitted(request, submit, body)
                if errors:
                    await ack(response_action="errors", errors=errors)
                    return
                await ack()
                content = to_json(name, request.incoming)
                claiming = self._start(self._deliveries.claim(request.incoming.key, content))
                await self._handle(request, work, content, claiming)

        listen.__name__ = listen.__qualname__ = name
        return listen

    async def _submitted(self, request: Request, submit: Submit, body: Body) -> dict[str, str]:
        """What is wrong with a form; an error of ours stands beside its first field."""
        try:
            return await asyncio.wait_for(submit(request, self._context), _SUBMIT_SECONDS)
        except Exception:
            error_id = secrets.token_hex(4)
            _log.exception("failed", error_id=error_id, kind=request.incoming.kind)
        blocks = (body.get("view") or {}).get("blocks") or []
        first = next((str(each["block_id"]) for each in blocks if each.get("type") == "input"), "")
        language = await self._language(request)
        return {first: answer_strings(language).not_saved.format(error_id=error_id)}

    async def resume(self) -> None:
        """Take on what was acknowledged and never answered because the process died that had it."""
        for key, content in await self._deliveries.abandoned(self._now()):
            self._start(self._resume(key, content))

    async def resume_for_ever(self) -> None:
        """Look for abandoned deliveries, now and as often as a lease can run out."""
        while True:
            try:
                await self.resume()
            except LatePostError as error:
                _log.warning("abandoned deliveries are not looked for", reason=str(error))
            await asyncio.sleep(self._deliveries.lease_seconds / 2)

    async def drain(self, seconds: float) -> None:
        """Wait so long for what is under way; the rest is cancelled, and left to whoever looks for abandoned ones."""
        if self._under_way:
            _, late = await asyncio.wait(set(self._under_way), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _resume(self, key: str, content: str) -> None:
        try:
            name, incoming = from_json(content)
            work = self._works[name]
            speaker = await self._speaker_for(incoming)
        except (ValueError, KeyError, LatePostError) as error:
            _log.warning("an abandoned delivery can't be taken on", delivery=key, reason=str(error))
            return
        if speaker is None:
            return
        claiming = self._start(self._deliveries.claim(key, content))
        await self._handle(Request(incoming, speaker.client, speaker.bot_user_id), work, content, claiming)

    async def _handle(self, request: Request, work: Work, content: str, claiming: Awaitable[Claim]) -> None:
        """Do the work of a delivery once, whatever happens."""
        incoming = request.incoming
        with structlog.contextvars.bound_contextvars(
            team=incoming.team_id, channel=incoming.channel_id, kind=incoming.kind
        ):
            failed = await self._guarded(self._once(request, work, content, claiming))
            if failed:
                await self._guarded(self._apologise(request, failed))

    async def _once(self, request: Request, work: Work, content: str, claiming: Awaitable[Claim]) -> None:
        started = time.perf_counter()
        async with self._deliveries.take(request.incoming.key, content, await claiming) as taken:
            if taken is None:
                _log.info("answered before")
                return
            request = replace(request, again=taken.again)
            async with self._limit.slot():
                failed = await self._guarded(work(request, self._context))
            if failed:
                await self._apologise(request, failed)
            else:
                _log.info("answered", ms=round((time.perf_counter() - started) * 1000, 1), again=request.again)
            taken.answered = True

    async def _guarded(self, work: Awaitable[None]) -> str | None:
        """Do it; the id of the error that it ended in, if it did."""
        try:
            await work
        except Exception:
            error_id = secrets.token_hex(4)  # short enough to be read out
            _log.exception("failed", error_id=error_id)
            return error_id
        return None

    async def _apologise(self, request: Request, error_id: str) -> None:
        sentence = answer_strings(await self._language(request)).failed.format(error_id=error_id)
        await answering.tell(request, self._context, sentence, "failed")

    async def _language(self, request: Request) -> Language:
        incoming = request.incoming
        if incoming.text:
            return language_of(incoming.text)
        return await self._context.people.language(request.client, incoming.team_id, incoming.user_id)

    def _start(self, work: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    @contextmanager
    def _counted(self) -> Generator[None]:
        """The task that runs the block is under way."""
        task = asyncio.current_task()
        assert task is not None
        self._under_way.add(task)
        try:
            yield
        finally:
            self._under_way.discard(task)


def _name_of(work: Work) -> str:
    """What a kind of work is called in the store: its module and function."""
    return f"{work.__module__.rpartition('.')[2]}.{getattr(work, '__name__', 'work')}"
