"""The library in the database: articles, and the numbered log of what changed."""

import secrets
from collections.abc import AsyncIterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, bindparam, delete, func, insert, select, update

from bot.model import Article, Change, Saved, utc_milliseconds
from bot.store.database import Database
from bot.store.tables.library import articles, changes, library, origins, removed_articles

_PAGE = 500
_BRIEF = 100
"""Articles that are read by one statement: as many as an answer has at the most."""
_MISSED = "restored"
"""The mark of a restored article's entries in feeds, so that they are looked at anew: edits of them were not taken."""

# The statements of every save and every answer, made once: building them costs more than SQLite takes to run them.
_KEY: BindParameter[str] = bindparam("key")
_HELD = select(articles.c.content, articles.c.is_sample).where(articles.c.id == _KEY)
_VALUES: dict[str, BindParameter[Any]] = {
    name: bindparam(name) for name in ("title", "source", "published_ms", "content", "is_sample")
}
_GET = select(articles.c.id, articles.c.content).where(articles.c.id.in_(bindparam("keys", expanding=True)))
_INSERT = insert(articles).values(id=_KEY, **_VALUES)
_UPDATE = update(articles).where(articles.c.id == _KEY).values(_VALUES)
_MOVED = tuple(column.name for column in articles.columns)
_REMOVED = select(*(removed_articles.c[name] for name in _MOVED)).where(removed_articles.c.id == _KEY)
_COUNT = update(library).values(last_change=library.c.last_change + 1).returning(library.c.last_change)
_LOG = insert(changes)
_STATE = select(library.c.store_id, library.c.last_change, changes.c.mark).join_from(
    library, changes, changes.c.number == library.c.last_change, isouter=True
)


class State(NamedTuple):
    """Which store this is and how far it has come. Two equal states hold the same articles."""

    store_id: str
    """A random name given to the store when it was made."""
    change: int
    """The number of the newest change, 0 for a store that never held anything."""
    change_token: str
    """The random token of that change: a store put back to an older state gives its numbers a second time."""


