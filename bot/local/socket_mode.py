"""Socket Mode: envelopes over a WebSocket (docs.slack.dev/apis/events-api/using-socket-mode)."""

import asyncio
import json
import secrets
from typing import Any, Protocol

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from bot.local.delivery import Delivery, Outcome
from bot.local.feed import Pulse
from bot.local.records import Json
from bot.local.refusal import RefusedError

CONNECTIONS = 10
"""How many WebSockets an app may hold (same page)."""


class Host(Protocol):
    """What the WebSockets need of the team."""

    app_id: str
    pulse: Pulse
    url: str

    def warn(self, sentence: str) -> None:
        """Collect what Slack would only complain about."""
        ...


class SocketMode:
    """The app's WebSockets; an envelope goes to one of them, in turn."""

    def __init__(self, team: Host) -> None:
        self._team = team
        self._tickets: set[str] = set()
        self.connections: list[WebSocket] = []
        self._waiting: dict[str, tuple[WebSocket, asyncio.Future[Any]]] = {}
        self._turn = 0

    def open(self) -> str:
        """A new WebSocket address, good for one connection (`apps.connections.open`)."""
        if len(self.connections) >= CONNECTIONS:
            raise RefusedError("too_many_websockets")
        ticket = secrets.token_urlsafe(16)
        self._tickets.add(ticket)
        base = self._team.url.replace("http", "ws", 1)
        return f"{base}/link/?ticket={ticket}&app_id={self._team.app_id}"

    async def endpoint(self, websocket: WebSocket) -> None:
        """Serve one WebSocket until it ends."""
        ticket = websocket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await websocket.close(1008)
            return
        self._tickets.discard(ticket)
        await websocket.accept()
        self.connections.append(websocket)
        try:
            await websocket.send_json(self._hello())
            self._team.pulse.beat()
            while True:
                self._received(await websocket.receive_text())
        except WebSocketDisconnect:
            pass
        finally:
            self._lost(websocket)

    async def attempt(
        self, delivery: Delivery, number: int, reason: Outcome | None, seconds: float
    ) -> tuple[Outcome, Any]:
        """Send the envelope and wait that many seconds for its acknowledgement; how it ended, and its payload."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while not self.connections:
            left = deadline - loop.time()
            if left <= 0:
                return "connection_failed", None
            await self._team.pulse.wait(left)
        websocket = self.connections[self._turn % len(self.connections)]
        self._turn += 1
        envelope: Json = {
            "envelope_id": delivery.envelope_id,
            "payload": delivery.payload,
            "type": delivery.type,
            "accepts_response_payload": delivery.type != "events_api",
        }
        if delivery.type == "events_api":
            word = {"http_timeout": "timeout", None: ""}.get(reason, reason)
            envelope |= {"retry_attempt": number, "retry_reason": word}
        answer: asyncio.Future[Any] = loop.create_future()
        self._waiting[delivery.envelope_id] = (websocket, answer)
        try:
            await websocket.send_text(json.dumps(envelope))
            return "acknowledged", await asyncio.wait_for(answer, deadline - loop.time())
        except TimeoutError:
            return "http_timeout", None
        except (WebSocketDisconnect, RuntimeError, ConnectionError):
            return "connection_failed", None
        finally:
            if self._waiting.get(delivery.envelope_id) == (websocket, answer):
                del self._waiting[delivery.envelope_id]

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Announce to every connection that it ends (`warning`, `refresh_requested`, `link_disabled`).

        It gets nothing more, but stays open until the app closes it: Slack gives it some seconds to come back first.
        """
        leaving, self.connections = self.connections, []
        for websocket in leaving:
            await websocket.send_json({"type": "disconnect", "reason": reason, "debug_info": _debug_info()})

    async def cut(self) -> None:
        """End every connection without a word."""
        for websocket in list(self.connections):
            self._lost(websocket)
            await self._close(websocket, 1011)

    async def stop(self) -> None:
        """End every connection because the workspace ends."""
        for websocket in list(self.connections):
            self._lost(websocket)
            await self._close(websocket, 1001)

    async def _close(self, websocket: WebSocket, code: int = 1000) -> None:
        if websocket.application_state == WebSocketState.CONNECTED == websocket.client_state:
            await websocket.close(code)

    def _received(self, text: str) -> None:
        try:
            message = json.loads(text)
        except ValueError:
            message = None
        envelope_id = message.get("envelope_id") if isinstance(message, dict) else None
        if not isinstance(message, dict) or not isinstance(envelope_id, str):
            self._team.warn(f"not an acknowledgement: {text[:200]}")
            return
        waiting = self._waiting.get(envelope_id)
        if waiting and not waiting[1].done():
            waiting[1].set_result(message.get("payload"))

    def _lost(self, websocket: WebSocket) -> None:
        if websocket in self.connections:
            self.connections.remove(websocket)
        for socket, answer in self._waiting.values():
            if socket is websocket and not answer.done():
                answer.set_exception(ConnectionError("the WebSocket ended"))
        self._team.pulse.beat()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {**_debug_info(), "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._team.app_id},
        }


def _debug_info() -> Json:
    return {"host": "applink-local"}
