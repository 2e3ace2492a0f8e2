"""A workspace with two people and a few channels, and the small bot in it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.local import Workspace
from bot.local.app import App
from bot.local.deliveries import Timing
from tests.unit.local.small_bot import TRANSPORTS, HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def workspace(clock: HandClock) -> AsyncIterator[Workspace]:
    """Ann and Bo; the bot is in `general` and the private `board`, not in `random` nor in the private `secret`."""
    async with Workspace(clock, App(shortcuts={"find_coverage"}), timing=Timing(3, (0, 0, 0))) as made:
        made.add_user("ann", locale="zh-CN")
        made.add_user("bo", tz="Europe/Berlin")
        made.add_channel("general", members=["ann", "bo", "latepost"])
        made.add_channel("random", members=["ann", "bo"])
        made.add_channel("board", kind="private", members=["ann", "latepost"])
        made.add_channel("secret", kind="private", members=["ann"])
        yield made


@pytest.fixture
def client(workspace: Workspace) -> AsyncWebClient:
    return AsyncWebClient(token=workspace.app.bot_token, base_url=workspace.api_url)


@pytest.fixture(params=TRANSPORTS)
async def bot(request: pytest.FixtureRequest, workspace: Workspace) -> AsyncIterator[Any]:
    """The small bot, once over HTTP and once over Socket Mode."""
    async with TRANSPORTS[request.param](workspace) as running:
        yield running
