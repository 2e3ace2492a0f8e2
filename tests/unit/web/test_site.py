"""Which host names the pages answer to: none that a stranger could make point at this machine."""

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.web.site import site

OWN = [
    "127.0.0.1:3000", "localhost", "LOCALHOST:3000", "[::1]:3000", "192.168.1.7:3000", "desk", "desk.local",
    "localhost.", "late.example", "LATE.example:443",
]  # fmt: skip
STRANGE = ["evil.example", "evil.example:3000", "127.0.0.1.evil.example", "late.example.evil.example", "", "[", "."]


async def _page(_: Request) -> Response:
    return PlainTextResponse("private")


@pytest.mark.parametrize("host", [*OWN, *STRANGE])
async def test_only_names_that_no_stranger_owns_are_answered(host: str) -> None:
    transport = httpx.ASGITransport(app=site([Route("/", _page)], names=["Late.example"]))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        answer = await client.get("/", headers={"host": host})
    if host in OWN:
        assert answer.text == "private"
    else:
        assert answer.status_code == 400
        assert "LATEPOST_PUBLIC_URL" in answer.text
        assert "content-security-policy" in answer.headers
