"""The bare Bolt app of the bench: it acknowledges `/latepost` and posts two fixed messages, the second as a reply.

It is installed with the bot's manifest, so it hears of every message in its channels too, and acknowledges that.
Started with the address of the Web API, bot token, signing secret, port, and the event loop: `asyncio` is what its own
dependencies bring, `uvloop` what the bot runs on.
"""

import sys

import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


def main() -> None:
    """Serve until the process is ended."""
    api_url, token, secret, port, loop = sys.argv[1:]
    app = AsyncApp(client=AsyncWebClient(token, base_url=api_url), signing_secret=secret)

    @app.command("/latepost")
    async def answer(ack, body, client) -> None:  # type: ignore[no-untyped-def]  # Bolt finds arguments by their names
        await ack()
        posted = await client.chat_postMessage(channel=body["channel_id"], text="Somebody asked something.")
        await client.chat_postMessage(channel=body["channel_id"], text="It is so [3].", thread_ts=posted["ts"])

    @app.event("message")
    async def hear(ack) -> None:  # type: ignore[no-untyped-def]
        await ack()

    handler = AsyncSlackRequestHandler(app)

    async def receive(request: Request) -> Response:
        return await handler.handle(request)

    face = Starlette(routes=[Route("/slack/events", receive, methods=["POST"])])
    uvicorn.run(face, port=int(port), log_config=None, access_log=False, loop=loop, http="h11")  # type: ignore[arg-type]  # the words that uvicorn takes


if __name__ == "__main__":
    main()
