"""Run as a process of its own: the bot, by a clock that its test holds.

The clock is the real one and as many seconds more as the file in the first argument says, which the test may change.
"""

import asyncio
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app.logs import configure
from bot.app.serving.server import running
from bot.app.settings import Settings


async def _run(offset: Path) -> None:
    def now() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(offset.read_text()))

    configure("WARNING")
    async with running(Settings.read(os.environ, offset.parent), lambda _: None, now):
        print("running", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_run(Path(sys.argv[1])))
