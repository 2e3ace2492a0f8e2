"""What the bot remembers of a conversation, from question to feedback and over a restart, on both databases."""

from pathlib import Path

import pytest

from bot.app.library import open_library
from bot.ingest.importing import import_paths
from bot.slack import ids
from tests.processes import CHECKOUT
from tests.scenario.slack.conftest import Team, bot_for, buttons, settings_for, shown, workspace_of


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def more(request: pytest.FixtureRequest) -> dict[str, str]:
    """The settings of the database."""
    if request.param == "sqlite":
        return {}
    return {"LATEPOST_DATABASE_URL": request.getfixturevalue("postgresql_url")}


async def test_a_conversation_goes_on_after_a_restart(transport: str, more: dict[str, str], data_dir: Path) -> None:
    async with workspace_of(transport) as workspace:
        async with open_library(settings_for(workspace, data_dir, transport, **more), lambda _: None) as library:
            async for _ in import_paths([CHECKOUT / "data" / "articles"], library.store):
                pass
            await library.catch_up()
        async with bot_for(workspace, data_dir, transport, **more) as bot:
            team = Team.of(workspace, bot)
            asked = await team.ann.mention("general", "TikTok")
            await team.reply_to(asked)
            before = len(team.replies(asked))
        async with bot_for(workspace, data_dir, transport, **more) as bot:
            team = Team.of(workspace, bot)
            for delivery in workspace.deliveries.all[:]:
                await workspace.deliveries.redeliver(delivery)
            await team.settled()
            assert len(team.replies(asked)) == before
            await team.ann.mention("general", "更多", asked)
            await team.settled()
            further = team.replies(asked)[before:]
            assert further
            opened = [_opened(team.replies(asked)[:before]), _opened(further)]
            assert not set(opened[0]) & set(opened[1])
            await team.ann.mention("general", "那华为呢", asked)
            await team.settled()
            assert "“华为”又名“Huawei”" in shown(team.replies(asked)[before + len(further) :])
            thumbs = next(block for block in further[-1].blocks if block["type"] == "context_actions")["elements"][0]
            for thumb, helpful in (("positive_button", True), ("negative_button", False)):
                value = thumbs[thumb]["value"]
                await team.bo.click(further[-1], ids.FEEDBACK, value)
                await team.settled()
                (given,), _titles = await bot.operations.feedback()
                assert (given.helpful, given.not_helpful, given.question) == (helpful, not helpful, "TikTok")


def _opened(replies: list[object]) -> list[str]:
    """The articles whose buttons stand in the replies."""
    return [
        each["value"].split(":")[0]
        for reply in replies
        for each in buttons(reply)
        if each["action_id"] == ids.OPEN_ARTICLE
    ]
