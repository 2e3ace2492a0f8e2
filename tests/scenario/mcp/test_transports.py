"""The MCP server as clients reach it: a process of its own over its standard streams, and the running bot over HTTP."""

import logging
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client
from mcp.client.streamable_http import streamable_http_client

from bot.app.library import open_library
from bot.app.serving.local_workspace import run_local
from bot.app.settings import Settings
from tests.library import article
from tests.processes import CHECKOUT, environment, free_port, latepost
from tests.unit.mcp.shelf import data, text

TOKEN = "a-token-of-the-tests"
CALL = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
ACCEPT = {"accept": "application/json, text/event-stream", "content-type": "application/json"}


@pytest.mark.slow
async def test_a_client_talks_to_the_command_over_its_standard_streams(tmp_path: Path) -> None:
    settings = Settings.model_validate({"LATEPOST_DATA_DIR": tmp_path / "mine", "LATEPOST_ENCODER": "off"})
    async with open_library(settings, lambda _: None) as library:
        await library.store.save(article(1))
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "bot", "mcp"],
        env=environment({"LATEPOST_DATA_DIR": str(tmp_path / "mine")}),
        cwd=CHECKOUT,
    )
    async with Client(stdio_client(command)) as client:
        found = data(await client.call_tool("ask", {"question": "TikTok 听证会"}))
        assert found["articles"][0]["article"]["id"] == article(1).id
        assert "no text" in text(await client.call_tool("ask", {"question": "a\x00b"}))
        assert len(data(await client.call_tool("latest", {"source": "latepost"}))["articles"]) == 1
        assert "晚点LatePost" in text(await client.call_tool("latest", {"source": "nowhere"}))
        async with open_library(settings, lambda _: None) as library:
            await library.store.save(article(2, title="第二篇:固态电池"))
        newest = data(await client.call_tool("latest", {"limit": 1}))
        assert newest["articles"][0]["article"]["title"] == "第二篇:固态电池"
        (listed, _) = (await client.list_resources()).resources
        (whole,) = (await client.read_resource(listed.uri)).contents
        assert whole.text.startswith("# 第二篇:固态电池")


@asynccontextmanager
async def serving(folder: Path, **settings: Any) -> AsyncIterator[str]:
    """The running bot with the sample library's settings and these; gives its address."""
    chosen = {
        "LATEPOST_DATA_DIR": folder / "mine", "LATEPOST_ENCODER": "off", "LATEPOST_PORT": free_port(), **settings,
    }  # fmt: skip
    read = Settings.model_validate(chosen)
    async with open_library(read, lambda _: None) as library:
        await library.store.save(article(1))
    async with run_local(read, lambda _: None) as bot:
        yield bot.url


async def test_a_client_with_the_token_talks_to_the_running_bot_and_nobody_else_does(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with serving(tmp_path, LATEPOST_MCP_TOKEN=TOKEN, LATEPOST_PUBLIC_URL="https://latepost.example") as url:
        with caplog.at_level(logging.DEBUG):
            async with (
                httpx2.AsyncClient(headers={"authorization": f"Bearer {TOKEN}"}) as http,
                Client(streamable_http_client(f"{url}/mcp", http_client=http)) as client,
            ):
                found = data(await client.call_tool("ask", {"question": "TikTok 听证会"}))
                assert found["articles"][0]["article"]["address"].startswith("https://latepost.example/articles/")
                assert (await client.call_tool("ask", {"question": "x" * 3_000})).is_error

            async with httpx.AsyncClient(base_url=url, headers=ACCEPT) as stranger:
                ours = {"authorization": f"Bearer {TOKEN}"}
                refused = [
                    await stranger.post("/mcp", json=CALL, headers=given)
                    for given in (
                        {},
                        {"authorization": f"Bearer {TOKEN}x"},
                        {"authorization": f"Bearer {TOKEN[:-1]}"},
                        {"authorization": TOKEN},
                        {"authorization": f"Basic {TOKEN}"},
                        {b"authorization": b"Bearer \xff"},
                    )
                ]
                rebound = await stranger.post("/mcp", json=CALL, headers={**ours, "host": "evil.example"})
                foreign = await stranger.post("/mcp", json=CALL, headers={**ours, "origin": "https://evil.example"})
                public = await stranger.post(
                    "/mcp",
                    json=CALL,
                    headers={**ours, "host": "latepost.example", "origin": "https://latepost.example"},
                )
                huge = await stranger.post("/mcp", content=b"x" * 1_100_000, headers=ours)
                broken = await stranger.post("/mcp", content=b"{", headers=ours)
                page = await stranger.get("/")
    assert {answer.status_code for answer in refused} == {401}
    assert all("Authorization: Bearer TOKEN" in answer.text for answer in refused)
    assert refused[0].headers["www-authenticate"].startswith("Bearer")
    assert (rebound.status_code, foreign.status_code, huge.status_code) == (421, 403, 413)
    assert broken.status_code == 400
    assert "ask" in public.text
    assert page.status_code == 200
    assert TOKEN not in caplog.text


async def test_whom_a_proxy_names_is_let_in_and_the_token_is_needed_too_where_both_are_set(tmp_path: Path) -> None:
    named = {"x-forwarded-user": "ann"}
    async with (
        serving(tmp_path, LATEPOST_MCP_USER_HEADER="X-Forwarded-User", LATEPOST_MCP_TOKEN=TOKEN) as url,
        httpx.AsyncClient(base_url=url, headers=ACCEPT) as caller,
    ):
        ours = {"authorization": f"Bearer {TOKEN}"}
        answers = [await caller.post("/mcp", json=CALL, headers=given) for given in (named, ours, {**named, **ours})]
    assert [answer.status_code for answer in answers] == [401, 403, 200]


def test_without_its_package_the_sentence_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "mcp.py").write_text("raise ImportError('not here', name='mcp')")
    variables = {"PYTHONPATH": f"{tmp_path}{os.pathsep}{CHECKOUT}"}
    done = latepost("mcp", cwd=tmp_path, variables=variables)
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines()[-1].endswith("start the bot with uv run --extra mcp latepost …")


async def test_without_a_word_of_who_may_call_there_is_nothing_there(tmp_path: Path) -> None:
    async with serving(tmp_path) as url, httpx.AsyncClient(base_url=url, headers=ACCEPT) as caller:
        assert (await caller.post("/mcp", json=CALL)).status_code in (404, 405)
