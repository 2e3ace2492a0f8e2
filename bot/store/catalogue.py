"""Looking through the library: newest articles page by page, and by source."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from bot.model import Article, Cursor
from bot.store.database import Database
from bot.store.tables.library import articles


@dataclass(frozen=True, slots=True)
class Page:
    """Some articles, newest first, out of `total`."""

    articles: tuple[Article, ...]
    total: int


class Catalogue:
    """Reads the library; what it gives is one state of the database each time."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def newest(self, limit: int, offset: int = 0, source: str | None = None) -> Page:
        """The newest articles after the first `offset`, of one source if given."""
        query = select(articles.c.content).order_by(articles.c.published_ms.desc(), articles.c.id)
        count = select(func.count()).select_from(articles)
        if source is not None:
            query, count = query.where(articles.c.source == source), count.where(articles.c.source == source)
        query = query.limit(limit).offset(offset)

        def page(connection: Connection) -> Page:
            found = tuple(map(Article.model_validate_json, connection.execute(query).scalars()))
            return Page(found, connection.execute(count).scalar_one())

        return await self._database.read(page)

    async def older(self, limit: int, than: Cursor | None = None, source: str | None = None) -> list[Article]:
        """The newest articles behind a place, of one source if given; costs the same wherever the place is."""
        query = select(articles.c.content).order_by(articles.c.published_ms.desc(), articles.c.id).limit(limit)
        if source is not None:
            query = query.where(articles.c.source == source)
        if than is not None:
            query = query.where(
                articles.c.published_ms <= than.published_ms,
                (articles.c.published_ms < than.published_ms) | (articles.c.id > than.article_id),
            )
        return [Article.model_validate_json(row.content) for row in await self._database.rows(query)]
