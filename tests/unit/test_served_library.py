"""The library as the bot serves it: answers on the event loop, indexing in a thread beside it."""

import asyncio
from pathlib import Path

from bot.app import open_library
from bot.served_library import ServedLibrary
from bot.settings import Settings
from bot.slack.index_thread import IndexThread
from tests.library import article

_ARTICLES = 120
_AT_ONCE = 10


async def test_answers_stay_whole_while_articles_are_indexed(tmp_path: Path) -> None:
    settings = Settings.read({"LATEPOST_DATA_DIR": str(tmp_path)}, tmp_path)
    async with open_library(settings, lambda _: None) as library, IndexThread() as thread:
        served = ServedLibrary(library, thread)

        async def bring() -> None:
            for first in range(1000, 1000 + _ARTICLES, _AT_ONCE):
                for number in range(first, first + _AT_ONCE):
                    await library.store.save(article(number, source="Elsewhere"))
                await served.follow()

        bringing = asyncio.create_task(bring())
        found: list[int] = []
        while not bringing.done():
            answer = await served.answer("TikTok hearing source:Elsewhere", 100)
            assert all(match.points for match in answer.matches)
            found.append(len(answer.matches))
        await bringing
        assert found == sorted(found)
        assert len(set(found)) > 2  # some came in between
        assert len((await served.answer("TikTok hearing source:Elsewhere", 100)).matches) == 100


async def test_who_asks_many_questions_in_a_row_lets_others_have_their_turn(tmp_path: Path) -> None:
    settings = Settings.read({"LATEPOST_DATA_DIR": str(tmp_path)}, tmp_path)
    async with open_library(settings, lambda _: None) as library, IndexThread() as thread:
        served = ServedLibrary(library, thread)
        turns = 0

        async def others() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        waiting = asyncio.create_task(others())
        for _ in range(20):
            await served.answer("TikTok", 5)
        waiting.cancel()
        assert turns >= 20
