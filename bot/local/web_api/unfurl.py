"""chat.unfurl: showing what stands behind links in people's messages (docs.slack.dev/reference/methods/chat.unfurl)."""

from collections.abc import Mapping
from typing import Any

from bot.local import limits
from bot.local.active_team import ActiveTeam
from bot.local.element_schema import plain
from bot.local.form import copied, fill_in_ids
from bot.local.refusal import RefusedError
from bot.local.schema import Report, fields, string
from bot.local.shared_links import LinkShare
from bot.local.web_api.method import Call, method

Json = dict[str, Any]
_PREVIEW = fields(title=plain(), subtitle=plain(), icon_url=string(3000, pattern=r"https?://\S+"))
_USER_AUTH = "user_auth_blocks user_auth_message user_auth_required user_auth_url"


@method("chat.unfurl", f"channel ts unfurl_id source unfurls metadata {_USER_AUTH}", scopes=("links:write",))
def unfurl(workspace: ActiveTeam, call: Call) -> Json:
    """Attach to a message, or to one that is being written, what stands behind its links; a second time changes it."""
    unfurls = _unfurls(call)
    share = _share(workspace, call)
    for url, shown in unfurls.items():
        if url not in share.urls:
            raise RefusedError("cannot_unfurl_message")
        _check(shown)
    share.shown |= copied(unfurls)
    if share.source == "conversations_history":
        message = workspace.message(share.channel, share.ts)
        attachments = [_attachment(workspace, number, *item) for number, item in enumerate(share.shown.items(), 1)]
        workspace.update(message, mark=False, attachments=attachments)
    return {}


def _unfurls(call: Call) -> Json:
    unfurls = call.arguments.get("unfurls")
    if not unfurls:
        raise RefusedError("missing_unfurls")
    if not isinstance(unfurls, Mapping):
        raise RefusedError("invalid_unfurls_format")
    return dict(unfurls)


def _share(workspace: ActiveTeam, call: Call) -> LinkShare:
    """The links that the call is about, which the bot must have been told of."""
    unfurl_id, source = call.optional("unfurl_id"), call.optional("source")
    if unfurl_id or source:
        share = workspace.link_shares.get(unfurl_id or "")
        if share is None or source != share.source:
            raise RefusedError("cannot_find_message")
        return share
    for name in ("channel", "ts"):
        if not call.optional(name):
            raise RefusedError(f"missing_{name}")
    channel = workspace.channels.get(call.text("channel"))
    if channel is None:
        raise RefusedError("cannot_find_channel")
    if call.text("ts") not in channel.messages:
        raise RefusedError("cannot_find_message")
    for share in workspace.link_shares.values():
        if (share.channel, share.ts) == (channel.id, call.text("ts")):
            return share
    raise RefusedError("cannot_unfurl_url")


def _check(shown: Any) -> None:
    """What is shown of one link: blocks within their limits, and a preview for the message box."""
    if not isinstance(shown, Mapping) or not shown.get("blocks"):
        raise RefusedError("cannot_parse_attachment")
    limits.check_blocks(shown["blocks"])
    report = Report()
    fields(blocks=lambda *_: None, preview=_PREVIEW, hide_color=lambda *_: None)(shown, "/unfurls", report)
    if report.messages:
        raise RefusedError("cannot_parse_attachment", response_metadata={"messages": report.messages})


def _attachment(workspace: ActiveTeam, number: int, url: str, shown: Json) -> Json:
    fill_in_ids(shown["blocks"])
    return {
        "id": number,
        "from_url": url,
        "app_unfurl_url": url,
        "is_app_unfurl": True,
        "app_id": workspace.app_id,
        "bot_id": workspace.bot_id,
        "blocks": shown["blocks"],
    }
