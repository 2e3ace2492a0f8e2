"""Answered once: redeliveries, restarts, several processes on one store, and a first handling that died."""

import asyncio
import socket
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.local import Delivery, Workspace
from bot.slack.api.poster import EVENT_TYPE
from bot.slack.conversation.incoming import Incoming, to_json
from bot.store import Database
from bot.store.conversations import ConversationStore
from tests.processes import CHECKOUT, DEADLINE_SECONDS, start
from tests.scenario.slack.conftest import WAIT, Team, bot_for, shown, workspace_of


class TestRedelivery:
    async def test_events_commands_and_interactions_that_come_again_are_answered_once(self, team: Team) -> None:
        faults = team.workspace.faults
        faults.redeliver("*", times=None, copies=3)
        asked = await team.ann.mention("general", "华为 数字金融")
        await team.bo.slash("general", "/latepost", "tiktok hearing")
        direct = await team.bo.tell_bot("Meta AI talent")
        await team.reply_to(asked)
        await team.reply_to(direct)
        await team.until(team.said)
        await team.settled()
        assert len(team.said()) == 1
        assert _doubled(team) == []

    async def test_an_acknowledgement_that_got_lost_does_not_double_the_answer(self, team: Team) -> None:
        team.workspace.faults.drop_acknowledgement("app_mention", times=3)
        asked = await team.ann.mention("general", "华为 数字金融")
        await team.reply_to(asked)
        assert len(team.workspace.deliveries.named("app_mention")[0].attempts) == 4
        assert _doubled(team) == []

    async def test_it_is_not_answered_again_after_a_restart(self, transport: str, data_dir: Path) -> None:
        async with workspace_of(transport) as workspace:
            async with bot_for(workspace, data_dir, transport) as bot:
                team = Team.of(workspace, bot)
                asked = await team.ann.mention("general", "华为 数字金融")
                await team.reply_to(asked)
                count = len(team.replies(asked))
            async with bot_for(workspace, data_dir, transport) as bot:
                await workspace.deliveries.redeliver(workspace.deliveries.named("app_mention")[0])
                await team.settled()
                assert len(team.replies(asked)) == count

    @pytest.mark.slow
    async def test_a_thousand_redeliveries_to_two_processes_on_one_store_give_no_double_answer(
        self, transport: str, data_dir: Path, postgresql_url: str
    ) -> None:
        database = {"LATEPOST_DATABASE_URL": postgresql_url}
        async with (
            workspace_of(transport) as workspace,
            bot_for(workspace, data_dir, transport, **database) as first,
            bot_for(workspace, data_dir, transport, **database) as second,
        ):
            team = Team.of(workspace, first, second)
            asked = [await team.ann.mention("general", "TikTok 听证会") for _ in range(10)]
            deliveries = workspace.deliveries.named("app_mention")
            await asyncio.gather(*(_redelivered(workspace, each, 100) for each in deliveries))
            for each in asked:
                await team.reply_to(each)
            await team.settled()
            assert _doubled(team) == []
            assert len({len(team.replies(each)) for each in asked}) == 1


