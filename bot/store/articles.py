"""The library in the database: articles, and the numbered log of what changed."""

from collections.abc import AsyncIterator, Sequence
from enum import Enum
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Article, Change, utc_milliseconds
from bot.store.database import Database
from bot.store.schema import articles, changes, library

_PAGE = 500


class Saved(Enum):
    """What storing an article came to."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class ArticleStore:
    """Articles by id and by time. Every write is one transaction together with its entry in the change log.

    Change numbers come from one row that the transaction holds until its commit, so they grow in the order of the
    commits on PostgreSQL too: a reader that has seen number n never misses a smaller one.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, article: Article) -> Saved:
        """Insert the article, or replace the one with its id; the same content again changes nothing."""
        content = article.model_dump_json(exclude_defaults=True)
        values = {
            "title": article.title,
            "source": article.source,
            "published_ms": utc_milliseconds(article.published_at),
            "content": content,
        }
        async with self._database.write() as connection:
            await connection.execute(select(library.c.id).with_for_update())  # one writer at a time
            held = select(articles.c.content).where(articles.c.id == article.id)
            before = (await connection.execute(held)).scalar()
            if before == content:
                return Saved.UNCHANGED
            if before is None:
                await self._log(connection, article.id, "insert")
                await connection.execute(insert(articles).values(id=article.id, **values))
                return Saved.NEW
            await self._log(connection, article.id, "update")
            await connection.execute(update(articles).where(articles.c.id == article.id).values(**values))
            return Saved.UPDATED

    async def remove(self, article_id: str) -> bool:
        """Delete an article; False when there is none with that id."""
        async with self._database.write() as connection:
            result = await connection.execute(delete(articles).where(articles.c.id == article_id))
            if result.rowcount == 0:
                return False
            await self._log(connection, article_id, "delete")
            return True

    async def get(self, article_ids: Sequence[str]) -> dict[str, Article]:
        """The articles with these ids, by id; ids that are not held are left out."""
        async with self._database.read() as connection:
            rows = await connection.execute(
                select(articles.c.id, articles.c.content).where(articles.c.id.in_(article_ids))
            )
            return {row.id: _article(row.content) for row in rows}

    async def count(self) -> int:
        """How many articles the library holds."""
        async with self._database.read() as connection:
            return (await connection.execute(select(func.count()).select_from(articles))).scalar_one()

    async def newest_first(self) -> AsyncIterator[Article]:
        """All articles by publication time, newest first; a page of the table is held at a time."""
        order = (articles.c.published_ms.desc(), articles.c.id)
        query = select(articles.c.id, articles.c.content, articles.c.published_ms).order_by(*order).limit(_PAGE)
        rows: Sequence[Any] = []
        while True:
            page = query
            if rows:
                last = rows[-1]
                page = query.where(
                    (articles.c.published_ms < last.published_ms)
                    | ((articles.c.published_ms == last.published_ms) & (articles.c.id > last.id))
                )
            async with self._database.read() as connection:
                rows = (await connection.execute(page)).all()
            for row in rows:
                yield _article(row.content)
            if len(rows) < _PAGE:
                return

    async def changes_after(self, number: int, limit: int = 1000) -> list[Change]:
        """The next entries of the change log after `number`, oldest first."""
        query = select(changes).where(changes.c.number > number).order_by(changes.c.number).limit(limit)
        async with self._database.read() as connection:
            return [
                Change(number=row.number, article_id=row.article_id, removed=row.kind == "delete")
                for row in await connection.execute(query)
            ]

    async def last_change(self) -> int:
        """The number of the newest change, 0 for a store that never held anything."""
        async with self._database.read() as connection:
            return int((await connection.execute(select(library.c.last_change))).scalar_one())

    async def store_id(self) -> str:
        """A random name given to this store when it was made; an index remembers whose it is by it."""
        async with self._database.read() as connection:
            return str((await connection.execute(select(library.c.store_id))).scalar_one())

    async def sample_imported(self) -> bool:
        """Whether the sample library was once put into this store."""
        async with self._database.read() as connection:
            return bool((await connection.execute(select(library.c.sample_imported))).scalar_one())

    async def mark_sample_imported(self) -> None:
        """Remember that the sample library is in, so that it stays away once somebody deletes it."""
        async with self._database.write() as connection:
            await connection.execute(update(library).values(sample_imported=True))

    async def _log(self, connection: AsyncConnection, article_id: str, kind: str) -> None:
        count = update(library).values(last_change=library.c.last_change + 1).returning(library.c.last_change)
        number = (await connection.execute(count)).scalar_one()
        await connection.execute(insert(changes).values(number=number, article_id=article_id, kind=kind))


def _article(content: str) -> Article:
    return Article.model_validate_json(content)
