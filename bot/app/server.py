"""Running the bot: the conversation in Slack, its HTTP face, and the index that follows the store, wired together."""

import asyncio
import contextlib
import gc
import secrets
import signal
import socket
import sys
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import structlog
import uvicorn
from pydantic import SecretStr
from starlette.types import ASGIApp

from bot.app.digest_settings import admins_of, check_digest_settings
from bot.app.digests import deliverer_of, digests_of, keep_settings, keep_settings_later
from bot.app.executor import IndexThread
from bot.app.ingestion import editors_of, ingestion, upload_service
from bot.app.library import Library, open_intake, open_library
from bot.app.pages import reader_access, reader_routes, reader_url, workspace_ui
from bot.app.settings import Settings
from bot.digest.delivering import Deliverer
from bot.digest.subscribing import Digests
from bot.errors import EncoderUnavailableError, LatePostError, SettingsError, StoreError
from bot.ingest.addresses import is_public
from bot.ingest.encoding import AT_ONCE
from bot.ingest.fetch import Fetcher
from bot.search.lexicon.glossary import Glossary
from bot.slack.app import SlackApp, SlackOptions, registered, slack_app, socket_mode
from bot.slack.receive.http import http_app
from bot.slack.receive.manifest import manifest
from bot.store.conversations import ConversationStore
from bot.text import fold
from bot.web.face.routes import WorkspaceUI
from bot.web.site import site

if TYPE_CHECKING:
    from bot.local import Workspace

_ENCODE_SECONDS = 2.0
_FOLLOW_SECONDS = 0.5
"""Between looks at the store for changes that the index has not seen; it is to follow within two seconds."""
_REMEMBERED = timedelta(days=3)
"""How long answered deliveries are remembered; Slack repeats them for minutes."""
_FORGET_EVERY_SECONDS = 3600.0
_OBJECTS_BETWEEN_COLLECTIONS = 20_000
"""More than one answer makes."""

_WITH_BOT, _WITHOUT_BOT = "general", "random"
"""Channels of the workspace of its own; the bot is in the first."""

_log = structlog.stdlib.get_logger("bot")


@dataclass(frozen=True)
class Running:
    """A bot that runs: where its HTTP face is, and the parts that a test looks at."""

    url: str
    slack: SlackApp
    conversations: ConversationStore
    digests: Digests
    deliverer: Deliverer


async def run(settings: Settings, say: Callable[[str], None]) -> None:
    """Run the bot until the process is told to stop, be it while the bot still waits for Slack."""
    serving = asyncio.ensure_future(_serve(settings, say))
    stopping = False

    def stop() -> None:
        nonlocal stopping
        if not stopping:  # a second signal must not break off the cleaning up
            stopping = True
            serving.cancel()

    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows
            loop.add_signal_handler(each, stop)
    try:
        await serving
    except asyncio.CancelledError:
        if not stopping:
            raise


async def _serve(settings: Settings, say: Callable[[str], None]) -> None:
    """Run the bot until this is cancelled."""
    async with AsyncExitStack() as opened:
        if not settings.uses_slack:
            bot = await opened.enter_async_context(run_local(settings, say))
            say(f"No Slack setting is set, so the bot runs in a workspace of its own: try it at {bot.url}/try")
            if settings.reader != "off":
                own = "r/SECRET/ (the secret that you set)" if settings.reader_secret else ""
                say(f"Read the library at {bot.url}/{own}")
            say("For a conversation in the terminal: latepost chat. For Slack: README.md. Stop with Ctrl+C.")
        else:
            bot = await opened.enter_async_context(running(settings, say))
            if settings.slack_app_token:
                say(f"Listening to Slack over Socket Mode; health at {bot.url}/healthz. Stop with Ctrl+C.")
            else:
                say(f"Listening to Slack at {bot.url}/slack/events. Stop with Ctrl+C.")
        with _rare_collections():
            await asyncio.Event().wait()


def new_event_loop() -> asyncio.AbstractEventLoop:
    """uvloop's, with which a command takes less of the processor; there is none for Windows."""
    if sys.platform == "win32":
        return asyncio.new_event_loop()
    import uvloop

    return uvloop.new_event_loop()


