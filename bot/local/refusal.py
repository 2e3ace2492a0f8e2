"""How the local workspace says no: Slack's own error codes."""

from typing import Any

from bot.errors import LatePostError


class RefusedError(LatePostError):
    """The workspace refused a call, with Slack's error code.

    `code` is Slack's word for it (`channel_not_found`), `details` the further members of the answer (`needed` and
    `provided` of a missing scope, `response_metadata` of broken blocks).
    """

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(f"{code} {details}" if details else code)
        self.code = code
        self.details = details


class FormError(LatePostError):
    """Slack's own window would not send this: a button that is not there, a field left empty or too short."""


class NothingHappenedError(LatePostError, TimeoutError):
    """What was waited for did not happen in time; the message says what did."""

    retry_helps = True
