"""The names by which Slack tells what a person pressed or filled in about digests."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self, TypeVar, get_args

from bot.language import Language
from bot.model import SubscriptionKind

Known = TypeVar("Known", bound=str)

NEW = "digest.new"
NEW_PERSONAL = "digest.new.person"
NEW_ALERT = "digest.new.alert"
EDIT = "digest.edit"
PAUSE = "digest.pause"
RESUME = "digest.resume"
REMOVE = "digest.remove"
PREVIEW = "digest.preview"
WHY = "digest.why"
UNDO = "digest.undo"
SAMPLE = "digest.sample"
"""Buttons; the value of all but the first three is the id of the subscription."""
BUTTONS = (EDIT, PAUSE, RESUME, REMOVE, PREVIEW, WHY)

FORM = "digest.form"
"""callback_id of the modal; its `private_metadata` is a `FormPlace`."""
CHANNEL, TIME, DAYS, ZONE = "digest.channel", "digest.time", "digest.days", "digest.zone"
UNTIL = "digest.until"
TOPICS, SOURCES, EMPTY_DAY = "digest.topics", "digest.sources", "digest.empty_day"
"""Fields of the modal: each the block_id and the action_id."""
SILENT, SAY_SO = "silent", "say_so"


@dataclass(frozen=True, slots=True)
class FormPlace:
    """In which language a form is, what for, and the id of the subscription that it changes; empty for a new one."""

    language: Language
    kind: SubscriptionKind
    subscription_id: str = ""

    def encode(self) -> str:
        """The value that `decode` reads."""
        return f"{self.language}:{self.kind}:{self.subscription_id}"

    @classmethod
    def decode(cls, value: str) -> Self:
        """Read a value; raises ValueError when it is none of ours."""
        language, kind, subscription_id = value.split(":", 2)
        return cls(_known(language, get_args(Language)), _known(kind, get_args(SubscriptionKind)), subscription_id)


def _known(value: str, known: Sequence[Known]) -> Known:
    found = next((one for one in known if one == value), None)
    if found is None:
        raise ValueError(f"{value!r} is none of {known}")
    return found