class TestAFirstHandlingThatDied:
    @pytest.mark.parametrize(
        ("posted", "again"),
        [
            (1, "redelivered"),
            *(
                pytest.param(*way, marks=pytest.mark.slow)
                for way in [(0, "redelivered"), (0, "resumed"), (1, "resumed")]
            ),
        ],
    )
    async def test_another_process_answers_and_repeats_nothing_that_was_posted(
        self, transport: str, data_dir: Path, posted: int, again: str
    ) -> None:
        """A process is killed in its call of Slack, before or after the message was stored.

        The next one answers, whether Slack delivers again or, as it was acknowledged, does not.
        """
        async with workspace_of(transport) as workspace:
            if posted:
                workspace.faults.slow("chat.postMessage", 60, times=None)
            else:
                workspace.faults.rate_limit("chat.postMessage", times=None, retry_after=60)
            with _process(workspace, data_dir, transport) as process:
                await workspace.wait_for(lambda: _is_listening(workspace), timeout=WAIT)
                await workspace.as_user("bo").slash("general", "/latepost", "tiktok hearing")
                await workspace.wait_for(lambda: _calls(workspace, "chat.postMessage"), timeout=WAIT)
                process.kill()
            if transport == "http":  # what was on its way to the process finds nobody
                await workspace.wait_for(lambda: not workspace.deliveries.under_way, timeout=WAIT)
            workspace.request_urls.clear()
            workspace.faults.clear()
            assert len(workspace.history("general")) == posted
            async with bot_for(workspace, data_dir, transport, LATEPOST_LEASE_SECONDS=1) as bot:
                team = Team.of(workspace, bot)
                if again == "redelivered":
                    await workspace.deliveries.redeliver(workspace.deliveries.named("/latepost")[0])
                root = (await team.until(team.said))[0]
                await team.reply_to(root)
                assert len(team.said()) == 1
                assert "[" in shown(team.replies(root))
                assert _doubled(team) == []

    async def test_what_was_interrupted_by_a_stop_is_answered_after_the_next_start(
        self, transport: str, data_dir: Path, postgresql_url: str
    ) -> None:
        """Two processes start on the same store, and one of them answers."""
        database = {"LATEPOST_DATABASE_URL": postgresql_url, "LATEPOST_LEASE_SECONDS": 1}
        async with workspace_of(transport) as workspace:
            async with bot_for(workspace, data_dir, transport, **database) as bot:
                workspace.faults.rate_limit("chat.postMessage", times=None, retry_after=3600)
                asked = await workspace.as_user("ann").mention("general", "华为 数字金融")
                await workspace.wait_for(lambda: _calls(workspace, "chat.postMessage"), timeout=WAIT)
                await bot.slack.dispatcher.under_way.drain(0)
            workspace.faults.clear()
            async with (
                bot_for(workspace, data_dir, transport, **database) as first,
                bot_for(workspace, data_dir, transport, **database) as second,
            ):
                team = Team.of(workspace, first, second)
                await team.reply_to(asked)
                assert _doubled(team) == []


class TestSeveralBotsOnOneDatabase:
    async def test_what_another_workspace_asked_is_left_to_its_own_bot(self, transport: str, data_dir: Path) -> None:
        async with workspace_of(transport) as workspace:
            asked = Incoming("TOTHER:1.1", "app_mention", "TOTHER", "U1", channel_id="C1", text="TikTok", ts="1.1")
            async with Database.open(data_dir / "library.sqlite") as database:
                store = ConversationStore(database, lambda: datetime.now(UTC))
                await store.claim(asked.key, "died", timedelta(0), to_json("messages.answer_mention", asked))
            async with bot_for(workspace, data_dir, transport) as bot:
                await bot.slack.dispatcher.resume()
                await bot.slack.dispatcher.under_way.idle()
                assert _calls(workspace, "chat.postMessage") == []
                since = datetime.now(UTC) - timedelta(hours=1)
                (left,) = await bot.conversations.take_over("its own bot", timedelta(0), since=since, limit=1)
                assert (left.key, left.attempts) == (asked.key, 2)


async def _redelivered(workspace: Workspace, delivery: Delivery, times: int) -> None:
    for _ in range(times):
        await workspace.deliveries.redeliver(delivery)


@contextmanager
def _process(workspace: Workspace, data_dir: Path, transport: str) -> Iterator["subprocess.Popen[bytes]"]:
    """The bot as a process of its own, with a short lease on what it works on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    variables = {
        "LATEPOST_DATA_DIR": str(data_dir),
        "LATEPOST_ENCODER": "off",
        "LATEPOST_PORT": str(port),
        "LATEPOST_LEASE_SECONDS": "1",
        "SLACK_BOT_TOKEN": workspace.app.bot_token,
        "SLACK_SIGNING_SECRET": workspace.app.signing_secret,
        "SLACK_API_URL": workspace.api_url,
    }
    if transport == "socket":
        variables["SLACK_APP_TOKEN"] = workspace.app.app_token
    else:
        workspace.request_urls.append(f"http://127.0.0.1:{port}/slack/events")
    process = start("-m", "bot", "run", cwd=CHECKOUT, variables=variables)
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=DEADLINE_SECONDS)


def _calls(workspace: Workspace, method: str) -> list[str]:
    return [name for name, _ in workspace.calls if name == method]


def _is_listening(workspace: Workspace) -> bool:
    if not workspace.request_urls:
        return bool(workspace.socket_mode.connections)
    port = int(workspace.request_urls[0].split(":")[2].split("/")[0])
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _doubled(team: Team) -> list[str]:
    """The ids of messages that were posted more than once."""
    counts = Counter(
        message.metadata["event_payload"]["id"]
        for channel in team.workspace.channels.values()
        for message in channel.messages.values()
        if message.metadata and message.metadata["event_type"] == EVENT_TYPE
    )
    return [message_id for message_id, count in counts.items() if count > 1]
