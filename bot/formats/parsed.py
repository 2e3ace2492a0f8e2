"""What a format hands on: an article with the line it began on, or what was wrong there."""

from dataclasses import dataclass

from bot.model import Article


@dataclass(frozen=True, slots=True)
class Parsed:
    """An article, the line of the file it began on (from 1), and what a reader should know of how it was read."""

    article: Article
    line: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """One article, or a whole file, that could not be read; `reason` is a sentence that says what to do."""

    path: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.reason}"
