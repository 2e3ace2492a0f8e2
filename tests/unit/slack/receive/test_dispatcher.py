"""What becomes of a delivery whose work fails, now or for hours, by a clock that the test holds."""

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from bot.app.logs import configure
from bot.errors import SlackError, SlackUnavailableError
from bot.links import ArticleLinks
from bot.local import Message, Workspace
from bot.slack.api.block_forms import BlockForms
from bot.slack.api.calls import Calls
from bot.slack.api.channels import Channels
from bot.slack.api.people import People
from bot.slack.api.poster import Poster
from bot.slack.blocks.elements import section
from bot.slack.blocks.message import message
from bot.slack.conversation import answering
from bot.slack.conversation.context import Context, Request
from bot.slack.conversation.incoming import from_json, of_event
from bot.slack.receive.concurrency import ConcurrencyLimit
from bot.slack.receive.deliveries import APOLOGY_AFTER, MOST_ATTEMPTS, Deliveries
from bot.slack.receive.dispatcher import Dispatcher, Speaker
from bot.store import Database
from bot.store.conversations import ConversationStore

LEASE = timedelta(hours=10)
"""Longer than any step of the clock, but for the one that has it run out."""


class Bot:
    """A dispatcher with one listener, whose work raises `trouble` or answers in the thread or the channel."""

    def __init__(self, workspace: Workspace, database: Database) -> None:
        self.workspace = workspace
        self.now = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)
        self.trouble: Exception | None = None
        self.in_thread = True
        self.worked = 0
        self.store = ConversationStore(database, lambda: self.now)
        poster = Poster(Calls(), BlockForms(lambda: datetime.now(UTC)))
        parts: dict[str, Any] = {"library": None, "digests": None, "uploads": None, "names": lambda _: ()}
        self.context = Context(
            conversations=self.store,
            poster=poster,
            people=People(Calls()),
            links=ArticleLinks(None),
            channels=Channels(poster),
            **parts,
        )
        self.dispatcher = Dispatcher(
            self.context,
            Deliveries(self.store, "this one", lambda: self.now, LEASE),
            ConcurrencyLimit(),
            self._speaker_for,
            self._only_team,
        )
        self.listen = self.dispatcher.listener(of_event, self.answer)

    async def _speaker_for(self, _: object) -> Speaker:
        client = AsyncWebClient(self.workspace.app.bot_token, base_url=self.workspace.api_url, retry_handlers=[])
        return Speaker(client, self.workspace.bot_user.id)

    async def _only_team(self) -> str:
        return self.workspace.team_id

    async def answer(self, request: Request, context: Context) -> None:
        """The work of the listener."""
        self.worked += 1
        if self.trouble:
            raise self.trouble
        thread_ts = request.incoming.ts if self.in_thread else ""
        said = message("the answer", section("the answer"))
        await answering.post(request, context, request.incoming.channel_id, said, "answer", thread_ts)

    async def ask(self) -> Message:
        """Ask in the channel; the message that asked."""
        channel = self.workspace.channel("general")
        asked, _ = self.workspace.post(channel, self.workspace.user("bo").id, "tiktok hearing")
        event = {"type": "message", "user": asked.user, "text": asked.text, "channel": channel.id, "ts": asked.ts}
        body = {"type": "event_callback", "team_id": self.workspace.team_id, "event_id": "Ev1", "event": event}
        await self.listen(ack=AsyncAck(), body=body)  # on a busy machine the store may take longer than Slack waits
        await self.dispatcher.under_way.idle()
        return asked

    async def later(self, duration: timedelta) -> None:
        """Let time pass, and whatever is due be done."""
        self.now += duration
        await self.dispatcher.resume()
        await self.dispatcher.under_way.idle()

    def said(self) -> list[str]:
        """All that the bot said, oldest first."""
        messages = self.workspace.channel("general").messages.values()
        return [each.text for each in messages if each.bot_id]


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Log lines without the values of variables in tracebacks, which take a second each."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure("INFO", io.StringIO())
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Bot]:
    async with (
        Database.open(tmp_path / "library.sqlite") as database,
        Workspace(lambda: datetime.now(UTC)) as workspace,
    ):
        workspace.add_user("bo")
        workspace.add_channel("general", members=["bo", "latepost"])
        yield Bot(workspace, database)


OUTAGE = SlackUnavailableError("chat.postMessage", "HTTP 500")


