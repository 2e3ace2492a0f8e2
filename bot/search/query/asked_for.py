"""What kind of thing a question asks for, a time or an amount, and whether a text names one."""

import re
from typing import Literal

from bot.search.analysis.quantities import quantities

Kind = Literal["time", "amount"]

_TIME = re.compile(
    r"\bwhen\b|\b(?:which|what) (?:year|month|day|date|quarter)\b"
    r"|何时|何時|什么时候|甚麼時候|哪一?[年天]|几月|幾月|日期",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\bhow (?:much|many|big|large|long|often|far|high|old)\b|\bwhat (?:share|percentage|price|number)\b"
    r"|多少|多大|多长|多久|多高|[几幾]个?[\u3400-\u9fff]",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_TIMES = frozenset({"day", "month", "quarter", "half", "weekday"})


def asked_for(question: str) -> Kind | None:
    """The kind of thing that the question's words ask for; None where they ask for anything."""
    if _TIME.search(question):
        return "time"
    return "amount" if _AMOUNT.search(question) else None


def names(text: str, kind: Kind) -> bool:
    """Whether the text names such a thing. A year is a time and no amount."""
    if kind == "time":
        return bool(_YEAR.search(text)) or any(
            figure.kind in _TIMES for found in quantities(text) for figure in found.means
        )
    return any(
        figure.kind in ("number", "share") and not _YEAR.fullmatch(text[found.start : found.end])
        for found in quantities(text)
        for figure in found.means
    )
