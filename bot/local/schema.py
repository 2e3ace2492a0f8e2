"""Small checks that are put together to the shape of a JSON object.

A check is called with a value, the JSON pointer to it, and the report that it writes its faults into.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Report:
    """The faults found, each as Slack words it: `[ERROR] sentence [json-pointer:/blocks/0]`."""

    messages: list[str] = field(default_factory=list)

    def fault(self, pointer: str, sentence: str) -> None:
        """Write down one fault."""
        self.messages.append(f"[ERROR] {sentence} [json-pointer:{pointer}]")


Check = Callable[[Any, str, Report], None]


def string(maximum: int | None = None, minimum: int = 1, pattern: str | None = None) -> Check:
    """A string of `minimum` to `maximum` characters that matches the pattern as a whole."""
    compiled = re.compile(pattern) if pattern else None

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, str):
            report.fault(pointer, "must be a string")
        elif len(value) < minimum:
            report.fault(pointer, f"must be more than {minimum - 1} characters")
        elif maximum is not None and len(value) > maximum:
            report.fault(pointer, f"must be less than {maximum + 1} characters")
        elif compiled and not compiled.fullmatch(value):
            report.fault(pointer, "does not have the required format")

    return check


def boolean(value: Any, pointer: str, report: Report) -> None:
    """True or false."""
    if not isinstance(value, bool):
        report.fault(pointer, "must be a boolean")


def integer(minimum: int, maximum: int) -> Check:
    """A whole number within bounds, both included."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not minimum <= value <= maximum:
            report.fault(pointer, f"must be a whole number from {minimum} to {maximum}")

    return check


def number(value: Any, pointer: str, report: Report) -> None:
    """A number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        report.fault(pointer, "must be a number")


def one_of(*allowed: str) -> Check:
    """One of these strings."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if value not in allowed:
            report.fault(pointer, f"must be one of: {', '.join(allowed)}")

    return check


def array(of: Check, minimum: int = 1, maximum: int | None = None) -> Check:
    """A list of `minimum` to `maximum` members that all pass the check."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, list):
            report.fault(pointer, "must be an array")
            return
        if len(value) < minimum:
            report.fault(pointer, f"no less than {minimum} items allowed")
        if maximum is not None and len(value) > maximum:
            report.fault(pointer, f"no more than {maximum} items allowed")
        for position, member in enumerate(value):
            of(member, f"{pointer}/{position}", report)

    return check


def fields(required: Mapping[str, Check] | None = None, **optional: Check) -> Check:
    """An object with these members and no other."""
    needed = dict(required or {})
    known = {**needed, **optional}

    def check(value: Any, pointer: str, report: Report) -> None:
        if not isinstance(value, Mapping):
            report.fault(pointer, "must be an object")
            return
        for name in needed:
            if name not in value:
                report.fault(pointer, f"missing required field: {name}")
        for name, member in value.items():
            if name in known:
                known[name](member, f"{pointer}/{name}", report)
            else:
                report.fault(pointer, f"no more items than specified allowed: unsupported field: {name}")

    return check


def by_type(kinds: Mapping[str, Check], otherwise: Check | None = None) -> Check:
    """An object whose `type` picks the check; an unknown type is a fault unless another check takes it."""

    def check(value: Any, pointer: str, report: Report) -> None:
        kind = value.get("type") if isinstance(value, Mapping) else None
        if not isinstance(kind, str):
            report.fault(pointer, "missing required field: type")
        elif kind in kinds:
            kinds[kind](value, pointer, report)
        elif otherwise is not None:
            otherwise(value, pointer, report)
        else:
            report.fault(pointer, f"unsupported type: {kind}")

    return check


def both(*checks: Check) -> Check:
    """All of these checks, one after the other."""

    def check(value: Any, pointer: str, report: Report) -> None:
        for part in checks:
            part(value, pointer, report)

    return check


def exactly_one_member(*names: str) -> Check:
    """An object that has exactly one of these members."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if isinstance(value, Mapping) and sum(name in value for name in names) != 1:
            report.fault(pointer, f"must have exactly one of: {', '.join(names)}")

    return check


def any_member(*names: str) -> Check:
    """An object that has at least one of these members."""

    def check(value: Any, pointer: str, report: Report) -> None:
        if isinstance(value, Mapping) and not any(value.get(name) for name in names):
            report.fault(pointer, f"missing required field: {' or '.join(names)}")

    return check
