"""JSON of whole messages: as fast as orjson, and as forgiving as json."""

import json

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response as Answer
from starlette.routing import Route

from bot.slack.api.fast_json import Response, from_json, to_json
from tests.serving import served

HALF = "half of a pair: \ud83d"
VALUES = [{"text": "晚点 <3> 🎉", "blocks": [1, 2.5, None, True]}, {"text": HALF}, {HALF: []}, [], "x"]


@pytest.mark.parametrize("value", VALUES)
def test_what_is_written_is_read_again(value: object) -> None:
    assert from_json(to_json(value)) == value
    assert from_json(json.dumps(value)) == value
    assert from_json(json.dumps(value).encode()) == value


@pytest.mark.parametrize("text", [b"", b"{", b"\xff\xfe", "nonsense", b'{"a": NaNa}'])
def test_what_is_no_json_is_an_error_of_the_value(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_json(text)


async def test_a_response_is_read_so_and_its_type_is_still_looked_at() -> None:
    async def echo(request: Request) -> Answer:
        return Answer(await request.body(), media_type=request.query_params["as"])

    async with (
        served(Starlette(routes=[Route("/", echo, methods=["POST"])])) as url,
        aiohttp.ClientSession(json_serialize_bytes=to_json, response_class=Response) as session,
    ):
        for value in VALUES:
            async with session.post(f"{url}/?as=application/json", json=value) as response:
                assert await response.json() == value
        async with session.post(f"{url}/?as=text/html", json={}) as response:
            with pytest.raises(aiohttp.ContentTypeError):
                await response.json()
        async with session.post(f"{url}/?as=application/json", data=b"<html>") as response:
            with pytest.raises(json.JSONDecodeError):
                await response.json()