@contextlib.contextmanager
def _rare_collections() -> Generator[None]:
    """Have the garbage collector look less often, and only at what is made from now on, for the time of the block.

    It took a tenth of the time of an answer: an answer makes thousands of objects, hardly one of which it frees, and it
    looked again and again at all that was loaded at the start (docs.python.org/3/library/gc.html, `gc.freeze`).
    """
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@asynccontextmanager
async def local_workspace(settings: Settings, *, locale: str = "en-US") -> AsyncGenerator["Workspace"]:
    """A local workspace with the app installed: the person `you`, a colleague, and the bot in one of two channels."""
    from bot.local import Workspace

    made = app_manifest(settings, socket_mode=True)
    async with Workspace.from_manifest(made, lambda: datetime.now(UTC)) as workspace:
        people = [workspace.add_user("you", locale=locale), workspace.add_user("colleague", locale=locale)]
        workspace.add_channel("general", members=[*people, workspace.bot_user])
        workspace.add_channel("random", members=people)
        yield workspace


def in_workspace(settings: Settings, workspace: "Workspace") -> Settings:
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
    settings: Settings, say: Callable[[str], None], now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> AsyncGenerator[Running]:
    """The bot in a local workspace with a face in the browser, reached by signed HTTP as Slack would.

    `now` decides on digests.
    """
    from bot.local import Workspace

    made = app_manifest(settings, socket_mode=False)
    async with Workspace.from_manifest(made, lambda: datetime.now(UTC)) as workspace:
        workspace.add_channel(_WITH_BOT, members=[workspace.bot_user])
        workspace.add_channel(_WITHOUT_BOT)
        offers_reader = settings.reader != "off"
        reader_path = f"{reader_access(settings).base}/" if offers_reader else None
        face = workspace_ui(workspace, made, (_WITH_BOT, _WITHOUT_BOT), reader_path=reader_path)
        own = {
            "slack_app_token": None,
            "reader": "on" if offers_reader else "off",
            "public_url": settings.public_url or _own_address(settings),
        }
        owned = settings.model_copy(update={"admins": settings.admins or face.first_person.id})
        async with running(in_workspace(owned, workspace).model_copy(update=own), say, now, face=face) as bot:
            workspace.request_urls.append(f"{bot.url}/slack/events")
            yield bot


def _own_address(settings: Settings) -> str | None:
    """Where a browser on this machine finds the bot, None while the port is not known."""
    host = "127.0.0.1" if settings.host == "0.0.0.0" else settings.host
    return f"http://{host}:{settings.port}" if settings.port else None


def app_manifest(settings: Settings, *, socket_mode: bool | None = None) -> dict[str, Any]:
    """The app manifest; for HTTP where a public address is set, else for Socket Mode."""
    return manifest(
        registered(),
        bot_name="latepost",
        public_url=settings.public_url,
        socket_mode=settings.public_url is None if socket_mode is None else socket_mode,
        oauth=bool(settings.slack_client_id),
    )


