"""What `latepost doctor` checks of Slack: tokens, scopes, key; each check with what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SettingsError
from bot.slack.api.calls import code_of
from bot.slack.app import SlackOptions
from bot.slack.receive.manifest import unfurl_domain
from bot.slack.receive.oauth import Cipher

_CALL_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: whether it is well, and what was found or what to do."""

    name: str
    ok: bool
    said: str


async def check_slack(options: SlackOptions, needed_scopes: Sequence[str]) -> list[Check]:
    """The checks of everything that concerns Slack; nothing is changed there."""
    timeout = aiohttp.ClientTimeout(total=_CALL_SECONDS)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        client = AsyncWebClient(base_url=options.api_url or AsyncWebClient.BASE_URL, session=session, retry_handlers=[])
        checks = [_way_in(options)]
        if options.is_distributed:
            checks.append(_key(options))
        else:
            checks += await _bot_token(client, options, needed_scopes)
        if options.app_token:
            checks.append(await _app_token(client, options.app_token))
    if options.reader_url:
        checks.append(_links(options.reader_url))
    return checks


def _way_in(options: SlackOptions) -> Check:
    if options.app_token:
        return Check("Way in", True, "Socket Mode (SLACK_APP_TOKEN); no public address is needed")
    if options.signing_secret:
        where = f" at {options.public_url.rstrip('/')}/slack/events" if options.public_url else ""
        return Check("Way in", True, f"HTTP{where} (SLACK_SIGNING_SECRET)")
    return Check(
        "Way in",
        False,
        "set SLACK_APP_TOKEN (Basic Information, App-Level Tokens, connections:write) for Socket Mode, or "
        "SLACK_SIGNING_SECRET (Basic Information) for HTTP",
    )


def _key(options: SlackOptions) -> Check:
    if not options.encryption_key:
        return Check("Encryption key", False, "set LATEPOST_ENCRYPTION_KEY; latepost doctor --new-key makes one")
    try:
        Cipher(options.encryption_key)
    except SettingsError as error:
        return Check("Encryption key", False, str(error))
    return Check("Encryption key", True, "the tokens of installed workspaces are encrypted")


async def _bot_token(client: AsyncWebClient, options: SlackOptions, needed_scopes: Sequence[str]) -> list[Check]:
    if not options.bot_token:
        reason = "set SLACK_BOT_TOKEN (Install App), or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for many workspaces"
        return [Check("Bot token", False, reason)]
    try:
        identity = await client.auth_test(token=options.bot_token)
    except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
        return [Check("Bot token", False, _refusal(error, "SLACK_BOT_TOKEN"))]
    checks = [Check("Bot token", True, f"@{identity.get('user')} in the workspace {identity.get('team')}")]
    granted = {scope.strip() for name, value in identity.headers.items() if name.lower() == "x-oauth-scopes"
               for scope in value.split(",")}  # fmt: skip
    missing = [scope for scope in needed_scopes if scope not in granted]
    if missing:
        reason = (
            f"missing: {', '.join(missing)}. Paste the manifest (latepost manifest) into the app and install it again"
        )
        return [*checks, Check("Scopes", False, reason)]
    return [*checks, Check("Scopes", True, f"all {len(needed_scopes)} are granted")]


async def _app_token(client: AsyncWebClient, token: str) -> Check:
    try:
        await client.apps_connections_open(app_token=token)
    except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
        return Check("App token", False, _refusal(error, "SLACK_APP_TOKEN"))
    return Check("App token", True, "Socket Mode opens")


def _links(reader_url: str) -> Check:
    """Whether links to the reader can be shown in messages; Slack tells no app which events and domains it has."""
    domain = unfurl_domain(reader_url)
    if domain is None:
        message = f"those to {urlsplit(reader_url).hostname} show nothing in messages: Slack takes public domains alone"
        return Check("Links", True, message)
    message = (
        f"those to {domain} are shown in messages where the app's settings have the event link_shared and this domain; "
        "Slack does not tell: compare them with latepost manifest"
    )
    return Check("Links", True, message)


def _refusal(error: Exception, setting: str) -> str:
    if isinstance(error, SlackApiError):
        return f"Slack refuses {setting} ({code_of(error) or 'no reason given'}): copy it anew from the app's settings"
    return f"Slack can't be reached ({type(error).__name__}): check the network, and SLACK_API_URL if it is set"
