"""Which form of a message a workspace gets."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.errors import SlackError
from bot.slack.api.block_forms import BlockForms
from bot.slack.blocks.message import Message

OLD, NEW = {"type": "divider"}, {"type": "card"}
BOTH = Message("text", (OLD,), newer=(NEW,))


class Clock:
    time = datetime(2026, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


class Workspace:
    """Takes older blocks alone, or says something else."""

    def __init__(self, refusal: str = "invalid_blocks") -> None:
        self.refusal = refusal
        self.asked: list[str] = []

    async def take(self, content: dict[str, Any]) -> str:
        kind = content["blocks"][0]["type"]
        self.asked.append(kind)
        if kind == "card" and self.refusal:
            raise SlackError("chat.postMessage", self.refusal)
        return kind


async def test_newer_blocks_are_sent_where_they_are_taken() -> None:
    forms, workspace = BlockForms(Clock()), Workspace("")
    assert await forms.send("a", BOTH, workspace.take) == "card"
    assert await forms.send("a", Message("text", (OLD,)), workspace.take) == "divider"


async def test_a_refusal_brings_the_older_ones_and_is_remembered_for_a_while_for_that_workspace_alone() -> None:
    clock = Clock()
    forms, workspace, other = BlockForms(clock), Workspace(), Workspace("")
    for _ in range(2):
        assert await forms.send("a", BOTH, workspace.take) == "divider"
    assert workspace.asked == ["card", "divider", "divider"]
    assert await forms.send("b", BOTH, other.take) == "card"
    clock.time += timedelta(hours=1)
    await forms.send("a", BOTH, workspace.take)
    assert workspace.asked[3:] == ["card", "divider"]


async def test_another_refusal_is_no_reason_for_older_blocks() -> None:
    workspace = Workspace("is_archived")
    with pytest.raises(SlackError, match="is_archived"):
        await BlockForms(Clock()).send("a", BOTH, workspace.take)
    assert workspace.asked == ["card"]


async def test_switched_off_no_workspace_is_asked() -> None:
    workspace = Workspace("")
    assert await BlockForms(Clock(), newer=False).send("a", BOTH, workspace.take) == "divider"
