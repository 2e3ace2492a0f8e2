"""What Slack delivers, read into one shape: who asks what, where, and how to answer. Pure."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from bot.slack.blocks.mrkdwn import clean

_MARKUP = re.compile(r"<(?P<kind>[@#!]?)(?P<target>[^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_LINK = re.compile(r"<(?P<url>https?://[^<>|]+)(?:\|[^<>]*)?>")
_BARE_LINK = re.compile(r"https?://[^\s<>|]+")
_BLANK = re.compile(r"\s")
_CONVERSATION_SUBTYPES = frozenset({"", "file_share", "thread_broadcast"})
"""A person wrote these themselves: with a file, or shown in the channel as well (docs.slack.dev, message events)."""

Body = Mapping[str, Any]


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
    files: str = ""
    """Ids of the files of the message, a blank between."""
    links: str = ""
    """Web addresses in the message, a blank between; of a message event only where it holds nothing else."""

    @property
    def is_direct(self) -> bool:
        """Whether it was written to the bot alone."""
        return self.channel_id.startswith("D")


_FIELDS = tuple(field.name for field in fields(Incoming))


def of_command(body: Body) -> Incoming:
    """A slash command."""
    return Incoming(
        key=_key(body, "trigger_id"),
        kind="command",
        team_id=_text(body, "team_id"),
        user_id=_text(body, "user_id"),
        channel_id=_text(body, "channel_id"),
        text=plain(_text(body, "text")),
        thread_ts=_text(body, "thread_ts"),
        trigger_id=_text(body, "trigger_id"),
        response_url=_text(body, "response_url"),
    )


def of_event(body: Body, bot_user_id: str) -> Incoming:
    """An event of the Events API; mentions of the bot are taken out of its text."""
    event = body.get("event") or {}
    return Incoming(
        key=_key(body, "event_id"),
        kind=_text(event, "type"),
        team_id=_text(body, "team_id"),
        user_id=_text(event, "user"),
        enterprise_id=_text(body, "enterprise_id") or _text((body.get("authorizations") or [{}])[0], "enterprise_id"),
        channel_id=_text(event, "channel"),
        text=plain(_text(event, "text"), bot_user_id),
        ts=_text(event, "ts"),
        thread_ts=_text(event, "thread_ts"),
        files=_files(event),
        links=_links(event, alone=True),
        tab=_text(event, "tab"),
    )


def of_interaction(body: Body) -> Incoming:
    """A button, menu or field that was used, in a message or a view; or the message shortcut."""
    message, view, container = body.get("message") or {}, body.get("view") or {}, body.get("container") or {}
    action = (body.get("actions") or [{}])[0]
    return Incoming(
        key=_key(body, "trigger_id"),
        kind=_text(action, "action_id") or _text(body, "callback_id") or _text(body, "type"),
        team_id=_text(body.get("team") or {}, "id") or _text(body.get("user") or {}, "team_id"),
        user_id=_text(body.get("user") or {}, "id"),
        user_name=_text(body.get("user") or {}, "name") or _text(body.get("user") or {}, "username"),
        channel_id=_text(body.get("channel") or {}, "id"),
        text=plain(_text(message, "text")) if body.get("type") == "message_action" else "",
        ts=_text(container, "message_ts") or _text(message, "ts"),
        thread_ts=_text(container, "thread_ts") or _text(message, "thread_ts"),
        value=_value(action),
        trigger_id=_text(body, "trigger_id"),
        response_url=_text(body, "response_url"),
        view_id=_text(view, "id"),
        files=_files(message) if body.get("type") == "message_action" else "",
        links=_links(message) if body.get("type") == "message_action" else "",
        is_ephemeral=container.get("is_ephemeral") is True,
        view_type=_text(view, "type"),
        view_state=_text(view, "private_metadata"),
        view_values=json.dumps((view.get("state") or {}).get("values") or {}) if view else "",
    )


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
    """Slack's markup as a person reads it: links by their label, channels by name; no mentions, no entities."""

    def shown(found: re.Match[str]) -> str:
        if found["kind"] in ("@", "!"):
            return " "
        return found["label"] or (" " if found["kind"] else found["target"])

    unmarked = _MARKUP.sub(shown, text)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        unmarked = unmarked.replace(entity, character)
    return clean(unmarked).strip()


def _files(message: Body) -> str:
    files = message.get("files")
    return " ".join(_text(file, "id") for file in files if isinstance(file, dict)) if isinstance(files, list) else ""


def _links(message: Body, *, alone: bool = False) -> str:
    """The links as Slack marks them; with `alone` none where there are other words."""
    text = _text(message, "text").strip()
    if _BARE_LINK.fullmatch(text):  # not every client marks what was typed
        return text
    if alone and clean(_LINK.sub("", text)).strip():
        return ""
    urls = (found["url"].replace("&amp;", "&") for found in _LINK.finditer(text))
    return " ".join(dict.fromkeys(url for url in urls if not _BLANK.search(url)))


def to_json(work: str, incoming: Incoming) -> str:
    """A delivery and the name of the work that it needs, as the store keeps them."""
    return json.dumps({"work": work, "incoming": {name: held for name in _FIELDS if (held := getattr(incoming, name))}})


def from_json(content: str) -> tuple[str, Incoming]:
    """What `to_json` wrote; ValueError for what another version of the bot wrote differently."""
    try:
        held = json.loads(content)
        return str(held["work"]), Incoming(**held["incoming"])
    except (ValueError, TypeError, KeyError) as error:
        raise ValueError(f"not a delivery of this version ({error})") from error


def _value(action: Body) -> str:
    """The value of the element that was used: a button's, the chosen option's, what was typed."""
    option = action.get("selected_option") or {}
    return _text(action, "value") or _text(option, "value")


def _key(body: Body, name: str) -> str:
    team = _text(body, "team_id") or _text(body.get("team") or {}, "id")
    return f"{team}:{_text(body, name)}"[:255]


def _text(body: Body, name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""
