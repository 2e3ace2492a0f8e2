"""`/latepost digest …` and `/latepost alert …`: what is meant by them. Pure."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.text import fold

Action = Literal["new", "list", "pause", "resume", "remove", "preview", "why", "usage"]

_DIGEST = re.compile(r"(?:digests?|每日摘要|日报|摘要)(?:\s+(?P<rest>.*))?", re.DOTALL)
_ALERT = re.compile(r"(?:alerts?|提醒)(?:\s+(?P<rest>.*))?", re.DOTALL)
_ACTIONS: dict[str, Action] = {
    "": "new", "new": "new", "add": "new", "新建": "new",
    "list": "list", "列表": "list", "查看": "list",
    "pause": "pause", "暂停": "pause",
    "resume": "resume", "恢复": "resume",
    "remove": "remove", "delete": "remove", "删除": "remove",
    "preview": "preview", "预览": "preview",
    "why": "why", "why?": "why", "为什么": "why", "原因": "why",
    "help": "usage", "帮助": "usage",
}  # fmt: skip
_NUMBERED = re.compile(r"(?P<action>\S*?)\s*#?(?P<number>\d{1,3})?")


@dataclass(frozen=True, slots=True)
class DigestCommand:
    """What is to be done, and with which digest of the channel (from 1) where it was said.

    Or with the alert of the person; `topic` is one to be added to that.
    """

    action: Action
    number: int | None = None
    is_alert: bool = False
    topic: str = ""


def parse_digest_command(text: str) -> DigestCommand | None:
    """The command that the text behind `/latepost` is, None when it is about neither digests nor alerts."""
    if alert := _ALERT.fullmatch(fold(text).strip()):
        wanted = _parsed(alert["rest"], is_alert=True)
        return wanted or DigestCommand("new", is_alert=True, topic=text.strip().split(maxsplit=1)[-1])
    found = _DIGEST.fullmatch(fold(text).strip())
    if found is None:
        return None
    return _parsed(found["rest"], is_alert=False) or DigestCommand("usage")


def _parsed(rest: str | None, *, is_alert: bool) -> DigestCommand | None:
    """The action that the rest names, with its number; None for another text."""
    found = _NUMBERED.fullmatch((rest or "").strip())
    action = _ACTIONS.get(found["action"]) if found else None
    if found is None or action is None or (found["number"] and action in ("new", "list")):
        return None
    return DigestCommand(action, int(found["number"]) if found["number"] else None, is_alert=is_alert)
