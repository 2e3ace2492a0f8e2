"""Which host names the pages answer to: none that a stranger could make point at this machine."""

import re

import httpx
import pytest
from starlette.exceptions import HTTPException
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


async def test_a_page_that_fails_says_why_on_a_page_with_ways_back() -> None:
    def failing(_: Request) -> Response:
        raise HTTPException(503, "The disk is <full>.")

    transport = httpx.ASGITransport(app=site([Route("/try", failing)]))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        shown = await client.get("/try", headers={"accept": "text/html"})
        plain = await client.get("/try")
    assert (shown.status_code, plain.status_code) == (503, 503)
    assert "<p>The disk is &lt;full&gt;.</p>" in shown.text
    assert 'href="/try"' in shown.text
    assert plain.text == "The disk is <full>.\n"


@pytest.mark.parametrize(("language", "words"), [("en", "There is no page"), ("zh-CN", "这个地址没有页面")])
async def test_an_address_without_a_page_says_so_on_a_page_with_ways_back(language: str, words: str) -> None:
    transport = httpx.ASGITransport(app=site([Route("/", _page)]))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        shown = await client.get("/nowhere", headers={"accept": "text/html", "accept-language": language})
        plain = await client.get("/nowhere")
        style = await client.get(re.findall(r'href="(/static/[^"]+)"', shown.text)[1])
    assert (shown.status_code, plain.status_code, style.status_code) == (404, 404, 200)
    assert words in shown.text
    assert 'href="/"' in shown.text
    assert 'href="/try"' not in shown.text, "this site has none"
    assert plain.headers["content-type"].startswith("text/plain")