@asynccontextmanager
async def running(
    settings: Settings,
    say: Callable[[str], None],
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
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
    async with AsyncExitStack() as opened:
        library = await opened.enter_async_context(open_library(settings, say, IndexThread()))
        conversations = ConversationStore(library.database, lambda: datetime.now(UTC))
        fetcher = await opened.enter_async_context(Fetcher(may_connect=may_connect))
        intake = open_intake(library, settings, lambda: datetime.now(UTC))
        owner = secrets.token_hex(16)
        digests = digests_of(library.database, library, now)
        if not await library.refresh():
            say("Another process is writing the index; until it is done, what it has written so far answers.")
        await opened.enter_async_context(_in_background(_follow(library), _encode(library), _forget(conversations)))
        slack = await opened.enter_async_context(
            slack_app(
                options,
                library=library,
                conversations=conversations,
                names=_names(library.glossary),
                engine=library.database.writing_engine,
                owner=owner,
                digests=digests,
                uploads=upload_service(library, intake, fetcher),
                now=lambda: datetime.now(UTC),
            )
        )

        async def is_ready() -> bool:
            try:
                await library.store.state()
            except StoreError:
                return False
            return True

        web = http_app(
            slack.bolt,
            is_ready,
            signing_secret=options.signing_secret,
            deliver=slack.deliver if options.app_token is None else None,
            pages=_pages(settings, library, face),
        )
        url = await opened.enter_async_context(_serving(web, settings.host, settings.port))
        if face is not None:
            await opened.enter_async_context(face)
        if options.app_token:
            await opened.enter_async_context(socket_mode(slack, options.app_token))
        await opened.enter_async_context(ingestion(settings, library, intake, fetcher, slack.tell_admins))
        if not await keep_settings(settings, digests, slack):
            await opened.enter_async_context(_in_background(keep_settings_later(settings, digests, slack)))
        deliverer = deliverer_of(settings, library.database, library, slack, now=now, owner=owner)
        await opened.enter_async_context(_in_background(deliverer.run()))
        yield Running(url, slack, conversations, digests, deliverer)


def _pages(settings: Settings, library: Library, face: WorkspaceUI | None) -> ASGIApp | None:
    """What a browser sees, None for nothing. The local workspace answers to no name that a stranger could own."""
    routes = reader_routes(settings, library, offers_trial=face is not None) if settings.reader_is_on else []
    if face is None:
        return site(routes) if routes else None
    public = urlsplit(settings.public_url or "").hostname
    return site([*face.routes(library), *routes], names=[public] if public else [])


def slack_options(settings: Settings, *, complete: bool = True) -> SlackOptions:
    """What the settings say of Slack. Raises `SettingsError` that names what is missing, if it is to be complete."""
    options = SlackOptions(
        signing_secret=_open(settings.slack_signing_secret) or "",
        bot_token=_open(settings.slack_bot_token),
        app_token=_open(settings.slack_app_token),
        client_id=settings.slack_client_id,
        client_secret=_open(settings.slack_client_secret),
        encryption_key=_open(settings.encryption_key),
        api_url=settings.slack_api_url,
        public_url=settings.public_url,
        reader_url=reader_url(settings),
        follow_threads=settings.follow_threads,
        editors=editors_of(settings),
        admins=admins_of(settings),
        lease_seconds=settings.lease_seconds,
    )
    if complete and not options.app_token and not options.signing_secret:
        raise SettingsError(
            "SLACK_APP_TOKEN (for Socket Mode) or SLACK_SIGNING_SECRET (for HTTP) is missing. "
            "`latepost settings` explains them, `latepost doctor` checks them."
        )
    return options


def _open(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value().strip() if secret else None


def _names(glossary: Glossary) -> Callable[[str], Sequence[tuple[int, int]]]:
    """Where names of the glossary stand in a text."""

    def find(text: str) -> Sequence[tuple[int, int]]:
        folded = fold(text)
        if len(folded) != len(text):  # offsets would not fit; such a text is rare
            return ()
        return [(found.start, found.end) for found in glossary.find(folded) if found.entry.is_name]

    return find


async def _follow(library: Library) -> None:
    """Keep the index on the store."""
    while True:
        await asyncio.sleep(_FOLLOW_SECONDS)
        try:
            await library.refresh()
        except LatePostError as error:
            _log.warning("the index does not follow the store", reason=str(error))


async def _encode(library: Library) -> None:
    """Make the vectors that are missing, a few at a time; a bot answers meanwhile."""
    while True:
        try:
            made = await library.encode(AT_ONCE)
        except EncoderUnavailableError as error:
            _log.warning("passages wait for the encoder", reason=str(error))
            made = 0
        except LatePostError as error:
            _log.warning("vectors can't be kept", reason=str(error))
            made = 0
        if not made:
            await asyncio.sleep(_ENCODE_SECONDS)


async def _forget(conversations: ConversationStore) -> None:
    """Delete what is remembered of old deliveries, now and every hour."""
    while True:
        try:
            await conversations.forget(datetime.now(UTC) - _REMEMBERED)
        except StoreError as error:
            _log.warning("old deliveries are not deleted", reason=str(error))
        await asyncio.sleep(_FORGET_EVERY_SECONDS)


@asynccontextmanager
async def _in_background(*work: Coroutine[None, None, None]) -> AsyncGenerator[None]:
    tasks = [asyncio.ensure_future(each) for each in work]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Server(uvicorn.Server):
    """A server that leaves the process's signals to us."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Signals are handled in `run`."""
        yield


@asynccontextmanager
async def _serving(app: ASGIApp, host: str, port: int) -> AsyncGenerator[str]:
    """Serve there for the time of the block; gives the address. Port 0 is any free one."""
    try:
        listening = socket.create_server((host, port), reuse_port=False)
    except OSError as error:
        reason = str(error.strerror).partition(" (while")[0]  # Python adds the address, which stands here already
        raise SettingsError(
            f"Nothing can listen at {host}:{port} ({reason}). Set another LATEPOST_PORT or LATEPOST_HOST."
        ) from error
    config = uvicorn.Config(
        app, http="h11", lifespan="off", log_config=None, access_log=False, timeout_graceful_shutdown=5
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://{host}:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listening.close()
