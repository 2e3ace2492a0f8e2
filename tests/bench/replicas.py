"""Slash commands at rising rates to one, two and three processes of the bot, on SQLite and on PostgreSQL.

As in the part `slack`; the commands go to the processes in turn, as a balancer would send them. On SQLite they share
one data directory, on PostgreSQL each has its own with an index of its own. Everything is on one machine: what sends,
the database and all processes share its cores.
"""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from bot.app.serving.process import new_event_loop
from bot.app.serving.slack import app_manifest
from bot.app.settings import Settings
from bot.local import Workspace
from bot.local.deliveries import Timing
from tests.bench.slack import WARM_UP, Channels, Load, send_commands, the_bot, until_listening, without_collections
from tests.bench.tables import milliseconds, percentile
from tests.postgresql import NoPostgreSQLError, running_server

_RATES = (20, 40, 80, 160, 320, 640)
_MOST = 3


def table(seconds: float, err: Console) -> Table:
    """Measure for so many seconds at every rate."""
    result = Table(title=f"Slash commands to several processes on one machine, {seconds:g} s at each rate")
    result.add_column("database")
    for heading in ("processes", "best answers/s", "at commands/s", "answer p50", "answer p99", "not answered"):
        result.add_column(heading, justify="right")
    for database, count, load in _measured(seconds, err):
        shown = [milliseconds(percentile(load.answered, share)) for share in (0.5, 0.99)]
        missing = str(load.sent - len(load.answered))
        result.add_row(database, str(count), f"{load.throughput:.1f}", str(load.rate), *shown, missing)
    return result


def _measured(seconds: float, err: Console) -> Iterator[tuple[str, int, Load]]:
    """Of each database and number of processes, the load with the most answers a second."""
    for database in ("SQLite", "PostgreSQL"):
        for count in range(1, _MOST + 1):
            try:
                with _address(database) as address, asyncio.Runner(loop_factory=new_event_loop) as runner:
                    yield database, count, runner.run(_best(address, count, seconds, err))
            except NoPostgreSQLError as error:
                err.print(f"no PostgreSQL: {error}")
                return


@contextmanager
def _address(database: str) -> Iterator[str]:
    """The address of an empty database that waits for the disk; empty for SQLite in the data directory."""
    if database == "SQLite":
        yield ""
        return
    with running_server(durable=True) as server:
        yield server.url("postgres")


async def _best(address: str, count: int, seconds: float, err: Console) -> Load:
    workspace = Workspace.from_manifest(
        app_manifest(Settings.model_validate({}), socket_mode=False), lambda: datetime.now(UTC), timing=Timing(30)
    )
    with TemporaryDirectory(prefix="latepost-bench-") as name, ExitStack() as opened:
        async with workspace:
            workspace.add_user("ann")
            channels = Channels(workspace)
            urls = []
            for number in range(count):
                folder = Path(name) / (str(number) if address else "data")
                process = opened.enter_context(the_bot(workspace, folder, address))
                await until_listening(process)
                urls.append(process.url)
            await send_commands(workspace, urls, channels, WARM_UP, WARM_UP)
            loads: list[Load] = []
            for rate in _RATES:
                err.print(f"{'PostgreSQL' if address else 'SQLite'}, {count} processes: {rate} commands a second")
                with without_collections():
                    loads.append(await send_commands(workspace, urls, channels, rate, int(rate * seconds)))
                if not loads[-1].keeps_up:
                    break
            opened.close()  # the processes end while there is a workspace
            return max(loads, key=lambda load: load.throughput)
