"""Part "web": pages of the reader and its search beside the bare answer, and what open channels cost in memory.

Pages are asked for over real HTTP on loopback, one after the other; server and client share this process, so that the
client's own time is in every figure. The reader's limit on searches is lifted.
"""

import asyncio
import gc
import json
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import astuple, dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import aiohttp
from rich.console import Console
from rich.table import Table
from starlette.applications import Starlette

from bot.app.indexing.executor import IndexThread
from bot.app.library import Library
from bot.local import Workspace
from bot.local.server import InLoopServer, bound_socket
from bot.model import Cursor
from bot.web.face.routes import WorkspaceUI, WorkspaceUIOptions
from bot.web.pages import PageResources
from bot.web.reader.query import written
from bot.web.reader.rate_limit import RateLimiter
from bot.web.reader.routes import FOUND, Reader
from bot.web.site import site
from tests.bench.child import environment as environment_of_child
from tests.bench.child import memory_of, python, timed
from tests.bench.latency import Spent
from tests.bench.library import BenchLibrary
from tests.bench.mix import Question
from tests.bench.tables import milliseconds, percentile

_BARE = "the bare answer, 5 articles"
_CHANNELS = 100
_MESSAGES = 50
_ROUNDS = 300


@dataclass
class Pages:
    """What each request took, by the kind of page; the bare answers among them."""

    spent: dict[str, list[Spent]] = field(default_factory=dict)


@dataclass(frozen=True)
class Channels:
    """Bytes of resident memory without an open channel, with all of them, and after messages went to each."""

    count: int
    before: int
    opened: int
    used: int


async def measure(
    library: BenchLibrary, warm_up: Sequence[Question], questions: Sequence[Question], err: Console
) -> Pages:
    """Ask for every kind of page in turn."""
    found = Pages()
    async with library.open(err, IndexThread()) as opened:
        places = await _places(opened)
        async with _serving(_reader(opened)) as url, aiohttp.ClientSession() as client:
            asked = [question.text for question in warm_up[:_ROUNDS]]
            for kind, ask in _kinds(client, url, opened, asked, places):
                await _each(kind, ask, len(asked), Pages())
            asked = [question.text for question in questions[:_ROUNDS]]
            gc.collect()
            for kind, ask in _kinds(client, url, opened, asked, places):
                await _each(kind, ask, len(asked), found)
    return found


async def _each(kind: str, ask: Callable[[int], Awaitable[None]], rounds: int, found: Pages) -> None:
    for number in range(rounds):
        started, worked = time.perf_counter(), time.process_time()
        await ask(number)
        spent = Spent(time.perf_counter() - started, time.process_time() - worked)
        found.spent.setdefault(kind, []).append(spent)


def _kinds(
    client: aiohttp.ClientSession,
    url: str,
    library: Library,
    asked: Sequence[str],
    places: Sequence[Cursor],
) -> list[tuple[str, Callable[[int], Awaitable[None]]]]:
    def bare(limit: int) -> Callable[[int], Awaitable[None]]:
        async def ask(number: int) -> None:
            await library.answer(asked[number], limit)

        return ask

    def page(path: Callable[[int], str], **headers: str) -> Callable[[int], Awaitable[None]]:
        async def ask(number: int) -> None:
            async with client.get(url + path(number), headers=headers) as answer:
                body = await answer.read()
                if answer.status != 200 or not body:
                    raise SystemExit(f"{path(number)} was answered {answer.status}")

        return ask

    def at(number: int) -> Cursor:
        return places[number % len(places)]

    source = quote("晚点LatePost")
    return [
        (_BARE, bare(5)),
        ("the bare answer, 20 articles", bare(FOUND)),
        ("newest articles", page(lambda _: "/")),
        ("older articles, anywhere", page(lambda number: f"/?older={written(at(number))}")),
        ("the same, of one source", page(lambda number: f"/?source={source}&older={written(at(number))}")),
        ("one article", page(lambda number: f"/articles/{at(number).article_id}")),
        ("search as one types", page(lambda number: f"/search?q={quote(asked[number])}", **{"x-part": "1"})),
        ("search, whole page", page(lambda number: f"/search?q={quote(asked[number])}")),
        ("feed of a search, 20 articles", page(lambda number: f"/feed.atom?q={quote(asked[number])}")),
        ("topic with its chart, 20 articles", page(lambda number: f"/topics?q={quote(asked[number])}")),
    ]


