"""assistant.threads.*: what an agent shows around its thread (docs.slack.dev/reference/methods).

What was set is held in `workspace.assistant[channel_id, thread_ts]` under `status`, `title`, `prompts`.
"""

from typing import Any

from bot.local.active_team import ActiveTeam
from bot.local.refusal import RefusedError
from bot.local.web_api.method import Call, method, need, seen_channel

Json = dict[str, Any]

PROMPTS = 4
"""Suggested prompts at once (docs: assistant.threads.setSuggestedPrompts)."""


@method(
    "assistant.threads.setStatus",
    "channel_id thread_ts status loading_messages icon_emoji icon_url username",
)
def set_status(workspace: ActiveTeam, call: Call) -> Json:
    """Show what the bot is doing; an empty status clears it."""
    need(workspace, "assistant:write", "chat:write")
    return _set(workspace, call, "status", str(call.arguments.get("status") or ""), thread_required=True)


@method("assistant.threads.setTitle", "channel_id thread_ts title")
def set_title(workspace: ActiveTeam, call: Call) -> Json:
    """Name the thread."""
    need(workspace, "assistant:write")
    return _set(workspace, call, "title", call.text("title"), thread_required=True)


@method("assistant.threads.setSuggestedPrompts", "channel_id thread_ts title prompts")
def set_suggested_prompts(workspace: ActiveTeam, call: Call) -> Json:
    """Offer up to four prompts, each with a title and the message that choosing it sends."""
    need(workspace, "assistant:write")
    prompts = call.arguments.get("prompts")
    fitting = isinstance(prompts, list) and 1 <= len(prompts) <= PROMPTS
    if not fitting or any(
        not isinstance(prompt, dict) or not prompt.get("title") or not prompt.get("message") for prompt in prompts or []
    ):
        raise RefusedError("invalid_arguments")
    return _set(workspace, call, "prompts", prompts, thread_required=False)


def _set(workspace: ActiveTeam, call: Call, name: str, value: Any, *, thread_required: bool) -> Json:
    channel = seen_channel(workspace, call, "channel_id")
    if workspace.bot_user.id not in channel.members:
        raise RefusedError("channel_not_found")
    thread_ts = call.text("thread_ts") if thread_required else call.optional("thread_ts")
    if thread_ts is not None and thread_ts not in channel.messages:
        raise RefusedError("thread_not_found")
    workspace.assistant.setdefault((channel.id, thread_ts), {})[name] = value
    workspace.changed("assistant", {"channel": channel.id, "thread_ts": thread_ts, name: value})
    return {}
