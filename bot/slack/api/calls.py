"""Calls of Slack's Web API that are repeated where that helps: what an error means, and how long to wait.

429 waits for `Retry-After` (docs.slack.dev/apis/web-api/rate-limits). A connection error, a 5xx and Slack's words for
its own troubles leave open whether the call was done: it is repeated after `already_done` did not find its result.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.errors import ChannelClosedError, NotInChannelError, SlackError, SlackUnavailableError

_TRIES = 6
_FIRST_PAUSE_SECONDS = 0.25
_LONGEST_PAUSE_SECONDS = 8.0
_PATIENCE_SECONDS = 300.0
"""How long rate limits may hold one call up in all."""
_SLACKS_TROUBLES = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
)
_NOT_IN_CHANNEL = frozenset({"not_in_channel", "channel_not_found"})
"""Slack does not tell the bot that a private channel exists."""
_CLOSED = frozenset(
    "is_archived restricted_action restricted_action_read_only_channel restricted_action_thread_only_channel"
    " restricted_action_non_threadable_channel".split()
)
"""docs.slack.dev/reference/methods/chat.postMessage, errors"""

Result = TypeVar("Result")
Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Limited:
    """Nothing was done; Slack takes the call after that many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Unclear:
    """It may have been done or not."""

    code: str


@dataclass(frozen=True, slots=True)
class Refused:
    """It was not done, and will not be."""

    code: str


class Calls:
    """Makes calls again until they are done; `sleep` waits that many seconds."""

    def __init__(self, sleep: Sleep = asyncio.sleep, first_pause_seconds: float = _FIRST_PAUSE_SECONDS) -> None:
        self._sleep = sleep
        self._first_pause_seconds = first_pause_seconds

    async def make(
        self,
        method: str,
        call: Callable[[], Awaitable[Result]],
        already_done: Callable[[], Awaitable[Result | None]] | None = None,
    ) -> Result:
        """The result of a call. Without `already_done` the call must be one that may be done twice.

        Raises `ChannelClosedError`, `SlackError`, and `SlackUnavailableError` when patience is at its end.
        """
        waited, tries = 0.0, 0
        while True:
            try:
                return await call()
            except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
                meaning, cause = read_error(error), error
            if isinstance(meaning, Refused):
                raise _refusal(method, meaning.code) from cause
            if isinstance(meaning, Limited):
                pause, code = meaning.seconds, "ratelimited"
                waited += pause
            else:
                tries += 1
                pause, code = self._pause(tries), meaning.code
            if waited > _PATIENCE_SECONDS or tries >= _TRIES:
                raise SlackUnavailableError(method, code) from cause
            await self._sleep(pause)
            if isinstance(meaning, Unclear) and already_done and (done := await already_done()) is not None:
                return done

    def _pause(self, tries: int) -> float:
        """Twice as long each time, with a random share so that many do not come back at once."""
        longest: float = min(_LONGEST_PAUSE_SECONDS, self._first_pause_seconds * 2 ** (tries - 1))
        return longest * (0.5 + random.random() / 2)


def read_error(error: SlackApiError | aiohttp.ClientError | OSError) -> Limited | Unclear | Refused:
    """What an error of the SDK or of the connection says about the call."""
    if not isinstance(error, SlackApiError):
        return Unclear(type(error).__name__)
    response: Any = error.response
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0) or 0)
    headers = getattr(response, "headers", None) or {}
    if status == 429:
        return Limited(retry_after(headers))
    code = code_of(error)
    if status >= 500 or code in _SLACKS_TROUBLES or not code:
        return Unclear(code or f"HTTP {status}")
    return Refused(code)


def code_of(error: SlackApiError) -> str:
    """Slack's word for an error, empty where it gave none."""
    data = getattr(error.response, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    return code if isinstance(code, str) else ""


def retry_after(headers: Mapping[str, str]) -> float:
    """The seconds of `Retry-After`, 1 where there is no such header."""
    for name in headers:
        if name.lower() == "retry-after":
            try:
                return max(0.0, float(headers[name]))
            except ValueError:
                break
    return 1.0


def _refusal(method: str, code: str) -> SlackError:
    if code in _NOT_IN_CHANNEL:
        return NotInChannelError(method, code)
    return ChannelClosedError(method, code) if code in _CLOSED else SlackError(method, code)
