"""axe-core finds no serious fault on any page, light and dark, wide and narrow; everything is reached by keyboard."""

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.scenario.web.conftest import HELD, Windows, expect_asked

pytestmark = pytest.mark.slow

LOOKS: list[dict[str, Any]] = [
    {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    {"color_scheme": "dark", "viewport": {"width": 390, "height": 844}, "locale": "zh-CN"},
]


async def faults(page: Page) -> list[str]:
    found = await Axe().run(page)
    return [
        f"{each['id']}: {node['html'][:200]}"
        for each in found.response["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark phone"])
async def test_no_page_of_the_reader_keeps_people_out(windows: Windows, look: dict[str, Any]) -> None:
    paths = (
        "/",
        "/search?q=TikTok",
        "/search?q=nosuchthing",
        f"/articles/{HELD.id}#p1",
        "/topics?q=TikTok",
        "/articles/none",
    )
    found = {}
    for path in paths:
        page = await windows.open(path, **look)
        found[path] = await faults(page)
    windows.complaints[:] = [each for each in windows.complaints if "404" not in each]
    page = await windows.open("/", **look)
    await page.locator("#q").fill("tik")
    await expect_asked(page, "tik")
    await expect(page.locator("#completions [role=option]").first).to_be_visible()
    found["completions"] = await faults(page)
    page = await windows.open("/search?q=TikTok hearing", **look)
    async with page.expect_event("load"):
        await page.locator(".match .title a").first.click()
    await expect(page.locator("#related .card")).to_have_count(3)
    found["related"] = await faults(page)
    missing = await windows.open("/nowhere", **look)
    found["nowhere"] = await faults(missing)
    windows.complaints[:] = [each for each in windows.complaints if "404" not in each]
    assert found == {path: [] for path in (*paths, "completions", "related", "nowhere")}


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark phone"])
async def test_no_state_of_the_channel_keeps_people_out(windows: Windows, look: dict[str, Any]) -> None:
    page = await windows.open("/try", **look)
    await page.locator("#box").fill("/latepost 固态电池 量产")
    await page.keyboard.press("Enter")
    await expect(page.locator("#messages .replies")).to_be_visible()
    found = {"channel": await faults(page)}
    await page.locator("#messages .replies").click()
    await expect(page.locator("#thread .bk-button").first).to_be_visible()
    found["thread"] = await faults(page)
    await page.locator("#thread .bk-button").first.click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    found["modal"] = await faults(page)
    await page.keyboard.press("Escape")
    await page.get_by_role("switch").click()
    await expect(page.locator("#thread .sizes").first).to_be_visible()
    found["received"] = await faults(page)
    name = await page.evaluate("document.body.dataset.me")
    await page.goto(f"{windows.url}/try/{name}/app")
    await expect(page.locator(".home-view")).to_be_visible()
    found["home"] = await faults(page)
    assert found == {state: [] for state in found}


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark phone"])
async def test_no_newer_block_and_no_pasted_link_keeps_people_out(windows: Windows, look: dict[str, Any]) -> None:
    page = await windows.open("/try", **look)
    place = f"/try/{await page.evaluate('document.body.dataset.me')}/general"
    found = {}
    for text, shown in (
        (f"see {windows.url}/articles/{HELD.id}", "#messages .unfurl .bk-button"),
        ("@latepost TikTok", "#thread summary.bk-title"),
        ("@latepost latest 3", "#thread .bk-card .bk-button"),
        ("@latepost compare TikTok and Huawei", "#thread .bk-table td"),
    ):
        await page.goto(f"{windows.url}{place}")
        before = await page.locator("#messages .replies").count()
        await page.locator("#box").fill(text)
        await page.keyboard.press("Enter")
        if "#thread" in shown:
            await expect(page.locator("#messages .replies")).to_have_count(before + 1)
            await page.locator("#messages .replies").last.press("Enter")
        await expect(page.locator(shown).first).to_be_visible()
        if "summary" in shown:
            await page.locator(shown).first.press("Enter")
            await expect(page.locator("#thread .bk-container .bk-button").first).to_be_visible()
        found[text] = await faults(page)
    assert found == {text: [] for text in found}


async def test_a_modal_keeps_the_focus_and_gives_it_back(windows: Windows) -> None:
    page = await windows.open("/try")
    await page.locator("#box").fill("/latepost 固态电池 量产")
    await page.keyboard.press("Enter")
    await page.locator("#messages .replies").press("Enter")
    button = page.locator("#thread .bk-button").first
    await button.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    for _ in range(12):
        await page.keyboard.press("Tab")
        assert await page.evaluate("Boolean(document.activeElement.closest('.modal'))")
    await page.keyboard.press("Escape")
    await expect(button).to_be_focused()
