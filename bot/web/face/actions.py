"""What a person does at a window, done as this person in the workspace."""

import asyncio
import re
from base64 import b64decode
from collections.abc import Callable, Coroutine
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.local import Channel, FormError, Message, ModalOrHome, Person, RefusedError, User, Workspace
from bot.local.form import FormElement, elements, state_value
from bot.web.face.visible import visible_message, visible_view

Json = dict[str, Any]
_COMMAND = re.compile(r"(/[\w-]+)(?:\s+(.*))?", re.DOTALL)
_INVITE = re.compile(r"@?([\w.-]+)")
_WAIT_SECONDS = 3.2
"""Slack shows for three seconds that something is under way; what takes longer goes on without the window."""
_REFUSALS = {
    "not_in_channel": "You are not in this channel.",
    "is_archived": "This channel is archived.",
    "thread_not_found": "This thread is gone.",
    "message_not_found": "This message is gone.",
    "not_found": "This window is gone.",
}


class PersonActions:
    """The actions of one person. Each returns the answer to the window, or raises FormError with a sentence."""

    def __init__(self, workspace: Workspace, user: User) -> None:
        self._workspace = workspace
        self._user = user
        self._person = workspace.as_user(user)
        self._actions: dict[str, Callable[[Json], Coroutine[Any, Any, Json]]] = {
            "say": self._say,
            "send": self._send,
            "act": self._act,
            "suggest": self._suggest,
            "submit": self._submit,
            "close": self._close,
            "shortcut": self._shortcut,
            "home": self._home,
            "me": self._me,
        }

    @property
    def person(self) -> Person:
        """Who acts."""
        return self._person

    async def do(self, name: str, body: Json) -> Json:
        """Do what the window asks for."""
        action = self._actions.get(name)
        if action is None:
            raise FormError(f"there is no {name}")
        try:
            return await action(body)
        except RefusedError as refusal:
            raise FormError(_REFUSALS.get(refusal.code, f"Slack would refuse this: {refusal.code}")) from refusal

    async def _say(self, body: Json) -> Json:
        text, channel = _text(body, "text").strip(), self._channel(body)
        if not text:
            raise FormError("Write something first.")
        thread = body.get("thread")
        command = _COMMAND.fullmatch(text)
        if command and not thread:
            await self._command(channel, command[1], (command[2] or "").strip())
        else:
            await _wait_briefly(self._person.say(channel, text, str(thread) if thread else None))
        return {}

    async def _send(self, body: Json) -> Json:
        channel, name = self._channel(body), _text(body, "name").replace("/", "_")[-200:]
        try:
            content = b64decode(_text(body, "content"), validate=True)
        except ValueError as error:
            raise FormError("The file could not be read.") from error
        await _wait_briefly(self._person.send_file(channel, name or "file", content))
        return {}

    async def _command(self, channel: Channel, name: str, text: str) -> None:
        if name == "/invite":
            invited = _INVITE.match(text)
            if invited is None or channel.kind == "im":
                raise FormError("Say whom, in a channel: /invite @latepost")
            self._workspace.join(channel, self._workspace.user(invited[1]))
            return
        if name not in self._workspace.app.commands:
            offered = ", ".join(sorted(self._workspace.app.commands))
            raise FormError(f"{name} is not a valid command. There are {offered} and /invite.")
        await _wait_briefly(self._person.slash(channel, name, text))

    async def _act(self, body: Json) -> Json:
        source, found = self._found(body)
        value = body.get("value")
        if isinstance(source, ModalOrHome):
            self._fill_in(source, body)
        work: Coroutine[Any, Any, Any]
        if found.kind in ("button", "icon_button", "feedback_buttons"):
            work = self._person.click(source, found.element, value if found.kind == "feedback_buttons" else None)
        else:
            work = self._person.choose(source, found.element, _chosen(found, value))
        await _wait_briefly(work)
        return {}

    async def _suggest(self, body: Json) -> Json:
        source, found = self._found(body)
        if not isinstance(source, ModalOrHome):
            raise FormError("only a window's menus ask for options here")
        return {"options": await self._person.suggest(source, found.action_id, _text(body, "typed"))}

    async def _submit(self, body: Json) -> Json:
        view = self._view(body)
        self._fill_in(view, body)
        delivery = await self._person.submit(view)
        if not delivery.acknowledged:
            raise FormError("We had some trouble connecting. Try again?")
        return {"errors": delivery.errors}

    async def _close(self, body: Json) -> Json:
        await _wait_briefly(self._person.close(self._view(body), everything=bool(body.get("everything"))))
        return {}

    async def _shortcut(self, body: Json) -> Json:
        message = self._message(body) if body.get("ts") else None
        await _wait_briefly(self._person.shortcut(_text(body, "callback"), message))
        return {}

    async def _home(self, body: Json) -> Json:
        tab = "messages" if body.get("tab") == "messages" else "home"
        await _wait_briefly(self._person.open_home(tab))
        return {}

    async def _me(self, body: Json) -> Json:
        zone, language = body.get("zone"), body.get("language")
        if isinstance(zone, str) and _is_zone(zone):
            self._user.tz = zone
        if language in ("zh", "en"):
            self._user.locale = {"zh": "zh-CN", "en": "en-US"}[language]
        return {}

    def _fill_in(self, view: ModalOrHome, body: Json) -> None:
        """Put what the window's fields hold into the view's state."""
        given = body.get("values")
        if not isinstance(given, dict):
            return
        for found in elements(view.blocks):
            if found.block["type"] == "input" and found.block_id in given:
                value = state_value(found, _chosen(found, given[found.block_id]))
                view.state.setdefault(found.block_id, {})[found.action_id] = value

    # Finding what is meant

    def _channel(self, body: Json) -> Channel:
        channel = self._workspace.channel(_text(body, "channel"))
        if self._user.id not in channel.members:
            raise RefusedError("not_in_channel")
        return channel

    def _message(self, body: Json) -> Message:
        message = visible_message(self._channel(body), self._user, _text(body, "ts"))
        if message is None:
            raise RefusedError("message_not_found")
        return message

    def _view(self, body: Json) -> ModalOrHome:
        view = visible_view(self._workspace, self._user, _text(body, "view"))
        if view is None:
            raise RefusedError("not_found")
        return view

    def _found(self, body: Json) -> tuple[Message | ModalOrHome, FormElement]:
        source = self._view(body) if body.get("view") else self._message(body)
        block_id, action_id = body.get("block"), body.get("action")
        for found in elements(source.all_blocks):
            if found.block.get("block_id") == block_id and found.element.get("action_id") == action_id:
                return source, found
        raise FormError("This is no longer here. Look again: it has changed.")


def _chosen(found: FormElement, value: Any) -> Any:
    """What was chosen or typed, as `Person` takes it: nothing chosen is None."""
    if isinstance(value, list):
        return value
    if value in ("", None):
        return None
    return int(value) if found.kind == "datetimepicker" else value


def _text(body: Json, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise FormError(f"{name} is missing")
    return value


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


_running: set["asyncio.Task[Any]"] = set()


async def _wait_briefly(work: Coroutine[Any, Any, Any]) -> None:
    """Wait for the work, but not for longer than a person would; it goes on by itself."""
    task = asyncio.ensure_future(work)
    _running.add(task)
    task.add_done_callback(_running.discard)
    done, _ = await asyncio.wait({task}, timeout=_WAIT_SECONDS)
    if done:
        task.result()
