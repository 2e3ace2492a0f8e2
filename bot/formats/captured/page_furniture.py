"""What stands on a captured page beside its articles: menus, names of channels, buttons."""

from bot.formats.captured.summary_body import bears_citations, begins_with_marker, ends_in_citations
from bot.formats.lines import Line
from bot.formats.wrapped_lines import columns, is_wider

TEXT = 100
"""Display columns from which a line is no title of the page's own; twice as many are a text."""
_STOPS = tuple("。！？；….!?;")
_FULL_STOPS = ("。", ".", "！")
_ELLIPSES = ("...", "…")
_FURNITURE = 40
"""Display columns that a line of a menu has at the most."""
_SENTENCE = 30
"""Display columns from which a line with a full stop is a sentence and no label."""
UNBROKEN = 250
"""Display columns that no page shows: such a line was not broken by the page's width, and the next is another one."""
_MOST_NAMES = 50
"""Lines above the first title among which the page's name is looked for."""


class PageHead:
    """The lines above the first title: menus and the page's name, or a text whose date is missing."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.undated: tuple[int, str] | None = None
        """The line of a text, and the line above it."""
        self._lines: list[int] = []
        self._sentences = 0
        """Display columns of the lines that are sentences."""

    def take(self, line: Line, above: Line | None) -> None:
        """Take a line that is no title."""
        text = line.text.strip()
        self._lines = [*self._lines[:1], line.number]
        if len(self.names) < _MOST_NAMES:
            self.names.append(text)
        if is_text(text) and not self.undated:
            self._sentences += columns(text)
            if self._sentences > 2 * TEXT or bears_citations(text):
                self.undated = line.number, above.text.strip() if above else ""

    def take_note(self) -> str | None:
        """The note of what is left out, once, if sentences are and no error tells of them."""
        if not self._sentences or self.undated:
            return None
        self._sentences = 0
        first, last = self._lines[0], self._lines[-1]
        lines = f"line {first} is" if first == last else f"lines {first}-{last} are"
        return f"{lines} above the first article and not part of one; left out"


def is_text(line: str) -> bool:
    """Whether a line is part of a text, not furniture or a title."""
    text = line.strip()
    is_sentence = text.endswith(_FULL_STOPS) and is_wider(text, _SENTENCE)
    return is_sentence or is_wider(text, 2 * TEXT) or bears_citations(text)


def without_furniture(body: list[Line], widest: int) -> tuple[list[Line], list[Line]]:
    """The body without the short lines that stand behind its last sentence, and these.

    `widest` is the display columns of the page's widest line, at least if that is broken: a line that has room for the
    next was not broken by the page's width.
    """
    end = len(body)
    while end > 1 and _is_label(body[end - 1].text):
        end -= 1
    if end == len(body):
        return body, []
    last = body[end - 1].text.strip()
    if not last.endswith(_ELLIPSES):
        is_unbroken = columns(f"{last} {body[end].text}") < widest or is_wider(last, UNBROKEN)
        is_line = is_unbroken or ends_in_citations(last) or begins_with_marker(last)
        if not is_line or not any(bears_citations(line.text) for line in body[:end]):
            return body, []
    return body[:end], body[end:]


def _is_label(text: str) -> bool:
    text = text.strip()
    is_short = not is_wider(text, _FURNITURE) and "[" not in text
    return is_short and not text.endswith(_STOPS) and not begins_with_marker(text)


def left_out(furniture: list[Line]) -> str:
    """The note of what is left out."""
    shown = "”, “".join(line.text.strip() for line in furniture[:3])
    more = f" and {len(furniture) - 3} more" if len(furniture) > 3 else ""
    return f"line {furniture[0].number}: “{shown}”{more}: short lines behind the text that are none of it; left out"
