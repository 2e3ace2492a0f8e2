"""The window around the messages: nothing covers another thing, times are the browser's, an empty library says so."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from bot.app.serving.local_workspace import run_local
from bot.app.settings import Settings
from tests.processes import free_port
from tests.scenario.web.conftest import Windows
from tests.scenario.web.test_channel_in_browser import ask

pytestmark = pytest.mark.slow


@pytest.fixture
async def empty(browser: Browser, tmp_path: Path) -> AsyncIterator[Windows]:
    """Windows in front of a bot whose library is empty."""
    settings = Settings.model_validate({"LATEPOST_DATA_DIR": tmp_path / "none", "LATEPOST_PORT": free_port()})
    async with run_local(settings, lambda _: None) as running:
        windows = Windows(browser, running.url)
        yield windows
        await windows.close()


async def complain(page: Page, text: str) -> None:
    """Let the page show a complaint, as the workspace's stream of events brings it."""
    await page.evaluate(
        """(text) => {
            const box = document.getElementById("warnings");
            const line = document.createElement("li");
            line.textContent = text;
            box.querySelector("ul").append(line);
            box.hidden = false;
        }""",
        text,
    )


@pytest.mark.parametrize("width", [1280, 390])
async def test_complaints_cover_nothing_and_can_be_dismissed(windows: Windows, width: int) -> None:
    page = await windows.open("/try", viewport={"width": width, "height": 700})
    await complain(page, "chat.postMessage: text is missing")
    box, send = page.locator("#warnings"), page.locator("#content .send")
    await box.locator("summary").click()
    above, below = await box.bounding_box(), await send.bounding_box()
    assert above
    assert below
    assert above["y"] + above["height"] <= below["y"]
    await ask(page, "hello")
    await box.get_by_role("button", name="Close").click()
    await expect(box).to_be_hidden()


async def test_the_menu_of_the_last_message_is_whole_within_the_window(windows: Windows) -> None:
    page = await windows.open("/try", viewport={"width": 1100, "height": 420})
    for number in range(8):
        await ask(page, f"hello {number}")
    last = page.locator("#messages .message").last
    await expect(last).to_contain_text("hello 7")
    await last.hover()
    await last.locator(".menu summary").click()
    for item in await last.locator(".menu-list button").all():
        place = await item.bounding_box()
        assert place
        assert 0 <= place["y"] <= 420 - place["height"]
        corner = {"x": place["x"] + 9, "y": place["y"] + 9}
        on_top = "(item, { x, y }) => document.elementFromPoint(x, y) === item"
        assert await item.evaluate(on_top, corner), "nothing lies over it"


async def test_the_sidebar_breaks_no_name(windows: Windows) -> None:
    page = await windows.open("/try")
    await page.locator(".side .unread").evaluate_all("dots => dots.forEach((dot) => { dot.hidden = false; })")
    for name in await page.locator(".side .name").all():
        assert await name.evaluate("(name) => name.scrollWidth <= name.clientWidth && name.clientHeight < 40")


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata"])
async def test_times_are_those_of_the_browser_in_either_language(windows: Windows, zone: str) -> None:
    page = await windows.open("/try", locale="zh-CN", timezone_id=zone)
    await ask(page, "hello")
    time = page.locator("#messages .message").last.locator("time")
    local = """(time) => new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" })
        .format(new Date(time.dateTime))"""
    assert await time.inner_text() == await time.evaluate(local)
    await page.reload()
    assert await time.inner_text() == await time.evaluate(local)


async def test_an_empty_library_says_how_to_fill_it(empty: Windows) -> None:
    page = await empty.open("/try")
    await expect(page.locator("#scroll")).to_contain_text("The library is still empty")
    await expect(page.locator("#scroll")).to_contain_text("latepost import")
    await page.locator(".side a", has_text="latepost").click()
    await page.locator(".tabs a", has_text="Home").click()
    await expect(page.locator(".banner")).to_contain_text("send the bot a file in its direct message")
