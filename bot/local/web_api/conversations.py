"""conversations.*: channels, their members, history and threads (docs.slack.dev/reference/methods)."""

from typing import Any

from bot.local.active_team import ActiveTeam
from bot.local.records import SCOPE_PREFIXES, Channel, ChannelKind, Message
from bot.local.refusal import RefusedError
from bot.local.web_api.method import Call, method, need, page, seen_channel

Json = dict[str, Any]
_KINDS: dict[str, ChannelKind] = {
    "public_channel": "public",
    "private_channel": "private",
    "im": "im",
    "mpim": "mpim",
}
_RANGE = "channel cursor limit oldest latest inclusive include_all_metadata"


@method("conversations.history", _RANGE)
def history(workspace: ActiveTeam, call: Call) -> Json:
    """The messages outside threads, newest first; `metadata` with `include_all_metadata`."""
    channel = _readable(workspace, call)
    shown = [message for message in channel.messages.values() if not message.is_reply]
    newest_first = _within(list(reversed(shown)), call)
    messages, metadata = page(newest_first, call, maximum=999)
    return {
        "messages": _shown(workspace, messages, call),
        "has_more": bool(metadata["next_cursor"]),
        "pin_count": 0,
        "response_metadata": metadata,
    }


@method("conversations.replies", f"{_RANGE} ts")
def replies(workspace: ActiveTeam, call: Call) -> Json:
    """A thread's parent and its replies, oldest first."""
    channel = _readable(workspace, call)
    asked = channel.messages.get(call.text("ts"))
    if asked is None:
        raise RefusedError("thread_not_found")
    parent = channel.messages.get(asked.thread_ts or asked.ts, asked)
    messages, metadata = page(_within(channel.replies(parent.ts), call), call, default=1000)
    whole = [parent, *messages] if call.optional("cursor") is None else messages
    return {
        "messages": _shown(workspace, whole, call),
        "has_more": bool(metadata["next_cursor"]),
        "response_metadata": metadata,
    }


@method("conversations.info", "channel include_locale include_num_members")
def info(workspace: ActiveTeam, call: Call) -> Json:
    """One conversation."""
    channel = seen_channel(workspace, call)
    need(workspace, f"{channel.scope_prefix}:read")
    return {"channel": channel.to_json(workspace.team_id, workspace.bot_user.id)}


@method("conversations.list", "types exclude_archived limit cursor")
def list_(workspace: ActiveTeam, call: Call) -> Json:
    """The conversations that the bot may know of."""
    found = _listed(workspace, call, members_only=False)
    channels, metadata = page(found, call)
    return {"channels": channels, "response_metadata": metadata}


@method("users.conversations", "types exclude_archived limit cursor user")
def users_conversations(workspace: ActiveTeam, call: Call) -> Json:
    """The conversations that the bot (or, of those it may know, a person) is in."""
    channels, metadata = page(_listed(workspace, call, members_only=True), call)
    return {"channels": channels, "response_metadata": metadata}


@method("conversations.members", "channel limit cursor")
def members(workspace: ActiveTeam, call: Call) -> Json:
    """The ids of the members."""
    channel = seen_channel(workspace, call)
    need(workspace, f"{channel.scope_prefix}:read")
    ids, metadata = page(list(channel.members), call)
    return {"members": ids, "response_metadata": metadata}


@method("conversations.join", "channel", scopes=("channels:join",))
def join(workspace: ActiveTeam, call: Call) -> Json:
    """The bot joins a public channel."""
    channel = seen_channel(workspace, call)
    if channel.kind != "public":
        raise RefusedError("method_not_supported_for_channel_type")
    if channel.archived:
        raise RefusedError("is_archived")
    already = workspace.bot_user.id in channel.members
    workspace.join(channel, workspace.bot_user)
    shown = channel.to_json(workspace.team_id, workspace.bot_user.id)
    return {"channel": shown, **({"warning": "already_in_channel"} if already else {})}


@method("conversations.open", "users channel return_im prevent_creation")
def open_(workspace: ActiveTeam, call: Call) -> Json:
    """The direct message with a person, or with several at once."""
    if call.optional("channel"):
        channel = seen_channel(workspace, call)
        return {"channel": {"id": channel.id}}
    ids = [user_id for user_id in call.text("users").split(",") if user_id]
    for user_id in ids:
        if user_id not in workspace.users:
            raise RefusedError("user_not_found")
    need(workspace, "im:write" if len(ids) == 1 else "mpim:write")
    if len(ids) == 1:
        channel = workspace.direct_message(ids[0])
    else:
        everyone = [*ids, workspace.bot_user.id]
        known = (c for c in workspace.channels.values() if c.kind == "mpim" and set(c.members) == set(everyone))
        channel = next(known, None) or workspace.add_channel("mpdm-" + "--".join(ids), kind="mpim", members=everyone)
    if call.flag("return_im"):
        return {"channel": channel.to_json(workspace.team_id, workspace.bot_user.id)}
    return {"channel": {"id": channel.id}}


def _readable(workspace: ActiveTeam, call: Call) -> Channel:
    channel = seen_channel(workspace, call)
    need(workspace, f"{channel.scope_prefix}:history")
    if workspace.bot_user.id not in channel.members:
        raise RefusedError("not_in_channel")
    return channel


def _within(messages: list[Message], call: Call) -> list[Message]:
    """Those between `oldest` and `latest`, which themselves belong to it with `inclusive`."""
    oldest, latest = _ts(call, "oldest"), _ts(call, "latest")
    inclusive = bool(call.flag("inclusive"))

    def inside(message: Message) -> bool:
        ts = _microseconds(message.ts)
        after = oldest is None or ts > oldest or (inclusive and ts == oldest)
        return after and (latest is None or ts < latest or (inclusive and ts == latest))

    return [message for message in messages if inside(message)]


def _ts(call: Call, name: str) -> int | None:
    value = call.optional(name)
    if value is None:
        return None
    try:
        return _microseconds(value)
    except ValueError:
        raise RefusedError(f"invalid_ts_{name}") from None


def _microseconds(ts: str) -> int:
    seconds, _, fraction = ts.partition(".")
    return int(seconds) * 1_000_000 + int(f"{fraction:0<6}"[:6])


def _shown(workspace: ActiveTeam, messages: list[Message], call: Call) -> list[Json]:
    metadata = bool(call.flag("include_all_metadata"))
    return [workspace.message_json(message, metadata=metadata) for message in messages]


def _listed(workspace: ActiveTeam, call: Call, *, members_only: bool) -> list[Json]:
    bot = workspace.bot_user.id
    user = call.optional("user") or bot
    wanted = []
    for name in (call.optional("types") or "public_channel").split(","):
        kind = _KINDS.get(name.strip())
        if kind is None:
            raise RefusedError("invalid_types")
        need(workspace, f"{SCOPE_PREFIXES[kind]}:read")
        wanted.append(kind)
    return [
        channel.to_json(workspace.team_id, bot)
        for channel in workspace.channels.values()
        if channel.kind in wanted
        and (channel.kind == "public" or bot in channel.members)
        and (not members_only or user in channel.members)
        and not (channel.archived and call.flag("exclude_archived"))
    ]
