"""Serving the workspace on loopback: the Web API, response addresses and the Socket Mode WebSocket."""

import asyncio
import base64
import contextlib
import json
import socket
from collections.abc import Callable, Coroutine, Generator
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import Receive, Scope, Send

from bot.local.active_team import ActiveTeam
from bot.local.faults import CallFault
from bot.local.refusal import RefusedError
from bot.local.web_api import METHODS, Call, call
from bot.local.web_api.arguments import read_arguments
from bot.local.web_api.response_url import respond

Json = dict[str, Any]


def bound_socket(port: int = 0) -> socket.socket:
    """A TCP socket on 127.0.0.1, on a free port unless one is given.

    The protocol is named because asyncio switches Nagle's algorithm off on such sockets alone; with it every answer
    takes 40 ms.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind(("127.0.0.1", port))
    return listening


class InLoopServer(uvicorn.Server):
    """A server inside somebody else's event loop, on a socket that is bound already.

    It leaves the process's signals alone and stops at once, with its connections, where uvicorn's own loops look every
    0.1 s and wait for clients.
    """

    def __init__(self, application: Starlette, listening: socket.socket) -> None:
        super().__init__(
            uvicorn.Config(
                application, http="h11", ws="websockets-sansio", lifespan="off", log_config=None, access_log=False
            )
        )
        self._listening = listening
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Serve from now on."""
        self._task = asyncio.create_task(self.serve(sockets=[self._listening]))
        while not self.started:
            if self._task.done():
                await self._task
            await asyncio.sleep(0)

    async def stop(self) -> None:
        """Stop serving; requests under way are cancelled."""
        self._stopping.set()
        if self._task is not None:
            await self._task

    async def main_loop(self) -> None:
        """Serve until `stop`."""
        await self._stopping.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End the listeners, the connections, and what is being answered."""
        for server in self.servers:
            server.close()
        for listening in sockets or []:
            listening.close()
        self.abort(lambda client: True)
        tasks = list(self.server_state.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def abort(self, which: Callable[[object], bool]) -> None:
        """Reset the connections of these clients (address and port)."""
        for connection in list(self.server_state.connections):
            if which(getattr(connection, "client", None)):
                connection.transport.abort()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Signals are somebody else's."""
        yield


class _Json(JSONResponse):
    """JSON in ASCII, so that even a broken character that somebody typed goes out as it is."""

    def render(self, content: Any) -> bytes:
        """The body."""
        return json.dumps(content).encode("ascii")


class _Cut(Response):
    """An answer that never comes: the connection is cut."""

    def __init__(self, abort: Callable[[Scope], None]) -> None:
        super().__init__()
        self._abort = abort

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._abort(scope)
        while (await receive())["type"] != "http.disconnect":
            pass


