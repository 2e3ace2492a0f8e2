"""What `latepost feeds` says of the feeds."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from bot.app.settings import Settings
from bot.cli.feeds import print_feeds
from bot.ingest.feed_list import read_feeds
from bot.store import Database
from bot.store.feed_states import FeedStates
from tests.library import START

TOML = '[[feeds]]\nsource = "周报"\nurl = "https://a.example/feed"\n'
NOW = datetime(2025, 9, 26, 4, 0, tzinfo=UTC)


async def shown(folder: Path) -> tuple[str, list[str]]:
    """What is printed, and what is said beside it."""
    console, said = Console(width=200, no_color=True), []
    with console.capture() as captured:
        await print_feeds(Settings.model_validate({"LATEPOST_DATA_DIR": folder}), console, said.append, lambda: START)
    return captured.get(), said


async def test_where_no_feed_is_listed_it_says_how_to_list_one(tmp_path: Path) -> None:
    (said,) = (await shown(tmp_path))[1]
    assert said.endswith("feeds.toml. `latepost feeds --example` shows how.")


@pytest.mark.parametrize(("times", "told"), [(1, ", once so far"), (2, ", 2 times in a row")])
async def test_failures_are_counted_in_words(tmp_path: Path, times: int, told: str) -> None:
    (tmp_path / "feeds.toml").write_text(TOML, encoding="utf-8")
    (feed,) = read_feeds(tmp_path / "feeds.toml")
    async with Database.open(tmp_path / "library.sqlite") as database:
        for number in range(times):
            states = FeedStates(database, lambda number=number: NOW + timedelta(hours=number))
            (state,) = await states.take_due([(feed.key, feed.url)], timedelta(seconds=1))
            await states.failed(state, "no such host", NOW)
    assert told in (await shown(tmp_path))[0]
