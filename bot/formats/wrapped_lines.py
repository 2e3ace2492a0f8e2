"""Lines of a text that the width of a page has broken."""

import re
from collections.abc import Iterator, Sequence

from bot.text import is_han

_ENDS_A_PARAGRAPH = tuple("。！？；：…”」』）)】》.!?;:\"'")
_WIDE = re.compile("[\u1100-\U0010ffff]")
_MIN_WRAP = 30
"""Display columns from which a line may have been broken by the width of the page rather than by its writer."""


def joined_lines(body: Sequence[str]) -> Iterator[str]:
    """Join lines that the width of the page has broken: a full line that ends inside a sentence goes on."""
    widest = max((columns(line) for line in body), default=0)
    parts: list[str] = []
    for text in (line.strip() for line in body):
        parts += [_gap(parts[-1], text), text] if parts else [text]
        full = columns(text) >= max(_MIN_WRAP, widest * 0.8)
        if not full or text.endswith(_ENDS_A_PARAGRAPH):
            yield "".join(parts)
            parts = []
    if parts:
        yield "".join(parts)


def columns(text: str) -> int:
    """How wide the text is shown: Chinese characters take two columns."""
    text = text.strip()
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


def is_wider(text: str, limit: int) -> bool:
    """Whether the text takes more columns than that."""
    return len(text) - text.count(" ") > limit or columns(text) > limit


def _gap(left: str, right: str) -> str:
    """A blank between words, none where Chinese was broken in the middle of a sentence."""
    if not left or not right:
        return ""
    return "" if is_han(left[-1]) or is_han(right[0]) or ord(left[-1]) >= 0x3000 else " "
