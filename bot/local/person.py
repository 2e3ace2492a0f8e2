"""Acting as a person: what the Slack client lets somebody do, each waiting for the bot's acknowledgement."""

import asyncio
import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from bot.local import events, form, payloads
from bot.local.active_team import ActiveTeam
from bot.local.delivery import Delivery
from bot.local.records import Channel, Message, ModalOrHome, User
from bot.local.refusal import FormError, RefusedError
from bot.local.web_api.response_url import respond

Json = dict[str, Any]
_NAMED = re.compile(r"(?<![\w<])@([\w.-]+)")
_CHANNEL = re.compile(r"(?<![\w<])#([\w-]+)")


class Person:
    """One person at the client; channels by id, name or object.

    Commands and interactions give back their Delivery (`acknowledged`, `attempts`, `reply`); messages the Message.
    """

    def __init__(self, workspace: ActiveTeam, user: User) -> None:
        self._workspace = workspace
        self.user = user

    # Writing

    async def say(
        self, channel: str | Channel, text: str, thread: Message | str | None = None, *, raw: bool = False
    ) -> Message:
        """Write a message, or a reply in the thread of a message.

        As the client does, `&`, `<` and `>` are escaped, `@name` and `#channel` become mentions; `raw` sends as it is.
        """
        where = self._place(channel)
        thread_ts = thread.thread_ts or thread.ts if isinstance(thread, Message) else thread
        if thread_ts is not None and thread_ts not in where.messages:
            raise RefusedError("thread_not_found")
        typed = text if raw else self.typed(text)
        message, sent = self._workspace.post(where, self.user.id, typed, thread_ts=thread_ts)
        await _all(sent)
        return message

    async def write(self, channel: str | Channel, text: str) -> None:
        """Write a message without sending it: the bot is told of the links in it."""
        await _all(events.links_shared(self._workspace, self._place(channel), self.user.id, self.typed(text)))

    async def send_file(self, channel: str | Channel, name: str, content: bytes, text: str = "") -> Message:
        """Upload a file and share it in a message."""
        file = self._workspace.upload(self.user, name, content)
        where = self._place(channel)
        message, sent = self._workspace.post(where, self.user.id, self.typed(text), files=[file], subtype="file_share")
        await _all(sent)
        return message

    async def mention(self, channel: str | Channel, text: str, thread: Message | str | None = None) -> Message:
        """Write a message that starts with a mention of the bot."""
        bot = self._workspace.bot_user.id
        return await self.say(channel, f"<@{bot}> {self.typed(text)}", thread, raw=True)

    async def tell_bot(self, text: str, thread: Message | str | None = None) -> Message:
        """Write to the bot in the direct message with it."""
        return await self.say(self._workspace.direct_message(self.user), text, thread)

    def typed(self, text: str) -> str:
        """The text as the client sends what somebody typed."""

        def user(match: re.Match[str]) -> str:
            known = next((u for u in self._workspace.users.values() if u.name == match.group(1)), None)
            return f"<@{known.id}>" if known else match.group()

        def channel(match: re.Match[str]) -> str:
            places = self._workspace.channels.values()
            known = next((c for c in places if c.name == match.group(1) and c.kind == "public"), None)
            return f"<#{known.id}|{known.name}>" if known else match.group()

        return _CHANNEL.sub(channel, _NAMED.sub(user, escape(text, quote=False)))

    async def edit(self, message: Message, text: str) -> None:
        """Change one's own message."""
        await _all(self._workspace.update(message, text=self.typed(text)))

    async def delete(self, message: Message) -> None:
        """Delete one's own message."""
        await _all(self._workspace.delete(message))

    async def react(self, message: Message, name: str) -> None:
        """Add a reaction by its emoji's name."""
        users = message.reactions.setdefault(name, [])
        if self.user.id not in users:
            users.append(self.user.id)
            data = {"channel": message.channel, "ts": message.ts, "reaction": name, "user": self.user.id}
            self._workspace.changed("reaction_added", data)
            await _all(events.reaction(self._workspace, "reaction_added", self.user.id, name, message))

    # Commands, shortcuts, Home

    async def slash(self, channel: str | Channel, command: str, text: str = "") -> Delivery:
        """Use a slash command; what the bot answers at once is shown as its message."""
        workspace = self._workspace
        where = self._place(channel)
        if command not in workspace.app.commands or "commands" not in workspace.app.scopes:
            raise FormError(f"{command} is not a valid command")
        payload = payloads.command(workspace, self.user, where, command, text)
        delivery = workspace.deliveries.send("slash_commands", command, payload, payload["trigger_id"])
        await delivery.done.wait()
        if not delivery.acknowledged:
            self._told(where, f'{command} failed with the error "{self._failure(delivery)}"')
        elif delivery.reply:
            body = delivery.reply if isinstance(delivery.reply, dict) else {"text": delivery.reply}
            key = payload["response_url"].rsplit("/", 1)[1]
            respond(workspace, key, body)
        return delivery

    async def shortcut(self, callback_id: str, message: Message | None = None) -> Delivery:
        """Use a shortcut on a message, or a global one."""
        if callback_id not in self._workspace.app.shortcuts or "commands" not in self._workspace.app.scopes:
            raise FormError(f"there is no shortcut {callback_id}")
        payload = payloads.shortcut(self._workspace, self.user, callback_id, message)
        return await self._interact(payload)

    async def open_home(self, tab: str = "home") -> ModalOrHome | None:
        """Open the app's Home (`home`) or its messages (`messages`); the Home view that is there after that."""
        await _all(events.home_opened(self._workspace, self.user.id, tab))
        return self._workspace.views.homes.get(self.user.id)

    # Using what the bot shows

    @property
    def modal(self) -> ModalOrHome | None:
        """The modal on top, if one is open."""
        stack = self._workspace.views.stack(self.user.id)
        return stack[-1] if stack else None

    @property
    def home(self) -> ModalOrHome | None:
        """The Home view that the bot published."""
        return self._workspace.views.homes.get(self.user.id)

    async def click(
        self, source: Message | ModalOrHome, action: str | Mapping[str, Any], value: str | None = None
    ) -> Delivery:
        """Press a button, by action_id, label or the element itself; `value` tells equal action_ids apart.

        For feedback buttons `value` is the value of the one that is pressed.
        """
        found = form.find(self._blocks(source), action, value)
        used: Json = {"action_id": found.action_id, "type": found.kind}
        element = found.element
        match found.kind:
            case "feedback_buttons":
                both = (element["positive_button"], element["negative_button"])
                pressed = next((option for option in both if value in (option["value"], option["text"]["text"])), None)
                if pressed is None:
                    raise FormError(f"{found.action_id!r} has no button {value!r}")
                used |= {"text": pressed["text"], "value": pressed["value"]}
            case "button" | "icon_button":
                used |= {"text": element["text"], **({"value": element["value"]} if "value" in element else {})}
            case _:
                raise FormError(f"{found.kind} {found.action_id!r} can't be clicked: choose or fill in")
        return await self._act(source, found, used)

    async def choose(
        self, source: Message | ModalOrHome, action: str | Mapping[str, Any], value: Any
    ) -> Delivery | None:
        """Choose in a menu: an option's value or label, a list of them, an id, or a date.

        Gives None in an input block of a modal, which sends nothing before the form is submitted.
        """
        found = form.find(self._blocks(source), action)
        entered = form.state_value(found, value)
        if isinstance(source, ModalOrHome) and found.kind != "overflow":
            source.state.setdefault(found.block_id, {})[found.action_id] = entered
        if not found.dispatches:
            return None
        return await self._act(source, found, {**entered, "action_id": found.action_id})

    async def suggest(self, view: ModalOrHome, action: str, typed: str) -> list[Json]:
        """Type into a menu whose options the bot gives: those options."""
        found = form.find(view.blocks, action)
        delivery = await self._interact(payloads.suggestion(self._workspace, self.user, view, found, typed))
        reply = delivery.reply if isinstance(delivery.reply, dict) else {}
        return list(reply.get("options") or [])

    async def submit(self, view: ModalOrHome, values: Mapping[str, Any] | None = None) -> Delivery:
        """Fill in fields (by action_id or block_id, as a person names the value) and send the form.

        What the bot's acknowledgement says is done: errors stay beside their fields (`delivery.errors`) with the form
        open; else it closes, changes or gets another on top.
        """
        if not view.open:
            raise FormError("the form is closed")
        for name, value in (values or {}).items():
            found = next((f for f in form.elements(view.blocks) if name in (f.action_id, f.block_id)), None)
            if found is None:
                raise FormError(f"the form has no field {name!r}")
            view.state.setdefault(found.block_id, {})[found.action_id] = form.state_value(found, value)
        if empty := form.missing(view.blocks, view.state):
            raise FormError(f"please fill in {', '.join(empty)}")
        delivery = await self._interact(payloads.submission(self._workspace, self.user, view))
        if delivery.acknowledged:
            self._after_submission(view, delivery.reply)
        return delivery

    async def close(self, view: ModalOrHome, *, everything: bool = False) -> list[Delivery]:
        """Close a modal, or with `everything` all that are open; the bot is told where it asked for that."""
        stack = self._workspace.views.stack(self.user.id)
        closed = list(reversed(stack)) if everything or view.body.get("clear_on_close") else [view]
        sent = []
        for gone in closed:
            self._workspace.views.close(gone)
            if gone.body.get("notify_on_close"):
                payload = payloads.closing(self._workspace, self.user, gone, cleared=everything)
                sent.append(self._workspace.deliveries.send("interactive", "view_closed", payload, gone.id))
        await _all(sent)
        return sent

    # How it is done

    def _place(self, channel: str | Channel) -> Channel:
        where = self._workspace.channel(channel)
        if self.user.id not in where.members:
            raise RefusedError("not_in_channel" if where.kind == "public" else "channel_not_found")
        if where.archived:
            raise RefusedError("is_archived")
        return where

    def _blocks(self, source: Message | ModalOrHome) -> list[Json]:
        if isinstance(source, Message):
            if source.ephemeral_to not in (None, self.user.id):
                raise FormError("only the person it was meant for sees this message")
            return source.all_blocks
        if not source.open or source.user != self.user.id:
            raise FormError("this view is not open in front of this person")
        return source.blocks

    async def _act(self, source: Message | ModalOrHome, found: form.FormElement, used: Json) -> Delivery:
        if isinstance(source, Message):
            return await self._interact(payloads.message_action(self._workspace, self.user, source, found, used))
        return await self._interact(payloads.view_action(self._workspace, self.user, source, found, used))

    async def _interact(self, payload: Json) -> Delivery:
        key = payload.get("trigger_id") or self._workspace.new_id("I")
        delivery = self._workspace.deliveries.send("interactive", payload["type"], payload, key)
        await delivery.done.wait()
        return delivery

    def _after_submission(self, view: ModalOrHome, reply: Any) -> None:
        views = self._workspace.views
        action = reply.get("response_action") if isinstance(reply, dict) else None
        try:
            match action:
                case None:
                    views.close(view)
                case "clear":
                    views.close_all(self.user.id)
                case "update":
                    views.update(view, reply["view"])
                case "push":
                    views.push(self.user.id, view.id, reply["view"])
                case "errors":
                    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
                    errors = reply.get("errors")
                    if not isinstance(errors, dict) or not errors or errors.keys() - inputs:
                        raise RefusedError("invalid_arguments", errors=errors, fields=sorted(inputs))
                case _:
                    raise RefusedError("invalid_arguments", response_action=action)
        except (RefusedError, KeyError) as error:
            self._workspace.warn(f"the answer to the submission of {view.id} was refused: {error}")

    def _told(self, channel: Channel, text: str) -> None:
        """Slackbot says something to this person alone."""
        self._workspace.warn(text)
        self._workspace.post(channel, "USLACKBOT", text, ephemeral_to=self.user.id)

    @staticmethod
    def _failure(delivery: Delivery) -> str:
        outcome = delivery.attempts[-1].outcome if delivery.attempts else "connection_failed"
        return {"http_timeout": "operation_timeout", "http_error": "dispatch_failed"}.get(outcome, "dispatch_failed")


async def _all(deliveries: Iterable[Delivery]) -> None:
    await asyncio.gather(*(delivery.done.wait() for delivery in deliveries))
