"""A running bot lets go of what was asked longer ago than LATEPOST_KEEP_DAYS, and of nothing without that setting."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.store import Database
from bot.store.conversations import ConversationStore, GivenAnswer, Thread
from tests.scenario.slack.conftest import Team, bot_for, shown, workspace_of

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def _questions(data_dir: Path) -> list[str]:
    with closing(sqlite3.connect(data_dir / "library.sqlite")) as connection:
        return [question for (question,) in connection.execute("SELECT question FROM answers")]


async def _ask_long_ago(data_dir: Path) -> None:
    async with Database.open(data_dir / "library.sqlite") as database:
        store = ConversationStore(database, lambda: LONG_AGO)
        await store.remember(GivenAnswer("old", Thread("T1", "C1", "1.1"), "U1", "asked long ago"), [])


@pytest.mark.parametrize(
    ("setting", "is_kept"), [({"LATEPOST_KEEP_DAYS": "30"}, False), ({}, True)], ids=["set", "not set"]
)
async def test_old_questions_are_deleted_where_it_is_set(
    data_dir: Path, setting: dict[str, str], is_kept: bool
) -> None:
    await _ask_long_ago(data_dir)
    async with workspace_of("socket") as workspace, bot_for(workspace, data_dir, "socket", **setting) as bot:
        team = Team.of(workspace, bot)
        asked = await team.bo.mention("general", "tiktok hearing")
        assert "[" in shown(await team.reply_to(asked))
        await team.until(lambda: ("asked long ago" in _questions(data_dir)) is is_kept)
        assert "tiktok hearing" in _questions(data_dir)
