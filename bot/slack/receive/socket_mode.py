"""Receiving from Slack over Socket Mode: a WebSocket that Slack opens for an app-level token."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import PayloadError, SettingsError
from bot.slack.api.calls import Limited, Refused, read_error
from bot.slack.receive.http import Deliver

_FIRST_RETRY_SECONDS = 1.0
_LONGEST_RETRY_SECONDS = 30.0
_log = logging.getLogger("slack_bolt")
_events = structlog.stdlib.get_logger("bot.slack")


@asynccontextmanager
async def socket_mode(bolt: AsyncApp, deliver: Deliver, app_token: str) -> AsyncGenerator[AsyncSocketModeHandler]:
    """Receive over a WebSocket for the time of the block; it connects again by itself when it is lost.

    Waits until Slack can be reached. Raises `SettingsError` for a token that Slack refuses.
    """
    await _until_slack_opens(bolt.client, app_token)
    handler = _SocketMode(bolt, app_token)
    handler.deliver = deliver
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
    try:
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped


async def _until_slack_opens(client: AsyncWebClient, app_token: str) -> None:
    """Slack's library would try for ever, with a traceback each time, a token that is refused as well."""
    pause = _FIRST_RETRY_SECONDS
    while True:
        try:
            await client.apps_connections_open(app_token=app_token)
            return
        except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
            meaning, cause = read_error(error), error
        if isinstance(meaning, Refused):
            raise SettingsError(
                f"Slack refuses SLACK_APP_TOKEN ({meaning.code}). Take the app-level token with the scope "
                "connections:write from the app's Basic Information; latepost doctor tries it."
            ) from cause
        if isinstance(meaning, Limited):
            pause = max(pause, meaning.seconds)
        _log.warning(
            "Slack can't be reached (%s); next try in %.0f seconds. Check the network, and SLACK_API_URL if it is set.",
            "ratelimited" if isinstance(meaning, Limited) else meaning.code,
            pause,
        )
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_RETRY_SECONDS)


class _SocketMode(AsyncSocketModeHandler):
    deliver: Deliver

    async def handle(self, client: Any, req: SocketModeRequest) -> None:
        """Acknowledge what the store has; what is not acknowledged comes again."""
        try:
            response = await self.deliver(req.payload)
        except PayloadError as error:
            _events.warning("a delivery is refused", reason=str(error))
            return
        await send_async_response(client, req, response, time.time())
