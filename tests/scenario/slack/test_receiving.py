"""Receiving: signatures, unreadable bodies, the manifest, health, settings, and the index that follows the store."""

import asyncio
import hashlib
import hmac
import itertools
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from bot.app.serving.server import running
from bot.app.serving.slack import app_manifest
from bot.app.settings import Settings
from bot.errors import SettingsError
from bot.local import Workspace
from bot.slack.app import registered
from bot.slack.receive.manifest import bot_events, scopes
from bot.store import ArticleStore, Database
from tests.full_disk import full_disk
from tests.library import article
from tests.processes import CHECKOUT, finish, free_port, latepost, start
from tests.scenario.slack.conftest import WAIT, Team, bot_for, shown, workspace_of

BODY = b'{"type":"event_callback","team_id":"T0LOCAL001","event_id":"Ev1","event":{"type":"app_mention"}}'


@pytest.fixture(params=["socket", "http"])
def transport(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def http(data_dir: Path) -> AsyncIterator[tuple[Workspace, httpx.AsyncClient]]:
    async with (
        workspace_of("http") as workspace,
        bot_for(workspace, data_dir, "http") as bot,
        httpx.AsyncClient(base_url=bot.url) as client,
    ):
        yield workspace, client


def signed(secret: str, body: bytes, at: float) -> dict[str, str]:
    stamp = str(int(at))
    signature = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
    return {
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": f"v0={signature}",
        "content-type": "application/json",
    }


class TestHttp:
    async def test_only_signed_requests_of_now_are_taken(self, http: tuple[Workspace, httpx.AsyncClient]) -> None:
        workspace, client = http
        now = time.time()
        good = signed(workspace.app.signing_secret, BODY, now)
        assert (await client.post("/slack/events", content=BODY, headers=good)).status_code == 200
        for headers in (
            {"content-type": "application/json"},
            signed("another secret", BODY, now),
            signed(workspace.app.signing_secret, BODY, now - 3600),
            {**good, "x-slack-signature": "v0="},
            {**good, "x-slack-request-timestamp": "soon"},
        ):
            assert (await client.post("/slack/events", content=BODY, headers=headers)).status_code == 401

    @pytest.mark.parametrize("body", [b"\xff\xfe", b'{"a":', b"payload=%7B", b"[1, 2]", b'"x"', b"", b"[" * 100_000])
    async def test_what_can_not_be_read_is_refused(
        self, http: tuple[Workspace, httpx.AsyncClient], body: bytes
    ) -> None:
        workspace, client = http
        answer = await client.post(
            "/slack/events", content=body, headers=signed(workspace.app.signing_secret, body, time.time())
        )
        assert 400 <= answer.status_code < 500

    async def test_a_browser_that_comes_there_is_told_that_it_may_not(
        self, http: tuple[Workspace, httpx.AsyncClient]
    ) -> None:
        _, client = http
        assert (await client.get("/slack/events")).status_code == 405

    async def test_health_and_readiness(self, http: tuple[Workspace, httpx.AsyncClient]) -> None:
        _, client = http
        assert (await client.get("/healthz")).status_code == 200
        ready = await client.get("/readyz")
        parts = {"database": "ok", "index": "ok"}
        assert (ready.status_code, ready.json()) == (200, {"ready": True, "parts": parts, "missing_vectors": 0})

    async def test_what_keeps_it_from_being_ready_is_said(self, http: tuple[Workspace, httpx.AsyncClient]) -> None:
        _, client = http
        with capture_logs(), full_disk():  # what is logged would find no place either
            answer = await client.get("/readyz")
        assert answer.status_code == 503
        assert not answer.json()["ready"]
        assert "free space on its disk" in answer.json()["parts"]["database"]
        assert answer.json()["parts"]["index"] == "ok"
        assert (await client.get("/readyz")).status_code == 200


class TestAcknowledging:
    async def test_it_is_done_before_the_answer_is_and_while_others_wait(self, team: Team) -> None:
        """Nothing can be posted: every work waits, more of them than are worked on at a time."""
        limit = team.workspace.faults.rate_limit("chat.postMessage", times=None, retry_after=1)
        for _ in range(20):
            delivery = await team.bo.slash("general", "/latepost", "tiktok hearing")
            assert delivery.acknowledged
        assert team.said() == []
        team.workspace.faults.calls.remove(limit)
        await team.settled()
        assert len(team.said()) == 20


class TestManifest:
    def test_it_lists_what_the_listeners_are_registered_for(self) -> None:
        listeners = registered(unfurls=False)
        made = app_manifest(Settings.model_validate({}))
        features, settings = made["features"], made["settings"]
        assert [each["command"] for each in features["slash_commands"]] == listeners.commands == ["/latepost"]
        assert [each["callback_id"] for each in features["shortcuts"]] == listeners.message_shortcuts
        assert settings["event_subscriptions"]["bot_events"] == bot_events(listeners)
        assert {name.partition(".")[0] for name in bot_events(listeners)} == set(listeners.events)
        assert made["oauth_config"]["scopes"]["bot"] == scopes(listeners)
        assert "agent_view" in features
        assert settings["socket_mode_enabled"]

    def test_over_http_it_names_the_public_address(self) -> None:
        made = app_manifest(Settings.model_validate({"LATEPOST_PUBLIC_URL": "https://bot.example.com/"}))
        events = "https://bot.example.com/slack/events"
        assert made["settings"]["event_subscriptions"]["request_url"] == events
        assert made["settings"]["interactivity"]["request_url"] == events
        assert made["features"]["slash_commands"][0]["url"] == events
        assert not made["settings"]["socket_mode_enabled"]

    def test_links_are_asked_for_where_there_is_a_reader_at_a_public_domain(self) -> None:
        address = {"LATEPOST_PUBLIC_URL": "https://Bot.example.com:8443/x/"}
        made = app_manifest(Settings.model_validate({**address, "LATEPOST_READER": "on"}))
        asked = set(made["oauth_config"]["scopes"]["bot"])
        assert made["features"]["unfurl_domains"] == ["bot.example.com"]
        assert "link_shared" in made["settings"]["event_subscriptions"]["bot_events"]
        assert {"links:read", "links:write"} <= asked
        without = app_manifest(Settings.model_validate({**address, "LATEPOST_READER": "off"}))
        assert "unfurl_domains" not in without["features"]
        assert "link_shared" not in without["settings"]["event_subscriptions"]["bot_events"]
        assert asked - set(without["oauth_config"]["scopes"]["bot"]) == {"links:read", "links:write"}

    @pytest.mark.parametrize("host", ["127.0.0.1:3000", "[::1]:3000", "localhost", "bot", "bot.local", "10.0.0.1"])
    def test_slack_is_given_no_domain_that_it_does_not_take(self, host: str) -> None:
        made = app_manifest(
            Settings.model_validate({"LATEPOST_PUBLIC_URL": f"http://{host}/", "LATEPOST_READER": "on"})
        )
        assert "unfurl_domains" not in made["features"]


class TestIndex:
    async def test_what_another_process_stores_is_answered_soon(self, team: Team, data_dir: Path) -> None:
        async with Database.open(data_dir / "library.sqlite") as database:
            await ArticleStore(database).save(article(title="Zanzibar clove exports soar"))
        async with asyncio.timeout(WAIT):
            while True:
                asked = await team.bo.mention("general", "zanzibar cloves")
                if "Zanzibar clove exports soar" in shown(await _first_reply(team, asked)):
                    break


class TestSettings:
    @pytest.mark.parametrize(
        ("values", "named"),
        [
            ({"SLACK_BOT_TOKEN": "xoxb-secret-1"}, "SLACK_APP_TOKEN"),
            ({"SLACK_SIGNING_SECRET": "s"}, "SLACK_BOT_TOKEN"),
            (
                {"SLACK_SIGNING_SECRET": "s", "SLACK_CLIENT_ID": "1", "SLACK_CLIENT_SECRET": "secret-2"},
                "LATEPOST_ENCRYPTION_KEY",
            ),
        ],
    )
    async def test_what_is_missing_is_named_and_no_secret_shows(
        self, data_dir: Path, values: dict[str, Any], named: str
    ) -> None:
        settings = Settings.model_validate(
            {"LATEPOST_DATA_DIR": data_dir, "LATEPOST_ENCODER": "off", "LATEPOST_PORT": 0, **values}
        )
        with pytest.raises(SettingsError, match=named):
            async with running(settings, lambda _: None):
                pytest.fail("it ran")
        assert "secret-" not in repr(settings)


async def _first_reply(team: Team, asked: Any) -> Any:
    await team.until(lambda: team.replies(asked))
    return team.replies(asked)[0]


@pytest.mark.slow  # processes of their own
class TestSlackOutOfReach:
    """A process that waits for Slack says so, and can be stopped."""

    def variables(self, data_dir: Path, api_url: str, app_token: str) -> dict[str, str]:
        return {
            "LATEPOST_DATA_DIR": str(data_dir),
            "LATEPOST_ENCODER": "off",
            "LATEPOST_PORT": str(free_port()),
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_APP_TOKEN": app_token,
            "SLACK_API_URL": api_url,
        }

    @pytest.mark.parametrize("with_signal", [signal.SIGINT, signal.SIGTERM])
    def test_it_is_waited_for_without_a_traceback_until_the_process_is_told_to_stop(
        self, data_dir: Path, with_signal: signal.Signals
    ) -> None:
        variables = self.variables(data_dir, f"http://127.0.0.1:{free_port()}/api/", "xapp-1")
        process = start("-m", "bot", "run", cwd=CHECKOUT, variables=variables)
        assert process.stderr
        lines = iter(process.stderr.readline, b"")
        before = list(itertools.takewhile(lambda line: b"Slack can't be reached" not in line, lines))
        process.send_signal(with_signal)
        done = finish(process)
        assert done.code == 0
        told = b"".join(before).decode() + done.err
        assert "Traceback" not in told
        assert "will be unused" not in told  # what Bolt says of a token that the bot uses

    async def test_a_token_that_slack_refuses_is_named(self, data_dir: Path) -> None:
        async with workspace_of("socket") as workspace:
            variables = self.variables(data_dir, workspace.api_url, "xapp-wrong")
            done = await asyncio.to_thread(latepost, "run", cwd=CHECKOUT, variables=variables)
        assert done.code != 0
        assert "Slack refuses SLACK_APP_TOKEN (invalid_auth)" in done.err
        assert "Traceback" not in done.err
