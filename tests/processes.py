"""Other processes: the `latepost` command, and pieces of Python, as a user's machine would run them."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]
_OURS = ("LATEPOST_", "SLACK_", "PYTHON", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM", "COLORTERM")
DEADLINE_SECONDS = 120
"""After this long a process is taken for stuck; nothing waits for it otherwise."""


def environment(variables: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of this process without what would change the command's behaviour, and with these variables.

    The code is that of this checkout, whatever is installed, and the library never the one of who runs the tests.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    ours = {
        "PYTHONPATH": str(CHECKOUT),
        "TERM": "xterm-256color",
        "LATEPOST_DATA_DIR": "data",
        "LATEPOST_ENCODER": "off",
    }
    return {**kept, **ours, **(variables or {})}


def start(
    *arguments: str, cwd: Path, variables: Mapping[str, str] | None = None, stdin: int | None = subprocess.DEVNULL
) -> "subprocess.Popen[bytes]":
    """Python with these arguments, its output piped."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=cwd,
        env=environment(variables),
        stdin=stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@dataclass(frozen=True)
class Finished:
    """What came of a process: its exit code and what it wrote."""

    code: int
    out: str
    err: str


def finish(process: "subprocess.Popen[bytes]", given: bytes | None = None) -> Finished:
    """Wait for its end, with this on its standard input."""
    out, err = process.communicate(given, timeout=DEADLINE_SECONDS)
    return Finished(process.returncode, (out or b"").decode(), (err or b"").decode())


def latepost(*arguments: str, cwd: Path, variables: Mapping[str, str] | None = None) -> Finished:
    """The `latepost` command, run to its end."""
    return finish(start("-m", "bot", *arguments, cwd=cwd, variables=variables))


@dataclass(frozen=True)
class Command:
    """A `latepost` command: its arguments, and what it is started with."""

    arguments: Sequence[str]
    cwd: Path
    variables: Mapping[str, str] = field(default_factory=dict)
    given: str = ""


def latepost_in_turn(*commands: Command) -> list[Finished]:
    """These commands one behind the other in one other process, since starting Python takes longer than they do."""
    asked = [[list(each.arguments), dict(each.variables), str(each.cwd), each.given] for each in commands]
    process = start("-m", "tests.scenario.several_commands", cwd=CHECKOUT, stdin=subprocess.PIPE)
    done = finish(process, json.dumps(asked).encode())
    assert done.code == 0, done.err
    return [Finished(*each) for each in json.loads(done.out)]


def free_port() -> int:
    """A port that nobody listens at: a bot must know its own before it starts, for the links in its messages."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])
