"""A small Slack bot of the tests' own, run over HTTP or Socket Mode, and a clock that is moved by hand."""

import contextlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.local import Workspace
from bot.local.server import InLoopServer, bound_socket

MODAL = {
    "type": "modal",
    "callback_id": "topic_form",
    "title": {"type": "plain_text", "text": "Ask"},
    "submit": {"type": "plain_text", "text": "Go"},
    "private_metadata": "from the button",
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "topic",
            "label": {"type": "plain_text", "text": "Topic"},
            "element": {"type": "plain_text_input", "action_id": "topic_text", "max_length": 20},
        },
        {
            "type": "input",
            "block_id": "zone",
            "optional": True,
            "label": {"type": "plain_text", "text": "Zone"},
            "element": {
                "type": "static_select",
                "action_id": "zone_choice",
                "options": [
                    {"text": {"type": "plain_text", "text": zone}, "value": zone} for zone in ("Asia/Shanghai", "UTC")
                ],
            },
        },
    ],
}


class HandClock:
    """A clock that stands still until it is moved; it starts at the real time, for the signatures' sake."""

    def __init__(self) -> None:
        self.time = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.time

    def move(self, **by: float) -> None:
        self.time += timedelta(**by)


def build_bot(workspace: Workspace) -> AsyncApp:
    """A Bolt app that knows nothing of the workspace but its Web API address, its tokens and its signing secret."""
    app = AsyncApp(
        client=AsyncWebClient(token=workspace.app.bot_token, base_url=workspace.api_url),
        signing_secret=workspace.app.signing_secret,
    )

    @app.command("/latepost")
    async def command(ack: Any, body: dict[str, Any], client: Any, respond: Any) -> None:
        await ack()
        match body["text"]:
            case "modal":
                await client.views_open(trigger_id=body["trigger_id"], view=MODAL)
            case "private":
                await respond(text="only you see this")
            case _:
                root = await client.chat_postMessage(channel=body["channel_id"], text=f"root: {body['text']}")
                await client.chat_postMessage(
                    channel=body["channel_id"],
                    thread_ts=root["ts"],
                    text="the answer",
                    blocks=[
                        {"type": "section", "text": {"type": "mrkdwn", "text": "the *answer*"}},
                        {
                            "type": "actions",
                            "elements": [
                                {
                                    "type": "button",
                                    "action_id": "ask_form",
                                    "text": {"type": "plain_text", "text": "Ask more"},
                                    "value": "42",
                                }
                            ],
                        },
                    ],
                )

    @app.event("app_mention")
    async def mention(event: dict[str, Any], say: Any) -> None:
        await say(text=f"heard: {event['text'].split('> ', 1)[1]}", thread_ts=event.get("thread_ts") or event["ts"])

    @app.event("message")
    async def message(event: dict[str, Any], say: Any) -> None:
        if event["channel_type"] == "im" and "subtype" not in event and "bot_id" not in event:
            await say(f"direct: {event['text']}")

    @app.event("app_home_opened")
    async def home(event: dict[str, Any], client: Any) -> None:
        view = {"type": "home", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "at home"}}]}
        await client.views_publish(user_id=event["user"], view=view)

    @app.action("ask_form")
    async def ask_form(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @app.view("topic_form")
    async def submitted(ack: Any, body: dict[str, Any], view: dict[str, Any], client: Any) -> None:
        topic = view["state"]["values"]["topic"]["topic_text"]["value"]
        if topic == "bad":
            await ack(response_action="errors", errors={"topic": "no such topic"})
            return
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text=f"form: {topic}")

    @app.view_closed("topic_form")
    async def closed(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text="closed")

    @app.shortcut("find_coverage")
    async def find_coverage(ack: Any, body: dict[str, Any], respond: Any) -> None:
        await ack()
        await respond(text=f"about: {body['message']['text']}")

    return app


class Endpoint:
    """A bot that only counts what it gets, and answers with what `answers` hold, then 200."""

    def __init__(self, *answers: Response) -> None:
        self.answers = list(answers)
        self.requests: list[tuple[dict[str, str], bytes]] = []

    async def answer(self, request: Request) -> Response:
        self.requests.append((dict(request.headers), await request.body()))
        return self.answers.pop(0) if self.answers else Response()

    @property
    def retries(self) -> list[tuple[str | None, str | None]]:
        return [(h.get("x-slack-retry-num"), h.get("x-slack-retry-reason")) for h, _ in self.requests]

    def serve(self) -> Any:
        return served(Starlette(routes=[Route("/", self.answer, methods=["POST"])]))


@contextlib.asynccontextmanager
async def over_http(workspace: Workspace, app: AsyncApp | None = None) -> AsyncIterator[list[Request]]:
    """The bot behind `/slack/events`; the requests that reached it. The workspace delivers there from now on."""
    handler = AsyncSlackRequestHandler(app or build_bot(workspace))
    seen: list[Request] = []

    async def endpoint(request: Request) -> Response:
        seen.append(request)
        return await handler.handle(request)

    async with served(Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])) as url:
        workspace.request_urls.append(f"{url}/slack/events")
        yield seen
        workspace.request_urls.clear()


@contextlib.asynccontextmanager
async def served(application: Starlette) -> AsyncIterator[str]:
    """An ASGI application on a free port of loopback."""
    listening = bound_socket()
    server = InLoopServer(application, listening)
    await server.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        await server.stop()


@contextlib.asynccontextmanager
async def over_socket_mode(workspace: Workspace) -> AsyncIterator[AsyncSocketModeHandler]:
    """The bot on a WebSocket."""
    handler = AsyncSocketModeHandler(build_bot(workspace), workspace.app.app_token)
    await handler.connect_async()
    try:
        yield handler
    finally:
        await handler.close_async()


TRANSPORTS: dict[str, Callable[[Workspace], Any]] = {"http": over_http, "socket": over_socket_mode}
