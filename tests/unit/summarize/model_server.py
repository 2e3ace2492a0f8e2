"""A local server that speaks OpenAI's chat completions, answering as a test tells it to."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.serving import served

Json = dict[str, Any]
Behaviour = Callable[[Json], Any]
"""Gets the data of the user message and gives what the model returns as structured output; or a Response."""


@dataclass
class ModelServer:
    """What is answered, and what was asked."""

    answers: list[Behaviour]
    """One a request; the last one goes on."""
    asked: list[Json] = field(default_factory=list)
    url: str = ""
    released: asyncio.Event = field(default_factory=asyncio.Event)
    """A behaviour that gives `HANG` waits for this."""

    async def complete(self, request: Request) -> Response:
        body = await request.json()
        self.asked.append(body)
        answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
        message = next(each for each in reversed(body["messages"]) if each["role"] == "user")
        try:
            data = json.loads(message["content"])
        except ValueError:
            data = {}
        found = answer(data)
        if found is HANG:
            await self.released.wait()
            return Response(status_code=500)
        if isinstance(found, Response):
            return found
        if isinstance(found, str):
            return JSONResponse(_completion({"role": "assistant", "content": found}, "stop"))
        call = {
            "id": "call_1",
            "type": "function",
            "function": {"name": body["tools"][0]["function"]["name"], "arguments": json.dumps(found)},
        }
        return JSONResponse(_completion({"role": "assistant", "content": None, "tool_calls": [call]}, "tool_calls"))


HANG = object()


def _completion(message: Json, reason: str) -> Json:
    return {
        "id": "completion",
        "object": "chat.completion",
        "created": 1_758_818_100,
        "model": "small",
        "choices": [{"index": 0, "message": message, "finish_reason": reason}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


@asynccontextmanager
async def model_server(*answers: Behaviour) -> AsyncGenerator[ModelServer]:
    """The server, for the time of the block."""
    server = ModelServer(list(answers))
    app = Starlette(routes=[Route("/v1/chat/completions", server.complete, methods=["POST"])])
    async with served(app) as url:
        server.url = f"{url}/v1"
        yield server
        server.released.set()
