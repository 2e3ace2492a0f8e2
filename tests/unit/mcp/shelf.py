"""Articles that answer by a word of their points, behind the server's own client in this process."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from mcp.client.client import Client
from mcp.types import CallToolResult, TextContent

from bot.links import ArticleLinks
from bot.mcp.server import LibraryServer
from bot.model import Answer, Article
from bot.search.query.parsing import parse
from bot.store.catalogue import Page
from tests.unit.web.shelf import Shelf


class ToolShelf(Shelf):
    """A shelf that also finds titles and the newest, and knows the filter of a source."""

    async def by_title(self, title: str) -> Article | None:
        return next((article for article in self.articles if title.casefold() in article.title.casefold()), None)

    async def answer(self, question: str, limit: int) -> Answer:
        asked = parse(question)
        answer = await super().answer(asked.words, len(self.articles))
        matches = [match for match in answer.matches if set(asked.sources) <= set(match.article.sources)]
        return answer.model_copy(update={"query": question, "matches": tuple(matches[:limit])})

    async def newest(self, limit: int, offset: int = 0, source: str | None = None) -> Page:
        held = [article for article in self.articles if source in (None, article.source)]
        newest = sorted(held, key=lambda article: article.published_at, reverse=True)
        return Page(tuple(newest[offset : offset + limit]), len(held))


@asynccontextmanager
async def calling(
    articles: Sequence[Article] = (), reader: str | None = None
) -> AsyncIterator[tuple[ToolShelf, Client]]:
    """The shelf, and a client of its server."""
    shelf = ToolShelf(articles)
    async with Client(LibraryServer(shelf, ArticleLinks(reader), "1.0")) as client:
        yield shelf, client


def text(result: CallToolResult) -> str:
    """What the result says to who reads it."""
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def data(result: CallToolResult) -> dict[str, Any]:
    """The structured part of a result that is no error."""
    assert not result.is_error, text(result)
    assert result.structured_content is not None
    return result.structured_content
