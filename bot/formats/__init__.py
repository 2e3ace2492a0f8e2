"""Files of any known format as articles, one at a time, so that memory does not grow with the file."""

import re
from collections.abc import Iterator
from pathlib import Path

from bot.errors import UnreadableFileError
from bot.formats import captured_page, json_lines
from bot.formats.lines import Lines
from bot.formats.parsed import Parsed, Problem

__all__ = ["Parsed", "Problem", "read"]

_JSON = re.compile(r"\{|\[\s*(?:[\[{\]\"]|$)")
"""How JSON begins; a page may begin with a word in brackets."""


def read(path: Path) -> Iterator[Parsed | Problem]:
    """The articles of a file, in its order, and what is wrong with those that can't be read.

    The format is told from the content: what does not begin as JSON does is taken for a captured page.
    Never raises for what stands in the file: a file that can't be read at all is one `Problem`.
    """
    try:
        with Lines.open(path) as lines:
            parse = json_lines.parse if _JSON.match(lines.beginning()) else captured_page.parse
            yield from parse(lines)
    except UnreadableFileError as error:
        yield Problem(error.path, error.line, error.reason)
