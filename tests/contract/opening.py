"""Run as a process of its own: opens a database when it is told to, saves an article, and says what came of it."""

import asyncio
import sys

from bot.store import ArticleStore, Database
from tests.library import article


async def _open_and_save(url: str, number: int) -> None:
    async with Database.open(url) as database:
        store = ArticleStore(database)
        saved = await store.save(article(number))
        print((await store.state()).store_id, saved.value)


if __name__ == "__main__":
    print("ready", flush=True)
    sys.stdin.readline()
    asyncio.run(_open_and_save(sys.argv[1], int(sys.argv[2])))
