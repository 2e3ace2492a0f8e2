"""What a workspace holds: people, channels, messages and views, each with Slack's JSON shape."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

Json = dict[str, Any]
ChannelKind = Literal["public", "private", "im", "mpim"]

CHANNEL_TYPES: dict[ChannelKind, str] = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}
"""`channel_type` of a message event."""
SCOPE_PREFIXES: dict[ChannelKind, str] = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}
"""First half of the scopes and event names that concern a channel of that kind."""


@dataclass(eq=False)
class User:
    """A person or a bot; `tz` is an IANA name, `locale` an IETF tag such as `zh-CN`."""

    id: str
    name: str
    real_name: str
    tz: str = "Asia/Shanghai"
    locale: str = "en-US"
    is_bot: bool = False
    deleted: bool = False

    def to_json(self, team_id: str, now: datetime, *, include_locale: bool = False) -> Json:
        """The user object of users.info (docs.slack.dev/reference/objects/user-object); `tz_offset` in seconds."""
        offset = now.astimezone(ZoneInfo(self.tz)).utcoffset()
        user: Json = {
            "id": self.id,
            "team_id": team_id,
            "name": self.name,
            "deleted": self.deleted,
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "profile": {"real_name": self.real_name, "display_name": self.name, "team": team_id},
            "is_admin": False,
            "is_owner": False,
            "is_restricted": False,
            "is_ultra_restricted": False,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": 0,
        }
        if include_locale:
            user["locale"] = self.locale
        return user


@dataclass(eq=False)
class Message:
    """A message as stored; `blocks` and `metadata` as sent, with the ids that Slack fills in.

    `ephemeral_to` is the id of the one person who sees it; such a message is kept apart from the channel's history.
    """

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    metadata: Json | None = None
    subtype: str | None = None
    edited: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    ephemeral_to: str | None = None
    files: list[Json] = field(default_factory=list)
    options: Json = field(default_factory=dict)
    """How it was sent: `unfurl_links`, `unfurl_media`, `parse`, `link_names`, `mrkdwn`, `markdown_text`, ..."""

    @property
    def all_blocks(self) -> list[Json]:
        """Its own blocks, then those of its attachments, such as what is shown of its links."""
        return [*self.blocks, *(block for attachment in self.attachments for block in attachment.get("blocks") or ())]

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread below another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    def to_json(self, team_id: str, *, metadata: bool = False) -> Json:
        """The message object of conversations.history, without what depends on its replies."""
        message: Json = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts, "team": team_id}
        if self.subtype:
            message["subtype"] = self.subtype
        for name in ("blocks", "attachments", "thread_ts", "bot_id", "app_id", "edited", "files"):
            if value := getattr(self, name):
                message[name] = value
        if self.reactions:
            message["reactions"] = [
                {"name": name, "users": list(users), "count": len(users)} for name, users in self.reactions.items()
            ]
        if metadata and self.metadata:
            message["metadata"] = self.metadata
        return message

    def as_sent(self) -> Json:
        """The message with how it was sent, for `bot.local.markup.read_message` and for limits."""
        return {
            "text": self.text,
            "blocks": self.blocks,
            "attachments": self.attachments,
            "is_ephemeral": self.ephemeral_to is not None,
            **self.options,
        }


@dataclass(eq=False)
class Channel:
    """A conversation: members by id in the order in which they joined, messages by ts, oldest first."""

    id: str
    name: str
    kind: ChannelKind
    creator: str
    created: int
    members: list[str] = field(default_factory=list)
    archived: bool = False
    topic: str = ""
    messages: dict[str, Message] = field(default_factory=dict)
    ephemerals: list[Message] = field(default_factory=list)

    @property
    def scope_prefix(self) -> str:
        """`channels`, `groups`, `im` or `mpim`."""
        return SCOPE_PREFIXES[self.kind]

    def replies(self, thread_ts: str) -> list[Message]:
        """The replies of a thread, oldest first, without its parent."""
        return [m for m in self.messages.values() if m.is_reply and m.thread_ts == thread_ts]

    def to_json(self, team_id: str, viewer: str) -> Json:
        """The conversation object (docs.slack.dev/reference/objects/conversation-object)."""
        if self.kind == "im":
            other = next((member for member in self.members if member != viewer), viewer)
            return {
                "id": self.id,
                "created": self.created,
                "is_im": True,
                "is_org_shared": False,
                "is_archived": self.archived,
                "user": other,
                "is_user_deleted": False,
                "priority": 0,
            }
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "public",
            "is_group": self.kind == "private",
            "is_im": False,
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "public",
            "is_archived": self.archived,
            "is_general": False,
            "is_shared": False,
            "is_ext_shared": False,
            "is_org_shared": False,
            "is_member": viewer in self.members,
            "created": self.created,
            "creator": self.creator,
            "context_team_id": team_id,
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
            "num_members": len(self.members),
        }


@dataclass(eq=False)
class ModalOrHome:
    """A view of one person: its `body` as sent, the values filled in so far, and where it stands in the stack."""

    id: str
    user: str
    body: Json
    root_id: str
    previous_id: str | None
    hash: str
    state: dict[str, dict[str, Json]] = field(default_factory=dict)
    open: bool = True

    @property
    def is_modal(self) -> bool:
        """Whether it is a modal and not the Home view."""
        return bool(self.body.get("type") == "modal")

    @property
    def blocks(self) -> list[Json]:
        """Its blocks, with the ids that Slack fills in."""
        blocks: list[Json] = self.body["blocks"]
        return blocks

    @property
    def all_blocks(self) -> list[Json]:
        """Its blocks."""
        return self.blocks

    def to_json(self, team_id: str, app_id: str, bot_id: str) -> Json:
        """The view object (docs.slack.dev/reference/views)."""
        view: Json = {
            "id": self.id,
            "team_id": team_id,
            "app_id": app_id,
            "app_installed_team_id": team_id,
            "bot_id": bot_id,
            "type": self.body["type"],
            "blocks": self.blocks,
            "private_metadata": self.body.get("private_metadata", ""),
            "callback_id": self.body.get("callback_id", ""),
            "external_id": self.body.get("external_id", ""),
            "state": {"values": self.state},
            "hash": self.hash,
            "clear_on_close": self.body.get("clear_on_close", False),
            "notify_on_close": self.body.get("notify_on_close", False),
            "root_view_id": self.root_id,
            "previous_view_id": self.previous_id,
            "title": self.body.get("title", {"type": "plain_text", "text": "View Title", "emoji": True}),
            "close": self.body.get("close"),
            "submit": self.body.get("submit"),
        }
        return view
