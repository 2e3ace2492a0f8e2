"""What comes in while the bot runs: the inbox folder and the feeds, each watched in the background."""

import asyncio
import random
import secrets
import time
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from bot.app.library import Library
from bot.app.serving.background import in_background
from bot.app.settings import Settings
from bot.errors import LatePostError
from bot.ingest.feed_list import read_feeds
from bot.ingest.feeds import FeedRunner, Tell
from bot.ingest.fetching.fetch import Fetcher
from bot.ingest.inbox import Inbox
from bot.ingest.intake import Intake
from bot.ingest.uploads import UploadService
from bot.store.arrivals import Arrivals
from bot.store.feed_states import FeedStates

_AGAIN_SECONDS = 5.0
_REMEMBERED = timedelta(days=90)
"""How long what a person brought can be taken back."""

_log = structlog.stdlib.get_logger("bot")


@asynccontextmanager
async def ingestion(
    settings: Settings,
    library: Library,
    intake: Intake,
    fetcher: Fetcher,
    tell_admins: Tell,
    now: Callable[[], datetime],
) -> AsyncGenerator[None]:
    """Watch the inbox and fetch the feeds for the time of the block. Raises `SettingsError` for a wrong feeds.toml."""
    read_feeds(feeds_file(settings))
    states = FeedStates(library.database, now)
    feeds = FeedRunner(feeds_file(settings), states, fetcher, intake, now=now, random=random.random, tell=tell_admins)
    inbox = Inbox(settings.data_dir / "inbox", intake, time.monotonic)
    await _forget(Arrivals(library.database, now), now() - _REMEMBERED)
    async with in_background(_keep_up("feeds", feeds.run), _keep_up("inbox", inbox.run)):
        yield


def upload_service(library: Library, intake: Intake, fetcher: Fetcher, now: Callable[[], datetime]) -> UploadService:
    """What takes in the files and links of people in Slack."""
    return UploadService(intake, Arrivals(library.database, now), fetcher, now=now, source="Slack")


def feeds_file(settings: Settings) -> Path:
    """Where the feeds are listed."""
    return settings.data_dir / "feeds.toml"


async def _keep_up(name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Do it for ever; a fault of the bot ends one round, with its traceback in the log, and not the watching."""
    while True:
        try:
            await work()
        except Exception:
            _log.exception("watching failed", error_id=secrets.token_hex(4), what=name)
            await asyncio.sleep(_AGAIN_SECONDS)


async def _forget(arrivals: Arrivals, before: datetime) -> None:
    try:
        await arrivals.forget(before)
    except LatePostError as error:
        _log.warning("old receipts are not deleted", reason=str(error))
