"""The built package, installed into an empty environment and used in a folder where nothing else is."""

import json
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.processes import CHECKOUT, DEADLINE_SECONDS, environment, free_port

pytestmark = pytest.mark.slow

_BUILD_SECONDS = 600
"""Building and installing fetch packages; after this long they are taken for stuck."""


@dataclass(frozen=True)
class Installed:
    """A person's machine with the package and nothing of the checkout."""

    command: Path
    elsewhere: Path
    data: Path

    @property
    def library(self) -> Path:
        return self.data / "latepost" / "library.sqlite"

    def variables(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in environment().items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
        return {**kept, "LATEPOST_DATA_DIR": "", "XDG_DATA_HOME": str(self.data), **more}

    def latepost(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [self.command, *arguments],
            cwd=self.elsewhere,
            env=self.variables(),
            capture_output=True,
            encoding="utf-8",
            timeout=DEADLINE_SECONDS,
            check=True,
        )


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `latepost` of a new environment into which the built package was installed."""
    folder = tmp_path_factory.mktemp("installed")
    python = folder / "environment" / "bin" / "python"
    _uv("build", "--out-dir", str(folder / "dist"), str(CHECKOUT))
    _uv("venv", "--python", sys.executable, str(folder / "environment"))
    (wheel,) = (folder / "dist").glob("*.whl")
    _uv("pip", "install", "--python", str(python), str(wheel))
    return python.with_name("latepost")


@pytest.fixture
def installed(command: Path, tmp_path: Path) -> Installed:
    (tmp_path / "elsewhere").mkdir()
    return Installed(command, tmp_path / "elsewhere", tmp_path / "data")


def _uv(*arguments: str) -> None:
    done = subprocess.run(
        ["uv", *arguments], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=_BUILD_SECONDS, check=False
    )
    assert done.returncode == 0, done.stdout.decode()


def test_it_answers_from_the_sample_library_and_says_where_that_is(installed: Installed) -> None:
    done = installed.latepost("ask", "--json", "TikTok 听证会")
    assert "听证会" in json.loads(done.stdout)["answers"][0]["article"]["title"]
    assert done.stderr.splitlines() == [
        f"New library: {installed.library}",
        "First start: imported the sample library (10 articles).",
    ]
    assert installed.library.is_file()
    assert list(installed.elsewhere.iterdir()) == []


def test_it_prints_its_version_and_the_examples_of_settings_and_feeds(installed: Installed) -> None:
    assert installed.latepost("--version").stdout.startswith("latepost ")
    assert installed.latepost("settings").stdout == (CHECKOUT / ".env.example").read_text(encoding="utf-8")
    assert installed.latepost("feeds", "--example").stdout == (CHECKOUT / "data" / "feeds.toml").read_text("utf-8")


def test_it_carries_licence_and_notice(command: Path) -> None:
    (folder,) = command.parents[1].glob("lib/python*/site-packages/latepost_bot-*.dist-info/licenses")
    assert sorted(path.name for path in folder.iterdir()) == ["LICENSE", "NOTICE"]


def test_it_serves_the_channel_and_the_reader(installed: Installed) -> None:
    port = free_port()
    log = installed.elsewhere.with_name("log")
    with log.open("wb") as written:
        process = subprocess.Popen(
            [installed.command],
            cwd=installed.elsewhere,
            env=installed.variables(LATEPOST_PORT=str(port)),
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
        )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            deadline = time.monotonic() + DEADLINE_SECONDS
            while not _answers(client):
                assert process.poll() is None, log.read_text(encoding="utf-8")
                assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
            channel = client.get("/try", follow_redirects=True)
            assert (channel.status_code, "/latepost" in channel.text) == (200, True)
            assert "TikTok" in client.get("/").text
            assert _is_healthy(port)
    finally:
        process.terminate()
        process.wait(DEADLINE_SECONDS)
    assert process.returncode == 0


def _is_healthy(port: int) -> bool:
    """What the health check of the container image says of a bot at this port."""
    dockerfile = (CHECKOUT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    (check,) = re.findall(r"^HEALTHCHECK .*?CMD (\[.*?\])$", dockerfile, re.MULTILINE | re.DOTALL)
    _, *arguments = json.loads(check)
    variables = environment({"LATEPOST_PORT": str(port)})
    return subprocess.run([sys.executable, *arguments], env=variables, check=False).returncode == 0


def _answers(client: httpx.Client) -> bool:
    try:
        return client.get("/readyz").is_success
    except httpx.TransportError:
        return False
