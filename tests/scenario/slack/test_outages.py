"""Slack or the store is away for a while: every question is answered once it is back, and nobody is told it failed."""

import asyncio
import io
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from bot.local import Message, Workspace
from bot.local.deliveries import Timing
from tests.postgresql import Server
from tests.scenario.slack.conftest import WAIT, Team, bot_for, shown, workspace_of
from tests.scenario.slack.replicas import parts

pytestmark = pytest.mark.slow  # processes that are killed, or that wait for what comes back


async def asked_in_many_ways(team: Team, count: int) -> list[Message]:
    """Mentions and direct messages; commands are asked beside them."""
    asked = []
    for number in range(count):
        asked.append(await team.ann.mention("general", f"TikTok 听证会 {number}"))
        asked.append(await team.bo.tell_bot(f"Huawei banking {number}"))
    return asked


async def is_answered_once(team: Team, asked: list[Message]) -> None:
    workspace, direct = team.workspace, team.workspace.direct_message("bo")
    in_channel = [message for message in asked if message.channel != direct.id]

    def answers() -> list[list[Message]]:
        """The replies to each, those of direct messages in the order in which they came."""
        in_direct = [[root, *workspace.thread(root)] for root in team.said(direct.id)]
        return [*([each for each in workspace.thread(m) if each.bot_id] for m in in_channel), *in_direct]

    await workspace.wait_for(lambda: all(answers()) and len(answers()) >= len(asked), timeout=2 * WAIT)
    await team.settled()
    assert len(answers()) == len(asked)
    assert not any("went wrong" in shown(replies) or "出错" in shown(replies) for replies in answers())
    assert all("[" in shown(replies) for replies in answers())
    assert {part: count for part, count in parts(workspace).items() if count > 1} == {}


class TestSlackIsAway:
    async def test_questions_of_the_outage_are_answered_after_it_without_an_apology(
        self, team: Team, log: io.StringIO
    ) -> None:
        outage = team.workspace.faults.server_error("*", times=None)
        asked = await asked_in_many_ways(team, 2)
        await team.bo.slash("general", "/latepost", "private tiktok hearing")
        await team.until(lambda: log.getvalue().count('"put off"') >= 5)
        team.workspace.faults.calls.remove(outage)
        await is_answered_once(team, asked)
        private = await team.until(lambda: team.workspace.ephemerals("bo"))
        assert "[" in shown(private)
        assert "went wrong" not in shown(private)
        lines = [json.loads(line) for line in log.getvalue().splitlines()]
        assert len([line for line in lines if line["event"] == "put off"]) < 20
        assert not any("exception" in line for line in lines)


@asynccontextmanager
async def stopped(server: Server, url: str) -> AsyncGenerator[None]:
    """Nobody can connect to the database, and who was connected is not any more."""
    name = url.rpartition("/")[2]
    admin = await asyncpg.connect(server.url("postgres"))
    try:
        await admin.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false")
        await admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
        yield
    finally:
        await admin.execute(f"ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true")
        await admin.close()


class TestTheStoreIsAway:
    @pytest.fixture
    async def here(self, transport: str, data_dir: Path, postgresql_url: str) -> AsyncIterator[tuple[Workspace, Team]]:
        more = {"LATEPOST_DATABASE_URL": postgresql_url}
        async with (
            workspace_of(transport, timing=Timing(4, (0,))) as workspace,
            bot_for(workspace, data_dir, transport, **more) as bot,
        ):
            yield workspace, Team.of(workspace, bot)

    async def test_what_comes_then_is_not_acknowledged_and_is_answered_when_it_is_back(
        self, here: tuple[Workspace, Team], postgresql_server: Server, postgresql_url: str, log: io.StringIO
    ) -> None:
        workspace, team = here
        async with stopped(postgresql_server, postgresql_url):
            asked = [await team.ann.mention("general", f"TikTok {number}") for number in range(2)]
            deliveries = workspace.deliveries.named("app_mention")
            assert not any(each.acknowledged for each in deliveries)
        await is_replied_once(workspace, team, asked)
        assert "Traceback" not in log.getvalue()

    async def test_what_it_left_in_the_middle_of_is_finished_when_it_is_back(
        self, here: tuple[Workspace, Team], postgresql_server: Server, postgresql_url: str, log: io.StringIO
    ) -> None:
        workspace, team = here
        held = workspace.faults.slow("chat.postMessage", 2, times=1)
        asking = asyncio.create_task(team.bo.slash("general", "/latepost", "latest"))
        await workspace.wait_for(lambda: held.hits, timeout=WAIT)
        async with stopped(postgresql_server, postgresql_url):
            await workspace.wait_for(lambda: not workspace.calls_under_way, timeout=WAIT)
        await asking
        await team.settled()
        (root,) = team.said()
        assert "went wrong" not in shown([root, *team.replies(root), *workspace.ephemerals("bo")])
        assert "Traceback" not in log.getvalue()


async def is_replied_once(workspace: Workspace, team: Team, asked: list[Message]) -> None:
    """Something was said to each, by which nothing is found in an empty library, and once."""
    await workspace.wait_for(lambda: all(any(r.bot_id for r in workspace.thread(m)) for m in asked), timeout=WAIT)
    await team.settled()
    for message in asked:
        (reply,) = [each for each in workspace.thread(message) if each.bot_id]
        assert "出错" not in shown(reply)