class ArticleStore:
    """Articles by id and by time. Every write is one transaction together with its entry in the change log.

    Change numbers come from one row that the transaction holds until its commit, so they grow in the order of the
    commits on PostgreSQL too: a reader that has seen number n never misses a smaller one.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, article: Article, *, is_sample: bool = False) -> Saved:
        """Insert the article, or replace the one with its id; the same content again changes nothing.

        An article that came with the bot as a sample gives way to the real one, which counts as new; never the other
        way round.
        """
        return await self._database.write(lambda connection: put(connection, article, is_sample=is_sample))

    async def remove(self, article_id: str) -> Article | None:
        """Take an article out of the library; it stays away when it comes in again, until it is restored.

        None when there is none with that id.
        """
        return await self._database.write(lambda connection: _remove(connection, article_id))

    async def restore(self, article_id: str) -> Article | None:
        """Bring a removed article back as it was, which is no news; None when none was removed under that id."""
        return await self._database.write(lambda connection: _restore(connection, article_id))

    async def removed(self, limit: int | None = None) -> list[Article]:
        """What was removed and not restored, the last removed first."""
        query = select(removed_articles.c.content).order_by(removed_articles.c.change_number.desc()).limit(limit)
        return [Article.model_validate_json(row.content) for row in await self._database.rows(query)]

    async def ids(self, beginning: str, limit: int, *, removed: bool = False) -> list[str]:
        """Up to `limit` ids that begin so: of the articles, or of those that were removed."""
        ids = (removed_articles if removed else articles).c.id
        query = select(ids).where(ids.startswith(beginning, autoescape=True)).order_by(ids).limit(limit)
        return [row.id for row in await self._database.rows(query)]

    async def get(self, article_ids: Sequence[str]) -> dict[str, Article]:
        """The articles with these ids, by id; ids that are not held are left out."""
        found: dict[str, Article] = {}
        for start in range(0, len(article_ids), _BRIEF):
            keys = {"keys": article_ids[start : start + _BRIEF]}
            rows = await self._database.rows(_GET, keys, brief=True)
            found |= {row.id: Article.model_validate_json(row.content) for row in rows}
        return found

    async def count(self) -> int:
        """How many articles the library holds."""
        query = select(func.count()).select_from(articles)
        return await self._database.read(lambda connection: connection.execute(query).scalar_one())

    async def sources(self) -> list[tuple[str, int]]:
        """The names of the sources and how many articles each has, those with the most first."""
        number = func.count().label("number")
        query = select(articles.c.source, number).group_by(articles.c.source).order_by(number.desc(), articles.c.source)
        return [(row.source, row.number) for row in await self._database.rows(query)]

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
            rows = await self._database.rows(page)
            for row in rows:
                yield Article.model_validate_json(row.content)
            if len(rows) < _PAGE:
                return

    async def changes_after(self, number: int, limit: int = 1000) -> list[Change]:
        """The next entries of the change log after `number`, oldest first."""
        query = select(changes).where(changes.c.number > number).order_by(changes.c.number).limit(limit)
        return [
            Change(number=row.number, article_id=row.article_id, removed=row.kind == "delete")
            for row in await self._database.rows(query)
        ]

    async def state(self) -> State:
        """Which store this is, and its newest change."""
        (row,) = await self._database.rows(_STATE, brief=True)
        return State(row.store_id, row.last_change, row.mark or "")

    async def try_writing(self) -> None:
        """Write what is there already; raises `StoreError` that says why nothing can be written."""
        up, down = (update(library).values(last_change=library.c.last_change + step) for step in (1, -1))
        await self._database.change((up, {}), (down, {}))  # what a statement leaves as it is, SQLite does not write

    async def change_token(self, number: int) -> str | None:
        """The token of a change, None for a number that was not given yet."""
        query = select(changes.c.mark).where(changes.c.number == number)
        return await self._database.read(lambda connection: connection.execute(query).scalar())

    async def sample_imported(self) -> bool:
        """Whether the sample library was once put into this store."""
        query = select(library.c.sample_imported)
        return bool(await self._database.read(lambda connection: connection.execute(query).scalar_one()))

    async def mark_sample_imported(self) -> None:
        """Remember that the sample library is in, so that it stays away once somebody deletes it."""
        await self._database.change((update(library).values(sample_imported=True), {}))


def put(connection: Connection, article: Article, *, is_sample: bool = False) -> Saved:
    """`ArticleStore.save` inside a transaction that writes."""
    content = article.model_dump_json(exclude_defaults=True)
    values = {
        "key": article.id,
        "title": article.title,
        "source": article.source,
        "published_ms": utc_milliseconds(article.published_at),
        "content": content,
        "is_sample": is_sample,
    }
    hold(connection)
    before = connection.execute(_HELD, {"key": article.id}).one_or_none()
    if before is None and connection.execute(_REMOVED, {"key": article.id}).first() is not None:
        return Saved.UNCHANGED
    if before and (before.content == content or (is_sample and not before.is_sample)):
        return Saved.UNCHANGED
    _log(connection, article.id, "update" if before else "insert")
    connection.execute(_UPDATE if before else _INSERT, values)
    return Saved.UPDATED if before and before.is_sample == is_sample else Saved.NEW


def _remove(connection: Connection, article_id: str) -> Article | None:
    hold(connection)
    row = connection.execute(select(articles).where(articles.c.id == article_id)).one_or_none()
    if row is None:
        return None
    take_out(connection, article_id)
    number = connection.execute(select(library.c.last_change)).scalar_one()
    connection.execute(insert(removed_articles).values(**row._mapping, change_number=number))
    return Article.model_validate_json(row.content)


def _restore(connection: Connection, article_id: str) -> Article | None:
    hold(connection)
    row = connection.execute(_REMOVED, {"key": article_id}).one_or_none()
    if row is None:
        return None
    connection.execute(delete(removed_articles).where(removed_articles.c.id == article_id))
    _log(connection, article_id, "update")  # an insert would be new to the digests
    connection.execute(insert(articles).values(**row._mapping))
    is_entry = (origins.c.article_id == article_id) & (origins.c.fingerprint != "")
    connection.execute(update(origins).where(is_entry).values(fingerprint=_MISSED))
    return Article.model_validate_json(row.content)


def take_out(connection: Connection, article_id: str) -> bool:
    """Delete an article inside a transaction that writes, as if it had never come; False when there is none."""
    hold(connection)
    result = connection.execute(delete(articles).where(articles.c.id == article_id))
    if result.rowcount == 0:
        return False
    _log(connection, article_id, "delete")
    return True


def _log(connection: Connection, article_id: str, kind: str) -> None:
    number = connection.execute(_COUNT).scalar_one()
    values = {"number": number, "article_id": article_id, "kind": kind, "mark": secrets.token_hex(8)}
    connection.execute(_LOG, values)


def hold(connection: Connection) -> None:
    """Let one writer in at a time, and before it touches an article: two that wait for each other would be stuck.

    A SQLite transaction that writes is alone from its beginning.
    """
    if connection.dialect.name != "sqlite":
        connection.execute(select(library.c.id).with_for_update())