async def _places(library: Library) -> list[Cursor]:
    """Places all over the library."""
    count = sum(number for _, number in await library.sources())
    step = max(1, count // 40)
    found = [await library.newest(1, offset) for offset in range(0, count, step)]
    return [Cursor.of(page.articles[0]) for page in found if page.articles]


def _reader(library: Library) -> Starlette:
    limiter = RateLimiter(time.monotonic, burst=10**9)
    reader = Reader(library, resources=PageResources.load(), limiter=limiter)
    return site(reader.routes)


@asynccontextmanager
async def _serving(app: Any) -> AsyncGenerator[str]:
    listening = bound_socket()
    server = InLoopServer(app, listening)
    await server.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        await server.stop()


def measured_channels(library: BenchLibrary) -> Channels:
    """The cost of open channels, in a process that did nothing before."""
    _, output = timed(python("-m", "tests.bench.web"), environment_of_child(None, library.cache), library.folder)
    return Channels(*json.loads(output))


async def channels() -> Channels:
    """Open windows, and let messages appear in all of them."""
    async with Workspace(lambda: datetime.now(UTC)) as workspace:
        place = workspace.add_channel("general", members=[workspace.bot_user])
        face = WorkspaceUI(
            workspace,
            {},
            resources=PageResources.load(),
            clock=time.monotonic,
            options=WorkspaceUIOptions(("general",)),
        )
        connector = aiohttp.TCPConnector(limit=0)
        async with _serving(site(face.routes())) as url, aiohttp.ClientSession(connector=connector) as client, face:
            people = []
            for _ in range(_CHANNELS):
                async with client.get(f"{url}/try", allow_redirects=False) as answer:
                    people.append(answer.headers["location"].split("/")[2])
            gc.collect()
            before = _rss()
            windows = [await client.get(f"{url}/try/{person}/events") for person in people]
            for window in windows:
                await window.content.readline()
            gc.collect()
            opened = _rss()
            for number in range(_MESSAGES):
                workspace.post(place, workspace.bot_user.id, f"message {number} " + "长" * 500)
                await asyncio.gather(*(_message(window) for window in windows))
            gc.collect()
            used = _rss()
            for window in windows:
                window.close()
            await workspace.wait_for(lambda: not workspace.feed.subscriptions)
    return Channels(_CHANNELS, before, opened, used)


async def _message(window: aiohttp.ClientResponse) -> None:
    while not (await window.content.readline()).startswith(b"data:"):
        pass


def _rss() -> int:
    memory = memory_of()
    if memory is None:
        raise SystemExit("memory is read from /proc, which this system lacks")
    return memory.rss


def tables(pages: Pages, cost: Channels) -> list[Table]:
    """The figures."""
    times = Table(title="reader pages over HTTP; CPU of server and client together", title_justify="left")
    for name in ("page", "p50", "p99", "p99 : bare p99", "CPU p50", "CPU p99", "CPU p99 : bare"):
        times.add_column(name, justify="left" if name == "page" else "right")
    bare = pages.spent[_BARE]
    for kind, spent in pages.spent.items():
        wall, base_wall = [each.wall for each in spent], [each.wall for each in bare]
        cpu, base_cpu = [each.cpu for each in spent], [each.cpu for each in bare]
        times.add_row(kind, *_figures(wall, base_wall), *_figures(cpu, base_cpu))
    memory = Table(title=f"{cost.count} open channels (MB of the whole process, client included)", title_justify="left")
    for name in ("before", "opened", f"after {_MESSAGES} messages to each", "cost"):
        memory.add_column(name, justify="right")
    memory.add_row(*(f"{each / 1e6:.1f}" for each in (cost.before, cost.opened, cost.used, cost.used - cost.before)))
    return [times, memory]


def _figures(spent: Sequence[float], bare: Sequence[float]) -> tuple[str, str, str]:
    p99 = percentile(spent, 0.99)
    return milliseconds(percentile(spent, 0.5)), milliseconds(p99), f"{p99 / percentile(bare, 0.99):.2f}"


if __name__ == "__main__":
    print(json.dumps(astuple(asyncio.run(channels()))))
