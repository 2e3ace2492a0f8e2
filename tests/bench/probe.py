"""A process that opens the library, answers, and tells how long that took and what memory it holds: part 2's child."""

import time

_STARTED = time.perf_counter()

import asyncio  # noqa: E402  (what is imported from here on is a part of what is measured)
import json  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402
from typing import Any  # noqa: E402

from bot.app.library import open_library  # noqa: E402
from bot.app.settings import Settings  # noqa: E402
from tests.bench.child import Memory, memory_of  # noqa: E402


async def probe(data: Path, questions: list[str]) -> dict[str, Any]:
    """Seconds of each step and memory after it. The first question is the first that the process answers."""
    seconds = {"imports": time.perf_counter() - _STARTED}
    memory: dict[str, Memory | None] = {}
    before = time.perf_counter()
    async with open_library(Settings.read({"LATEPOST_DATA_DIR": str(data)}, data), lambda _: None) as library:
        seconds["opening"] = time.perf_counter() - before
        memory["opened"] = memory_of()
        for step, asked in (("first answer", questions[:1]), ("second answer", questions[1:2]), ("mix", questions[2:])):
            before = time.perf_counter()
            for question in asked:
                await library.refresh()
                await library.answer(question, 5)
            seconds[step] = time.perf_counter() - before
            memory[step] = memory_of()
    figures = {name: [each.rss, each.own, each.files] for name, each in memory.items() if each}
    return {"seconds": seconds, "memory": figures}


if __name__ == "__main__":
    asked = json.loads(Path(sys.argv[2]).read_text(encoding="utf-8"))
    print(json.dumps(asyncio.run(probe(Path(sys.argv[1]), asked))))
