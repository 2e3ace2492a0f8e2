"""The bot in a workspace of its own with the sample library and a few articles more, and a browser in front of it."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from bot.app.library import open_library
from bot.app.serving.local_workspace import run_local
from bot.app.serving.server import Running
from bot.app.settings import Settings
from bot.ingest.importing import import_paths
from bot.model import Article, KeyPoint, Section
from tests.library import START, article
from tests.processes import CHECKOUT, free_port

_CHROMIUM = ("chromium", "chromium-browser")
_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
_PATIENCE_MS = 15_000
expect.set_options(timeout=_PATIENCE_MS)

_MORE = [f"第 {number} 段。" * 30 for number in range(4, 9)]
HELD = article(
    3,
    title="固态电池离量产还有多远",
    viewpoint="Solid-state batteries will reach cars step by step, not at once.",
    viewpoint_citations=(1,),
    sections=(
        Section(
            heading="Where the technology stands",
            points=(
                KeyPoint(text="Sulfide electrolytes lead on conductivity, and lag on cost.", citations=(2, 3)),
                KeyPoint(text="Pilot lines of 0.2 GWh run at three makers.", citations=(3, 9)),
            ),
        ),
    ),
    paragraphs=(
        "固态电池的量产，是一步一步的。",
        "硫化物电解质导电率领先。",
        "三家厂商的中试线已经运行。",
        *(f"第 {n} 段。" * 30 for n in range(4, 9)),
    ),
)
"""An article whose full text is held, up to its eighth paragraph."""

HOSTILE = article(
    4,
    title="<script>window.hit=1</script> \u202eelttit kcatta",
    source="<img src=x onerror=window.hit=2>",
    published_at=START,
    url="https://example.com/?a=b",
    viewpoint="<svg onload=window.hit=3> [x](javascript:window.hit=4) \u202edesrever\u202c <javascript:window.hit=5|y>",
    sections=(
        Section(
            heading="<b onclick=window.hit=6>zebracrossing</b>",
            points=(
                KeyPoint(
                    text="zebracrossing \"'><script>window.hit=7</script> <!channel> <@U1> \u2066x",
                    citations=(1, 2),
                ),
            ),
        ),
    ),
    paragraphs=(
        "<iframe srcdoc='<script>parent.hit=8</script>'></iframe>",
        "<a href='javascript:window.hit=9'>zebra</a>",
    ),
)


def _filler(number: int) -> Article:
    """One of many articles that answer no question of these tests."""
    return article(number, source="另一家", title=f"第 {number} 篇:行业短讯")


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the sample library, the articles above and enough others to page through."""
    folder = tmp_path_factory.mktemp("stocked") / "data"
    settings = Settings.model_validate({"LATEPOST_DATA_DIR": folder, "LATEPOST_ENCODER": "off"})
    more: list[Article] = [HELD, HOSTILE, *(_filler(number) for number in range(100, 160))]

    async def fill() -> None:
        async with open_library(settings, lambda _: None) as library:
            async for _ in import_paths([CHECKOUT / "data" / "articles"], library.store):
                pass
            for each in more:
                await library.store.save(each)
            await library.catch_up()

    asyncio.run(fill())
    return folder


@pytest.fixture
async def bot(stocked: Path, tmp_path: Path) -> AsyncIterator[Running]:
    """The bot in a workspace of its own."""
    folder = shutil.copytree(stocked, tmp_path / "data")
    settings = Settings.model_validate(
        {"LATEPOST_DATA_DIR": folder, "LATEPOST_ENCODER": "off", "LATEPOST_PORT": free_port()}
    )
    async with run_local(settings, lambda _: None) as running:
        yield running


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium; the test is skipped where there is none, and fails if all tests are required."""
    found = next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if found is None:
        reason = "no Chromium, install it: apt-get install chromium, or brew install --cask chromium"
        if os.environ.get("LATEPOST_TESTS_REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=found, args=list(_FLAGS))
        yield opened
        await opened.close()


async def expect_asked(page: Page, words: str) -> None:
    """Wait until the reader answers these words, not what was typed of them before: results and address go together."""

    def asks(address: str) -> bool:
        parts = urlsplit(address)
        return parts.path == "/search" and parse_qs(parts.query).get("q") == [words]

    await page.wait_for_url(asks)


class Windows:
    """Opens windows, each of its own; what a page complains of on its console is an error at the end."""

    def __init__(self, browser: Browser, url: str) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.url = url
        self.complaints: list[str] = []

    async def open(self, path: str = "/", **more: Any) -> Page:
        context = await self._browser.new_context(**{"locale": "en-US", "timezone_id": "Europe/Berlin", **more})
        self._contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(_PATIENCE_MS)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        page.on("request", lambda request: self._seen(request.url))
        await page.goto(self.url + path)
        return page

    def _seen(self, address: str) -> None:
        if not address.startswith((self.url, "data:", "about:")):
            self.complaints.append(f"it went to {address}")

    async def close(self) -> None:
        for context in self._contexts:
            with suppress(Exception):
                await context.close()


@pytest.fixture
async def windows(browser: Browser, bot: Running) -> AsyncIterator[Windows]:
    """Windows in front of the bot."""
    opened = Windows(browser, bot.url)
    yield opened
    await opened.close()
    assert opened.complaints == []
