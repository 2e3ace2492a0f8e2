"""Processes that are killed or frozen around receiving and answering: nothing is lost, nothing is said twice."""

import asyncio
import random
import signal
import sqlite3
from pathlib import Path

import pytest

from bot.local import Message, Workspace
from bot.local.deliveries import Timing
from tests.scenario.slack.conftest import WAIT, Team, shown, workspace_of
from tests.scenario.slack.replicas import LEASE_SECONDS, Replicas, frozen, parts, replicas

pytestmark = pytest.mark.slow  # processes that are killed, or that wait for what comes back


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database(request: pytest.FixtureRequest) -> str | None:
    """The address of the store, None for the file of the data directory."""
    return None if request.param == "sqlite" else str(request.getfixturevalue("postgresql_url"))


def answered(workspace: Workspace, asked: list[Message]) -> bool:
    return all(any(each.bot_id for each in workspace.thread(message)) for message in asked)


def told(workspace: Workspace, asked: list[Message]) -> list[str]:
    """All that the bot wrote in the threads of these messages."""
    return [shown(each) for message in asked for each in workspace.thread(message) if each.bot_id]


async def survives(group: Replicas, *, rounds: int, each: int, seed: int) -> None:
    """Mentions are acknowledged, and the process that said so is killed a random moment later."""
    workspace, chosen = group.workspace, random.Random(seed)
    team = Team.of(workspace)
    asked: list[Message] = []

    async def ask(number: int) -> None:
        asked.append(await team.bo.mention("general", f"tiktok hearing {number}"))

    for number in range(rounds):
        asking = [asyncio.create_task(ask(number * each + one)) for one in range(each)]
        acknowledged = len([one for one in workspace.deliveries.all if one.acknowledged])
        wanted = acknowledged + chosen.randint(1, each)
        await workspace.wait_for(
            lambda wanted=wanted: len([one for one in workspace.deliveries.all if one.acknowledged]) >= wanted, WAIT
        )
        await asyncio.sleep(chosen.choice((0, 0, 0, 0.005, 0.02, 0.05)))
        await group.kill(chosen.choice(group.running))
        await asyncio.gather(*asking)
    await workspace.wait_for(lambda: answered(workspace, asked), timeout=2 * WAIT)
    await workspace.settled(quiet=3 * LEASE_SECONDS, timeout=2 * WAIT)
    assert all(one.acknowledged for one in workspace.deliveries.named("app_mention"))
    assert {part: count for part, count in parts(workspace).items() if count > 1} == {}
    assert not any("went wrong" in text for text in told(workspace, asked))
    assert workspace.warnings == []


async def test_a_few_killed_right_after_they_acknowledged_lose_nothing_and_double_nothing(
    data_dir: Path, database: str | None
) -> None:
    async with (
        workspace_of("http", timing=Timing(WAIT, (0, 1, 2, 4, 8, 16))) as workspace,
        replicas(workspace, data_dir, database, 2) as group,
    ):
        await survives(group, rounds=3, each=8, seed=1)


@pytest.mark.soak
async def test_hundreds_of_kills_lose_nothing_and_double_nothing(data_dir: Path, database: str | None) -> None:
    async with (
        workspace_of("http", timing=Timing(WAIT, (0, 1, 2, 4, 8, 16))) as workspace,
        replicas(workspace, data_dir, database, 2) as group,
    ):
        await survives(group, rounds=100, each=20, seed=2)


async def test_who_is_killed_before_the_store_has_it_had_not_acknowledged_it(data_dir: Path) -> None:
    """Another process holds the store, so that the delivery is received and can't be stored."""
    async with (
        workspace_of("http", timing=Timing(WAIT, (0, 8, 16))) as workspace,
        replicas(workspace, data_dir, None, 1) as group,
    ):
        other = sqlite3.connect(data_dir / "library.sqlite", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        team = Team.of(workspace)
        asking = asyncio.create_task(team.bo.mention("general", "tiktok hearing"))
        await workspace.wait_for(lambda: _attempts(workspace, "app_mention"), timeout=WAIT)
        assert _attempts(workspace, "app_mention") == ["http_error"]
        (victim,) = group.running
        victim.process.kill()
        other.execute("ROLLBACK")
        other.close()
        await group.kill(victim)
        asked = await asking
        await workspace.wait_for(lambda: answered(workspace, [asked]), timeout=WAIT)


def _attempts(workspace: Workspace, name: str) -> list[str]:
    return [attempt.outcome for delivery in workspace.deliveries.named(name) for attempt in delivery.attempts]


@pytest.mark.parametrize("kind", ["command", pytest.param("mention", marks=pytest.mark.slow)])
async def test_who_was_frozen_until_another_had_answered_says_nothing_more(
    data_dir: Path, database: str | None, kind: str
) -> None:
    """It is frozen between two of its calls: it has looked up who asked, and is about to post."""
    async with (
        workspace_of("http", timing=Timing(3, ())) as workspace,
        replicas(workspace, data_dir, database, 1) as group,
    ):
        (sleeper,) = group.running
        await group.add(listens=False)
        team = Team.of(workspace)
        held = workspace.faults.slow("users.info", 3 * LEASE_SECONDS, times=1)
        asking = asyncio.create_task(
            team.bo.slash("general", "/latepost", "latest")
            if kind == "command"
            else team.bo.mention("general", "latest")
        )
        await workspace.wait_for(lambda: held.hits, timeout=WAIT)
        await asking
        sleeper.send_signal(signal.SIGSTOP)
        await workspace.wait_for(lambda: frozen(sleeper), timeout=WAIT)
        await workspace.wait_for(lambda: parts(workspace), timeout=WAIT)
        await workspace.settled(quiet=2 * LEASE_SECONDS, timeout=WAIT)
        before = parts(workspace)
        sleeper.send_signal(signal.SIGCONT)
        await workspace.settled(quiet=2 * LEASE_SECONDS, timeout=WAIT)
        assert parts(workspace) == before
        assert set(before.values()) == {1}
