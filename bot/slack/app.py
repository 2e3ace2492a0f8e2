"""Building the Bolt app with its listeners, for whichever transport it receives over."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

import aiohttp
import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncCallableAuthorize
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.digest.subscribing import Digests
from bot.errors import NotInChannelError, PayloadError, SettingsError
from bot.ingest.uploads import UploadService
from bot.links import ArticleLinks
from bot.slack import listeners
from bot.slack.api.block_forms import BlockForms
from bot.slack.api.calls import Calls
from bot.slack.api.channels import Channels
from bot.slack.api.fast_json import Response, to_json
from bot.slack.api.notices import Clients, Notices
from bot.slack.api.people import People
from bot.slack.api.poster import Poster
from bot.slack.conversation.context import Context, Library
from bot.slack.conversation.incoming import Incoming, is_never_for_the_bot
from bot.slack.conversation.intent import Spans
from bot.slack.conversation.payloads import read_payload
from bot.slack.digests.sender import ClientFor, SlackSender
from bot.slack.receive.authorization import InstalledWorkspaces, OneWorkspace
from bot.slack.receive.concurrency import ConcurrencyLimit
from bot.slack.receive.deliveries import LEASE, Deliveries, Observe
from bot.slack.receive.dispatcher import Dispatcher, Speaker
from bot.slack.receive.http import Deliver
from bot.slack.receive.manifest import Registered, scopes
from bot.slack.receive.oauth import Cipher, EncryptedInstallationStore, oauth_flow
from bot.store.conversations import ConversationStore

_CALL_SECONDS = 30
_DRAIN_SECONDS = 10.0
_DIGEST_PAUSE_SECONDS = 2.0
"""Before a digest's message whose fate is unclear is looked for: Slack may take a moment to show it."""
_log = logging.getLogger("slack_bolt")
_events = structlog.stdlib.get_logger("bot.slack")


@dataclass(frozen=True)
class SlackOptions:
    """How to reach Slack, and as whom. Without client id and secret one workspace, by its bot token."""

    signing_secret: str = ""
    bot_token: str | None = None
    app_token: str | None = None
    client_id: str | None = None
    client_secret: str | None = None
    encryption_key: str | None = None
    api_url: str | None = None
    public_url: str | None = None
    reader_url: str | None = None
    follow_threads: bool = False
    editors: tuple[str, ...] = ()
    lease_seconds: float = LEASE.total_seconds()
    newer_blocks: bool = True
    admins: tuple[str, ...] = ()
    """Ids of people who may change every digest; the first is told what a digest without an owner has to tell."""

    @property
    def is_distributed(self) -> bool:
        """Whether many workspaces install the app."""
        return bool(self.client_id and self.client_secret)

    @property
    def unfurls(self) -> bool:
        """Whether there are reader pages that links in messages may lead to."""
        return self.reader_url is not None


@dataclass(frozen=True)
class SlackApp:
    """A built app: Bolt's, the dispatcher that its work goes through, and what sends digests."""

    bolt: AsyncApp
    dispatcher: Dispatcher
    tell_admins: Callable[[str], Awaitable[bool]]
    sender: SlackSender
    deliver: Deliver
    _channels: Channels
    _client_for: ClientFor

    async def channel_id(self, channel: str) -> str:
        """The id of a channel of the bot token's workspace, given by `#name` or id; raises `NotInChannelError`."""
        client = await self._client_for(await self.sender.only_team(), "")
        if client is None:
            raise NotInChannelError("conversations.list", "channel_not_found")
        return await self._channels.id_of(client, channel)


@asynccontextmanager
async def slack_app(
    options: SlackOptions,
    *,
    library: Library,
    conversations: ConversationStore,
    names: Spans,
    engine: AsyncEngine,
    owner: str,
    uploads: UploadService,
    digests: Digests,
    now: Callable[[], datetime],
    observe: Observe,
) -> AsyncGenerator[SlackApp]:
    """The app, with one connection pool to Slack; at the end of the block what is under way is waited for.

    `owner` is a name that no other process has, `now` gives aware datetimes; `observe` is told of every delivery.
    """
    places = ConcurrencyLimit()
    calls = Calls(places.sleep)
    async with aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=_CALL_SECONDS),
        json_serialize_bytes=to_json,
        response_class=Response,
        cookie_jar=aiohttp.DummyCookieJar(),  # the Web API knows the bot by its token
    ) as session:
        installations = _installations(options, engine)
        client = _client(options, session)
        workspaces = _workspaces(options, client, calls, installations)
        forms = BlockForms(now, newer=options.newer_blocks)
        poster = Poster(calls, forms)
        channels = Channels(poster)

        async def speaker_for(incoming: Incoming) -> Speaker | None:
            who = await workspaces(incoming.team_id or None, incoming.enterprise_id or None)
            if who is None or not who.bot_token:
                return None
            return Speaker(_client(options, session, who.bot_token), who.bot_user_id or "", who.team_id or "")

        context = Context(
            library=library,
            conversations=conversations,
            poster=poster,
            people=People(calls),
            names=names,
            links=ArticleLinks(options.reader_url),
            digests=digests,
            channels=channels,
            admins=frozenset(options.admins),
            installations=installations,
            follow_threads=options.follow_threads,
            uploads=uploads,
            editors=frozenset(options.editors),
        )

        async def client_for(team_id: str, enterprise_id: str) -> AsyncWebClient | None:
            who = await workspaces(team_id or None, enterprise_id or None)
            return _client(options, session, who.bot_token) if who and who.bot_token else None

        async def only_team() -> str:
            who = await workspaces(None, None) if isinstance(workspaces, OneWorkspace) else None
            return str(who.team_id or "") if who else ""

        deliveries = Deliveries(conversations, owner, now, timedelta(seconds=options.lease_seconds), observe)
        dispatcher = Dispatcher(context, deliveries, places, speaker_for, only_team)
        notices = Notices(context.poster, _all_clients(options, session, installations), options.admins)
        bolt = _bolt(options, client, installations, engine)
        listeners.register(bolt, dispatcher.listener, dispatcher.submission, unfurls=options.unfurls)
        resuming = asyncio.create_task(dispatcher.resume_for_ever())

        sending = Poster(Calls(first_pause_seconds=_DIGEST_PAUSE_SECONDS), forms)
        admin_id = next(iter(options.admins), "")
        sender = SlackSender(sending, client_for, only_team, ArticleLinks(options.reader_url), admin_id)
        deliver = _deliver(bolt, frozenset(registered(unfurls=options.unfurls).events))
        try:
            yield SlackApp(bolt, dispatcher, notices.tell, sender, deliver, channels, client_for)
        finally:
            resuming.cancel()
            await asyncio.gather(resuming, return_exceptions=True)
            await dispatcher.under_way.drain(_DRAIN_SECONDS)


