"""Other processes of the bench: the bot as a person starts it, timed and weighed from outside."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_POLL_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident memory of a process in bytes: all of it, its own, and pages of files that it has mapped."""

    rss: int
    own: int
    files: int


@dataclass(slots=True)
class Moment:
    """What a watched process and those that it started looked like, seconds after its start."""

    seconds: float
    memory: Memory
    progress: tuple[int, int]


@dataclass(slots=True)
class Watched:
    """A finished process. `peak_bytes` comes from the system's own account: of the greatest of its processes."""

    seconds: float
    code: int
    peak_bytes: int
    output: str
    moments: list[Moment] = field(default_factory=list)


def memory_of(process: int | str = "self") -> Memory | None:
    """Resident memory of a process, None where there is no /proc or the process is gone."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    values = {name: rest.split()[0] for name, _, rest in (line.partition(":") for line in lines) if rest.split()}
    if "RssAnon" not in values:
        return None  # a process that has just ended
    return Memory(*(int(values[name]) * 1024 for name in ("VmRSS", "RssAnon", "RssFile")))


def memory_of_all(process: int) -> Memory | None:
    """The same of a process and of those that it started, added up: pages that they share count several times."""
    found = memory_of(process)
    if found is None:
        return None
    try:
        started = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    except OSError:
        return found
    each = (found, *(memory for child in started if (memory := memory_of_all(int(child)))))
    return Memory(sum(m.rss for m in each), sum(m.own for m in each), sum(m.files for m in each))


def environment(data: Path | None, cache: Path) -> dict[str, str]:
    """The environment of a child: this data directory, and compiled modules kept in `cache`, as on any machine."""
    left_out = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LATEPOST_")}
    kept = {name: value for name, value in kept.items() if name not in left_out}
    kept |= {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(cache)}
    return kept | ({"LATEPOST_DATA_DIR": str(data)} if data else {})


def python(*arguments: str) -> list[str]:
    """The command that runs this Python with these arguments."""
    return [sys.executable, *arguments]


def timed(command: Sequence[str], env: Mapping[str, str], folder: Path) -> tuple[float, str]:
    """Run a command in a folder: its seconds from start to end, and its standard output. Ends the bench if it fails."""
    started = time.perf_counter()
    done = subprocess.run(command, env=env, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    seconds = time.perf_counter() - started
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return seconds, done.stdout


def watch(
    command: Sequence[str],
    env: Mapping[str, str],
    folder: Path,
    progress: Callable[[], tuple[int, int]],
    on_moment: Callable[[Moment], None],
) -> Watched:
    """Run a command and look at its memory and progress four times a second, its own processes included."""
    started = time.perf_counter()
    moments: list[Moment] = []
    with (folder / "import.out").open("w+", encoding="utf-8") as output:
        process = subprocess.Popen(command, env=env, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
        while True:
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
            if ended:
                break
            if memory := memory_of_all(process.pid):
                moments.append(Moment(time.perf_counter() - started, memory, progress()))
                on_moment(moments[-1])
            time.sleep(_POLL_SECONDS)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        unit = 1 if sys.platform == "darwin" else 1024
        return Watched(seconds, process.returncode, usage.ru_maxrss * unit, output.read(), moments)
