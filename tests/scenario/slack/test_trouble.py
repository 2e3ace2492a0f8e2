"""When things go wrong: rate limits, lost connections, Slack's own errors, and errors of ours."""

import io
import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.scenario.slack.conftest import Team, bot_for, shown, workspace_of
from tests.scenario.slack.test_answered_once import _doubled


class TestSlacksTroubles:
    @pytest.mark.parametrize("fault", ["rate_limit", "server_error", "cut_before", "cut_after"])
    @pytest.mark.parametrize("times", [1, 2])
    async def test_the_answer_comes_all_the_same_and_once(self, team: Team, fault: str, times: int) -> None:
        getattr(team.workspace.faults, fault)("chat.postMessage", times=times)
        await team.bo.slash("general", "/latepost", "tiktok hearing")
        root = (await team.until(team.said))[0]
        await team.reply_to(root)
        assert len(team.said()) == 1
        assert _doubled(team) == []

    async def test_a_lookup_that_fails_as_well_is_repeated(self, team: Team) -> None:
        team.workspace.faults.cut_after("chat.postMessage", when=lambda call: "thread_ts" in call)
        team.workspace.faults.server_error("conversations.replies", times=2)
        asked = await team.bo.mention("general", "tiktok hearing")
        await team.reply_to(asked)
        assert _doubled(team) == []

    @pytest.mark.parametrize("fault", ["rate_limit", "server_error", "cut_before"])
    async def test_private_answers_come_all_the_same(self, team: Team, fault: str) -> None:
        getattr(team.workspace.faults, fault)("response_url", times=1)
        await team.bo.slash("general", "/latepost", "private tiktok hearing")
        assert "[" in shown(await team.until(lambda: team.workspace.ephemerals("bo")))

    async def test_a_response_address_that_has_run_out_leaves_the_direct_message(
        self, transport: str, data_dir: Path
    ) -> None:
        clock = [datetime(2025, 9, 26, 8, 0, tzinfo=UTC)]
        async with (
            workspace_of(transport, lambda: clock[0]) as workspace,
            bot_for(workspace, data_dir, transport) as bot,
        ):
            team = Team.of(workspace, bot)
            workspace.faults.rate_limit("response_url")
            await team.bo.slash("general", "/latepost", "private tiktok hearing")
            await team.until(lambda: [name for name, _ in workspace.calls if name == "response_url"])
            clock[0] += timedelta(minutes=31)
            direct = workspace.direct_message("bo")
            first = (await team.until(lambda: [each for each in workspace.history(direct) if each.bot_id]))[0]
            await team.settled()
            assert workspace.ephemerals("bo") == []
            assert "[4]" in shown([first, *team.replies(first)])
            assert team.said() == []


class TestErrorsOfOurs:
    async def test_the_person_gets_a_sentence_with_an_id_and_the_log_the_traceback_with_it(
        self, transport: str, data_dir: Path
    ) -> None:
        async with workspace_of(transport) as workspace, bot_for(workspace, data_dir, transport) as bot:
            team = Team.of(workspace, bot)
            workspace.faults.refuse("chat.postMessage", "restricted_action", when=_has_blocks_of_an_answer)
            asked = await team.ann.mention("general", "TikTok 听证会")
            told = shown(await team.reply_to(asked))
            assert "出错了" in told
            await team.ann.mention("general", "华为")
            await team.settled()

    async def test_commands_that_fail_tell_the_asker_alone(self, team: Team) -> None:
        team.workspace.faults.refuse("chat.postMessage", "invalid_blocks", times=None)
        await team.bo.slash("general", "/latepost", "tiktok hearing")
        told = await team.until(lambda: team.workspace.ephemerals("bo"))
        assert "went wrong" in shown(told)
        assert team.said() == []


class TestLog:
    async def test_it_names_workspace_channel_time_and_error_id_and_holds_neither_texts_nor_secrets(
        self, team: Team, log: io.StringIO
    ) -> None:
        answered = await team.bo.mention("general", "tiktok hearing of zuckerberg")
        await team.reply_to(answered)
        team.workspace.faults.refuse("chat.postMessage", "restricted_action")
        failed = await team.bo.mention("general", "what of huawei banking")
        told = shown(await team.reply_to(failed))
        lines: list[dict[str, Any]] = [json.loads(line) for line in log.getvalue().splitlines()]
        done = next(line for line in lines if line["event"] == "answered")
        assert done["team"] == team.workspace.team_id
        assert done["channel"] == team.general.id
        assert done["ms"] > 0
        broken = next(line for line in lines if line["event"] == "failed")
        assert broken["error_id"] in told
        assert "Traceback" in broken["exception"]
        secrets = (team.workspace.app.bot_token, team.workspace.app.signing_secret, team.workspace.app.app_token)
        for hidden in ("zuckerberg", "banking", *secrets):
            assert hidden not in log.getvalue()

    def test_secrets_are_taken_out_of_whatever_is_logged(self, log: io.StringIO) -> None:
        secrets = [
            "xoxb-1234-abcd",
            "xoxe.xoxb-1-abc",
            "xapp-1-A1-2-ff",
            "https://hooks.slack.com/commands/T1/2/secret-part",
            "postgresql://me:pass-word@db/x",
            "Bearer abc.def",
            "wss://x/link/?ticket=tick-et",
        ]
        logger = logging.getLogger("some.library")
        for secret in secrets:
            logger.warning("it was %s", secret)
            try:
                raise ValueError(secret)
            except ValueError:
                logger.exception("it broke")
        for hidden in ("abcd", "xoxb-1-abc", "A1-2-ff", "secret-part", "pass-word", "abc.def", "tick-et"):
            assert hidden not in log.getvalue()


def _has_blocks_of_an_answer(call: Any) -> bool:
    return "TikTok" in json.dumps(call, ensure_ascii=False)
