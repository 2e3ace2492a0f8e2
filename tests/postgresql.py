"""A throwaway PostgreSQL server for tests: its own folder, a loopback port, no safety of its data."""

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.processes import free_port

_START_SECONDS = 30
_UNSAFE = " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
"""A test's database need not outlive the machine."""
_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")
"""Where Debian, Red Hat and Homebrew keep the server's programs, which are not on the path there."""


class NoPostgreSQLError(Exception):
    """No server can be had here; the message says why."""


@dataclass(frozen=True)
class Server:
    """A running server: its address without the name of a database."""

    user: str
    password: str
    port: int

    def url(self, database: str) -> str:
        """The address of one of its databases, in the form that LATEPOST_DATABASE_URL takes."""
        return f"postgresql://{self.user}:{self.password}@127.0.0.1:{self.port}/{database}"


@contextmanager
def running_server(*, durable: bool = False) -> Iterator[Server]:
    """Make a cluster, start it, and take both away at the end. Raises `NoPostgreSQLError`.

    One that is `durable` waits for the disk as a server at work does.
    """
    programs = server_programs()
    folder = Path(tempfile.mkdtemp(prefix="latepost-postgresql-"))
    try:
        account = _account()
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        password = secrets.token_hex(8)
        _initialise(programs, folder, password, account)
        port = free_port()
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories= "
            f"-c max_connections=60{'' if durable else _UNSAFE}"
        )
        control = [str(programs / "pg_ctl"), "-D", str(folder / "data"), "-w", "-t", str(_START_SECONDS)]
        _run([*control, "-l", str(folder / "log"), "-o", options, "start"], folder, account)
        try:
            yield Server("latepost", password, port)
        finally:
            _run([*control, "-m", "immediate", "stop"], folder, account)
    finally:
        shutil.rmtree(folder)


def server_programs() -> Path:
    """The folder of `initdb`, `pg_ctl` and `pg_dump`."""
    found = [Path(path).resolve().parent for path in [shutil.which("initdb")] if path]
    if pg_config := shutil.which("pg_config"):
        asked = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        found += [Path(asked.stdout.strip())] if asked.returncode == 0 else []
    for pattern in _FOLDERS:
        found += sorted(Path("/").glob(pattern.removeprefix("/")), reverse=True)
    for folder in found:
        if (folder / "initdb").is_file() and (folder / "pg_ctl").is_file():
            return folder
    raise NoPostgreSQLError("install its server: apt-get install postgresql, or brew install postgresql")


def _account() -> pwd.struct_passwd | None:
    """Whom the server runs as: PostgreSQL refuses root, so root needs another account."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoPostgreSQLError("PostgreSQL does not run as root, and there is no account postgres or nobody")


def _initialise(programs: Path, folder: Path, password: str, account: pwd.struct_passwd | None) -> None:
    secret = folder / "password"
    secret.write_text(password)
    if account:
        os.chown(secret, account.pw_uid, account.pw_gid)
    initdb = [str(programs / "initdb"), "-D", str(folder / "data"), "-U", "latepost", f"--pwfile={secret}"]
    _run([*initdb, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"], folder, account)


def _run(command: list[str], folder: Path, account: pwd.struct_passwd | None) -> None:
    output = folder / "output"  # a file, as the server would keep a pipe open
    who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    with output.open("w+") as written:
        done = subprocess.run(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=written, stderr=written, check=False, **who
        )
        written.seek(0)
        if done.returncode != 0:
            log = folder / "log"
            said = written.read() + (log.read_text(errors="replace") if log.exists() else "")
            raise NoPostgreSQLError(f"{Path(command[0]).name} failed: {said.strip()[-500:]}")
