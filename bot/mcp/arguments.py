"""Checks of what a client hands to a tool, with errors that say what to send instead."""

import unicodedata
from collections.abc import Generator
from contextlib import contextmanager

from mcp.server.mcpserver.exceptions import ToolError

from bot.errors import LatePostError
from bot.text import is_visible

LONGEST = 2_000
"""Characters of an argument: what the search reads of a question (`bot.search.query.parsing`)."""


def checked(name: str, value: str, *, may_be_empty: bool = False) -> str:
    """The text without blanks around it. Raises `ToolError` for one that is empty, too long or no text."""
    if len(value) > LONGEST:
        raise ToolError(
            f"`{name}` has {len(value):,} characters, and at most {LONGEST:,} are read. Send a shorter one."
        )
    for character in value:
        if unicodedata.category(character) in ("Cc", "Cs") and character not in "\t\r\n":
            raise ToolError(f"`{name}` holds U+{ord(character):04X}, which is no text. Send it without that character.")
    if not may_be_empty and not is_visible(value):
        raise ToolError(f"`{name}` is empty. Name a topic, such as: TikTok 听证会")
    return value.strip()


@contextmanager
def tool_errors() -> Generator[None]:
    """Has an error of the library told to the client in its own sentence."""
    try:
        yield
    except LatePostError as error:
        raise ToolError(str(error)) from error
