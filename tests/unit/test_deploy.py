"""What `deploy/` names is there: settings, files, commands, addresses."""

import json
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from bot.app.settings import Settings
from bot.cli.commands import cli
from tests.processes import CHECKOUT

DEPLOY = CHECKOUT / "deploy"
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(DEPLOY.iterdir())}
DOCKERFILE = TEXTS["Dockerfile"]
COMPOSE: dict[str, Any] = yaml.safe_load(TEXTS["compose.yaml"])
REPLICAS = {name: service for name, service in COMPOSE["services"].items() if service["image"] == "latepost"}
UNIT = TEXTS["latepost.service"]


def _starts_the_bot(arguments: list[str]) -> bool:
    root: Any = get_command(cli)
    name, command, rest = root.resolve_command(root.make_context("latepost", [], resilient_parsing=True), arguments)
    return name == "run" and bool(command.make_context(name, rest))


@pytest.mark.parametrize("name", TEXTS)
def test_every_setting_that_a_file_names_exists(name: str) -> None:
    known = {field.alias for field in Settings.model_fields.values()}
    assert set(re.findall(r"\b(?:LATEPOST|SLACK)_[A-Z_]+\b", TEXTS[name])) <= known


class TestDockerfile:
    def test_it_copies_what_is_there_and_what_its_ignore_file_lets_through(self) -> None:
        copied = [
            source
            for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
            for source in line.split()[:-1]
        ]
        let_through = re.findall(r"^!([\w.]+)", TEXTS["Dockerfile.dockerignore"], re.MULTILINE)
        assert {source.rstrip("/") for source in copied} == set(let_through)
        assert all((CHECKOUT / source).exists() for source in copied)

    def test_the_extras_that_it_installs_exist(self) -> None:
        project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        assert set(re.findall(r"--extra (\w+)", DOCKERFILE)) <= set(project["optional-dependencies"])

    def test_it_starts_the_bot_as_somebody_who_is_not_root(self) -> None:
        assert json.loads(_last("ENTRYPOINT")) == ["latepost"]
        assert _starts_the_bot(json.loads(_last("CMD")))
        assert _last("USER").split(":")[0] not in ("0", "root")

    def test_its_health_check_is_python_that_asks_an_address_of_the_bot(self) -> None:
        (check,) = re.findall(r"^HEALTHCHECK .*?CMD (\[.*?\])$", DOCKERFILE, re.MULTILINE | re.DOTALL)
        compile(json.loads(check)[2], "HEALTHCHECK", "exec")
        assert _addresses(check) == {"/healthz"}

    def test_what_it_writes_is_in_its_volume(self) -> None:
        volume = Path(_last("VOLUME"))
        written = re.findall(r"LATEPOST_(?:DATA|CACHE)_DIR=(\S+)", DOCKERFILE)
        assert len(written) == 2
        assert all(Path(path).is_relative_to(volume) for path in written)


class TestCompose:
    def test_there_are_two_replicas_with_a_volume_each_over_one_database(self) -> None:
        volumes = [tuple(service["volumes"]) for service in REPLICAS.values()]
        databases = {service["environment"]["LATEPOST_DATABASE_URL"] for service in REPLICAS.values()}
        assert (len(set(volumes)), len(databases)) == (2, 1)

    def test_the_replicas_write_nowhere_else(self) -> None:
        assert all(service["read_only"] and service["cap_drop"] == ["ALL"] for service in REPLICAS.values())

    def test_its_image_is_built_from_the_file_here(self) -> None:
        for service in REPLICAS.values():
            assert (DEPLOY / service["build"]["context"] / service["build"]["dockerfile"]).samefile(
                DEPLOY / "Dockerfile"
            )

    def test_every_named_volume_and_network_is_declared(self) -> None:
        for kind in ("volumes", "networks"):
            used = {
                entry.split(":")[0]
                for service in COMPOSE["services"].values()
                for entry in service.get(kind, ())
                if not entry.startswith(".")
            }
            assert used == set(COMPOSE[kind])

    def test_the_proxy_asks_every_replica_at_its_port_whether_it_is_ready(self) -> None:
        (upstreams,) = re.findall(r"^\treverse_proxy (.+) \{$", TEXTS["Caddyfile"], re.MULTILINE)
        ports = {name: service["environment"]["LATEPOST_PORT"] for name, service in REPLICAS.items()}
        assert upstreams.split() == [f"{name}:{port}" for name, port in ports.items()]
        assert re.findall(r"health_uri (\S+)", TEXTS["Caddyfile"]) == ["/readyz"]

    @pytest.mark.parametrize("service", REPLICAS.values(), ids=REPLICAS)
    async def test_people_behind_the_proxy_are_told_apart_and_nobody_goes_round_it(
        self, service: dict[str, Any]
    ) -> None:
        clients: list[tuple[str, int]] = []

        async def app(scope: Any, _receive: Any, _send: Any) -> None:
            clients.append(scope["client"])

        headers = [(b"x-forwarded-for", b"203.0.113.7")]
        scope: Any = {"type": "http", "client": ("172.18.0.5", 1), "headers": headers}
        believing: Any = ProxyHeadersMiddleware(app, service["environment"].get("FORWARDED_ALLOW_IPS", "127.0.0.1"))
        await believing(scope, None, None)
        assert clients[0][0] == "203.0.113.7"
        assert "ports" not in service

    def test_no_header_that_names_who_asks_comes_from_outside(self) -> None:
        naming = {field.alias for name, field in Settings.model_fields.items() if name.endswith("_user_header")}
        assert naming == set(re.findall(r"request_header -\{\$(\w+):", TEXTS["Caddyfile"]))
        assert naming <= set(COMPOSE["services"]["proxy"]["environment"])


class TestUnit:
    def test_it_starts_the_bot(self) -> None:
        program, *arguments = shlex.split(*re.findall(r"^ExecStart=(.+)$", UNIT, re.MULTILINE))
        assert Path(program).name == "latepost"
        assert _starts_the_bot(arguments)

    def test_it_writes_into_the_folders_that_systemd_makes_for_it(self) -> None:
        assert "LATEPOST_DATA_DIR=/var/lib/latepost\n" in UNIT
        assert "LATEPOST_CACHE_DIR=/var/cache/latepost\n" in UNIT
        assert {"StateDirectory=latepost", "CacheDirectory=latepost"} <= set(UNIT.splitlines())


def _last(instruction: str) -> str:
    """What the last such instruction of the Dockerfile says: that of the stage that is shipped."""
    return str(re.findall(rf"^{instruction} (.+)$", DOCKERFILE, re.MULTILINE)[-1])


def _addresses(code: str) -> set[str]:
    """The paths among the strings of a piece of code."""
    return set(re.findall(r"'(/\w+)'", code))
