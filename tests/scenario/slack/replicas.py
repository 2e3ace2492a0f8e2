"""Replicas of the bot as processes of their own, before a workspace that is told where they listen: to kill and freeze.

Over HTTP alone: there the workspace knows which of them a delivery went to, and one that dies leaves it unanswered.
"""

import asyncio
import os
import signal
import subprocess
from collections import Counter
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.local import Workspace
from bot.slack.api.poster import EVENT_TYPE
from tests.processes import CHECKOUT, DEADLINE_SECONDS, free_port, start

LEASE_SECONDS = 2


@dataclass(eq=False)
class Replica:
    """One process, and where it listens."""

    process: "subprocess.Popen[bytes]"
    url: str

    def send_signal(self, number: signal.Signals) -> None:
        """Freeze it (SIGSTOP), wake it (SIGCONT), or end it."""
        self.process.send_signal(number)


@dataclass
class Replicas:
    """Replicas on one store. A dead one can be replaced by another at the same address."""

    workspace: Workspace
    folder: Path
    database: str | None = None
    running: list[Replica] = field(default_factory=list)
    _dead: list[Replica] = field(default_factory=list)

    async def add(self, port: int | None = None, *, listens: bool = True) -> Replica:
        """Start one more, and wait until it answers; `listens` has the workspace deliver to it."""
        port = port or free_port()
        url = f"http://127.0.0.1:{port}"
        variables = {
            "LATEPOST_DATA_DIR": str(self.folder),
            "LATEPOST_ENCODER": "off",
            "LATEPOST_PORT": str(port),
            "LATEPOST_LEASE_SECONDS": str(LEASE_SECONDS),
            "SLACK_BOT_TOKEN": self.workspace.app.bot_token,
            "SLACK_SIGNING_SECRET": self.workspace.app.signing_secret,
            "SLACK_API_URL": self.workspace.api_url,
            **({"LATEPOST_DATABASE_URL": self.database} if self.database else {}),
        }
        replica = Replica(await asyncio.to_thread(self._start, variables), f"{url}/slack/events")
        self.running.append(replica)
        async with asyncio.timeout(DEADLINE_SECONDS):
            while not await _is_listening(port):
                assert replica.process.poll() is None, (replica.process.stderr or b"").read()  # type: ignore[union-attr]
                await self.workspace.pulse.wait(0.05)
        if listens and replica.url not in self.workspace.request_urls:
            self.workspace.request_urls.append(replica.url)
        return replica

    async def kill(self, replica: Replica) -> None:
        """SIGKILL, and another one at the same address."""
        replica.process.kill()
        self.running.remove(replica)
        self._dead.append(replica)
        await asyncio.to_thread(replica.process.wait)
        await self.add(int(replica.url.split(":")[2].split("/")[0]))

    def _start(self, variables: dict[str, str]) -> "subprocess.Popen[bytes]":
        return start("-m", "bot", "run", cwd=CHECKOUT, variables=variables)

    def end(self) -> list[str]:
        """End all; what each of them wrote."""
        written = []
        for replica in (*self.running, *self._dead):
            if replica.process.poll() is None:
                replica.process.send_signal(signal.SIGCONT)
                replica.process.kill()
            _, err = replica.process.communicate(timeout=DEADLINE_SECONDS)
            written.append((err or b"").decode(errors="replace"))
        return written


@asynccontextmanager
async def replicas(workspace: Workspace, folder: Path, database: str | None, count: int) -> AsyncGenerator[Replicas]:
    """So many replicas for the time of the block."""
    group = Replicas(workspace, folder, database)
    try:
        for _ in range(count):
            await group.add()
        yield group
    finally:
        await asyncio.to_thread(group.end)


async def _is_listening(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


def parts(workspace: Workspace) -> Counter[str]:
    """How often each part of each answer was posted."""
    return Counter(
        str(_payload(message)["id"])
        for channel in workspace.channels.values()
        for message in channel.messages.values()
        if _payload(message)
    )


def _payload(message: Any) -> dict[str, Any]:
    metadata = message.metadata or {}
    return dict(metadata["event_payload"]) if metadata.get("event_type") == EVENT_TYPE else {}


def frozen(replica: Replica) -> bool:
    """Whether the process is stopped."""
    state = Path(f"/proc/{replica.process.pid}/stat")
    return state.exists() and os.fsdecode(state.read_bytes()).rpartition(")")[2].split()[0] == "T"
