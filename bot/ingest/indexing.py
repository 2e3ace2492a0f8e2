"""Keeping the index on the store: it applies the numbered changes that it has not seen."""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack

from bot.errors import IndexDamagedError
from bot.search.index import LibraryIndex, Writer
from bot.store import ArticleStore

_BATCH = 500
_COMMIT_EVERY = 20_000
"""Articles between commits of a large catch-up: each is findable from then on, and a crash repeats at most these."""


async def catch_up(
    store: ArticleStore,
    index: LibraryIndex,
    *,
    wait_seconds: float,
    on_progress: Callable[[int, int], None] | None = None,
) -> int:
    """Bring the index to the store's newest change; the number of articles that it took.

    `on_progress` is told the changes done and the changes there were at the start. Raises `IndexBusyError` when another
    process is still writing the index after `wait_seconds`.
    """
    store_id, newest = await store.store_id(), await store.last_change()
    index.refresh()
    about = index.about
    if about and about.store_id == store_id and about.change == newest:
        return 0
    try:
        return await _apply(store, index, store_id, newest, wait_seconds, on_progress)
    except IndexDamagedError:
        index.discard()
        return await _apply(store, index, store_id, newest, wait_seconds, on_progress)


async def _apply(
    store: ArticleStore,
    index: LibraryIndex,
    store_id: str,
    newest: int,
    wait_seconds: float,
    on_progress: Callable[[int, int], None] | None,
) -> int:
    if index.about and index.about.change > newest:
        index.discard()  # the store was put back to an older state: numbers have been given twice
    taken = 0
    with ExitStack() as held:
        writer = await asyncio.to_thread(held.enter_context, index.writing(store_id, wait_seconds=wait_seconds))
        first = change = writer.change
        pending = 0
        while changes := await store.changes_after(change, _BATCH):
            count = await _take(store, writer, {each.article_id for each in changes})
            taken += count
            pending += count
            change = changes[-1].number
            if pending >= _COMMIT_EVERY:
                await asyncio.to_thread(writer.commit, change)
                pending = 0
            if on_progress:
                on_progress(change - first, max(newest, change) - first)
        await asyncio.to_thread(writer.commit, change)
        await asyncio.to_thread(writer.close)  # merges may run for seconds: not on the event loop
    return taken


async def _take(store: ArticleStore, writer: Writer, article_ids: set[str]) -> int:
    """Put into the index what the store now holds under these ids; an id that it does not hold was deleted."""
    held = await store.get(sorted(article_ids))
    for article_id in article_ids:
        if article_id in held:
            writer.put(held[article_id])
        else:
            writer.remove(article_id)
    return len(article_ids)
