"""What the tools need of the library."""

from typing import Protocol

from bot.model import Answer, Article
from bot.store.catalogue import Page


class ToolLibrary(Protocol):
    """The library as the tools read it."""

    async def answer(self, question: str, limit: int) -> Answer:
        """The best `limit` articles for a question, or suggestions."""
        ...

    async def article(self, article_id: str) -> Article | None:
        """The article with this id."""
        ...

    async def by_title(self, title: str) -> Article | None:
        """The article whose title is the likest, None when none is like it."""
        ...

    async def newest(self, limit: int, offset: int = 0, source: str | None = None) -> Page:
        """The newest articles."""
        ...
