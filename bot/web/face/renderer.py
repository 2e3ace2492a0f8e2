"""Messages, modals and Home as one person sees them: templates filled from the workspace."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment
from markupsafe import Markup

from bot.language import counted
from bot.local import Channel, Message, ModalOrHome, User, Workspace
from bot.web.face import sizes
from bot.web.face.blocks import blocks
from bot.web.face.elements import RenderContext
from bot.web.face.icons import icon
from bot.web.face.mrkdwn import Names, mrkdwn
from bot.web.face.visible import ephemerals
from bot.web.face.wording import workspace_strings

Json = dict[str, Any]
_HINT = re.compile(r"\s*\|\s*")


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut of the manifest: its callback id, its name, and whether it is one on messages."""

    callback_id: str
    name: str
    on_messages: bool


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command of the manifest, with what it says of itself."""

    name: str
    description: str
    hints: tuple[str, ...]


class Features:
    """What the app's manifest offers to people: commands and shortcuts."""

    def __init__(self, manifest: Mapping[str, Any]) -> None:
        features = manifest.get("features", {})
        self.commands = tuple(
            Command(
                command["command"],
                command.get("description", ""),
                tuple(filter(None, _HINT.split(command.get("usage_hint", "").strip()))),
            )
            for command in features.get("slash_commands", ())
        )
        self.shortcuts = tuple(
            Shortcut(shortcut["callback_id"], shortcut["name"], shortcut["type"] == "message")
            for shortcut in features.get("shortcuts", ())
        )


class Renderer:
    """Draws what is in the workspace for one person."""

    def __init__(self, workspace: Workspace, user: User, pages: Environment, features: Features) -> None:
        self._workspace = workspace
        self._user = user
        self._pages = pages
        self._features = features

    def message(self, message: Message, *, in_thread: bool = False) -> Markup:
        """One message; below it, outside its thread, how many replies it has."""
        replies = self._workspace.thread(message) if not message.is_reply else []
        return self._template(
            "message",
            message=message,
            author=self._workspace.users.get(message.user),
            body=self._body(message),
            time=self._time(message.ts),
            in_thread=in_thread,
            replies=0 if in_thread else len(replies),
            last_reply=self._time(replies[-1].ts) if replies else None,
            repliers=[self._workspace.users[user_id] for user_id in dict.fromkeys(reply.user for reply in replies)][:4],
            shortcuts=[shortcut for shortcut in self._features.shortcuts if shortcut.on_messages],
            is_own=message.user == self._user.id,
            known=_initials,
        )

    def messages(self, channel: Channel, thread_ts: str | None = None) -> list[Message]:
        """What this person sees in a channel outside threads, or in one thread: oldest first."""
        to_me = ephemerals(channel, self._user)
        if thread_ts is None:
            messages = [*self._workspace.history(channel), *(message for message in to_me if not message.is_reply)]
        else:
            parent = channel.messages.get(thread_ts)
            messages = [parent] if parent else []
            messages += channel.replies(thread_ts)
            messages += [message for message in to_me if message.thread_ts == thread_ts]
        return sorted(messages, key=lambda message: float(message.ts))

    def modal(self, view: ModalOrHome, *, below: int) -> Markup:
        """A modal; `below` are those that lie under it."""
        body = view.body
        return self._template(
            "modal",
            view=view,
            title=(body.get("title") or {}).get("text", ""),
            close=(body.get("close") or {}).get("text") or ("‹" if below else "✕"),
            submit=(body.get("submit") or {}).get("text"),
            content=blocks(view.blocks, self._context(view.state)),
            below=below,
        )

    def home(self, view: ModalOrHome | None) -> Markup:
        """The Home view, or a sentence while the bot has not published one."""
        content = blocks(view.blocks, self._context(view.state)) if view else None
        return self._template("home", view=view, content=content)

    def received(self, shown: Message | ModalOrHome) -> Markup:
        """What Slack would receive of it, with the sizes."""
        of, whole = sizes.of_message(shown) if isinstance(shown, Message) else sizes.of_view(shown)
        return self._template("received", sizes=of, whole=whole)

    def prompts(self, channel: Channel) -> Sequence[Json]:
        """The example questions that the bot suggested to this person, three at most."""
        found = self._workspace.assistant.get((channel.id, None), {}).get("prompts") or []
        return list(found)[:3]

    def name(self, channel: Channel) -> str:
        """A channel's name; of a direct message that of the other."""
        if channel.kind != "im":
            return channel.name
        other = next((user_id for user_id in channel.members if user_id != self._user.id), self._user.id)
        return self._workspace.users[other].name

    def _body(self, message: Message) -> Markup:
        context = self._context({})
        shown = Markup("").join(
            Markup('<div class="unfurl">{}</div>').format(blocks(attachment.get("blocks") or (), context))
            for attachment in message.attachments
        )
        if message.blocks:
            return blocks(message.blocks, context) + shown
        files = Markup("").join(
            Markup('<p class="file">{} {}</p>').format(icon("file"), file.get("name")) for file in message.files
        )
        return Markup('<div class="bk bk-rich">{}</div>{}{}').format(mrkdwn(message.text, context.names), files, shown)

    def _context(self, state: dict[str, dict[str, Json]]) -> RenderContext:
        people = [(person.id, person.name) for person in self._workspace.users.values() if person.id != "USLACKBOT"]
        joined = [channel for channel in self._workspace.channels.values() if self._user.id in channel.members]
        places = [
            (channel.id, self.name(channel) if channel.kind == "im" else f"#{channel.name}") for channel in joined
        ]
        channels = [(channel.id, f"#{channel.name}") for channel in joined if channel.kind == "public"]
        names = Names(dict(people), {channel.id: channel.name for channel in self._workspace.channels.values()})
        optional = workspace_strings(self._user.locale).optional
        return RenderContext(names, people, places, channels, self._user.tz, state, optional)

    def _time(self, ts: str) -> datetime:
        return datetime.fromtimestamp(float(ts), UTC).astimezone(ZoneInfo(self._user.tz))

    def _template(self, name: str, **values: Any) -> Markup:
        html = self._pages.get_template(f"face/{name}.html").render(
            strings=workspace_strings(self._user.locale), counted=counted, icon=icon, **values
        )
        return Markup(html.encode("utf-8", "replace").decode())


def _initials(name: str) -> str:
    return name[:1].upper()
