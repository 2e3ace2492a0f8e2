"""The HTTP face for Slack: events, commands and interactivity at one address, installation, health."""

import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.slack.api.fast_json import from_json
from bot.slack.conversation.incoming import is_never_for_the_bot

_EVENTS_PATH = "/slack/events"
LONGEST_BODY = 2_000_000
"""Bytes; Slack's own payloads stay far below."""


def http_app(
    app: AsyncApp,
    is_ready: Callable[[], Awaitable[bool]],
    *,
    signing_secret: str,
    events: bool,
    pages: ASGIApp | None = None,
) -> ASGIApp:
    """`/healthz` and `/readyz`; with `events` `/slack/events`; where many workspaces install, `/slack/install`.

    The signature of every event is checked, and timestamps older than five minutes are refused. All other paths are
    those of `pages`, which a browser sees.
    """
    handler = AsyncSlackRequestHandler(app)
    verifier = SignatureVerifier(signing_secret) if events else None  # Socket Mode needs no secret

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_request: Request) -> Response:
        return PlainTextResponse("ready") if await is_ready() else PlainTextResponse("not ready", 503)

    async def receive(request: Request) -> Response:
        if request.method != "POST":
            return PlainTextResponse("Method Not Allowed", 405, {"allow": "POST"})
        length = request.headers.get("content-length", "")
        if not length.isdecimal() or int(length) > LONGEST_BODY:
            return PlainTextResponse("too large", 413)
        stamp, signature = (request.headers.get(f"x-slack-{name}", "") for name in ("request-timestamp", "signature"))
        if not (stamp.isascii() and stamp.isdecimal() and signature.isascii()):  # Bolt takes that for granted
            return PlainTextResponse("not signed", 401)
        body = await request.body()
        payload = _read(body, request.headers.get("content-type", ""))
        if payload is None:
            return PlainTextResponse("not readable", 400)
        if verifier and is_never_for_the_bot(payload) and verifier.is_valid(body, stamp, signature):
            return PlainTextResponse("")  # Bolt looks at every listener first
        return await handler.handle(request)

    routes: list[BaseRoute] = [Route("/healthz", healthz), Route("/readyz", readyz)]
    if app.oauth_flow is not None:
        routes += [
            Route(app.oauth_flow.install_path, handler.handle, methods=["GET"]),
            Route(app.oauth_flow.redirect_uri_path, handler.handle, methods=["GET"]),
        ]
    if pages is not None:
        routes.append(Mount("", pages))
    others = Starlette(routes=routes)

    async def face(scope: Scope, take: Receive, send: Send) -> None:
        if events and scope["type"] == "http" and scope["path"].rstrip("/") == _EVENTS_PATH:
            response = await receive(Request(scope, take))  # past Starlette's layers: most of what comes is this
            await response(scope, take, send)
        else:
            await others(scope, take, send)

    return face


def _read(body: bytes, content_type: str) -> dict[str, Any] | None:
    """What is in a JSON object, nothing of a form; None for neither. Bolt takes that for granted too.

    A form may hold JSON objects.
    """
    try:
        if content_type.startswith("application/json"):
            payload = from_json(body)
            return payload if isinstance(payload, dict) else None
        text = body.decode()
        return {} if all(isinstance(json.loads(each), dict) for each in parse_qs(text).get("payload", [])) else None
    except (ValueError, RecursionError):
        return None
