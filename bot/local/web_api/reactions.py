"""reactions.* (docs.slack.dev/reference/methods)."""

import re
from typing import Any

from bot.local import events
from bot.local.active_team import ActiveTeam
from bot.local.records import Message
from bot.local.refusal import RefusedError
from bot.local.web_api.method import Call, method, seen_channel

Json = dict[str, Any]
_NAME = re.compile(r"[a-z0-9_+'-]+(?:::skin-tone-[2-6])?")


@method("reactions.add", "channel name timestamp", scopes=("reactions:write",))
def add(workspace: ActiveTeam, call: Call) -> Json:
    """The bot reacts to a message."""
    message, name = _target(workspace, call)
    users = message.reactions.setdefault(name, [])
    if workspace.bot_user.id in users:
        raise RefusedError("already_reacted")
    users.append(workspace.bot_user.id)
    _told(workspace, "reaction_added", name, message)
    return {}


@method("reactions.remove", "channel name timestamp", scopes=("reactions:write",))
def remove(workspace: ActiveTeam, call: Call) -> Json:
    """The bot takes its reaction back."""
    message, name = _target(workspace, call)
    users = message.reactions.get(name, [])
    if workspace.bot_user.id not in users:
        raise RefusedError("no_reaction")
    users.remove(workspace.bot_user.id)
    if not users:
        del message.reactions[name]
    _told(workspace, "reaction_removed", name, message)
    return {}


def _target(workspace: ActiveTeam, call: Call) -> tuple["Message", str]:
    channel = seen_channel(workspace, call)
    message = workspace.message(channel, call.text("timestamp"))
    if workspace.bot_user.id not in channel.members:
        raise RefusedError("not_in_channel")
    name = call.text("name").strip(":")
    if not _NAME.fullmatch(name):
        raise RefusedError("invalid_name")
    return message, name


def _told(workspace: ActiveTeam, kind: str, name: str, message: "Message") -> None:
    bot = workspace.bot_user.id
    data = {"channel": message.channel, "ts": message.ts, "reaction": name, "user": bot}
    workspace.changed("reaction_added" if kind == "reaction_added" else "reaction_removed", data)
    events.reaction(workspace, kind, bot, name, message)
