"""The bot in a local workspace, for trying it without Slack: in the browser or in the terminal."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from pydantic import SecretStr

from bot.app import clock
from bot.app.links import reader_access
from bot.app.pages import workspace_ui
from bot.app.serving.server import Running, running
from bot.app.serving.slack import app_manifest
from bot.app.settings import Settings
from bot.links import is_loopback
from bot.local import Workspace

_WITH_BOT, _WITHOUT_BOT = "general", "random"
"""The channels of the workspace; the bot is in the first."""
_OWN_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})
"""Under which a browser on this machine may have opened the reader whose address is pasted."""


@asynccontextmanager
async def local_workspace(settings: Settings, *, locale: str = "en-US") -> AsyncGenerator[Workspace]:
    """A local workspace with the app installed: the person `you`, a colleague, and the bot in one of two channels."""
    made = app_manifest(settings, socket_mode=True)
    async with Workspace.from_manifest(made, clock.now) as workspace:
        people = [workspace.add_user("you", locale=locale), workspace.add_user("colleague", locale=locale)]
        workspace.add_channel(_WITH_BOT, members=[*people, workspace.bot_user])
        workspace.add_channel(_WITHOUT_BOT, members=people)
        yield workspace


def in_workspace(settings: Settings, workspace: Workspace) -> Settings:
    """The settings that point the bot there."""
    return settings.model_copy(
        update={
            "slack_bot_token": SecretStr(workspace.app.bot_token),
            "slack_app_token": SecretStr(workspace.app.app_token),
            "slack_signing_secret": SecretStr(workspace.app.signing_secret),
            "slack_api_url": workspace.api_url,
            "slack_client_id": None,
            "slack_client_secret": None,
            "editors": settings.editors or "*",
        }
    )


@asynccontextmanager
async def run_local(
    settings: Settings, say: Callable[[str], None], now: Callable[[], datetime] = clock.now
) -> AsyncGenerator[Running]:
    """The bot in a local workspace with a face in the browser, reached by signed HTTP as Slack would.

    `now` decides on digests.
    """
    offers_reader = settings.reader != "off"
    served = {
        "slack_app_token": None,
        "reader": "on" if offers_reader else "off",
        "public_url": settings.public_url or _own_address(settings),
    }
    made = app_manifest(settings.model_copy(update=served), socket_mode=False)
    async with Workspace.from_manifest(made, clock.now) as workspace:
        workspace.app.unfurl_domains |= _OWN_NAMES  # Slack itself takes no such name
        workspace.add_channel(_WITH_BOT, members=[workspace.bot_user])
        workspace.add_channel(_WITHOUT_BOT)
        reader_path = f"{reader_access(settings).base}/" if offers_reader else None
        face = workspace_ui(workspace, made, (_WITH_BOT, _WITHOUT_BOT), reader_path=reader_path)
        owned = settings.model_copy(update={"admins": admins_of(settings, face.first_person.id)})
        async with running(in_workspace(owned, workspace).model_copy(update=served), say, now, face=face) as bot:
            workspace.request_urls.append(f"{bot.url}/slack/events")
            yield bot


def admins_of(settings: Settings, first_person_id: str) -> str | None:
    """The ids of those who may remove articles there: the first person, unless other machines may be that person."""
    return settings.admins or (first_person_id if is_loopback(settings.host) else None)


def _own_address(settings: Settings) -> str | None:
    """Where a browser on this machine finds the bot, None while the port is not known."""
    host = "127.0.0.1" if settings.host == "0.0.0.0" else settings.host
    return f"http://{host}:{settings.port}" if settings.port else None
