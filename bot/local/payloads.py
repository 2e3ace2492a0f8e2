"""The payloads of commands and interactions (docs.slack.dev/reference/interaction-payloads)."""

from typing import TYPE_CHECKING, Any

from bot.local.form import FormElement
from bot.local.records import Channel, Message, ModalOrHome, User

if TYPE_CHECKING:
    from bot.local.workspace import Workspace

Json = dict[str, Any]


def command(workspace: "Workspace", user: User, channel: Channel, name: str, text: str) -> Json:
    """A slash command's form fields."""
    names = {"im": "directmessage", "private": "privategroup", "mpim": channel.name, "public": channel.name}
    return {
        "token": "local",
        "team_id": workspace.team_id,
        "team_domain": workspace.team_domain,
        "channel_id": channel.id,
        "channel_name": names[channel.kind],
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url(workspace, channel, user),
        "trigger_id": workspace.tickets.trigger(user.id),
    }


def response_url(workspace: "Workspace", channel: Channel, user: User, message: Message | None = None) -> str:
    """A new address that answers there, for that person."""
    key = workspace.tickets.response(
        channel.id,
        user.id,
        message.ts if message else None,
        ephemeral=message is not None and message.ephemeral_to is not None,
    )
    return f"{workspace.url}/actions/{workspace.team_id}/{key}"


def message_action(workspace: "Workspace", user: User, message: Message, found: FormElement, action: Json) -> Json:
    """`block_actions` from a message; an ephemeral message's content is not in it."""
    channel = workspace.channels[message.channel]
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = {
        **_interaction(workspace, user, "block_actions"),
        "container": container,
        "channel": _channel(channel),
        "state": {"values": {}},
        "response_url": response_url(workspace, channel, user, message),
        "actions": [{**action, "block_id": found.block_id, "action_ts": workspace.new_ts()}],
    }
    if message.ephemeral_to is None:
        payload["message"] = workspace.message_json(message)
    return payload


def view_action(workspace: "Workspace", user: User, view: ModalOrHome, found: FormElement, action: Json) -> Json:
    """`block_actions` from a modal or Home view."""
    return {
        **_interaction(workspace, user, "block_actions", view.id if view.is_modal else None),
        "container": {"type": "view", "view_id": view.id},
        "view": workspace.view_json(view),
        "actions": [{**action, "block_id": found.block_id, "action_ts": workspace.new_ts()}],
    }


def submission(workspace: "Workspace", user: User, view: ModalOrHome) -> Json:
    """`view_submission` with what was filled in."""
    return {
        **_interaction(workspace, user, "view_submission", view.id),
        "view": workspace.view_json(view),
        "response_urls": [],
    }


def closing(workspace: "Workspace", user: User, view: ModalOrHome, *, cleared: bool) -> Json:
    """`view_closed`; `cleared` when all modals were closed at once."""
    payload = _interaction(workspace, user, "view_closed", view.id)
    del payload["trigger_id"]
    return {**payload, "view": workspace.view_json(view), "is_cleared": cleared}


def shortcut(workspace: "Workspace", user: User, callback_id: str, message: Message | None) -> Json:
    """`message_action` on a message, or a global `shortcut`."""
    if message is None:
        kind = _interaction(workspace, user, "shortcut")
        return {**kind, "callback_id": callback_id, "action_ts": workspace.new_ts()}
    channel = workspace.channels[message.channel]
    return {
        **_interaction(workspace, user, "message_action"),
        "callback_id": callback_id,
        "action_ts": workspace.new_ts(),
        "channel": _channel(channel),
        "message_ts": message.ts,
        "message": workspace.message_json(message),
        "response_url": response_url(workspace, channel, user, None),
    }


def suggestion(workspace: "Workspace", user: User, view: ModalOrHome, found: FormElement, typed: str) -> Json:
    """`block_suggestion`: the person types into a menu whose options the bot gives."""
    payload = _interaction(workspace, user, "block_suggestion")
    del payload["trigger_id"]
    return {
        **payload,
        "container": {"type": "view", "view_id": view.id},
        "view": workspace.view_json(view),
        "action_id": found.action_id,
        "block_id": found.block_id,
        "value": typed,
    }


def _interaction(workspace: "Workspace", user: User, kind: str, view_id: str | None = None) -> Json:
    return {
        "type": kind,
        "token": "local",
        "team": {"id": workspace.team_id, "domain": workspace.team_domain},
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": workspace.team_id},
        "api_app_id": workspace.app_id,
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": workspace.tickets.trigger(user.id, view_id),
    }


def _channel(channel: Channel) -> Json:
    return {"id": channel.id, "name": "directmessage" if channel.kind == "im" else channel.name}
