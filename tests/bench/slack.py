"""Part 5: slash commands at rising rates to the bot, and to a bare Bolt app that posts two fixed messages.

The bare app runs twice: on asyncio, as its own dependencies bring it, and on uvloop like the bot.
All are processes of their own behind the same local workspace, over signed HTTP, as the same app (they hear of every
message too), and take turns at every rate. Each command is sent in a channel of its own when its time is there,
whatever became of those before (an open loop). It is answered when the first reply
stands in the thread of the root message.
"""

import asyncio
import gc
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count, cycle, zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from bot.app.serving.process import new_event_loop
from bot.app.serving.slack import app_manifest
from bot.app.settings import Settings
from bot.local import Channel, Workspace
from bot.local.deliveries import Timing
from tests.bench.tables import milliseconds, percentile
from tests.processes import CHECKOUT, free_port, start

RATES = (10, 20, 40, 80, 160, 220, 320, 450, 640, 900, 1280)
"""Commands a second."""
WARM_UP = 20
_KEEPS_UP = 0.75
"""The share of a rate below which an app is at its limit: higher rates would only show how a queue grows."""
_DRAIN_SECONDS = 60.0
_QUESTIONS = (
    "tiktok hearing", "TikTok 听证会", "华为 数字金融", "luxary suv", "Meta AI talent", "阿里 AI 投入", "data security",
    "问界 M9 保值率", "oracle joint venture", "guanli TikTok",
)  # fmt: skip


@dataclass
class Load:
    """What came of the commands at one rate: seconds to acknowledgement and to the answer, and over which time."""

    rate: int
    sent: int = 0
    acknowledged: list[float] = field(default_factory=list)
    answered: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def throughput(self) -> float:
        """Answers a second, from the first command to the last answer."""
        return len(self.answered) / self.seconds if self.seconds else 0.0

    @property
    def keeps_up(self) -> bool:
        """Whether answers come nearly as fast as commands."""
        return self.throughput >= _KEEPS_UP * self.rate


@dataclass(frozen=True)
class Subject:
    """One of the two: its name, address and process id."""

    name: str
    url: str
    pid: int


def table(seconds: float, rates: tuple[int, ...], err: Console) -> Table:
    """Measure for so many seconds at every rate."""
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        found, cpu = runner.run(_measure(seconds, rates, err))
    names = list(found)
    result = Table(
        title=f"Slash commands over HTTP, {seconds:g} s at each rate",
        caption=_verdict(found, cpu),
    )
    headings = (
        "app",
        "commands/s",
        "answered",
        "answers/s",
        "ack p50",
        "ack p99",
        "ack max",
        "answer p50",
        "answer p99",
    )
    for heading in headings:
        result.add_column(heading, justify="left" if heading == "app" else "right")
    for loads in zip_longest(*found.values()):
        for name, load in zip(names, loads, strict=True):
            if load is None:
                continue
            told = [
                milliseconds(percentile(values, share)) if values else "–"
                for values in (load.acknowledged, load.answered)
                for share in (0.5, 0.99)
            ]
            slowest = milliseconds(max(load.acknowledged, default=0.0))
            result.add_row(
                name, str(load.rate), f"{len(load.answered)} of {load.sent}", f"{load.throughput:.1f}",
                *told[:2], slowest, *told[2:],
            )  # fmt: skip
        result.add_section()
    return result


def _verdict(found: dict[str, list[Load]], cpu: dict[str, float]) -> str:
    best = {name: max(load.throughput for load in loads) for name, loads in found.items()}
    ours = best["the bot"]
    shares = [f"{ours / bare:.2f}x of {bare:.1f}/s ({name})" for name, bare in best.items() if name != "the bot"]
    slowest = max(seconds for load in found["the bot"] for seconds in load.acknowledged)
    costs = "; ".join(f"{name}: {each:.1f} ms of CPU a command" for name, each in cpu.items())
    return (
        f"best throughput {ours:.1f}/s: {', '.join(shares)}, at least 0.5x; "
        f"slowest acknowledgement {milliseconds(slowest)} (under 3 s); {costs}"
    )


async def _measure(
    seconds: float, rates: tuple[int, ...], err: Console
) -> tuple[dict[str, list[Load]], dict[str, float]]:
    workspace = Workspace.from_manifest(
        app_manifest(Settings.model_validate({}), socket_mode=False), lambda: datetime.now(UTC), timing=Timing(30)
    )
    with TemporaryDirectory(prefix="latepost-bench-") as name:
        async with workspace:
            workspace.add_user("ann")
            channels = Channels(workspace)
            with (
                the_bot(workspace, Path(name) / "data") as bot,
                _bare_app(workspace, "asyncio") as bare,
                _bare_app(workspace, "uvloop") as bare_on_the_same,
            ):
                subjects = [bot, bare, bare_on_the_same]
                found: dict[str, list[Load]] = {each.name: [] for each in subjects}
                for each in subjects:
                    await until_listening(each)
                    await send_commands(workspace, [each.url], channels, WARM_UP, WARM_UP)
                before = {each.name: _cpu_seconds(each.pid) for each in subjects}
                for rate in rates:
                    for each in subjects:
                        if found[each.name] and not found[each.name][-1].keeps_up:
                            continue
                        err.print(f"{each.name}: {rate} commands a second")
                        with without_collections():
                            load = await send_commands(workspace, [each.url], channels, rate, int(rate * seconds))
                        found[each.name].append(load)
                cpu = {
                    each.name: 1000 * (_cpu_seconds(each.pid) - before[each.name])
                    / sum(load.sent for load in found[each.name])
                    for each in subjects
                }  # fmt: skip
                return found, cpu


