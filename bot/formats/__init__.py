"""Files of any known format as articles, one at a time, so that memory does not grow with the file."""

from collections.abc import Iterator
from pathlib import Path

from bot.errors import UnreadableFileError
from bot.formats import captured_page, json_lines
from bot.formats.lines import Lines
from bot.formats.parsed import Parsed, Problem

__all__ = ["Parsed", "Problem", "read"]


def read(path: Path) -> Iterator[Parsed | Problem]:
    """The articles of a file, in its order, and what is wrong with those that can't be read.

    The format is told from the content: JSON begins with a brace or bracket, all else is taken for a captured page.
    Never raises for what stands in the file: a file that can't be read at all is one `Problem`.
    """
    try:
        with Lines.open(path) as lines:
            parse = json_lines.parse if lines.first_character() in ("{", "[") else captured_page.parse
            yield from parse(lines)
    except UnreadableFileError as error:
        yield Problem(error.path, error.line, error.reason)
