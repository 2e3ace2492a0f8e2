"""What Slack delivers, read into one shape: who asks what, where, and how to answer. Pure."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace

from bot.slack.blocks.mrkdwn import clean
from bot.slack.conversation.intent import LONGEST_TEXT
from bot.slack.conversation.payloads import (
    Action,
    Authorization,
    Body,
    Container,
    EventCallback,
    Interaction,
    Message,
    SlashCommand,
    View,
)

_MARKUP = re.compile(r"<(?P<kind>[@#!]?)(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_LINK = re.compile(r"<(?P<url>https?://[^<>|]+)(?:\|[^<>]*)?>")
_BARE_LINK = re.compile(r"https?://[^\s<>|]+")
_BLANK = re.compile(r"\s")
_LONGEST_MESSAGE = 40_000
"""Characters; Slack cuts longer ones itself (docs.slack.dev/changelog/2018-truncating-really-long-messages)."""
_CONVERSATION_SUBTYPES = frozenset({"", "file_share", "thread_broadcast"})
"""A person wrote these themselves: with a file, or shown in the channel as well (docs.slack.dev, message events)."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One delivery. Fields that its kind does not have are empty."""

    key: str
    """What it has in common with its redeliveries, unique over all workspaces."""
    kind: str
    """For the log: `command`, `mention`, `message`, an action_id ..."""
    team_id: str
    user_id: str
    enterprise_id: str = ""
    user_name: str = ""
    channel_id: str = ""
    text: str = ""
    """What the person typed, without markup and mentions of the bot."""
    ts: str = ""
    thread_ts: str = ""
    """The thread that the message stands in."""
    value: str = ""
    """Of the button, option or field that was used."""
    tab: str = ""
    trigger_id: str = ""
    response_url: str = ""
    is_ephemeral: bool = False
    """Whether the message that was used is one that only this person sees."""
    view_id: str = ""
    view_type: str = ""
    view_state: str = ""
    """The `private_metadata` of the view."""
    view_values: str = ""
    """What was filled into the view: its `state.values` as JSON."""
    used_at: str = ""
    """When a button or field was used, in seconds by Slack's clock."""
    files: str = ""
    """Ids of the files of the message, a blank between."""
    links: str = ""
    """Web addresses in the message, a blank between; of a message event only where it holds nothing else."""
    unfurl_id: str = ""
    unfurl_source: str = ""
    """How Slack names the message whose links these are, be it written or still being written (`composer`)."""

    @property
    def is_direct(self) -> bool:
        """Whether it was written to the bot alone."""
        return self.channel_id.startswith("D")

    @property
    def reply_thread_ts(self) -> str:
        """The thread that a reply belongs in: the message's own, else in a channel the one below it, else none."""
        return self.thread_ts or ("" if self.is_direct else self.ts)

    @property
    def is_asked(self) -> bool:
        """Whether a person waits for what comes of it; else they are not told either when it can't be done."""
        return self.kind not in _UNASKED


_UNASKED = frozenset({"link_shared", "app_uninstalled", "tokens_revoked"})
_FIELDS = tuple(field.name for field in fields(Incoming))


def of_command(body: Body) -> Incoming:
    """A slash command."""
    command = SlashCommand.model_validate(body)
    return Incoming(
        key=_key(command.team_id, command.trigger_id),
        kind="command",
        team_id=command.team_id,
        user_id=command.user_id,
        enterprise_id=command.enterprise_id,
        channel_id=command.channel_id,
        text=plain(command.text),
        thread_ts=command.thread_ts,
        trigger_id=command.trigger_id,
        response_url=command.response_url,
    )


def of_event(body: Body, bot_user_id: str) -> Incoming:
    """An event of the Events API; mentions of the bot are taken out of its text."""
    callback = EventCallback.model_validate(body)
    event = callback.event
    authorization = callback.authorizations[0] if callback.authorizations else Authorization()
    return Incoming(
        key=_key(authorization.team_id or callback.team_id, callback.event_id),  # a shared channel's may be another's
        kind=event.type,
        team_id=callback.team_id,
        user_id=event.user,
        enterprise_id=callback.enterprise_id or authorization.enterprise_id,
        channel_id=event.channel,
        text=plain(event.text, bot_user_id),
        ts=event.ts or event.message_ts,
        thread_ts=event.thread_ts,
        files=_files(event),
        links=_links(event, alone=True) or _listed(link.url for link in event.links or ()),
        unfurl_id=event.unfurl_id,
        unfurl_source=event.source,
        tab=event.tab,
    )