class LoopbackServer:
    """The HTTP server of a workspace, on 127.0.0.1 and a free port unless one is given."""

    def __init__(self, workspace: ActiveTeam, port: int) -> None:
        self._workspace = workspace
        self.port = port
        self._server: InLoopServer | None = None

    async def start(self) -> None:
        """Bind, and serve until `stop`."""
        listening = bound_socket(self.port)
        self.port = listening.getsockname()[1]
        self._server = InLoopServer(self._app(), listening)
        await self._server.start()

    async def stop(self) -> None:
        """Stop serving."""
        if self._server is not None:
            await self._server.stop()

    def _app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/api/{method}", self._counted(self._web_api), methods=["GET", "POST"]),
                Route("/actions/{team}/{key}", self._counted(self._response_url), methods=["POST"]),
                Route("/files/{file}/{name:path}", self._counted(self._file)),
                WebSocketRoute("/link/", self._workspace.socket_mode.endpoint),
            ]
        )

    def _counted(
        self, endpoint: Callable[[Request], Coroutine[Any, Any, Response]]
    ) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        async def counted(request: Request) -> Response:
            self._workspace.calls_under_way += 1
            try:
                return await endpoint(request)
            finally:
                self._workspace.calls_under_way -= 1
                self._workspace.pulse.beat()

        return counted

    async def _web_api(self, request: Request) -> Response:
        workspace, name = self._workspace, request.path_params["method"]
        try:
            arguments = await read_arguments(request)
        except RefusedError as refusal:
            return _refused(refusal)
        token = _token(request, arguments)
        workspace.calls.append((name, arguments))
        fault = workspace.faults.take_call(name, arguments)
        if (early := self._instead(fault)) is not None:
            return early
        try:
            result: Json = {"ok": True, **call(workspace, Call(name, arguments, token))}
            response: Response = _Json(result)
        except RefusedError as refusal:
            response = _refused(refusal)
        response.headers["x-oauth-scopes"] = ",".join(sorted(workspace.app.scopes))
        if name in METHODS:
            response.headers["x-accepted-oauth-scopes"] = ",".join(METHODS[name].scopes)
        return await self._after(fault, response, request)

    async def _file(self, request: Request) -> Response:
        """A file's content for the bot's token, as at files.slack.com; else the page to sign in, as there."""
        content = self._workspace.file_contents.get(request.path_params["file"])
        if content is None:
            return PlainTextResponse("not found", 404)
        if _token(request, {}) != self._workspace.app.bot_token or "files:read" not in self._workspace.app.scopes:
            return HTMLResponse("<html><head><title>Sign in</title></head><body><p>Sign in.</p></body></html>")
        return Response(content, media_type="application/octet-stream")

    async def _response_url(self, request: Request) -> Response:
        workspace = self._workspace
        try:
            body = json.loads(await request.body())
        except ValueError:
            return PlainTextResponse("invalid_payload", 400)
        if not isinstance(body, dict):
            return PlainTextResponse("invalid_payload", 400)
        workspace.calls.append(("response_url", body))
        fault = workspace.faults.take_call("response_url", body)
        if (early := self._instead(fault)) is not None:
            return early
        try:
            respond(workspace, request.path_params["key"], body)
        except RefusedError as refusal:
            gone = refusal.code in ("used_url", "expired_url", "invalid_url")
            return _Json({"ok": False, "error": refusal.code, **refusal.details}, 404 if gone else 400)
        return await self._after(fault, _Json({"ok": True}), request)

    def _instead(self, fault: CallFault | None) -> Response | None:
        """The answer of a fault that keeps the call from being done."""
        if fault is None:
            return None
        match fault.kind:
            case "rate_limit":
                return _refused(RefusedError("ratelimited", retry_after=int(fault.value)))
            case "server_error":
                return PlainTextResponse("something went wrong", int(fault.value))
            case "cut_before":
                return _Cut(self._abort)
            case "refuse":
                return _refused(RefusedError(str(fault.value)))
        return None

    async def _after(self, fault: CallFault | None, response: Response, request: Request) -> Response:
        """What a fault makes of the answer to a call that was done."""
        if fault is not None and fault.kind == "slow":
            await _slept_or_left(float(fault.value), request)
        if fault is not None and fault.kind == "cut_after":
            return _Cut(self._abort)
        return response

    def _abort(self, scope: Scope) -> None:
        """Reset the connection that a request came over."""
        if self._server is not None:
            client = tuple(scope["client"])
            self._server.abort(lambda other: other == client)


async def _slept_or_left(seconds: float, request: Request) -> None:
    """Wait so long, or until the client is gone; the request was read, so that nothing else can come."""
    left = asyncio.ensure_future(request.receive())
    try:
        await asyncio.wait([left], timeout=seconds)
    finally:
        left.cancel()


def _refused(refusal: RefusedError) -> Response:
    details = dict(refusal.details)
    retry_after = details.pop("retry_after", None)
    body = {"ok": False, "error": refusal.code, **details}
    if retry_after is not None:
        return _Json(body, 429, {"Retry-After": str(retry_after)})
    return _Json(body)


def _token(request: Request, arguments: Json) -> str | None:
    """The bearer token; an app's own id and secret (HTTP Basic) become arguments."""
    header = request.headers.get("authorization", "")
    given = arguments.pop("token", None)
    kind, _, value = header.partition(" ")
    if kind == "Basic":
        with contextlib.suppress(ValueError):
            client_id, _, secret = base64.b64decode(value).decode().partition(":")
            arguments |= {"client_id": client_id, "client_secret": secret}
    return value.strip() if kind == "Bearer" else given
