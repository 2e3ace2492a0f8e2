"""Newer blocks in a whole workspace: what is pressed in them works, and what refuses them gets the older ones."""

from pathlib import Path

import pytest

from bot.slack import ids
from tests.scenario.slack.conftest import Team, bot_for, buttons, workspace_of


async def test_buttons_inside_folded_articles_and_cards_open_the_article(team: Team) -> None:
    asked = await team.bo.mention("general", "TikTok")
    answer = await team.reply_to(asked)
    folded = next(block for block in answer.blocks if block["type"] == "container")
    await team.bo.click(answer, buttons([folded])[0])
    modal = await team.until(lambda: team.bo.modal)
    await team.bo.close(modal)
    listed = await team.reply_to(await team.bo.mention("general", "latest 3"))
    cards = [block for block in listed.blocks if block["type"] == "card"]
    assert len(cards) == 3
    await team.bo.click(listed, ids.OPEN_ARTICLE)
    await team.until(lambda: team.bo.modal)


async def test_a_workspace_that_refuses_newer_blocks_gets_the_older_ones_once_and_is_not_asked_again(
    team: Team,
) -> None:
    def is_newer(arguments: object) -> bool:
        return any(kind in str(arguments) for kind in ("'container'", "'card'", "'table'"))

    refusal = team.workspace.faults.refuse("chat.postMessage", "invalid_blocks", times=None, when=is_newer)
    for question in ("latest 3", "compare TikTok and Huawei"):
        asked = await team.bo.mention("general", question)
        reply = await team.reply_to(asked)
        assert not is_newer(reply.blocks)
        assert len(team.replies(asked)) == 1
    assert refusal.hits == 1


@pytest.mark.parametrize(("setting", "expected"), [("on", {"table"}), ("off", set())])
async def test_the_setting_decides_for_all(transport: str, data_dir: Path, setting: str, expected: set[str]) -> None:
    async with (
        workspace_of(transport) as workspace,
        bot_for(workspace, data_dir, transport, LATEPOST_NEWER_BLOCKS=setting) as bot,
    ):
        team = Team.of(workspace, bot)
        reply = await team.reply_to(await team.bo.mention("general", "compare TikTok and Huawei"))
        assert {block["type"] for block in reply.blocks} & {"table", "card", "container"} == expected
