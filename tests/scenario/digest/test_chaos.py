"""Processes are killed and connections cut around sending: every slot has exactly one message, and none is missing."""

from pathlib import Path

import pytest

from bot.store import Database
from tests.scenario.digest.chaos import Chaos

pytestmark = pytest.mark.slow  # processes that are killed, or that wait for what comes back


async def survives(tmp_path: Path, database: str, kills: int, seed: int) -> None:
    async with Database.open(database) as opened:
        chaos = Chaos(opened, database, tmp_path, seed)
        async with chaos.workspace:
            await chaos.run(kills)
        assert chaos.roots() == dict.fromkeys(chaos.slots, 1)
        assert chaos.doubled() == []
        for channel in ("general", "board", "random"):
            assert chaos.articles_shown(channel) == {each.id: 1 for each in chaos.stored}
        assert chaos.workspace.warnings == []


async def test_a_few_kills_neither_double_nor_lose_a_digest(tmp_path: Path, database: str) -> None:
    await survives(tmp_path, database, kills=20, seed=1)


@pytest.mark.soak
async def test_a_hundred_kills_neither_double_nor_lose_a_digest(tmp_path: Path, database: str) -> None:
    await survives(tmp_path, database, kills=100, seed=2)
