"""What Slack delivers, as far as the bot reads it: one model a kind, checked before anything else looks at it.

docs.slack.dev/apis/events-api, docs.slack.dev/interactivity/implementing-slash-commands and
docs.slack.dev/reference/interaction-payloads. Fields that the bot does not read are dropped.
"""

import re
from collections.abc import Collection, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.errors import PayloadError

Body = Mapping[str, Any]

_LEVELS = 100
"""Of arrays and objects inside each other. A message's rich text has a dozen, and Python's own limits lie at 1,000."""


_HALVES = re.compile("[\ud800-\udfff]")
"""Of characters: JSON may hold one without the other."""


def _whole(value: object) -> object:
    if not isinstance(value, str):
        return "" if value is None else value
    return value if value.isascii() else _HALVES.sub("", value)


Text = Annotated[str, BeforeValidator(_whole)]
"""Slack sends null, or leaves a field out, where there is nothing."""


_ID = re.compile(r"[!-~]{1,200}")
"""Slack's ids are short and ASCII."""
_SHOWN = 40
"""Characters of a stranger's field names in a log line."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)


class Named(_Model):
    """A team, channel or enterprise."""

    id: Text = ""


class User(_Model):
    """Who used something."""

    id: Text = ""
    name: Text = ""
    username: Text = ""
    team_id: Text = ""


class File(_Model):
    """A file of a message."""

    id: Text = ""


class SharedLink(_Model):
    """A link to one of the app's domains, as it stands in somebody's message."""

    url: Text = ""


class Tokens(_Model):
    """The users whose tokens were revoked."""

    bot: list[str] | None = None


class Message(_Model):
    """A message, as an event or as what an interaction belongs to."""

    type: Text = ""
    subtype: Text = ""
    user: Text = ""
    text: Text = ""
    ts: Text = ""
    thread_ts: Text = ""
    files: list[File] | None = None


class Event(Message):
    """An event that the bot subscribes to."""

    channel: Text = ""
    channel_type: Text = ""
    tab: Text = ""
    bot_id: Text = ""
    bot_profile: dict[str, Any] | None = None
    hidden: bool | None = None
    edited: dict[str, Any] | None = None
    tokens: Tokens | None = None
    message_ts: Text = ""
    links: list[SharedLink] | None = None
    unfurl_id: Text = ""
    source: Text = ""


class Authorization(_Model):
    """An installation that an event is for."""

    enterprise_id: Text = ""
    team_id: Text = ""
    user_id: Text = ""
    is_bot: bool | None = None


class EventCallback(_Model):
    """An event in its envelope."""

    type: Text = ""
    team_id: Text = ""
    enterprise_id: Text = ""
    event_id: Text = ""
    authorizations: list[Authorization] | None = None
    is_ext_shared_channel: bool | None = None
    event: Event = Field(default_factory=Event)

    @property
    def delivery_id(self) -> str:
        """The same when it comes again."""
        return self.event_id

    @property
    def bot_user_id(self) -> str:
        """Who the bot is in that workspace, empty where Slack does not say."""
        return next((authorization.user_id for authorization in self.authorizations or () if authorization.is_bot), "")


class UrlVerification(_Model):
    """Slack tries the address that events are to go to."""

    type: Text = ""
    challenge: str
    delivery_id: ClassVar[str] = "url_verification"


class SlashCommand(_Model):
    """A slash command."""

    command: Text = ""
    team_id: Text = ""
    enterprise_id: Text = ""
    user_id: Text = ""
    channel_id: Text = ""
    text: Text = ""
    thread_ts: Text = ""
    trigger_id: Text = ""
    response_url: Text = ""

    @property
    def delivery_id(self) -> str:
        """The same when it comes again."""
        return self.trigger_id


class Option(_Model):
    """A chosen option of a menu."""

    value: Text = ""


class Action(_Model):
    """An element that was used."""

    type: Text = ""
    action_id: Text = ""
    block_id: Text = ""
    value: Text = ""
    action_ts: Text = ""
    selected_option: Option | None = None


class ViewState(_Model):
    """What was filled into a view."""

    values: dict[str, dict[str, dict[str, Any]]] | None = None


class Block(_Model):
    """A block of a view."""

    type: Text = ""
    block_id: Text = ""


class View(_Model):
    """A modal, or the Home of a person."""

    id: Text = ""
    type: Text = ""
    callback_id: Text = ""
    private_metadata: Text = ""
    state: ViewState | None = None
    blocks: list[Block] | None = None


class Container(_Model):
    """Where the element stands that was used."""

    message_ts: Text = ""
    thread_ts: Text = ""
    is_ephemeral: bool | None = None


class Interaction(_Model):
    """An element that was used, a form that was submitted, or a shortcut on a message."""

    type: Text = ""
    callback_id: Text = ""
    trigger_id: Text = ""
    response_url: Text = ""
    team: Named | None = None
    enterprise: Named | None = None
    user: User = Field(default_factory=User)
    channel: Named | None = None
    message: Message | None = None
    view: View | None = None
    container: Container | None = None
    actions: list[Action] | None = None

    @property
    def delivery_id(self) -> str:
        """The same when it comes again."""
        return self.trigger_id


class BlockActions(Interaction):
    """An element that was used, in a message or a view."""

    actions: list[Action] = Field(min_length=1)


class ViewSubmission(Interaction):
    """A form that was submitted."""

    view: View


class MessageAction(Interaction):
    """A shortcut on a message."""


Payload = EventCallback | UrlVerification | SlashCommand | Interaction

_KINDS: dict[str, type[Payload]] = {
    "event_callback": EventCallback,
    "url_verification": UrlVerification,
    "block_actions": BlockActions,
    "view_submission": ViewSubmission,
    "message_action": MessageAction,
}


def read_payload(payload: object, events: Collection[str]) -> Payload | None:
    """What was delivered; None for a kind, or an event other than these, that the bot asks nothing of.

    Raises `PayloadError` that names the field.
    """
    if not isinstance(payload, dict):
        raise PayloadError("it is no JSON object")
    if is_nested_deeper(payload, _LEVELS):
        raise PayloadError(f"it is nested deeper than {_LEVELS} levels")
    kind = "command" if "command" in payload else payload.get("type")
    if not isinstance(kind, str):
        raise PayloadError("type: it is missing")
    if kind == "event_callback" and _event_type(payload) not in events:
        return None
    model = SlashCommand if kind == "command" else _KINDS.get(kind)
    try:
        read = model.model_validate(payload) if model else None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part)[:_SHOWN] for part in first["loc"])
        raise PayloadError(f"{where}: {first['msg']}") from None
    if read is not None and not _ID.fullmatch(read.delivery_id):
        raise PayloadError("event_id or trigger_id: it is missing, or no identifier")
    return read


def _event_type(payload: Body) -> str:
    event = payload.get("event")
    name = event.get("type") if isinstance(event, dict) else None
    if not isinstance(name, str):
        raise PayloadError("event.type: it is missing")
    return name


def is_nested_deeper(value: object, levels: int) -> bool:
    """Whether arrays and objects are nested deeper than so many levels."""
    layer = [value]
    for _ in range(levels + 1):
        layer = [
            member
            for container in layer
            for member in (
                container.values() if isinstance(container, dict) else container if isinstance(container, list) else ()
            )
            if isinstance(member, dict | list)
        ]
        if not layer:
            return False
    return True
