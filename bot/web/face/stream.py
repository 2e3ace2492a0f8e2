"""What happens in the workspace, as the server-sent events of one person's window."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from bot.local import Change, Message, User, Workspace
from bot.web.face.renderer import Renderer
from bot.web.face.visible import visible_message

Json = dict[str, Any]
_HEARTBEAT_SECONDS = 20.0
"""A comment goes out after so long without an event, so that a window that is gone is noticed."""


async def events(
    workspace: Workspace, user: User, renderer: Renderer, after: int | None, closing: asyncio.Event
) -> AsyncIterator[bytes]:
    """The events of one window, from now on or from behind a change's number, until `closing` is set."""
    closed = asyncio.ensure_future(closing.wait())
    try:
        async with workspace.changes(after) as changes:
            yield b"retry: 1000\n\n"
            waiting = asyncio.ensure_future(anext(changes))
            try:
                while True:
                    await asyncio.wait(
                        {waiting, closed}, timeout=_HEARTBEAT_SECONDS, return_when=asyncio.FIRST_COMPLETED
                    )
                    if closed.done():
                        return
                    if not waiting.done():
                        yield b": still here\n\n"
                        continue
                    try:
                        change = waiting.result()
                    except StopAsyncIteration:
                        return
                    for event in _of(change, workspace, user, renderer):
                        yield _written(change.number, event)
                    waiting = asyncio.ensure_future(anext(changes))
            finally:
                waiting.cancel()
    finally:
        closed.cancel()


def _of(change: Change, workspace: Workspace, user: User, renderer: Renderer) -> list[Json]:
    """What this person sees of a change, as events; each says its `kind`."""
    data = change.data
    match change.kind:
        case "message" | "message_changed" | "ephemeral" | "ephemeral_changed" | "reaction_added" | "reaction_removed":
            ts = data.get("ts") or data.get("message", {}).get("ts")
            message = _seen(workspace, user, data["channel"], str(ts))
            return _message_events(change, message, workspace, renderer) if message else []
        case "message_deleted" | "ephemeral_deleted":
            return [{"kind": "gone", "channel": data["channel"], "ts": data["ts"]}]
        case "view_opened" | "view_updated" | "view_closed":
            return [top_modal(workspace, user, renderer)] if data["user"] == user.id else []
        case "home_published" if data["user"] == user.id:
            return [{"kind": "home", "html": renderer.home(workspace.views.homes.get(user.id))}]
        case "assistant":
            channel = workspace.channels.get(data["channel"])
            if channel is None or user.id not in channel.members:
                return []
            if "status" in data:
                status = str(data["status"] or "")
                return [{"kind": "status", "channel": channel.id, "thread": data["thread_ts"], "text": status}]
            return [{"kind": "prompts", "prompts": renderer.prompts(channel)}] if "prompts" in data else []
        case "member_joined" if data["user"] in (user.id, workspace.bot_user.id):
            return [{"kind": "joined", "channel": data["channel"], "user": data["user"]}]
        case "warning":
            return [{"kind": "warning", "text": str(data["text"])}]
    return []


def _message_events(change: Change, message: Message, workspace: Workspace, renderer: Renderer) -> list[Json]:
    event: Json = {
        "kind": "message",
        "is_new": change.kind in ("message", "ephemeral"),
        "channel": message.channel,
        "ts": message.ts,
        "thread": message.thread_ts if message.is_reply else None,
        "html": renderer.message(message, in_thread=message.is_reply),
        "user": message.user,
    }
    parent = workspace.channels[message.channel].messages.get(message.thread_ts or "")
    if parent is None:
        return [event]
    if not message.is_reply:
        return [
            event,
            {**event, "thread": message.ts, "is_new": False, "html": renderer.message(parent, in_thread=True)},
        ]
    return [
        event,
        {
            "kind": "message",
            "is_new": False,
            "channel": message.channel,
            "ts": parent.ts,
            "thread": None,
            "html": renderer.message(parent),
            "user": parent.user,
        },
    ]


def top_modal(workspace: Workspace, user: User, renderer: Renderer) -> Json:
    """The modal on top of this person's stack, or that there is none."""
    stack = workspace.views.stack(user.id)
    html = renderer.modal(stack[-1], below=len(stack) - 1) if stack else None
    return {"kind": "modal", "html": html, "view": stack[-1].id if stack else None}


def _seen(workspace: Workspace, user: User, channel_id: str, ts: str) -> Message | None:
    """The message, if this person may see it."""
    channel = workspace.channels.get(channel_id)
    return visible_message(channel, user, ts) if channel else None


def _written(number: int, event: Json) -> bytes:
    return f"id: {number}\ndata: {json.dumps(event)}\n\n".encode()
