"""A running bot in front of a local workspace, with an inbox and with feeds from a local server."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.app.serving.server import Running, running
from bot.app.serving.slack import app_manifest
from bot.app.settings import Settings
from bot.ingest.fetching.addresses import is_public
from bot.local import Message, Person, Workspace
from bot.local.deliveries import Timing
from bot.slack import ids
from tests.feed_server import PUBLIC
from tests.scenario.slack.conftest import replies_to

WAIT = 30.0
"""Seconds after which something is taken for missing."""


def shown(value: Any) -> str:
    """All text of a message, view or list of them, as a person reads it."""
    if isinstance(value, Message):
        return shown(value.blocks)
    if isinstance(value, list | tuple):
        return "\n".join(filter(None, map(shown, value)))
    if isinstance(value, dict):
        own = value["text"] if isinstance(value.get("text"), str) else ""
        rest = [shown(member) for member in value.values() if isinstance(member, dict | list)]
        return ("" if str(value.get("type", "")).startswith("rich_text") else "\n").join(filter(None, [own, *rest]))
    return ""


def buttons(blocks: list[dict[str, Any]], action_id: str) -> list[dict[str, Any]]:
    """The elements with this action_id."""
    elements = [element for block in blocks for element in block.get("elements", []) if isinstance(element, dict)]
    return [each for each in elements if each.get("action_id") == action_id]


@dataclass
class Office:
    """Ann, who may add articles, and Bo, who may not, at a bot with a data folder."""

    workspace: Workspace
    bot: Running
    folder: Path
    ann: Person
    bo: Person

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    async def until(self, predicate: Callable[[], Any]) -> Any:
        return await self.workspace.wait_for(predicate, timeout=WAIT)

    async def reply(self, message: Message) -> Message:
        """The bot's first reply in the thread of a message, or below a direct one."""

        def found() -> list[Message]:
            return replies_to(self.workspace, message)

        await self.until(found)
        await self.workspace.settled(quiet=0.3, timeout=WAIT)
        return found()[0]

    async def answer_naming(self, person: Person, question: str, words: str) -> Message:
        """Ask until the answer holds these words."""
        for _ in range(40):
            reply = await self.reply(await person.mention("general", question))
            if words in shown(reply):
                return reply
        raise AssertionError(f"{question!r} was never answered with {words!r}, but {shown(reply)!r}")

    async def opened_paragraph(self, person: Person, answer: Message, number: int) -> str:
        """What the modal shows when the article's citation of this paragraph is chosen."""
        await person.click(answer, buttons(answer.blocks, ids.OPEN_ARTICLE)[0])
        modal = await self.until(lambda: person.modal)
        menus = buttons(modal.blocks, ids.ARTICLE_PARAGRAPH)
        options = [(menu, option) for menu in menus for option in menu["options"]]
        menu, chosen = next(each for each in options if each[1]["text"]["text"].startswith(f"[{number}]"))
        before = shown(modal.blocks)
        await person.choose(modal, menu, chosen["value"])
        await self.until(lambda: person.modal and shown(person.modal.blocks) != before)
        text = shown(person.modal.blocks)  # type: ignore[union-attr]
        await person.close(person.modal)  # type: ignore[arg-type]
        return text


@asynccontextmanager
async def office(folder: Path, **more: str) -> AsyncGenerator[Office]:
    """The bot, left running; the loopback address of the feed server counts as a public one."""
    made = app_manifest(Settings.model_validate({}), socket_mode=True)
    async with Workspace.from_manifest(
        made, lambda: datetime.now(UTC), timing=Timing(retry_delays=(0, 0, 0))
    ) as workspace:
        ann, _bo = workspace.add_user("ann", locale="en-US"), workspace.add_user("bo", locale="zh-CN")
        workspace.add_channel("general", members=["ann", "bo", "latepost"])
        values = {
            "LATEPOST_DATA_DIR": folder,
            "LATEPOST_ENCODER": "off",
            "LATEPOST_PORT": 0,
            "SLACK_BOT_TOKEN": workspace.app.bot_token,
            "SLACK_APP_TOKEN": workspace.app.app_token,
            "SLACK_API_URL": workspace.api_url,
            "LATEPOST_EDITORS": ann.id,
            "LATEPOST_ADMINS": ann.id,
            **more,
        }
        settings = Settings.model_validate(values)

        def may_connect(address: str) -> bool:
            return address == PUBLIC or is_public(address)

        async with running(settings, lambda _: None, may_connect=may_connect) as bot:
            yield Office(workspace, bot, folder, workspace.as_user("ann"), workspace.as_user("bo"))
        assert workspace.warnings == []
