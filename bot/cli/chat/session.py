"""The conversation: lines of a person in, what happens in the workspace out."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from bot.cli.chat.screen import Usable, render
from bot.cli.chat.wording import chat_strings
from bot.cli.wrapping import columns
from bot.language import Language
from bot.local import Change, FormError, Message, ModalOrHome, RefusedError, Workspace
from bot.slack.ids import FIND_COVERAGE
from bot.text import printable

_LOOK_SECONDS = 0.2


@dataclass(frozen=True)
class _Numbered:
    """What a number stands for: something usable on a message or view, or one option of a menu there."""

    source: Message | ModalOrHome
    usable: Usable
    option: str | None = None
    submits: bool = False


class Session:
    """One person in a workspace with the bot. `idle` waits until the bot has done all that is under way."""

    def __init__(
        self,
        workspace: Workspace,
        person: str,
        console: Console,
        idle: Callable[[], Awaitable[None]],
        language: Language,
    ) -> None:
        self._workspace = workspace
        self._person = workspace.as_user(person)
        self._console = console
        self._idle = idle
        self._strings = chat_strings(language)
        self._channel = workspace.channel("general")
        self._threads: dict[str, Message] = {}
        self._numbers: dict[int, _Numbered] = {}
        self._next = itertools.count(1)
        self._shown = 0

    @property
    def prompt(self) -> str:
        """What stands before the line that is typed: where commands and mentions go."""
        return f"#{self._channel.name}> "

    async def run(self, lines: AsyncIterator[str]) -> None:
        """Go on until the lines end or the person leaves."""
        self._welcome()
        async with self._workspace.changes() as changes:
            self._shown = self._workspace.feed.number
            showing = asyncio.create_task(self._show_all(changes))
            try:
                async for line in lines:
                    if line.strip() in ("/quit", "/exit"):
                        break
                    await self.enter(line.strip())
            finally:
                showing.cancel()
                await asyncio.gather(showing, return_exceptions=True)

    async def enter(self, line: str) -> None:
        """Do what a line says, and wait until all that comes of it is shown."""
        try:
            await self._do(line)
        except (FormError, RefusedError) as error:
            self._say(self._strings.refused.format(reason=error))
        await self._idle()
        while self._workspace.busy or self._shown < self._workspace.feed.number:
            await self._workspace.pulse.wait(_LOOK_SECONDS)
            await self._idle()

    async def _do(self, line: str) -> None:
        first, _, rest = line.partition(" ")
        rest = rest.strip()
        mention = f"@{self._workspace.bot_user.name}"
        if not line:
            return
        if first.isdecimal():
            await self._use(int(first), rest)
        elif first in self._workspace.app.commands:
            await self._person.slash(self._channel, first, rest)
        elif first == mention:
            await self._mention(rest)
        elif first == "/new":
            self._threads.pop(self._channel.id, None)
        elif first == "/home":
            await self._person.open_home()
        elif first == "/messages":
            await self._person.open_home("messages")
        elif first == "/find":
            await self._find(rest)
        elif first == "/channel":
            self._go_to(rest)
        elif first == "/close":
            await self._close()
        elif first.startswith("/"):
            self._welcome()
        else:
            await self._person.tell_bot(line)

    async def _mention(self, text: str) -> None:
        """In the thread of the mention before, if there is one in this channel."""
        thread = self._threads.get(self._channel.id)
        message = await self._person.mention(self._channel, text, thread)
        self._threads.setdefault(self._channel.id, message)

    async def _find(self, text: str) -> None:
        message = await self._workspace.as_user("colleague").say(self._channel, text)
        await self._person.shortcut(FIND_COVERAGE, message)

    def _go_to(self, name: str) -> None:
        mine = [channel for channel in self._workspace.channels.values() if channel.kind != "im"]
        found = next((channel for channel in mine if channel.name == name.removeprefix("#")), None)
        if found is None:
            self._say(
                self._strings.no_such_channel.format(name=name, names=" ".join(f"#{channel.name}" for channel in mine))
            )
        else:
            self._channel = found
            self._say(f"#{found.name}")

    async def _close(self) -> None:
        if (modal := self._person.modal) is None:
            self._say(self._strings.nothing_to_close)
        else:
            await self._person.close(modal)

    # Using what has a number

    async def _use(self, number: int, text: str) -> None:
        numbered = self._numbers.get(number)
        if numbered is None:
            self._say(self._strings.no_such_number.format(number=number))
            return
        source, usable = numbered.source, numbered.usable
        delivery = None
        if numbered.submits:
            assert isinstance(source, ModalOrHome)
            delivery = await self._person.submit(source)
            for field, error in delivery.errors.items():
                self._say(f"{_label(source, field)}: {error}")
        elif numbered.option is not None:
            delivery = await self._person.choose(source, usable.element, numbered.option)
        elif usable.options:
            self._offer(numbered)
        elif usable.takes_text and not text:
            self._say(self._strings.write_behind.format(number=number))
        elif usable.takes_text:
            delivery = await self._person.choose(source, str(usable.element["action_id"]), self._written(usable, text))
        else:
            delivery = await self._person.click(source, usable.element, usable.value)
        if delivery is not None and not delivery.acknowledged:
            self._say(self._strings.failed)

    def _offer(self, menu: _Numbered) -> None:
        """The options of a menu, each behind a number."""
        lines = Text()
        for label, value in menu.usable.options:
            number = self._keep(_Numbered(menu.source, menu.usable, option=value))
            lines.append(f"  [{number}]", style="bold cyan").append(f" {label}\n")
        self._console.print(lines, end="")

    def _keep(self, numbered: _Numbered) -> int:
        number = next(self._next)
        self._numbers[number] = numbered
        return number

    # Showing

    async def _show_all(self, changes: AsyncIterator[Change]) -> None:
        async for change in changes:
            if (shown := self._rendered(change)) is not None:
                self._console.print(shown)
            self._shown = change.number
            self._workspace.pulse.beat()

    def _rendered(self, change: Change) -> RenderableType | None:
        match change.kind:
            case "message" | "message_changed" | "ephemeral" | "ephemeral_changed":
                return self._message(change.data)
            case "view_opened" | "view_updated" | "home_published":
                return self._view(change.data)
            case "assistant":
                return self._prompts(change.data)
        return None

    def _message(self, data: Mapping[str, Any]) -> RenderableType | None:
        channel, ts = self._workspace.channels[data["channel"]], data["message"]["ts"]
        found = channel.messages.get(ts) or next(
            (ephemeral for ephemeral in channel.ephemerals if ephemeral.ts == ts), None
        )
        me = self._person.user.id
        if found is None or found.user == me or found.ephemeral_to not in (None, me) or me not in channel.members:
            return None
        if not found.bot_id:
            return Text(f"{self._name(found.user)} · #{channel.name}\n", style="dim").append(printable(found.text))
        where = self._strings.direct if channel.kind == "im" else f"#{channel.name}"
        labels = [self._name(found.user), where, *([self._strings.thread] if found.is_reply else [])]
        labels += [self._strings.only_you] if found.ephemeral_to else []
        head = Text(" · ".join(labels), style="dim green")
        body = render(found.blocks, self._numbering(found), self._name) if found.blocks else Text(printable(found.text))
        return Padding(Group(head, body), (0, 0, 1, 4 if found.is_reply else 0))

    def _view(self, data: Mapping[str, Any]) -> RenderableType | None:
        view = self._person.home if data["view"]["type"] == "home" else self._person.modal
        if view is None or data["user"] != self._person.user.id:
            return None
        title = self._strings.home if not view.is_modal else printable(view.body["title"]["text"])
        body = render(view.blocks, self._numbering(view), self._name, view.state)
        if submit := view.body.get("submit"):
            usable = Usable({}, printable(str(submit.get("text") or self._strings.submit)))
            number = self._keep(_Numbered(view, usable, submits=True))
            body = Group(body, Text(f"[{number}]", style="bold cyan").append(f" {usable.label}"))
        return Panel(body, title=title, title_align="left")

    def _prompts(self, data: Mapping[str, Any]) -> RenderableType | None:
        prompts = data.get("prompts") or []
        if not prompts:
            return None
        lines = [self._strings.suggested, *(f"  {printable(prompt['message'])}" for prompt in prompts)]
        return Text("\n".join(lines))

    def _numbering(self, source: Message | ModalOrHome) -> Callable[[Usable], int]:
        return lambda usable: self._keep(_Numbered(source, usable))

    def _name(self, id_: str) -> str:
        """What a person or channel with this id is called."""
        if (channel := self._workspace.channels.get(id_)) is not None:
            return f"#{channel.name}"
        user = self._workspace.users.get(id_)
        return user.name if user else id_

    def _welcome(self) -> None:
        self._console.print(*columns(self._strings.welcome), sep="")

    def _say(self, sentence: str) -> None:
        self._console.print(Text(printable(sentence), style="yellow"))

    def _written(self, usable: Usable, text: str) -> Any:
        """What a person wrote, as the element takes it: a list for several choices, a channel's id for its name."""
        kind = str(usable.element.get("type", ""))
        if kind.startswith("multi_") or kind == "checkboxes":
            return [part.strip() for part in text.split(",") if part.strip()]
        if kind == "conversations_select":
            named = (
                channel.id for channel in self._workspace.channels.values() if channel.name == text.removeprefix("#")
            )
            return next(named, text)
        return text


def _label(view: ModalOrHome, field: str) -> str:
    """The label of a field of a form."""
    inputs = (block for block in view.blocks if block.get("block_id") == field)
    return next((str(block["label"]["text"]) for block in inputs if "label" in block), field)
