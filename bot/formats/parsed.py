"""What a format hands on: an article with the line it began on, or what was wrong there."""

from dataclasses import dataclass

from pydantic import ValidationError

from bot.formats.validation_messages import describe
from bot.model import Article


@dataclass(frozen=True, slots=True)
class Parsed:
    """An article, the line of the file it began on (from 1), and what a reader should know of how it was read."""

    article: Article
    line: int
    notes: tuple[str, ...] = ()
    is_full_text: bool = False
    """Whether it is a full text that a summary can be made of."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One article, or a whole file, that could not be read; `reason` is a sentence: what is wrong; what to do.

    `line` is 0 for a file that can't be opened.
    """

    path: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}" if self.line else f"{self.path}: {self.reason}"


def wrong_field(error: ValidationError) -> str:
    """The first wrong field of an article and what is wrong with it, to begin a sentence with."""
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    return f"`{field}` {describe(first)}"
