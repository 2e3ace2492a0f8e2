"""The running bot: the conversation in Slack, its HTTP server, what comes in and the digests, wired together."""

import asyncio
import secrets
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import structlog
from starlette.types import ASGIApp

from bot.app import clock
from bot.app.digests import check_digest_settings, deliverer_of, digests_of, keep_settings, keep_settings_later
from bot.app.indexing.executor import IndexThread
from bot.app.indexing.following import encode, follow
from bot.app.ingestion import ingestion, upload_service
from bot.app.intake import open_intake
from bot.app.library import Library, open_library
from bot.app.mcp import check_mcp_settings, with_mcp
from bot.app.operations import Operations, ReaderQuestions
from bot.app.pages import admin_routes, reader_routes
from bot.app.serving.background import in_background
from bot.app.serving.http_server import serving
from bot.app.serving.metrics import Metrics, metrics_route
from bot.app.serving.readiness import readiness_of
from bot.app.serving.slack import slack_options
from bot.app.settings import Settings
from bot.digest.delivering import Deliverer
from bot.digest.subscribing import Digests
from bot.errors import StoreError
from bot.ingest.fetching.addresses import is_public
from bot.ingest.fetching.fetch import Fetcher
from bot.search.lexicon.glossary import Glossary
from bot.slack.app import SlackApp, slack_app
from bot.slack.receive.http import http_app
from bot.slack.receive.socket_mode import socket_mode
from bot.store.conversations import ConversationStore
from bot.store.subscriptions import SubscriptionStore
from bot.store.upkeep.retention import Retention
from bot.text import fold
from bot.web.face.routes import WorkspaceUI
from bot.web.reader.rate_limit import RateLimiter
from bot.web.site import site

_REMEMBERED = timedelta(days=3)
"""How long answered deliveries are remembered, which Slack repeats for minutes, and digests that may be restored."""
_FORGET_EVERY_SECONDS = 3600.0

_log = structlog.stdlib.get_logger("bot")


@dataclass(frozen=True)
class Running:
    """A bot that runs: where its HTTP face is, and the parts that a test looks at."""

    url: str
    slack: SlackApp
    conversations: ConversationStore
    digests: Digests
    deliverer: Deliverer
    operations: Operations


@asynccontextmanager
async def running(
    settings: Settings,
    say: Callable[[str], None],
    now: Callable[[], datetime] = clock.now,
    *,
    may_connect: Callable[[str], bool] = is_public,
    face: WorkspaceUI | None = None,
) -> AsyncGenerator[Running]:
    """The bot, running for the time of the block, with the face of a local workspace where there is one.

    Raises `SettingsError` before anything is opened. `now` decides on digests, `may_connect` which addresses feeds
    and links may lead to, unless a feed says `allow_private`.
    """
    options = slack_options(settings)
    check_digest_settings(settings)
    check_mcp_settings(settings)
    async with AsyncExitStack() as opened:
        library = await opened.enter_async_context(open_library(settings, say, IndexThread()))
        metrics = Metrics()
        opened.enter_context(metrics.counting_problems())
        asked = replace(library, observe=metrics.answered)
        conversations = ConversationStore(library.database, clock.now)
        questions = ReaderQuestions(library, clock.now, RateLimiter(time.monotonic, burst=200, per_second=0.02))
        operations = Operations(settings, library, clock.now)
        fetcher = await opened.enter_async_context(Fetcher(may_connect=may_connect))
        intake = open_intake(library, settings, clock.now)
        owner = secrets.token_hex(16)
        digests = digests_of(library.database, library, now)
        if library.database.unwritable:
            say(f"{library.database.unwritable} Until then pages can be read, and nobody in Slack is answered.")
        if not await library.refresh():
            say("Another process is writing the index; until it is done, what it has written so far answers.")
        forgetting = _forget(conversations, SubscriptionStore(library.database), questions)
        await opened.enter_async_context(in_background(follow(library), encode(library), forgetting))
        if settings.keep_days:
            retention = Retention(library.database, timedelta(days=settings.keep_days), clock.now)
            await opened.enter_async_context(in_background(_retain(retention)))
        slack = await opened.enter_async_context(
            slack_app(
                options,
                library=asked,
                conversations=conversations,
                names=_names(library.glossary),
                engine=library.database.writing_engine,
                owner=owner,
                digests=digests,
                uploads=upload_service(library, intake, fetcher, clock.now),
                now=clock.now,
                observe=metrics.delivered,
            )
        )

        pages = _pages(settings, asked, face, operations, questions)
        web = http_app(
            slack.bolt,
            readiness_of(library),
            signing_secret=options.signing_secret,
            deliver=slack.deliver if options.app_token is None else None,
            pages=await opened.enter_async_context(with_mcp(settings, asked, pages)),
            more=[metrics_route(metrics, library, settings, clock.now, slack.sender.only_team)],
        )
        url = await opened.enter_async_context(serving(web, settings.host, settings.port))
        if face is not None:
            await opened.enter_async_context(face)
        if options.app_token:
            await opened.enter_async_context(socket_mode(slack.bolt, slack.deliver, options.app_token))
        await opened.enter_async_context(ingestion(settings, library, intake, fetcher, slack.tell_admins, clock.now))
        if not await keep_settings(settings, digests, slack):
            await opened.enter_async_context(in_background(keep_settings_later(settings, digests, slack)))
        deliverer = deliverer_of(settings, library.database, library, slack, now=now, owner=owner)
        await opened.enter_async_context(in_background(deliverer.run()))
        yield Running(url, slack, conversations, digests, deliverer, operations)


def _pages(
    settings: Settings, library: Library, face: WorkspaceUI | None, operations: Operations, questions: ReaderQuestions
) -> ASGIApp | None:
    """What a browser sees, None for nothing. The local workspace answers to no name that a stranger could own."""
    routes = admin_routes(settings, operations)
    if settings.reader_is_on:
        routes += reader_routes(settings, library, questions, offers_trial=face is not None)
    if face is None:
        return site(routes) if routes else None
    public = urlsplit(settings.public_url or "").hostname
    return site([*face.routes(library), *routes], names=[public] if public else [])


def _names(glossary: Glossary) -> Callable[[str], Sequence[tuple[int, int]]]:
    """Where names of the glossary stand in a text."""

    def find(text: str) -> Sequence[tuple[int, int]]:
        folded = fold(text)
        if len(folded) != len(text):  # offsets would not fit; such a text is rare
            return ()
        return [(found.start, found.end) for found in glossary.find(folded) if found.entry.is_name]

    return find


async def _forget(
    conversations: ConversationStore, subscriptions: SubscriptionStore, questions: ReaderQuestions
) -> None:
    """Delete what is remembered of old deliveries, removed digests and the reader's questions, now and every hour."""
    while True:
        try:
            await conversations.forget(clock.now() - _REMEMBERED)
            await subscriptions.forget_removed(clock.now() - _REMEMBERED)
            await questions.forget()
        except StoreError as error:
            _log.warning("what is old is not deleted", reason=str(error))
        await asyncio.sleep(_FORGET_EVERY_SECONDS)


async def _retain(retention: Retention) -> None:
    """Look every hour whether it is this process that deletes old conversations today."""
    while True:
        try:
            counts = await retention.run()
            if counts and any(counts.values()):
                _log.info("old conversations are deleted", **counts)
        except StoreError as error:
            _log.warning("old conversations are not deleted", reason=str(error))
        await asyncio.sleep(_FORGET_EVERY_SECONDS)
