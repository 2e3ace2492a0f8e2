"""The outermost edge of every listener: acknowledge, answer once, and never end in silence.

The one place that catches every error: the person gets a sentence with an error id, the log the traceback with it.
"""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import structlog
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import answering
from bot.slack.deliveries import Deliveries
from bot.slack.desk import Desk, Request
from bot.slack.incoming import Body, Incoming, of_interaction
from bot.slack.wording import Language, language_of, words

Read = Callable[[Body, str], Incoming | None]
"""Reads a delivery's body, with the bot's user id; None for what is not for the bot."""
Work = Callable[[Request, Desk], Awaitable[None]]
Submit = Callable[[Request, Desk], Awaitable[dict[str, str]]]
"""Saves a form; what is wrong with it, by the block_id of the field, if it could not."""

_SUBMIT_SECONDS = 2.2
"""Slack shows an error of its own after 3 s."""

_log = structlog.stdlib.get_logger("bot.slack")


class Edge:
    """Turns plain functions into Bolt listeners. One `Edge` for a process."""

    def __init__(self, desk: Desk, deliveries: Deliveries) -> None:
        self._desk = desk
        self._deliveries = deliveries
        self._under_way: set[asyncio.Task[Any]] = set()

    def listener(self, read: Read, work: Work) -> Callable[..., Awaitable[None]]:
        """A listener that acknowledges at once, and does the work if `read` finds that it is for the bot."""

        async def listen(
            ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext
        ) -> None:
            await ack()
            bot_user_id = context.bot_user_id or ""
            incoming = read(body, bot_user_id)
            if incoming is None:
                return
            task = asyncio.current_task()
            if task:
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)
            await self.handle(Request(incoming, client, bot_user_id), work)

        listen.__name__ = listen.__qualname__ = getattr(work, "__name__", "listen")
        return listen

    def submission(self, submit: Submit, work: Work) -> Callable[..., Awaitable[None]]:
        """A listener for a form: what is wrong is shown beside its field; once it is saved, the work is done.

        It is acknowledged when `submit` is done, for which Slack waits 3 s.
        """

        async def listen(
            ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, context: AsyncBoltContext
        ) -> None:
            request = Request(of_interaction(body), client, context.bot_user_id or "")
            errors = await self._submitted(request, submit, body)
            if errors:
                await ack(response_action="errors", errors=errors)
                return
            await ack()
            await self.handle(request, work)

        listen.__name__ = listen.__qualname__ = getattr(work, "__name__", "listen")
        return listen

    async def _submitted(self, request: Request, submit: Submit, body: Body) -> dict[str, str]:
        """What is wrong with a form; an error of ours stands beside its first field."""
        try:
            return await asyncio.wait_for(submit(request, self._desk), _SUBMIT_SECONDS)
        except Exception:
            error_id = secrets.token_hex(4)
            _log.exception("failed", error_id=error_id, kind=request.incoming.kind)
        blocks = (body.get("view") or {}).get("blocks") or []
        first = next((str(each["block_id"]) for each in blocks if each.get("type") == "input"), "")
        language = await self._language(request)
        return {first: words(language).not_saved.format(error_id=error_id)}

    async def drain(self, seconds: float) -> None:
        """Wait so long for what is under way; the rest is cancelled, and left to its redelivery."""
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def handle(self, request: Request, work: Work) -> None:
        """Do the work of a delivery once, whatever happens."""
        incoming = request.incoming
        with structlog.contextvars.bound_contextvars(
            team=incoming.team_id, channel=incoming.channel_id, kind=incoming.kind
        ):
            failed = await self._guarded(self._once(request, work))
            if failed:
                await self._guarded(self._apologise(request, failed))

    async def _once(self, request: Request, work: Work) -> None:
        started = time.perf_counter()
        async with self._deliveries.take(request.incoming.key) as taken:
            if taken is None:
                _log.info("answered before")
                return
            request = replace(request, again=taken.again)
            failed = await self._guarded(work(request, self._desk))
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
        sentence = words(await self._language(request)).failed.format(error_id=error_id)
        await answering.tell(request, self._desk, sentence, "failed")

    async def _language(self, request: Request) -> Language:
        incoming = request.incoming
        if incoming.text:
            return language_of(incoming.text)
        return await self._desk.people.language(request.client, incoming.team_id, incoming.user_id)
