"""JSON of whole messages, sent and heard, by orjson; what it does not take, halves of surrogate pairs, by json."""

import json
from collections.abc import Callable
from typing import Any

import aiohttp
import orjson


def from_json(text: bytes | str) -> Any:
    """What a JSON text says; ValueError for what is none."""
    try:
        return orjson.loads(text)
    except ValueError:
        return json.loads(text.decode() if isinstance(text, bytes) else text)


def to_json(value: Any) -> bytes:
    """A value as JSON."""
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:
        return json.dumps(value).encode()


class Response(aiohttp.ClientResponse):
    """A response whose JSON is read so: Slack sends every message back that was posted."""

    async def json(
        self,
        *,
        encoding: str | None = None,
        loads: Callable[[str], Any] = from_json,
        content_type: str | None = "application/json",
    ) -> Any:
        """As in aiohttp."""
        return await super().json(encoding=encoding, loads=loads, content_type=content_type)
