"""Calls of Slack's Web API that are repeated where that helps: what an error means, and how long to wait.

429 waits for `Retry-After` (docs.slack.dev/apis/web-api/rate-limits), and at least as long as any other failure would,
whatever stands in that header. A connection error, a 5xx and Slack's words for
its own troubles leave open whether the call was done: it is repeated after `already_done` did not find its result.
"""

import asyncio
import math
import random
import time
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.errors import (
    ChannelClosedError,
    LeaseLostError,
    NotInChannelError,
    SlackError,
    SlackUnavailableError,
    TriggerExpiredError,
)

_TRIES = 6
_FIRST_PAUSE_SECONDS = 0.25
_LONGEST_PAUSE_SECONDS = 8.0
_PATIENCE_SECONDS = 300.0
"""How long rate limits may hold one call up in all."""
_LONGEST_WAIT_SECONDS = 3600.0
"""The most that is believed of a `Retry-After`."""
_JITTER = 0.1
"""The random share by which a wait for a limit is longer, so that many do not come back at once."""
_EXPIRED = frozenset({"expired_trigger_id", "trigger_expired"})
_SLACKS_TROUBLES = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
)
_NOT_IN_CHANNEL = frozenset({"not_in_channel", "channel_not_found"})
"""Slack does not tell the bot that a private channel exists."""
_CLOSED = frozenset(
    "is_archived restricted_action restricted_action_read_only_channel restricted_action_thread_only_channel"
    " restricted_action_non_threadable_channel messages_tab_disabled account_inactive token_revoked".split()
)
"""docs.slack.dev/reference/methods/chat.postMessage, errors"""

Result = TypeVar("Result")
Sleep = Callable[[float], Awaitable[None]]
Fence = Callable[[], Awaitable[None]]
"""Returns while the work that sends is still ours, else raises."""

_fence: ContextVar[Fence | None] = ContextVar("fence", default=None)


@contextmanager
def fenced(fence: Fence | None) -> Generator[None]:
    """Have every call of the block, and of the tasks that it starts, ask there right before it is made; or nobody."""
    token = _fence.set(fence)
    try:
        yield
    finally:
        _fence.reset(token)


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


async def is_ours() -> bool:
    """Whether the fence, if there is one, still lets calls through."""
    fence = _fence.get()
    try:
        if fence is not None:
            await fence()
    except LeaseLostError:
        return False
    return True


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
        *,
        within_seconds: float | None = None,
    ) -> Result:
        """The result of a call. Without `already_done` the call must be one that may be done twice.

        `within_seconds` of now it is done, or no more tried. Raises `ChannelClosedError`, `SlackError`,
        `TriggerExpiredError`, and `SlackUnavailableError` when patience is at its end; and what the fence raises.
        """
        began, waited, tries, limits = time.monotonic(), 0.0, 0, 0
        while True:
            if (fence := _fence.get()) is not None:
                await fence()
            try:
                return await call()
            except (SlackApiError, aiohttp.ClientError, OSError, TimeoutError) as error:
                meaning, cause = read_error(error), error
            if isinstance(meaning, Refused):
                raise _refusal(method, meaning.code) from cause
            if isinstance(meaning, Limited):
                limits += 1
                pause, code = max(meaning.seconds, self._pause(limits)) * (1 + _JITTER * random.random()), "ratelimited"
                waited += pause
            else:
                tries += 1
                pause, code = self._pause(tries), meaning.code
            if within_seconds is not None and time.monotonic() - began + pause >= within_seconds:
                raise TriggerExpiredError(method, code) from cause
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
    """The seconds of `Retry-After`, 1 where there is none that makes sense."""
    written = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    try:
        seconds = float(written)
    except ValueError:
        return 1.0
    return min(seconds, _LONGEST_WAIT_SECONDS) if math.isfinite(seconds) and seconds > 0 else 1.0


def _refusal(method: str, code: str) -> SlackError:
    if code in _NOT_IN_CHANNEL:
        return NotInChannelError(method, code)
    if code in _EXPIRED:
        return TriggerExpiredError(method, code)
    return ChannelClosedError(method, code) if code in _CLOSED else SlackError(method, code)