async def test_an_outage_is_waited_for_however_often_it_is_tried_and_then_the_answer_comes_alone(bot: Bot) -> None:
    bot.trouble = OUTAGE
    await bot.ask()
    for _ in range(11):
        await bot.later(timedelta(minutes=5))  # never put off for longer
    assert bot.worked > 2 * MOST_ATTEMPTS
    assert bot.said() == []
    bot.trouble = None
    await bot.later(timedelta(minutes=5))
    assert bot.said() == ["the answer"]
    await bot.later(timedelta(hours=1))
    assert bot.said() == ["the answer"]


async def test_it_is_tried_less_and_less_often(bot: Bot) -> None:
    bot.trouble = OUTAGE
    await bot.ask()
    tries = []
    for _ in range(6):
        before = bot.worked
        for _ in range(600):
            await bot.later(timedelta(seconds=1))
        tries.append(bot.worked - before)
    assert tries[0] > tries[-1]
    assert tries[-1] <= 5
    assert sum(tries) < 60


async def test_an_outage_of_hours_is_told_once_and_the_answer_takes_that_place_when_it_comes(bot: Bot) -> None:
    bot.trouble = OUTAGE
    asked = await bot.ask()
    await bot.later(APOLOGY_AFTER - timedelta(minutes=1))
    assert bot.said() == []
    for _ in range(5):
        await bot.later(timedelta(minutes=10))
    (apology,) = [each for each in bot.workspace.thread(asked) if each.bot_id]
    assert "went wrong" in apology.text
    bot.trouble = None
    await bot.later(timedelta(minutes=10))
    (answer,) = [each for each in bot.workspace.thread(asked) if each.bot_id]
    assert (answer.ts, answer.text) == (apology.ts, "the answer")


async def test_an_apology_goes_where_the_answer_belongs_elsewhere(bot: Bot) -> None:
    bot.trouble, bot.in_thread = OUTAGE, False
    await bot.ask()
    await bot.later(2 * APOLOGY_AFTER)
    assert len(bot.said()) == 1
    bot.trouble = None
    await bot.later(timedelta(minutes=10))
    assert bot.said() == ["the answer"]


@pytest.mark.parametrize("error", [SlackError("chat.postMessage", "invalid_blocks"), ZeroDivisionError()])
async def test_what_no_waiting_helps_is_told_at_once_and_not_tried_again(bot: Bot, error: Exception) -> None:
    bot.trouble = error
    await bot.ask()
    await bot.later(LEASE)
    assert bot.worked == 1
    assert len(bot.said()) == 1
    assert "went wrong" in bot.said()[0]


async def test_what_process_after_process_dies_over_is_told_once_and_left_alone(bot: Bot) -> None:
    bot.trouble = OUTAGE
    await bot.ask()
    bot.now += timedelta(minutes=5)
    for _ in range(MOST_ATTEMPTS):
        since = bot.now - timedelta(hours=1)
        assert await bot.store.take_over("one that dies", timedelta(0), since=since, limit=1)
    for _ in range(3):
        await bot.later(timedelta(minutes=5))
    assert bot.worked == 1
    assert len(bot.said()) == 1
    assert "went wrong" in bot.said()[0]


async def test_a_delivery_that_comes_again_is_acknowledged_and_nothing_is_done(bot: Bot) -> None:
    await bot.ask()
    await bot.ask()
    assert bot.worked == 1


async def test_who_lost_a_delivery_to_another_process_says_nothing(bot: Bot) -> None:
    async def answer(request: Request, context: Context) -> None:
        bot.now += LEASE
        since = bot.now - timedelta(days=1)
        assert await bot.store.take_over("another", LEASE, since=since, limit=1)
        await bot.answer(request, context)

    bot.listen = bot.dispatcher.listener(of_event, answer)
    await bot.ask()
    assert bot.worked == 1
    assert bot.said() == []


async def test_what_was_posted_beside_its_successor_by_a_process_that_was_frozen_in_the_call_is_taken_back(
    bot: Bot,
) -> None:
    slow = bot.workspace.faults.slow("chat.postMessage", 0.5)
    asking = asyncio.create_task(bot.ask())
    await bot.workspace.wait_for(lambda: slow.hits and bot.said())
    bot.now += LEASE
    since = bot.now - timedelta(days=1)
    (taken,) = await bot.store.take_over("another", LEASE, since=since, limit=1)
    _, incoming = from_json(taken.content)
    speaker = await bot._speaker_for(incoming)
    await bot.answer(Request(incoming, speaker.client, speaker.bot_user_id), bot.context)
    doubled = [each.ts for each in bot.workspace.channel("general").messages.values() if each.bot_id]
    asked = await asking
    (kept,) = [each.ts for each in bot.workspace.thread(asked) if each.bot_id]
    assert kept == max(doubled)
    assert len(doubled) == 2
