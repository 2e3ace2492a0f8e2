"""The names by which Slack tells what a person pressed or filled in about digests."""

from dataclasses import dataclass
from typing import Self

from bot.language import Language

NEW = "digest.new"
EDIT = "digest.edit"
PAUSE = "digest.pause"
RESUME = "digest.resume"
REMOVE = "digest.remove"
PREVIEW = "digest.preview"
WHY = "digest.why"
"""Buttons; the value of all but the first is the id of the subscription."""
BUTTONS = (EDIT, PAUSE, RESUME, REMOVE, PREVIEW, WHY)

FORM = "digest.form"
"""callback_id of the modal; its `private_metadata` is a `FormPlace`."""
CHANNEL, TIME, DAYS, ZONE = "digest.channel", "digest.time", "digest.days", "digest.zone"
TOPICS, SOURCES, EMPTY_DAY = "digest.topics", "digest.sources", "digest.empty_day"
"""Fields of the modal: each the block_id and the action_id."""
SILENT, SAY_SO = "silent", "say_so"


@dataclass(frozen=True, slots=True)
class FormPlace:
    """In which language a form is, and the id of the subscription that it changes; empty for a new one."""

    language: Language
    subscription_id: str = ""

    def encode(self) -> str:
        """The value that `decode` reads."""
        return f"{self.language}:{self.subscription_id}"

    @classmethod
    def decode(cls, value: str) -> Self:
        """Read a value; raises ValueError when it is none of ours."""
        language, subscription_id = value.split(":", 1)
        if language == "zh":
            return cls("zh", subscription_id)
        if language == "en":
            return cls("en", subscription_id)
        raise ValueError(f"{language!r} is no language")
