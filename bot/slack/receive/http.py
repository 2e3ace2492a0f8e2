"""The HTTP face for Slack: events, commands and interactivity at one address, installation, health."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import structlog
from slack_bolt import BoltResponse
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler, to_starlette_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.errors import PayloadError
from bot.slack.api.fast_json import from_json

Check = Callable[[], Awaitable[str]]
"""Why a part can't do its work now, empty where it can."""
Deliver = Callable[[object], Awaitable[BoltResponse]]
"""Takes what Slack sent, as it was read, and gives the acknowledgement; raises `PayloadError`."""

_EVENTS_PATH = "/slack/events"
LONGEST_BODY = 2_000_000
"""Bytes; Slack's own payloads stay far below."""
_MOST_FIELDS = 100
"""Of a form; a slash command has some twenty (docs.slack.dev/interactivity/implementing-slash-commands)."""
_LONGEST_NUMBER = 20
"""Digits; Python refuses to read numbers of some thousand."""

_log = structlog.stdlib.get_logger("bot.slack")


@dataclass(frozen=True, slots=True)
class Readiness:
    """The checks of the parts that every answer needs, by their names, and how many vectors are missing meanwhile."""

    checks: Mapping[str, Check]
    missing_vectors: Callable[[], int]


def http_app(
    app: AsyncApp,
    readiness: Readiness,
    *,
    signing_secret: str,
    deliver: Deliver | None,
    pages: ASGIApp | None = None,
    more: Sequence[BaseRoute] = (),
) -> ASGIApp:
    """`/healthz` and `/readyz`; with `deliver` `/slack/events`; where many workspaces install, `/slack/install`.

    `/readyz` says of each part that is checked what keeps it from its work, and how many vectors are missing, without
    which it is ready, as JSON. `more` are routes besides these.

    The signature of everything that is delivered is checked before anything of it is read, and timestamps older than
    five minutes are refused. All other paths are those of `pages`, which a browser sees.
    """
    handler = AsyncSlackRequestHandler(app)
    verifier = SignatureVerifier(signing_secret) if deliver else None  # Socket Mode needs no secret

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_request: Request) -> Response:
        reasons = {name: await check() for name, check in readiness.checks.items()}
        parts = {name: reason or "ok" for name, reason in reasons.items()}
        is_ready = not any(reasons.values())
        missing = readiness.missing_vectors()
        content = {"ready": is_ready, "parts": parts, "missing_vectors": missing}
        return JSONResponse(content, 200 if is_ready else 503)

    routes: list[BaseRoute] = [Route("/healthz", healthz), Route("/readyz", readyz), *more]
    if app.oauth_flow is not None:
        routes += [
            Route(app.oauth_flow.install_path, handler.handle, methods=["GET"]),
            Route(app.oauth_flow.redirect_uri_path, handler.handle, methods=["GET"]),
        ]
    if pages is not None:
        routes.append(Mount("", pages))
    others = Starlette(routes=routes)

    async def face(scope: Scope, take: Receive, send: Send) -> None:
        if deliver and verifier and scope["type"] == "http" and scope["path"].rstrip("/") == _EVENTS_PATH:
            # past Starlette's layers: most of what comes is this
            response = await _receive(Request(scope, take), verifier, deliver)
            await response(scope, take, send)
        else:
            await others(scope, take, send)

    return face


async def _receive(request: Request, verifier: SignatureVerifier, deliver: Deliver) -> Response:
    if request.method != "POST":
        return PlainTextResponse("Method Not Allowed", 405, {"allow": "POST"})
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or len(length) > _LONGEST_NUMBER or int(length) > LONGEST_BODY:
        return _refused(413, "too large")
    try:
        body = await request.body()
    except ClientDisconnect:
        return _refused(400, "broken off")
    if not _is_signed(verifier, request, body):
        return _refused(401, "not signed")
    try:
        payload = _read(body, request.headers.get("content-type", ""))
        return to_starlette_response(await deliver(payload))
    except PayloadError as error:
        return _refused(400, str(error))


def _refused(status: int, reason: str) -> Response:
    _log.warning("a delivery is refused", status=status, reason=reason)
    return PlainTextResponse(reason, status)


def _is_signed(verifier: SignatureVerifier, request: Request, body: bytes) -> bool:
    stamp, signature = (request.headers.get(f"x-slack-{name}", "") for name in ("request-timestamp", "signature"))
    # the SDK takes for granted that these are a number and ASCII, and that the body is UTF-8
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= _LONGEST_NUMBER and signature.isascii()):
        return False
    try:
        return verifier.is_valid(body, stamp, signature)
    except UnicodeDecodeError:
        return False


def _read(body: bytes, content_type: str) -> Any:
    """What is in a JSON text, or in the `payload` of a form, or else the form; raises `PayloadError`."""
    try:
        if content_type.startswith("application/json"):
            return from_json(body)
        form = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
        return json.loads(form["payload"]) if "payload" in form else form
    except (ValueError, RecursionError) as error:
        raise PayloadError(f"it can't be read ({type(error).__name__})") from None
