"""What the reader needs of the library."""

from collections.abc import Sequence
from typing import Protocol

from bot.model import Answer, Article, Completion, Cursor, Related


class ReadLibrary(Protocol):
    """The library as the reader's pages read it."""

    async def answer(self, question: str, limit: int) -> Answer:
        """The best `limit` articles for a question, or suggestions."""
        ...

    async def complete(self, typed: str, limit: int) -> Completion:
        """At most `limit` questions that begin as typed, and as many articles whose titles name what they ask for."""
        ...

    async def article(self, article_id: str) -> Article | None:
        """The article with this id."""
        ...

    async def related(self, article: Article, limit: int) -> Sequence[Related]:
        """At most `limit` articles that are near to one, nearest first, each with the reason."""
        ...

    async def older(self, limit: int, than: Cursor | None = None, source: str | None = None) -> Sequence[Article]:
        """The newest articles behind a place in the list, of one source if given."""
        ...

    async def sources(self) -> list[tuple[str, int]]:
        """The names of the sources with the number of their articles, the largest first."""
        ...

    async def change_token(self) -> str:
        """What changes with everything that pages may show: the newest state of store and index."""
        ...
