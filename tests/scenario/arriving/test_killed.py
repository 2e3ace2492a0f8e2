"""Killed at any moment while files and feeds come in: nothing is lost, nothing is doubled."""

import asyncio
import random
import signal
from pathlib import Path

import pytest

from bot.store import ArticleStore, Database
from tests.feed_server import FeedServer, feed_server, item, rss
from tests.processes import start

pytestmark = pytest.mark.slow  # processes that are killed, or that wait for what comes back

WAIT = 90.0
"""Seconds; the lease of a feed whose process was killed ends within 30."""
FILES = 25
ENTRIES = 40


def paragraphs(kind: str, number: int) -> tuple[str, ...]:
    """A text of its own for each piece: no two are alike."""
    chance = random.Random(f"{kind}{number}")
    words = (
        "船舶 港口 电池 桥梁 铁塔 河流 高山 大米 茶叶 钢铁 铜矿 纸张 布料 汽车 车站 电灯 水井 仓库 农田 公路".split()
    )
    return tuple(
        "".join(chance.choice(words) for _ in range(30))
        + f"，{kind}第 {number} 篇花了 {chance.randrange(10**6)} 万元。"
        for _ in range(4)
    )


def title(kind: str, number: int) -> str:
    return f"{kind}之{number}：{paragraphs(kind, number)[0][:12]}"


def feed(entries: int) -> bytes:
    items = [item(title("信", n), paragraphs("信", n), f"https://a.example/{n}", guid=str(n)) for n in range(entries)]
    return rss(*items)


async def run_for(folder: Path, seconds: float) -> None:
    """Start the bot, in a workspace of its own, and kill it after so long."""
    process = start("-m", "bot", "run", cwd=folder, variables={"LATEPOST_DATA_DIR": "mine", "LATEPOST_PORT": "0"})
    try:
        await asyncio.sleep(seconds)
    finally:
        process.send_signal(signal.SIGKILL)
        await asyncio.to_thread(process.communicate)


async def run_until_done(folder: Path, server: FeedServer) -> None:
    """Start the bot and let it come to the end of all that waits."""
    process = start("-m", "bot", "run", cwd=folder, variables={"LATEPOST_DATA_DIR": "mine", "LATEPOST_PORT": "0"})
    inbox = folder / "mine" / "inbox"
    asked = len(server.asked.get("/rss", []))

    def is_done() -> bool:
        waiting = [each for each in inbox.iterdir() if each.is_file() and not each.name.startswith(".")]
        return not waiting and len(server.asked.get("/rss", [])) >= asked + 3

    try:
        async with asyncio.timeout(WAIT):
            while not is_done():  # noqa: ASYNC110 - another process does it
                await asyncio.sleep(0.1)
    finally:
        process.send_signal(signal.SIGTERM)
        await asyncio.to_thread(process.communicate)


async def killed(folder: Path, times: int, *, with_broken_file: bool) -> None:
    data = folder / "mine"
    inbox = data / "inbox"
    inbox.mkdir(parents=True)
    chance = random.Random(times)
    async with feed_server() as server:
        (data / "feeds.toml").write_text(
            f'[[feeds]]\nsource = "信报"\nurl = "{server.private("/rss")}"\ninterval = "1s"\nallow_private = true\n',
            encoding="utf-8",
        )
        for round_ in range(times):
            server.bodies["/rss"] = feed(ENTRIES * (round_ + 1) // times)
            for number in range(FILES * round_ // times, FILES * (round_ + 1) // times):
                text = f"{title('件', number)}\n日期：2025-09-20\n\n" + "\n\n".join(paragraphs("件", number))
                (inbox / f"{number}.txt").write_text(text, encoding="utf-8")
            if round_ == 0 and with_broken_file:
                (inbox / "broken.jsonl").write_text("{broken\n")
            await run_for(folder, chance.uniform(1.5, 5.0))
        server.bodies["/rss"] = feed(ENTRIES)
        await run_until_done(folder, server)
    async with Database.open(data / "library.sqlite") as database:
        held = [each async for each in ArticleStore(database).newest_first()]
    wanted = {title("件", number) for number in range(FILES)} | {title("信", number) for number in range(ENTRIES)}
    assert sorted(each.title for each in held) == sorted(wanted)
    assert all(each.summary_by == "extractive" and not each.also_in for each in held)
    assert sorted(each.name for each in (inbox / "imported").iterdir()) == sorted(f"{n}.txt" for n in range(FILES))
    failed = {"broken.jsonl", "broken.jsonl.reason.txt"} if with_broken_file else set()
    assert {each.name for each in (inbox / "failed").iterdir()} == failed


async def test_a_few_times(tmp_path: Path) -> None:
    await killed(tmp_path, 2, with_broken_file=False)


@pytest.mark.slow
async def test_with_a_broken_file(tmp_path: Path) -> None:
    await killed(tmp_path, 5, with_broken_file=True)


@pytest.mark.soak
async def test_many_times(tmp_path: Path) -> None:
    await killed(tmp_path, 25, with_broken_file=True)