def of_interaction(body: Body) -> Incoming:
    """A button, menu or field that was used, in a message or a view; or the message shortcut."""
    used = Interaction.model_validate(body)
    message, view, container = used.message or Message(), used.view or View(), used.container or Container()
    action = used.actions[0] if used.actions else Action()
    team_id = used.team.id if used.team else ""
    incoming = Incoming(
        key=_key(team_id, used.trigger_id),
        kind=action.action_id or used.callback_id or used.type,
        team_id=team_id or used.user.team_id,
        user_id=used.user.id,
        enterprise_id=used.enterprise.id if used.enterprise else "",
        user_name=used.user.name or used.user.username,
        channel_id=used.channel.id if used.channel else "",
        ts=container.message_ts or message.ts,
        thread_ts=container.thread_ts or message.thread_ts,
        value=(action.value or (action.selected_option.value if action.selected_option else ""))[:LONGEST_TEXT],
        trigger_id=used.trigger_id,
        response_url=used.response_url,
        used_at=action.action_ts,
        view_id=view.id,
        is_ephemeral=container.is_ephemeral is True,
        view_type=view.type,
        view_state=view.private_metadata,
        view_values=json.dumps((view.state.values if view.state else None) or {}) if used.view else "",
    )
    if used.type != "message_action":
        return incoming
    return replace(incoming, text=plain(message.text), files=_files(message), links=_links(message))


def is_written_by_a_person(event: Body, bot_user_id: str) -> bool:
    """Whether a message event is new and a person's: no edit or deletion, no bot, not ourselves."""
    return (
        _text(event, "subtype") in _CONVERSATION_SUBTYPES
        and not event.get("bot_id")
        and not event.get("bot_profile")
        and not event.get("hidden")
        and not event.get("edited")
        and _text(event, "user") not in ("", bot_user_id, "USLACKBOT")
    )


def is_never_for_the_bot(body: Body) -> bool:
    """Whether an event is somebody's message in a channel outside of threads, or no person's message at all.

    Most of what Slack delivers is: a mention comes as `app_mention` of its own.
    """
    event = body.get("event")
    if not isinstance(event, dict) or event.get("type") != "message":
        return False
    in_channel = event.get("channel_type") in ("channel", "group", "mpim")
    return (in_channel and not event.get("thread_ts")) or not is_written_by_a_person(event, "")


def mentions(event: Body, user_id: str) -> bool:
    """Whether the text of a message event names this person or bot."""
    return bool(user_id) and f"<@{user_id}" in _text(event, "text")


def plain(text: str, bot_user_id: str = "") -> str:
    """Slack's markup as a person reads it: links by their label, channels by name; no mentions, no entities.

    At most `LONGEST_TEXT` characters of it.
    """

    def shown(found: re.Match[str]) -> str:
        if found["kind"] in ("@", "!"):
            return " "
        return found["label"] or (" " if found["kind"] else found["target"])

    unmarked = _MARKUP.sub(shown, text[:_LONGEST_MESSAGE])
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        unmarked = unmarked.replace(entity, character)
    return clean(unmarked).strip()[:LONGEST_TEXT]


def _files(message: Message) -> str:
    return " ".join(file.id for file in message.files or ())


def _links(message: Message, *, alone: bool = False) -> str:
    """The links as Slack marks them; with `alone` none where there are other words."""
    text = message.text[:_LONGEST_MESSAGE].strip()
    if _BARE_LINK.fullmatch(text):  # not every client marks what was typed
        return text
    if alone and clean(_LINK.sub("", text)).strip():
        return ""
    return _listed(found["url"].replace("&amp;", "&") for found in _LINK.finditer(text))


def _listed(urls: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(url for url in urls if url and not _BLANK.search(url)))


def to_json(work: str, incoming: Incoming) -> str:
    """A delivery and the name of the work that it needs, as the store keeps them."""
    return json.dumps(
        {"work": work, "incoming": {name: value for name in _FIELDS if (value := getattr(incoming, name))}}
    )


def from_json(content: str) -> tuple[str, Incoming]:
    """What `to_json` wrote; ValueError for what another version of the bot wrote differently."""
    try:
        stored = json.loads(content)
        return str(stored["work"]), Incoming(**stored["incoming"])
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(f"not a delivery of this version ({error})") from error


def _key(team_id: str, name: str) -> str:
    return f"{team_id}:{name}"[:255]


def _text(body: Body, name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""
