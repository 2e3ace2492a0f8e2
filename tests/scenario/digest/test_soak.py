"""Digests over many days: with downtime, pauses, late and early articles, edits, and two processes on one store."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.local import Workspace
from tests.scenario.digest.conftest import Clock, Reader
from tests.scenario.digest.soak import START, Soak


async def holds(tmp_path: Path, database: str, days: int, seed: int) -> None:
    clock = Clock(START)
    async with Workspace(clock) as workspace:
        reader = Reader(workspace, clock, tmp_path / "data", database)
        async with reader.bot() as one, reader.bot() as other:
            soak = Soak(reader, (one, other), seed)
            await soak.run(days)
            for each in soak.expected:
                assert soak.sent(each) == each.slots
            assert sum(len(each.slots) for each in soak.expected) > days
            assert clock.time >= START + timedelta(days=days)
        assert workspace.warnings == []


async def test_a_week_brings_every_article_once_to_its_slot(tmp_path: Path, database: str) -> None:
    await holds(tmp_path, database, days=8, seed=3)


@pytest.mark.slow
async def test_two_hundred_days_bring_every_article_once_to_its_slot(tmp_path: Path, database: str) -> None:
    await holds(tmp_path, database, days=200, seed=4)
