"""The admin page in a real browser: coming in, removing and restoring, no fault that keeps people out."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from bot.app.serving.local_workspace import run_local
from bot.app.serving.server import Running
from bot.app.settings import Settings
from tests.processes import free_port
from tests.scenario.web.conftest import HELD, Windows
from tests.scenario.web.test_accessible import LOOKS, faults

pytestmark = pytest.mark.slow

PASSWORD = "a password of twenty-six"
SIGNED_IN: dict[str, Any] = {"http_credentials": {"username": "any", "password": PASSWORD}}
FEEDS = '[[feeds]]\nsource = "<script>window.hit=1</script>"\nurl = "http://127.0.0.1:9/feed"\n'


@pytest.fixture
async def bot(stocked: Path, tmp_path: Path) -> AsyncIterator[Running]:
    """The bot in a workspace of its own, with the page, and a feed that nobody can fetch."""
    folder = shutil.copytree(stocked, tmp_path / "data")
    (folder / "feeds.toml").write_text(FEEDS, encoding="utf-8")
    settings = Settings.model_validate(
        {
            "LATEPOST_DATA_DIR": folder,
            "LATEPOST_ENCODER": "off",
            "LATEPOST_PORT": free_port(),
            "LATEPOST_ADMIN_PASSWORD": PASSWORD,
        }
    )
    async with run_local(settings, lambda _: None) as running:
        yield running


@pytest.fixture
async def windows(browser: Browser, bot: Running) -> AsyncIterator[Windows]:
    opened = Windows(browser, bot.url)
    yield opened
    await opened.close()
    assert opened.complaints == []


async def test_an_article_is_removed_and_restored_by_its_buttons(windows: Windows) -> None:
    page = await windows.open("/admin?lang=en", **SIGNED_IN)
    removing = page.get_by_role("button", name=f"Remove “{HELD.title}”")
    await page.get_by_label("The article's id, or its beginning").fill(HELD.id[:8])
    await page.get_by_role("button", name="Remove by id").click()
    done = page.get_by_role("status")
    await expect(done).to_contain_text("The article was removed.")
    await expect(removing).to_have_count(0)
    reader = await windows.open(f"/articles/{HELD.id}")
    await expect(reader.get_by_role("heading", level=1)).to_have_text("Nothing here")
    windows.complaints[:] = [each for each in windows.complaints if "404" not in each]
    await done.get_by_role("button", name="Restore").click()
    await expect(done).to_contain_text("The article is back in the library.")
    await reader.reload()
    await expect(reader.get_by_role("heading", level=1)).to_have_text(HELD.title)


async def test_what_the_reader_did_not_answer_stands_there_as_it_was_typed(windows: Windows) -> None:
    await windows.open("/search?q=<b>moon</b>+farm+zzzz")
    page = await windows.open("/admin?lang=zh", **SIGNED_IN)
    await expect(page.locator("section").first).to_contain_text("<b>moon</b> farm zzzz")
    await expect(page.get_by_text("<script>window.hit=1</script>")).to_be_visible()
    assert await page.evaluate("window.hit") is None


async def test_a_form_of_another_site_does_nothing(windows: Windows, bot: Running) -> None:
    """The browser sends the password along, and says where the form comes from."""
    page = await windows.open("/admin", **SIGNED_IN)
    form = f'<form method="post" action="{bot.url}/admin/remove"><input name="id" value="{HELD.id}"></form>'
    await page.goto("about:blank")
    await page.set_content(form)
    async with page.expect_navigation():
        await page.evaluate("document.forms[0].submit()")
    await expect(page.locator("main")).to_contain_text("did not come from the admin page")
    windows.complaints[:] = [each for each in windows.complaints if "403" not in each]
    assert (await bot.operations.overview()).removed == []


@pytest.mark.parametrize("look", LOOKS, ids=["light", "dark phone"])
async def test_the_page_keeps_nobody_out(windows: Windows, look: dict[str, Any]) -> None:
    page = await windows.open("/admin?done=restored", **SIGNED_IN, **look)
    await expect(page.get_by_role("status")).to_be_visible()
    assert await faults(page) == []
    width = await page.evaluate("document.documentElement.scrollWidth")
    assert width <= look["viewport"]["width"]
