"""Messages to a response address (docs.slack.dev/interactivity/handling-user-interaction, message responses)."""

from typing import Any

from bot.local import limits
from bot.local.active_team import ActiveTeam
from bot.local.records import Message
from bot.local.refusal import RefusedError
from bot.local.web_api.chat import checked_content, thread_of

Json = dict[str, Any]
_FIELDS = frozenset(
    "text blocks attachments response_type replace_original delete_original thread_ts metadata mrkdwn unfurl_links "
    "unfurl_media parse link_names markdown_text".split()
)


def respond(workspace: ActiveTeam, key: str, body: Json) -> Message | None:
    """Post what the bot sent to the address with this key; the message, or None when it deleted one.

    No membership is needed: the bot may answer wherever it was asked.
    """
    limits.check_encodable(body)
    address = workspace.tickets.answer(key)
    for name in body.keys() - _FIELDS:
        workspace.warn(f"response_url has no field {name}")
    channel = workspace.channels[address.channel]
    source = _source(workspace, address.channel, address.message_ts)
    if body.get("delete_original"):
        if source is None:
            raise RefusedError("invalid_payload")
        workspace.delete(source)
        return None
    response_type = body.get("response_type") or "ephemeral"
    if response_type not in ("ephemeral", "in_channel"):
        raise RefusedError("invalid_payload")
    content = checked_content(workspace, body, f"response_url in {channel.name}", total=False)
    if body.get("replace_original"):
        if source is None:
            raise RefusedError("invalid_payload")
        workspace.update(source, **content)
        return source
    if (metadata := body.get("metadata")) is not None:
        limits.check_metadata(metadata)
    thread_ts = body.get("thread_ts")
    message, _ = workspace.post(
        channel,
        workspace.bot_user.id,
        thread_ts=thread_of(workspace, channel, str(thread_ts)) if thread_ts else None,
        ephemeral_to=address.user if response_type == "ephemeral" else None,
        metadata=metadata,
        bot_id=workspace.bot_id,
        app_id=workspace.app_id,
        **content,
    )
    return message


def _source(workspace: ActiveTeam, channel_id: str, ts: str | None) -> Message | None:
    """The message that the interaction came from, an ephemeral one too."""
    channel = workspace.channels[channel_id]
    if ts is None:
        return None
    return channel.messages.get(ts) or next((m for m in channel.ephemerals if m.ts == ts), None)