@contextmanager
def without_collections() -> Iterator[None]:
    """Keep this process's garbage collector quiet for the time of the block.

    The workspace keeps every message, and the longer ones of the bot more so: looking through them all again and again
    would hold up answers that are there, and take the processor from the two that are measured.
    """
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class Channels:
    """A new channel for every command."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._numbers = count(1)

    def new(self) -> Channel:
        return self._workspace.add_channel(f"c{next(self._numbers)}", members=["ann", "latepost"])


async def send_commands(workspace: Workspace, urls: list[str], channels: Channels, rate: int, commands: int) -> Load:
    """Send so many commands at this rate to these addresses in turn, and wait for what comes of them."""
    workspace.request_urls[:] = urls
    ann = workspace.as_user("ann")
    load = Load(rate)
    loop = asyncio.get_running_loop()
    questions = cycle(_QUESTIONS)
    places = [channels.new() for _ in range(commands)]
    answered: dict[str, asyncio.Future[float]] = {each.id: loop.create_future() for each in places}

    async def watch() -> None:
        async with workspace.changes() as changes:
            async for change in changes:
                if change.kind != "message" or not change.data["message"].get("thread_ts"):
                    continue
                waiting = answered.get(change.data["channel"])
                if (
                    waiting
                    and not waiting.done()
                    and change.data["message"]["thread_ts"] != change.data["message"]["ts"]
                ):
                    waiting.set_result(loop.time())

    async def command(channel: Channel, question: str, due: float) -> None:
        await asyncio.sleep(max(0.0, due - loop.time()))
        load.sent += 1
        delivery = await ann.slash(channel, "/latepost", question)
        if delivery.acknowledged:
            load.acknowledged.append(delivery.attempts[0].milliseconds / 1000)
        done = await asyncio.wait_for(answered[channel.id], _DRAIN_SECONDS)
        load.answered.append(done - due)

    watching = asyncio.create_task(watch())
    started = loop.time()
    work = [
        command(channel, question, started + number / rate)
        for number, (channel, question) in enumerate(zip(places, questions, strict=False))
    ]
    await asyncio.gather(*work, return_exceptions=True)
    load.seconds = loop.time() - started
    while workspace.busy:
        await workspace.pulse.wait(0.25)
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    return load


async def until_listening(subject: Subject) -> None:
    port = int(subject.url.split(":")[2].split("/")[0])
    deadline = time.monotonic() + _DRAIN_SECONDS
    while True:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return


@contextmanager
def the_bot(workspace: Workspace, data: Path, database: str = "") -> Iterator[Subject]:
    """A process of the bot with the sample library; its database is in the data directory where none is named."""
    port = free_port()
    variables = {
        "LATEPOST_DATA_DIR": str(data),
        "LATEPOST_DATABASE_URL": database,
        "LATEPOST_PORT": str(port),
        "LATEPOST_LOG_LEVEL": "ERROR",
        "SLACK_BOT_TOKEN": workspace.app.bot_token,
        "SLACK_SIGNING_SECRET": workspace.app.signing_secret,
        "SLACK_API_URL": workspace.api_url,
    }
    imported = start("-m", "bot", "import", str(CHECKOUT / "data" / "articles"), cwd=CHECKOUT, variables=variables)
    imported.communicate()
    with _process("-m", "bot", "run", variables=variables) as process:
        yield Subject("the bot", f"http://127.0.0.1:{port}/slack/events", process.pid)


@contextmanager
def _bare_app(workspace: Workspace, loop: str) -> Iterator[Subject]:
    port = free_port()
    given = (workspace.api_url, workspace.app.bot_token, workspace.app.signing_secret, str(port), loop)
    with _process("-m", "tests.bench.bare_app", *given, variables={}) as process:
        yield Subject(f"bare Bolt app, {loop}", f"http://127.0.0.1:{port}/slack/events", process.pid)


@contextmanager
def _process(*arguments: str, variables: dict[str, str]) -> "Iterator[subprocess.Popen[bytes]]":
    process = start(*arguments, cwd=CHECKOUT, variables=variables)
    try:
        yield process
    finally:
        process.terminate()
        process.communicate()


def _cpu_seconds(pid: int) -> float:
    """What the process has used so far, from Linux's /proc; 0 elsewhere."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / 100  # user and system, in USER_HZ (proc(5))
