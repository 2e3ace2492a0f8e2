"""`latepost feeds`: every feed with its last success, last error and next run."""

from collections.abc import Callable
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.app import open_library
from bot.ingest.feed_list import read_feeds
from bot.settings import Settings
from bot.store.feed_states import FeedStates
from bot.taking_in import feeds_file
from bot.text import printable


async def show_feeds(settings: Settings, out: Console, say: Callable[[str], None]) -> None:
    """Print them, in the order of feeds.toml; those that were taken out of it are left out."""
    file = feeds_file(settings)
    listed = read_feeds(file)
    if not listed:
        say(f"No feed is listed in {file}. The `data/feeds.toml` of the bot shows how.")
        return
    async with open_library(settings, say) as library:
        states = await FeedStates(library.database, lambda: datetime.now(UTC)).all()
    table = Table(box=None, pad_edge=False)
    for column in ("feed", "last success", "last error", "next run"):
        table.add_column(column, overflow="fold")
    for feed in listed:
        state = states.get(feed.key)
        name = Text.assemble(printable(feed.source), "\n", (printable(feed.url), "dim"))
        if state is None:
            table.add_row(name, "never", "", "as soon as the bot runs")
            continue
        success = _moment(state.succeeded_at) + (f"\n{printable(state.note)}" if state.note else "")
        error = f"{_moment(state.failed_at)}\n{printable(state.error)}" if state.error else ""
        if state.failing_since:
            error += f"\nfailing since {_moment(state.failing_since)}, {state.failures} times"
        table.add_row(name, Text(success), Text(error, style="red"), _moment(state.next_at))
    out.print(table)


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}" if moment else "never"
