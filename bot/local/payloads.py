"""The payloads of commands and interactions (docs.slack.dev/reference/interaction-payloads)."""

from typing import Any

from bot.local.form import FormElement
from bot.local.records import Channel, Message, ModalOrHome, User
from bot.local.team import Team

Json = dict[str, Any]


def command(team: Team, user: User, channel: Channel, name: str, text: str) -> Json:
    """A slash command's form fields."""
    names = {"im": "directmessage", "private": "privategroup", "mpim": channel.name, "public": channel.name}
    return {
        "token": "local",
        "team_id": team.team_id,
        "team_domain": team.team_domain,
        "channel_id": channel.id,
        "channel_name": names[channel.kind],
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": team.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url(team, channel, user),
        "trigger_id": team.tickets.trigger(user.id),
    }


def response_url(team: Team, channel: Channel, user: User, message: Message | None = None) -> str:
    """A new address that answers there, for that person."""
    key = team.tickets.response(
        channel.id,
        user.id,
        message.ts if message else None,
        ephemeral=message is not None and message.ephemeral_to is not None,
    )
    return f"{team.url}/actions/{team.team_id}/{key}"


def message_action(team: Team, user: User, message: Message, found: FormElement, action: Json) -> Json:
    """`block_actions` from a message; an ephemeral message's content is not in it."""
    channel = team.channels[message.channel]
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_to is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    for attachment in message.attachments:
        if found.block in (attachment.get("blocks") or ()):
            names = ("is_app_unfurl", "app_unfurl_url")
            container |= {"type": "message_attachment", "attachment_id": attachment.get("id")}
            container |= {name: attachment[name] for name in names if name in attachment}
    payload = {
        **_interaction(team, user, "block_actions"),
        "container": container,
        "channel": _channel(channel),
        "state": {"values": {}},
        "response_url": response_url(team, channel, user, message),
        "actions": [{**action, "block_id": found.block_id, "action_ts": team.new_ts()}],
    }
    if message.ephemeral_to is None:
        payload["message"] = team.message_json(message)
    return payload


def view_action(team: Team, user: User, view: ModalOrHome, found: FormElement, action: Json) -> Json:
    """`block_actions` from a modal or Home view."""
    return {
        **_interaction(team, user, "block_actions", view.id if view.is_modal else None),
        "container": {"type": "view", "view_id": view.id},
        "view": team.view_json(view),
        "actions": [{**action, "block_id": found.block_id, "action_ts": team.new_ts()}],
    }


def submission(team: Team, user: User, view: ModalOrHome) -> Json:
    """`view_submission` with what was filled in."""
    return {
        **_interaction(team, user, "view_submission", view.id),
        "view": team.view_json(view),
        "response_urls": [],
    }


def closing(team: Team, user: User, view: ModalOrHome, *, cleared: bool) -> Json:
    """`view_closed`; `cleared` when all modals were closed at once."""
    payload = _interaction(team, user, "view_closed", view.id)
    del payload["trigger_id"]
    return {**payload, "view": team.view_json(view), "is_cleared": cleared}


def shortcut(team: Team, user: User, callback_id: str, message: Message | None) -> Json:
    """`message_action` on a message, or a global `shortcut`."""
    if message is None:
        kind = _interaction(team, user, "shortcut")
        return {**kind, "callback_id": callback_id, "action_ts": team.new_ts()}
    channel = team.channels[message.channel]
    return {
        **_interaction(team, user, "message_action"),
        "callback_id": callback_id,
        "action_ts": team.new_ts(),
        "channel": _channel(channel),
        "message_ts": message.ts,
        "message": team.message_json(message),
        "response_url": response_url(team, channel, user, None),
    }


def suggestion(team: Team, user: User, view: ModalOrHome, found: FormElement, typed: str) -> Json:
    """`block_suggestion`: the person types into a menu whose options the bot gives."""
    payload = _interaction(team, user, "block_suggestion")
    del payload["trigger_id"]
    return {
        **payload,
        "container": {"type": "view", "view_id": view.id},
        "view": team.view_json(view),
        "action_id": found.action_id,
        "block_id": found.block_id,
        "value": typed,
    }


def _interaction(team: Team, user: User, kind: str, view_id: str | None = None) -> Json:
    return {
        "type": kind,
        "token": "local",
        "team": {"id": team.team_id, "domain": team.team_domain},
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": team.team_id},
        "api_app_id": team.app_id,
        "enterprise": None,
        "is_enterprise_install": False,
        "trigger_id": team.tickets.trigger(user.id, view_id),
    }


def _channel(channel: Channel) -> Json:
    return {"id": channel.id, "name": "directmessage" if channel.kind == "im" else channel.name}
