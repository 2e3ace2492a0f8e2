"""`python -m tests.pictures`: takes the pictures in `docs/pictures` anew, each in light and in dark.

They show the bot as it is: its own workspace and reader, with the sample library, in the system's Chromium.
"""

import asyncio
import io
import shutil
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.async_api import Page, ViewportSize, async_playwright, expect

from bot.app.library import open_library
from bot.app.serving.local_workspace import run_local
from bot.app.settings import Settings
from bot.ingest.importing import import_paths
from tests.processes import CHECKOUT, free_port

FOLDER = CHECKOUT / "docs" / "pictures"
SIZE = ViewportSize(width=1180, height=720)
COLOURS = 64
"""So many are enough for text in few colours, and make a file a third as large."""


async def channel(page: Page, url: str) -> None:
    """A question in Chinese, answered in its thread with key points in English."""
    await page.goto(f"{url}/try")
    await page.locator("#box").fill("/latepost TikTok 听证会")
    await page.keyboard.press("Enter")
    await page.locator("#messages .replies").last.click()
    await expect(page.locator("#thread")).to_contain_text("[4]")
    await expect(page.locator("#messages")).to_contain_text("TikTok 听证会")


async def digest(page: Page, url: str) -> None:
    """The form of a digest."""
    await page.goto(f"{url}/try")
    await page.locator("#box").fill("/latepost digest")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()


async def reader(page: Page, url: str) -> None:
    """A search of the reader."""
    await page.goto(f"{url}/search?q=TikTok+%E5%90%AC%E8%AF%81%E4%BC%9A")
    await expect(page.locator("main")).to_contain_text("[4]")


SCENES: tuple[Callable[[Page, str], Awaitable[None]], ...] = (channel, digest, reader)


async def take() -> None:
    """Start the bot on an empty folder, and take each scene in each scheme."""
    FOLDER.mkdir(exist_ok=True)
    for scheme in ("light", "dark"):
        with tempfile.TemporaryDirectory() as folder:
            await _take_in(scheme, Path(folder))


async def _take_in(scheme: Literal["light", "dark"], folder: Path) -> None:
    settings = Settings.model_validate(
        {"LATEPOST_DATA_DIR": folder / "data", "LATEPOST_CACHE_DIR": folder / "cache", "LATEPOST_PORT": free_port()}
    )
    async with open_library(settings, lambda _: None) as library:
        async for _ in import_paths([CHECKOUT / "data" / "articles"], library.store):
            pass
        await library.catch_up()
    async with run_local(settings, lambda _: None) as bot, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for scene in SCENES:
            page = await browser.new_page(viewport=SIZE, color_scheme=scheme, locale="en-US", reduced_motion="reduce")
            await scene(page, bot.url)
            await page.mouse.move(0, 0)  # what it stands on looks different
            _write(await page.screenshot(), FOLDER / f"{scene.__name__}-{scheme}.png")
            await page.close()
        await browser.close()


def _write(picture: bytes, file: Path) -> None:
    with Image.open(io.BytesIO(picture)) as taken:
        taken.convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
            file, optimize=True
        )
    print(f"{file.relative_to(CHECKOUT)}: {file.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    asyncio.run(take())
