"""A digest in a real browser: its form filled in and refused, the digest arriving by a clock that the test holds."""

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.app.serving.local_workspace import run_local
from bot.app.serving.server import Running
from bot.app.settings import Settings
from bot.store import ArticleStore, Database
from tests.library import article
from tests.processes import free_port
from tests.scenario.web.conftest import Windows

pytestmark = pytest.mark.slow


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def bot(stocked: Path, tmp_path: Path, clock: Clock) -> AsyncIterator[Running]:
    folder = shutil.copytree(stocked, tmp_path / "data")
    settings = Settings.model_validate(
        {"LATEPOST_DATA_DIR": folder, "LATEPOST_ENCODER": "off", "LATEPOST_PORT": free_port()}
    )
    async with run_local(settings, lambda _: None, clock) as running:
        yield running


async def test_a_digest_is_subscribed_to_and_arrives(
    windows: Windows, browser: Browser, clock: Clock, tmp_path: Path
) -> None:
    page = await windows.open("/try")
    await page.locator("#box").fill("/latepost digest")
    await page.keyboard.press("Enter")
    form = page.get_by_role("dialog")
    await expect(form.locator("input[type=time]")).to_be_visible()
    await expect(form).to_contain_text("2026-03")
    zone = form.locator("[data-input='digest.zone'] input")
    await expect(zone).to_have_value("Europe/Berlin")

    await zone.fill("Mars/Olympus")
    await form.locator("button[type=submit]").click()
    await expect(form.locator("[data-input='digest.zone'] .bk-error")).to_be_visible()
    await expect(zone).to_have_attribute("aria-invalid", "true")

    await zone.fill("Europe/Berlin")
    topics = form.locator("[data-input='digest.topics'] textarea, [data-input='digest.topics'] input")
    await topics.fill("zebracrossing")
    await form.locator("input[type=time]").fill("08:15")
    await expect(form).to_contain_text("08:15")
    await expect(topics).to_have_value("zebracrossing")
    await topics.fill("")
    await form.locator("button[type=submit]").click()
    await expect(form).to_have_count(0)
    await expect(page.locator(".side .has-news")).to_contain_text("latepost")
    await page.locator(".side a", has_text="latepost").click()
    await expect(page.locator("#messages .message").last).to_contain_text("08:15")
    await page.locator(".side a", has_text="general").click()

    async with Database.open(tmp_path / "data" / "library.sqlite") as database:
        await ArticleStore(database).save(article(900, title="晨间新闻", published_at=clock.time))
    clock.time += timedelta(days=1)
    digest = page.locator("#messages .message", has_text="晨间新闻")
    await expect(digest).to_be_visible(timeout=20_000)
    await digest.locator(".replies").click()
    await expect(page.locator("#thread")).to_contain_text("Point one of article 900.")
