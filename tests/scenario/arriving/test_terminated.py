"""SIGTERM while a hostile page is being read: the bot ends at once, and the file waits for the next start."""

import asyncio
import signal
from pathlib import Path

import pytest

from tests.processes import finish, start

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="the processes of a process are read from /proc"),
]

WAIT = 90.0
"""Seconds, on a busy machine."""
_HEADINGS = "<h1>a</h1>" * 200_000


def children(pid: int) -> set[int]:
    """The processes that a process started; none where it has ended."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return {int(child) for task in tasks for child in (task / "children").read_text().split()}
    except (FileNotFoundError, ProcessLookupError):
        return set()


def is_running(pid: int) -> bool:
    """Whether a process has not ended; one that nobody has waited for is a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


async def test_the_bot_ends_while_a_hostile_page_is_read_and_the_file_waits(tmp_path: Path) -> None:
    inbox = tmp_path / "mine" / "inbox"
    inbox.mkdir(parents=True)
    (inbox / "hostile.html").write_text(f"<html><body><article>{_HEADINGS}</article></body></html>", encoding="utf-8")
    process = start("-m", "bot", "run", cwd=tmp_path, variables={"LATEPOST_DATA_DIR": "mine", "LATEPOST_PORT": "0"})
    reading: set[int] = set()
    try:
        async with asyncio.timeout(WAIT):
            while not reading:  # the bot starts a server of processes, which forks one for each file
                await asyncio.sleep(0.05)
                reading = {reader for server in children(process.pid) for reader in children(server)}
    finally:
        process.send_signal(signal.SIGTERM)
        done = await asyncio.to_thread(finish, process)
    assert done.code == 0, done.err
    assert "Traceback" not in done.err
    assert not any(map(is_running, reading))
    assert (inbox / "hostile.html").exists()
