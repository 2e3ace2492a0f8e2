"""What a process is working on, so that it can wait for it before it ends."""

import asyncio
from collections.abc import Coroutine, Generator
from contextlib import contextmanager
from typing import Any


class UnderWay:
    """The tasks that are not done yet."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Future[Any]] = set()

    def __len__(self) -> int:
        return len(self._tasks)

    def start(self, work: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
        """Do the work in a task of its own."""
        task = asyncio.create_task(work)
        self.include(task)
        return task

    def include(self, task: "asyncio.Task[Any]") -> None:
        """Have a task among them until it is done."""
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @contextmanager
    def counted(self) -> Generator[None]:
        """The task that runs the block is under way."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            yield
        finally:
            self._tasks.discard(task)

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def drain(self, seconds: float) -> None:
        """Wait so long for what is under way; the rest is cancelled, and left to whoever looks for abandoned ones."""
        if self._tasks:
            _, late = await asyncio.wait(set(self._tasks), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
