"""Keeping the index on the store: it applies the numbered changes that it has not seen."""

import asyncio
import itertools
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Any, TypeVar

from bot.errors import IndexBusyError, IndexDamagedError
from bot.search.index.library_index import LibraryIndex
from bot.search.index.writer import Writer
from bot.store import ArticleStore, State

_BATCH = 500
_COMMIT_EVERY = 20_000
"""Articles between commits of a large catch-up: each is findable from then on, and a crash repeats at most these."""
_POLL_SECONDS = 0.05
_Result = TypeVar("_Result")


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
    try:
        return await _catch_up(store, index, wait_seconds, on_progress)
    except IndexDamagedError:
        index.discard()
        return await _catch_up(store, index, wait_seconds, on_progress)


async def _catch_up(
    store: ArticleStore,
    index: LibraryIndex,
    wait_seconds: float,
    on_progress: Callable[[int, int], None] | None,
) -> int:
    index.refresh()
    about, state = index.about, await store.state()
    if about and about.store_id == state.store_id:
        if (about.change, about.change_token) == (state.change, state.change_token):
            return 0
        if about.change and await store.change_token(about.change) != about.change_token:
            index.discard()  # the store was put back to an older state: its numbers are given a second time
    return await _apply(store, index, state, wait_seconds, on_progress)


async def _apply(
    store: ArticleStore,
    index: LibraryIndex,
    state: State,
    wait_seconds: float,
    on_progress: Callable[[int, int], None] | None,
) -> int:
    taken = 0
    with ExitStack() as stack:
        writer = await _begin_writing(stack, index, state.store_id, wait_seconds)
        first = change = writer.change
        pending = 0
        while changes := await store.changes_after(change, _BATCH):
            count = await _take(store, writer, {change.article_id for change in changes})
            taken += count
            pending += count
            change = changes[-1].number
            if pending >= _COMMIT_EVERY:
                await _in_thread(writer.commit, change, await store.change_token(change) or "")
                pending = 0
                await _in_thread(_give_back_memory)
            if on_progress:
                on_progress(change - first, max(state.change, change) - first)
        await _in_thread(writer.commit, change, await store.change_token(change) or "")
        await _in_thread(writer.close)  # merges may run for seconds: not on the event loop
    if taken > _BATCH:
        await _in_thread(_give_back_memory)
    return taken


def _give_back_memory() -> None:
    """Return what was freed to the system; glibc keeps it in pieces, more and more of them while merges come and go."""
    import ctypes  # only who indexes much needs it

    with suppress(AttributeError, OSError, TypeError):  # another C library
        ctypes.CDLL(None).malloc_trim(0)


async def _begin_writing(stack: ExitStack, index: LibraryIndex, store_id: str, wait_seconds: float) -> Writer:
    for attempt in itertools.count():
        try:
            return await _in_thread(stack.enter_context, index.writing(store_id, wait_seconds=0))
        except IndexBusyError:
            if attempt * _POLL_SECONDS >= wait_seconds:
                raise
        await asyncio.sleep(_POLL_SECONDS)
    raise AssertionError  # count() does not end


async def _in_thread(function: Callable[..., _Result], *arguments: Any) -> _Result:
    """Run off the event loop, and to the end: a cancelled caller's clean-up must not meet half a commit."""
    running = asyncio.ensure_future(asyncio.to_thread(function, *arguments))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise


async def _take(store: ArticleStore, writer: Writer, article_ids: set[str]) -> int:
    """Put into the index what the store now holds under these ids; an id that it does not hold was deleted."""
    stored = await store.get(sorted(article_ids))
    for article_id in article_ids:
        if article_id in stored:
            writer.put(stored[article_id])
        else:
            writer.remove(article_id)
    return len(article_ids)
