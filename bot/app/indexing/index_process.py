"""A second process that indexes while the first one still stores: a large import uses two cores."""

import asyncio
import multiprocessing
from contextlib import suppress
from multiprocessing.context import SpawnProcess
from multiprocessing.synchronize import Event

from bot.app.library import open_library
from bot.app.settings import Settings
from bot.errors import LatePostError

_LOOK_EVERY_SECONDS = 0.2


class IndexProcess:
    """Follows the store of these settings from `start` to `finish`; what it leaves, the first process indexes."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._process: SpawnProcess | None = None
        self._enough: Event | None = None

    def start(self) -> None:
        """Begin, once; further calls do nothing."""
        if self._process is None:
            context = multiprocessing.get_context("spawn")
            self._enough = context.Event()
            self._process = context.Process(target=_follow, args=(self._settings, self._enough), daemon=True)
            self._process.start()

    async def finish(self) -> None:
        """Let it take in what is stored by now, and wait for it."""
        if self._process and self._enough:
            self._enough.set()
            await asyncio.to_thread(self._process.join)


def _follow(settings: Settings, enough: Event) -> None:
    with suppress(LatePostError, KeyboardInterrupt):  # the first process meets the same trouble, and tells of it
        asyncio.run(_keep_up(settings, enough))


async def _keep_up(settings: Settings, enough: Event) -> None:
    first = multiprocessing.parent_process()
    async with open_library(settings, say=lambda _: None) as library:
        while first and first.is_alive():
            last_round = enough.is_set()
            await library.catch_up()
            if last_round:
                return
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
