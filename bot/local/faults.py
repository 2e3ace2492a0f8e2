"""Telling the workspace to fail: a queue of faults for Web API calls and for deliveries to the bot.

Each fault hits the next `times` matching calls, or with `times=None` all of them; `when` narrows it further. The
first fault that matches is taken.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

CallKind = Literal["rate_limit", "server_error", "slow", "cut_before", "cut_after", "refuse"]
DeliveryKind = Literal["drop_acknowledgement", "redeliver"]


@dataclass
class CallFault:
    """One thing that goes wrong with calls of a Web API method (`*` is any, `response_url` the response addresses).

    `value` is what the kind needs: seconds of `Retry-After`, the HTTP status, seconds to wait, or the error code.
    """

    kind: CallKind
    method: str
    times: int | None = 1
    when: Callable[[Mapping[str, Any]], bool] | None = None
    value: float | str = 0
    hits: int = 0


@dataclass
class DeliveryFault:
    """One thing that goes wrong with deliveries of a name (an event type, a command, `block_actions`; `*` is any).

    `copies` counts the further deliveries of `redeliver`.
    """

    kind: DeliveryKind
    name: str
    times: int | None = 1
    when: Callable[[Mapping[str, Any]], bool] | None = None
    copies: int = 1
    hits: int = 0


@dataclass
class Faults:
    """What is going to go wrong, in the order it was asked for."""

    calls: list[CallFault] = field(default_factory=list)
    deliveries: list[DeliveryFault] = field(default_factory=list)

    def rate_limit(self, method: str, times: int | None = 1, *, retry_after: int = 1, when: Any = None) -> CallFault:
        """Answer 429 with `Retry-After` in whole seconds."""
        return self._call(CallFault("rate_limit", method, times, when, retry_after))

    def server_error(self, method: str, times: int | None = 1, *, status: int = 500, when: Any = None) -> CallFault:
        """Answer 5xx with a page that is no JSON."""
        return self._call(CallFault("server_error", method, times, when, status))

    def slow(self, method: str, seconds: float, times: int | None = 1, *, when: Any = None) -> CallFault:
        """Do what was asked, and answer that many seconds later."""
        return self._call(CallFault("slow", method, times, when, seconds))

    def cut_before(self, method: str, times: int | None = 1, *, when: Any = None) -> CallFault:
        """Cut the connection without doing anything."""
        return self._call(CallFault("cut_before", method, times, when))

    def cut_after(self, method: str, times: int | None = 1, *, when: Any = None) -> CallFault:
        """Do what was asked (the message is stored), then cut the connection without an answer."""
        return self._call(CallFault("cut_after", method, times, when))

    def refuse(self, method: str, error: str, times: int | None = 1, *, when: Any = None) -> CallFault:
        """Answer with an error code of Slack's, such as `is_archived` or `token_revoked`."""
        return self._call(CallFault("refuse", method, times, when, error))

    def drop_acknowledgement(self, name: str = "*", times: int | None = 1, *, when: Any = None) -> DeliveryFault:
        """Lose the bot's acknowledgement on the way: Slack takes the delivery for timed out."""
        return self._delivery(DeliveryFault("drop_acknowledgement", name, times, when))

    def redeliver(self, name: str = "*", times: int | None = 1, *, copies: int = 1, when: Any = None) -> DeliveryFault:
        """Deliver again what was acknowledged, `copies` times."""
        return self._delivery(DeliveryFault("redeliver", name, times, when, copies))

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self.calls.clear()
        self.deliveries.clear()

    def take_call(self, method: str, arguments: Mapping[str, Any]) -> CallFault | None:
        """The fault for this call, counted as hit."""
        for fault in self.calls:
            if fault.method in ("*", method) and (fault.when is None or fault.when(arguments)):
                fault.hits += 1
                if fault.times is not None and fault.hits >= fault.times:
                    self.calls.remove(fault)
                return fault
        return None

    def take_delivery(self, kind: DeliveryKind, name: str, payload: Mapping[str, Any]) -> DeliveryFault | None:
        """The fault of that kind for this delivery, counted as hit."""
        for fault in self.deliveries:
            if fault.kind == kind and fault.name in ("*", name) and (fault.when is None or fault.when(payload)):
                fault.hits += 1
                if fault.times is not None and fault.hits >= fault.times:
                    self.deliveries.remove(fault)
                return fault
        return None

    def _call(self, fault: CallFault) -> CallFault:
        self.calls.append(fault)
        return fault

    def _delivery(self, fault: DeliveryFault) -> DeliveryFault:
        self.deliveries.append(fault)
        return fault