def _deliver(bolt: AsyncApp, events: frozenset[str]) -> Deliver:
    """One way in for both transports: what is fit goes to Bolt, which finds its listener; the rest is acknowledged."""

    async def deliver(payload: object) -> BoltResponse:
        if isinstance(payload, dict) and is_never_for_the_bot(payload):
            return BoltResponse(status=200, body="")
        fit = read_payload(payload, events)
        if fit is None:
            return BoltResponse(status=200, body="")
        # in this mode Bolt takes what was read and verified, whichever way it came
        body = fit.model_dump(exclude_none=True)
        response = await bolt.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode"))
        if response.status == HTTPStatus.NOT_FOUND:
            raise PayloadError("nothing here asks for it")
        return response

    return deliver


def registered(*, unfurls: bool) -> Registered:
    """What the listeners are registered for; `unfurls` where messages may hold links to the reader."""
    noted = Registered()
    listeners.register(noted, lambda _read, work: work, lambda _submit, work: work, unfurls=unfurls)
    return noted


def _client(options: SlackOptions, session: aiohttp.ClientSession, token: str | None = None) -> AsyncWebClient:
    """A client that repeats nothing by itself: the SDK's own retry of a lost connection can post twice."""
    return AsyncWebClient(
        token, base_url=options.api_url or AsyncWebClient.BASE_URL, session=session, retry_handlers=[], logger=_log
    )


def _all_clients(
    options: SlackOptions, session: aiohttp.ClientSession, installations: EncryptedInstallationStore | None
) -> Clients:
    async def clients() -> list[AsyncWebClient]:
        if installations is None:
            return [_client(options, session, options.bot_token)]
        return [_client(options, session, bot.bot_token) for bot in await installations.all_bots()]

    return clients


def _workspaces(
    options: SlackOptions, client: AsyncWebClient, calls: Calls, installations: EncryptedInstallationStore | None
) -> OneWorkspace | InstalledWorkspaces:
    if installations is not None:
        return InstalledWorkspaces(installations)
    if options.bot_token:
        return OneWorkspace(client, options.bot_token, calls)
    raise SettingsError("SLACK_BOT_TOKEN is missing: copy it from “Install App” in the app's settings.")


def _installations(options: SlackOptions, engine: AsyncEngine) -> EncryptedInstallationStore | None:
    if not options.is_distributed:
        return None
    if not options.encryption_key:
        raise SettingsError("LATEPOST_ENCRYPTION_KEY is missing. Make one with: latepost doctor --new-key")
    return EncryptedInstallationStore(options.client_id or "", engine, Cipher(options.encryption_key), _log)


def _bolt(
    options: SlackOptions,
    client: AsyncWebClient,
    installations: EncryptedInstallationStore | None,
    engine: AsyncEngine,
) -> AsyncApp:
    flow: AsyncOAuthFlow | None = None
    if installations is not None:
        flow = oauth_flow(
            client=client,
            client_id=options.client_id or "",
            client_secret=options.client_secret or "",
            scopes=scopes(registered(unfurls=options.unfurls)),
            public_url=options.public_url,
            installations=installations,
            engine=engine,
            logger=_log,
        )

    async def authorize(team_id: str | None, enterprise_id: str | None) -> AuthorizeResult:
        """Bolt asks before a listener runs, and so before the store has the delivery: who speaks is found later."""
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)

    async def failed(error: Exception) -> BoltResponse:
        """What no listener asks for; the listeners themselves let no error out."""
        if isinstance(error, BoltUnhandledRequestError):
            return BoltResponse(status=HTTPStatus.NOT_FOUND, body="")
        _events.error("Bolt failed", exc_info=error)
        return BoltResponse(status=HTTPStatus.INTERNAL_SERVER_ERROR, body="")

    with _silent(_log):  # Bolt sees SLACK_BOT_TOKEN in the environment, and warns that it goes by the client's token
        app = AsyncApp(
            name="latepost",
            logger=_log,
            client=client,
            signing_secret=options.signing_secret,
            authorize=AsyncCallableAuthorize(logger=_log, func=authorize),  # type: ignore[arg-type]  # Bolt's type is too narrow
            oauth_flow=flow,
            process_before_response=True,  # else Bolt acknowledges events by itself, before a listener stored them
            ignoring_self_events_enabled=False,  # the listeners know who they talk to
            raise_error_for_unhandled_request=True,  # else Bolt writes an essay on it into the log
        )
    app.error(failed)
    return app


@contextmanager
def _silent(logger: logging.Logger) -> Iterator[None]:
    """Only errors are logged for the time of the block."""
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)
