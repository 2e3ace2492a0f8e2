"""A whole bot in front of a local workspace, over HTTP and over Socket Mode, with the sample library."""

import asyncio
import io
import itertools
import logging
import shutil
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.app.library import open_library
from bot.app.logs import configure
from bot.app.serving.server import Running, running
from bot.app.settings import Settings
from bot.ingest.importing import import_paths
from bot.local import Channel, Message, Person, Workspace
from bot.local.deliveries import Timing
from bot.local.form import elements
from bot.slack.app import registered
from bot.slack.receive.manifest import manifest
from tests.processes import CHECKOUT

WAIT = 60.0
"""Seconds after which an answer is taken for missing; it is there in one, unless the machine is very busy."""


@dataclass
class Team:
    """Ann and Bo in a workspace, and a bot that is in `general` and `board`, not in `random`."""

    workspace: Workspace
    bots: tuple[Running, ...]
    """The processes of the bot that run in this one; those of their own are waited for by what they do."""

    @classmethod
    def of(cls, workspace: Workspace, *bots: Running) -> "Team":
        return cls(workspace, bots)

    @property
    def ann(self) -> Person:
        return self.workspace.as_user("ann")

    @property
    def bo(self) -> Person:
        return self.workspace.as_user("bo")

    @property
    def bot(self) -> Running:
        return self.bots[0]

    @property
    def general(self) -> Channel:
        return self.workspace.channel("general")

    async def until(self, predicate: Callable[[], Any]) -> Any:
        return await self.workspace.wait_for(predicate, timeout=WAIT)

    async def settled(self) -> None:
        """Wait until every delivery is acknowledged and worked off, and no call is under way."""
        assert self.bots
        async with asyncio.timeout(WAIT):
            while self.workspace.busy or any(bot.slack.dispatcher.under_way for bot in self.bots):
                for bot in self.bots:
                    await bot.slack.dispatcher.under_way.idle()
                if self.workspace.busy:
                    await self.workspace.pulse.wait(0.25)

    def said(self, channel: str = "general") -> list[Message]:
        """What the bot wrote into the channel itself."""
        return [each for each in self.workspace.history(channel) if each.bot_id]

    def replies(self, message: Message) -> list[Message]:
        """What the bot wrote in the thread of a message, or below a direct one."""
        return replies_to(self.workspace, message)

    async def reply_to(self, message: Message, number: int = 1) -> Message:
        """The reply with this number, from 1, in the thread of the message."""
        await self.until(lambda: len(self.replies(message)) >= number)
        await self.settled()
        return self.replies(message)[number - 1]


def replies_to(workspace: Workspace, message: Message) -> list[Message]:
    """What the bot wrote in the thread of a message; of a direct one below it too, each with its own thread."""
    channel = workspace.channels[message.channel]
    roots = [message]
    if channel.kind == "im" and not message.is_reply:
        following = [each for each in workspace.history(channel) if float(each.ts) > float(message.ts)]
        roots += itertools.takewhile(lambda each: each.bot_id, following)
    found = [each for root in roots for each in (root, *workspace.thread(root))]
    return [each for each in found if each.bot_id and each is not message]


def shown(value: Any) -> str:
    """All text of a message, view or list of them, as a person reads it."""
    if isinstance(value, Message):
        return shown(value.blocks)
    if isinstance(value, list | tuple):
        return "\n".join(filter(None, map(shown, value)))
    if isinstance(value, dict):
        own = value["text"] if isinstance(value.get("text"), str) else ""
        rest = [shown(member) for name, member in value.items() if isinstance(member, dict | list)]
        joint = "" if str(value.get("type", "")).startswith("rich_text") else "\n"
        return joint.join(filter(None, [own, *rest]))
    return ""


def buttons(value: Any) -> list[dict[str, Any]]:
    """Every button of a message or view."""
    blocks = value.blocks if not isinstance(value, list) else value
    return [found.element for found in elements(blocks) if found.kind == "button"]


@pytest.fixture(autouse=True)
def log() -> Iterator[io.StringIO]:
    """What the bot logs at its default level."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure("INFO", stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture(scope="session")
def library_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the sample library, indexed; tests copy it."""
    folder = tmp_path_factory.mktemp("library") / "data"
    settings = Settings.model_validate({"LATEPOST_DATA_DIR": folder, "LATEPOST_ENCODER": "off"})

    async def fill() -> None:
        async with open_library(settings, lambda _: None) as library:
            async for _ in import_paths([CHECKOUT / "data" / "articles"], library.store):
                pass
            await library.catch_up()

    asyncio.run(fill())
    return folder


@pytest.fixture
def data_dir(library_dir: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(library_dir, tmp_path / "data"))


@asynccontextmanager
async def workspace_of(
    transport: str, now: Callable[[], datetime] | None = None, reader: str | None = None, **more: Any
) -> AsyncGenerator[Workspace]:
    """A workspace in which the app was installed with the manifest that the bot prints; `now` is its clock.

    `reader` is the public address of the bot's reader, if it has one.
    """
    made = manifest(
        registered(unfurls=reader is not None),
        bot_name="latepost",
        public_url=reader,
        socket_mode=transport == "socket",
        oauth=False,
    )
    started = datetime.now(UTC)
    workspace = Workspace.from_manifest(
        made,
        now
        or (
            lambda: started
        ),  # time stands still there: what Slack gives three seconds for does not fail on a busy machine
        signing_clock=lambda: datetime.now(UTC),  # the bot compares it with its own
        **{"timing": Timing(WAIT, (0, 0, 0)), **more},
    )
    async with workspace:
        workspace.add_user("ann", locale="zh-CN")
        workspace.add_user("bo", locale="en-US")
        workspace.add_channel("general", members=["ann", "bo", "latepost"])
        workspace.add_channel("random", members=["ann", "bo"])
        workspace.add_channel("board", kind="private", members=["ann", "latepost"])
        workspace.add_channel("secret", kind="private", members=["ann"])
        yield workspace


def settings_for(workspace: Workspace, data_dir: Path, transport: str, **more: Any) -> Settings:
    values = {
        "LATEPOST_DATA_DIR": data_dir,
        "LATEPOST_ENCODER": "off",
        "LATEPOST_PORT": 0,
        "SLACK_BOT_TOKEN": workspace.app.bot_token,
        "SLACK_SIGNING_SECRET": workspace.app.signing_secret,
        "SLACK_API_URL": workspace.api_url,
    }
    if transport == "socket":
        values["SLACK_APP_TOKEN"] = workspace.app.app_token
    return Settings.model_validate({**values, **more})


@asynccontextmanager
async def bot_for(workspace: Workspace, data_dir: Path, transport: str, **more: Any) -> AsyncGenerator[Running]:
    """The bot, and over HTTP the workspace told of its address."""
    async with running(settings_for(workspace, data_dir, transport, **more), lambda _: None) as bot:
        if transport == "http":
            workspace.request_urls.append(f"{bot.url}/slack/events")
        yield bot
        workspace.request_urls.clear()


@pytest.fixture(params=["socket", pytest.param("http", marks=pytest.mark.slow)])
def transport(request: pytest.FixtureRequest) -> str:
    """How Slack reaches the bot. What is said is the same; the tests of receiving take both at once."""
    return str(request.param)


@pytest.fixture
async def team(transport: str, data_dir: Path) -> AsyncIterator[Team]:
    async with workspace_of(transport) as workspace, bot_for(workspace, data_dir, transport) as bot:
        yield Team.of(workspace, bot)
        assert workspace.warnings == []
