"""`latepost feeds`: every feed with its last success, last error and next run."""

from collections.abc import Callable
from datetime import datetime

from rich.console import Console
from rich.text import Text

from bot.app.ingestion import feeds_file
from bot.app.library import open_library
from bot.app.settings import Settings
from bot.ingest.feed_list import Feed, read_feeds
from bot.ingest.fetching.addresses import without_userinfo
from bot.language import Plural, counted
from bot.store.feed_states import FeedState, FeedStates
from bot.text import printable


async def print_feeds(
    settings: Settings, out: Console, say: Callable[[str], None], now: Callable[[], datetime]
) -> None:
    """Print them, in the order of feeds.toml; those that were taken out of it are left out."""
    file = feeds_file(settings)
    listed = read_feeds(file)
    if not listed:
        say(f"No feed is listed in {file}. `latepost feeds --example` shows how.")
        return
    async with open_library(settings, say) as library:
        states = await FeedStates(library.database, now).all()
    for feed in listed:
        out.print(_shown(feed, states.get(feed.key)), soft_wrap=True)


def _shown(feed: Feed, state: FeedState | None) -> Text:
    text = Text.assemble((printable(feed.source), "bold"), "  ", (printable(without_userinfo(feed.url)), "dim"))
    if state is None:
        return text.append("\n  last success  never\n  next run      as soon as the bot runs")
    text.append(f"\n  last success  {_moment(state.succeeded_at)}")
    if state.note:
        text.append(f"  {printable(state.note)}", style="dim")
    if state.error:
        text.append(f"\n  last error    {_moment(state.failed_at)}  {printable(state.error)}", style="red")
    if state.failing_since:
        times = counted(Plural("once so far", "{count} times in a row"), state.failures)
        text.append(f"\n  failing since {_moment(state.failing_since)}, {times}", style="red")
    return text.append(f"\n  next run      {_moment(state.next_at)}")


def _moment(moment: datetime | None) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}" if moment else "never"
