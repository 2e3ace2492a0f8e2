"""chat.*: posting, changing and deleting messages (docs.slack.dev/reference/methods)."""

import re
from datetime import timedelta
from typing import Any

from bot.local import limits
from bot.local.active_team import ActiveTeam
from bot.local.form import copied, fill_in_ids
from bot.local.records import Channel, Message
from bot.local.refusal import RefusedError
from bot.local.web_api.method import Call, method, need, seen_channel

Json = dict[str, Any]
_TS = re.compile(r"\d{1,12}\.\d{1,6}")
_HOW = ("unfurl_links", "unfurl_media", "parse", "link_names", "mrkdwn", "markdown_text")
_CONTENT = "text blocks attachments markdown_text parse link_names"
_AUTHOR = "username icon_emoji icon_url as_user"


@method(
    "chat.postMessage",
    f"channel thread_ts reply_broadcast metadata unfurl_links unfurl_media mrkdwn container_id {_CONTENT} {_AUTHOR}",
    scopes=("chat:write",),
)
def post_message(workspace: ActiveTeam, call: Call) -> Json:
    """Post a message to a channel, a person, or a thread."""
    channel = _target(workspace, call)
    if channel.archived:
        raise RefusedError("is_archived")
    if workspace.bot_user.id not in channel.members:
        if channel.kind != "public":
            raise RefusedError("channel_not_found")
        if "chat:write.public" not in workspace.app.scopes:
            raise RefusedError("not_in_channel")
    if call.arguments.keys() & {"username", "icon_emoji", "icon_url"}:
        need(workspace, "chat:write.customize")
    _pace(workspace, channel)
    content = checked_content(workspace, call.arguments, f"chat.postMessage to {channel.name}")
    thread_ts = thread_of(workspace, channel, call.optional("thread_ts"))
    metadata = call.arguments.get("metadata")
    if metadata is not None:
        limits.check_metadata(metadata)
    message, _ = workspace.post(
        channel, workspace.bot_user.id, thread_ts=thread_ts, metadata=metadata, **content, **_by_bot(workspace)
    )
    workspace.last_posted[channel.id] = workspace.now()
    shown = workspace.message_json(message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": shown}


@method("chat.postEphemeral", f"channel user thread_ts {_CONTENT} {_AUTHOR}", scopes=("chat:write",))
def post_ephemeral(workspace: ActiveTeam, call: Call) -> Json:
    """Post a message that one member of the channel sees."""
    channel = _target(workspace, call)
    user = call.text("user")
    if channel.archived:
        raise RefusedError("is_archived")
    if workspace.bot_user.id not in channel.members:
        raise RefusedError("not_in_channel" if channel.kind == "public" else "channel_not_found")
    if user not in channel.members:
        raise RefusedError("user_not_in_channel")
    content = checked_content(workspace, call.arguments, f"chat.postEphemeral to {channel.name}")
    thread_ts = thread_of(workspace, channel, call.optional("thread_ts"))
    message, _ = workspace.post(
        channel, workspace.bot_user.id, thread_ts=thread_ts, ephemeral_to=user, **content, **_by_bot(workspace)
    )
    return {"message_ts": message.ts}


@method(
    "chat.update",
    f"channel ts metadata reply_broadcast file_ids unfurl_links unfurl_media {_CONTENT} as_user",
    scopes=("chat:write",),
)
def update(workspace: ActiveTeam, call: Call) -> Json:
    """Change a message that the bot posted.

    A text without blocks takes the old blocks away; with blocks the message is not marked as edited.
    """
    channel, message = _own_message(workspace, call, "cant_update_message")
    if channel.archived:
        raise RefusedError("is_archived")
    arguments = call.arguments
    content = checked_content(workspace, arguments, f"chat.update in {channel.name}", limits.UPDATE_TEXT_CHARACTERS)
    if "attachments" not in arguments:
        del content["attachments"]
    content["options"] = {**message.options, **content["options"]}
    if (metadata := arguments.get("metadata")) is not None:
        limits.check_metadata(metadata)
        content["metadata"] = metadata
    workspace.update(message, mark=not content["blocks"], **content)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": workspace.message_json(message)}


@method("chat.delete", "channel ts as_user", scopes=("chat:write",))
def delete(workspace: ActiveTeam, call: Call) -> Json:
    """Delete a message that the bot posted."""
    channel, message = _own_message(workspace, call, "cant_delete_message")
    workspace.delete(message)
    return {"channel": channel.id, "ts": message.ts}


@method("chat.getPermalink", "channel message_ts")
def get_permalink(workspace: ActiveTeam, call: Call) -> Json:
    """The address of a message."""
    channel = seen_channel(workspace, call)
    message = workspace.message(channel, call.text("message_ts"))
    link = f"https://{workspace.team_domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


@method("blocks.validate", "blocks message view")
def validate(workspace: ActiveTeam, call: Call) -> Json:
    """Check blocks, a message or a view without posting them."""
    arguments = call.arguments
    if "view" in arguments:
        limits.check_view(arguments["view"], str(arguments["view"].get("type")))
    else:
        limits.check_blocks(arguments.get("blocks") or (arguments.get("message") or {}).get("blocks") or [])
    return {}


def checked_content(
    workspace: ActiveTeam, arguments: Json, where: str, longest: int = limits.TEXT_CHARACTERS, *, total: bool = True
) -> Json:
    """The checked fields `text`, `blocks`, `attachments` and `options` of a message; a missing text is warned of.

    `total` checks the characters over all blocks, which response addresses do not (bolt-js issue 2867).
    """
    text, markdown = arguments.get("text") or "", arguments.get("markdown_text")
    blocks, attachments = arguments.get("blocks") or [], arguments.get("attachments") or []
    if not isinstance(text, str):
        raise RefusedError("invalid_arguments")
    if markdown is not None:
        if text or blocks:
            raise RefusedError("markdown_text_conflict")
        limits.check_text(str(markdown), limits.MARKDOWN_CHARACTERS)
    if not text.strip() and not blocks and not attachments and not str(markdown or "").strip():
        raise RefusedError("no_text")
    limits.check_text(text, longest)
    if blocks:
        try:
            limits.check_blocks(blocks)
        except RefusedError as refusal:
            if total or refusal.code != "msg_blocks_too_long":
                raise
            workspace.warn(f"{where}: over {limits.MESSAGE_CHARACTERS} characters, which chat.postMessage would refuse")
    if not isinstance(attachments, list) or len(attachments) > 100:
        raise RefusedError("too_many_attachments" if isinstance(attachments, list) else "invalid_attachments")
    for attachment in attachments:
        if isinstance(attachment, dict) and attachment.get("blocks"):
            limits.check_blocks(attachment["blocks"])
    if not text.strip() and markdown is None:
        workspace.warn(f"{where}: missing_text: no top-level text for notifications and screen readers")
    blocks = copied(blocks)
    fill_in_ids(blocks)
    options = {name: _truth(arguments[name]) for name in _HOW if arguments.get(name) is not None}
    return {"text": text or str(markdown or ""), "blocks": blocks, "attachments": attachments, "options": options}


def thread_of(workspace: ActiveTeam, channel: Channel, thread_ts: str | None) -> str | None:
    """The parent's ts for a reply; `invalid_thread_ts`, `thread_not_found`, a warning for the ts of a reply."""
    if thread_ts is None:
        return None
    if not _TS.fullmatch(thread_ts):
        raise RefusedError("invalid_thread_ts")
    parent = channel.messages.get(thread_ts)
    if parent is None:
        raise RefusedError("thread_not_found")
    if parent.is_reply:
        workspace.warn(f"{thread_ts} is a reply: use its thread_ts {parent.thread_ts}")
        return parent.thread_ts
    return thread_ts


def _target(workspace: ActiveTeam, call: Call) -> Channel:
    """The channel by id, `#name`, or a person's id (their direct message with the bot)."""
    wanted = call.text("channel")
    if wanted in workspace.users:
        if wanted == workspace.bot_user.id:
            raise RefusedError("channel_not_found")
        need(workspace, "im:write", "chat:write")
        return workspace.direct_message(wanted)
    if wanted in workspace.channels:
        return workspace.channels[wanted]
    return workspace.channel(wanted)


def _own_message(workspace: ActiveTeam, call: Call, not_own: str) -> tuple[Channel, Message]:
    channel = seen_channel(workspace, call)
    message = workspace.message(channel, call.text("ts"))
    if message.bot_id != workspace.bot_id:
        raise RefusedError(not_own)
    return channel, message


def _by_bot(workspace: ActiveTeam) -> Json:
    return {"bot_id": workspace.bot_id, "app_id": workspace.app_id}


def _pace(workspace: ActiveTeam, channel: Channel) -> None:
    """About one message a second a channel (docs.slack.dev/apis/web-api/rate-limits), where that is switched on."""
    last = workspace.last_posted.get(channel.id)
    if workspace.one_message_a_second and last and workspace.now() - last < timedelta(seconds=1):
        raise RefusedError("ratelimited", retry_after=1)


def _truth(value: Any) -> Any:
    return {"true": True, "1": True, "false": False, "0": False}.get(value, value) if isinstance(value, str) else value
