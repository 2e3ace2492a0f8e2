"""What stands on a captured page beside its articles: menus, names of channels, buttons."""

import re

from bot.formats.lines import Line
from bot.formats.summary_body import bears_citations
from bot.formats.wrapped_lines import is_wider

TEXT = 100
"""Display columns from which a line is no title of the page's own; twice as many are a text."""
CITED_END = re.compile(r"\]\s?[.。]?$")
_STOPS = tuple("。！？；….!?;")
_FULL_STOPS = ("。", ".", "！")
_ELLIPSES = ("...", "…")
_MARKED = re.compile(r"(?:[-–—*•·●▪◦‣⁃|]\s|Group \d|\*\*|#)")
_FURNITURE = 40
"""Display columns that a line of a menu has at the most."""
_SENTENCE = 30
"""Display columns from which a line with a full stop is a sentence and no label."""
_UNBROKEN = 250
"""Display columns that no page shows: such a line was not broken by the page's width, and the next is another one."""


def is_text(line: str) -> bool:
    """Whether a line is part of a text, not furniture or a title."""
    text = line.strip()
    is_sentence = text.endswith(_FULL_STOPS) and is_wider(text, _SENTENCE)
    return is_sentence or is_wider(text, 2 * TEXT) or bears_citations(text)


def without_furniture(body: list[Line]) -> tuple[list[Line], list[Line]]:
    """The body without the short lines that stand behind its last sentence, and these."""
    end = len(body)
    while end > 1 and _is_label(body[end - 1].text):
        end -= 1
    if end == len(body):
        return body, []
    last = body[end - 1].text.strip()
    if not last.endswith(_ELLIPSES):
        is_line = CITED_END.search(last) or _MARKED.match(last) or is_wider(last, _UNBROKEN)
        if not is_line or not any(bears_citations(line.text) for line in body[:end]):
            return body, []
    return body[:end], body[end:]


def _is_label(text: str) -> bool:
    text = text.strip()
    return not is_wider(text, _FURNITURE) and not (text.endswith(_STOPS) or _MARKED.match(text) or "[" in text)


def left_out(furniture: list[Line]) -> str:
    """The note of what is left out."""
    shown = "”, “".join(line.text.strip() for line in furniture[:3])
    more = f" and {len(furniture) - 3} more" if len(furniture) > 3 else ""
    return f"line {furniture[0].number}: “{shown}”{more}: short lines behind the text that are none of it; left out"
