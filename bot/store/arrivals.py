"""Storing what comes in: the same piece once, whichever way and however often it comes, and taking it back."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import Connection, delete, insert, select, update

from bot.model import Article, Saved, Taken, utc_milliseconds
from bot.store.articles import hold, put, take_out
from bot.store.database import Database
from bot.store.schema import articles, origins, receipts

_MOST_LIKE = 20
"""Articles with a like title that are compared in full."""


class Matcher(Protocol):
    """Decides which held article the new one is again. Pure."""

    days: int
    """How far apart the two may be published."""

    def may_be(self, title: str) -> bool:
        """Whether an article of this title is worth a look."""
        ...

    def is_same(self, held: Article) -> bool:
        """Whether this is the same piece."""
        ...

    def is_edited(self, held: Article) -> bool:
        """Whether this, which came from the same address, is the same piece in an older state."""
        ...

    def merged(self, held: Article, new: Article) -> Article:
        """What is to be held of both; its id is that of `held`."""
        ...


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a person brought: the articles by id as they were before (None for new ones) and as they then were."""

    key: str
    team_id: str
    user_id: str
    taken: tuple[Taken, ...]


class Arrivals:
    """The way in. Every call is one transaction."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    async def fingerprints(self, keys: Sequence[str]) -> dict[str, str]:
        """What came last from each of these origins, those that are known."""
        query = select(origins.c.key, origins.c.fingerprint).where(origins.c.key.in_(keys))
        async with self._database.read() as connection:
            return {row.key: row.fingerprint for row in await connection.execute(query)}

    async def find(self, article: Article, keys: Sequence[str], matcher: Matcher) -> Article | None:
        """The article that is held of the same piece."""
        return await self._database.run(lambda connection: _held(connection, article, keys, matcher), writes=False)

    async def take(self, article: Article, marks: Mapping[str, str], matcher: Matcher) -> Taken:
        """Store the article, or what it adds to the one that is held, and the mark of each of its origins."""
        keys = list(marks)

        def work(connection: Connection) -> Taken:
            hold(connection)
            held = _held(connection, article, keys, matcher)
            merged = matcher.merged(held, article) if held else article
            saved = put(connection, merged)
            connection.execute(delete(origins).where(origins.c.key.in_(keys)))
            if keys:
                rows = [{"key": key, "article_id": merged.id, "fingerprint": mark} for key, mark in marks.items()]
                connection.execute(insert(origins), rows)
            return Taken(article=merged, saved=saved, before=held)

        return await self._database.run(work, writes=True)

    async def keep_receipt(self, receipt: Receipt) -> None:
        """Remember what a person brought; the same receipt again changes nothing."""
        before = {
            each.article.id: {
                "before": each.before.model_dump_json(exclude_defaults=True) if each.before else None,
                "after": each.article.model_dump_json(exclude_defaults=True),
            }
            for each in receipt.taken
            if each.saved is not Saved.UNCHANGED
        }

        def work(connection: Connection) -> None:
            if connection.execute(select(receipts.c.key).where(receipts.c.key == receipt.key)).first() is None:
                values = {
                    "key": receipt.key,
                    "team_id": receipt.team_id,
                    "user_id": receipt.user_id,
                    "before": json.dumps(before),
                    "undone": False,
                    "made_ms": utc_milliseconds(self._now()),
                }
                connection.execute(insert(receipts).values(values))

        await self._database.run(work, writes=True)

    async def undo(self, key: str, user_id: str) -> int | None:
        """Take back what this person brought, unless it changed since; how many articles were. None for no receipt."""

        def work(connection: Connection) -> int | None:
            hold(connection)
            row = connection.execute(select(receipts).where(receipts.c.key == key)).one_or_none()
            if row is None or row.user_id != user_id:
                return None
            if row.undone:
                return 0
            connection.execute(update(receipts).where(receipts.c.key == key).values(undone=True))
            return sum(_take_back(connection, article_id, each) for article_id, each in json.loads(row.before).items())

        return await self._database.run(work, writes=True)

    async def forget(self, before: datetime) -> None:
        """Delete receipts that are older."""
        query = delete(receipts).where(receipts.c.made_ms < utc_milliseconds(before))
        async with self._database.write() as connection:
            await connection.execute(query)


def _take_back(connection: Connection, article_id: str, change: Mapping[str, str | None]) -> bool:
    now = connection.execute(select(articles.c.content).where(articles.c.id == article_id)).scalar()
    if now != change["after"]:
        return False
    connection.execute(delete(origins).where(origins.c.article_id == article_id))
    if change["before"] is None:
        return take_out(connection, article_id)
    put(connection, Article.model_validate_json(change["before"]))
    return True


def _held(connection: Connection, article: Article, keys: Sequence[str], matcher: Matcher) -> Article | None:
    """By id, else by where it came from, else by title and text among what was published around the same time."""
    content = select(articles.c.content)
    if found := connection.execute(content.where(articles.c.id == article.id)).scalar():
        return Article.model_validate_json(found)
    from_there = select(origins.c.article_id).where(origins.c.key.in_(keys))
    for found in connection.execute(content.where(articles.c.id.in_(from_there))).scalars():
        if matcher.is_edited(held := Article.model_validate_json(found)):
            return held
    around = timedelta(days=matcher.days)
    near = select(articles.c.id, articles.c.title).where(
        articles.c.published_ms.between(
            utc_milliseconds(article.published_at - around), utc_milliseconds(article.published_at + around)
        )
    )
    like = [row.id for row in connection.execute(near) if matcher.may_be(row.title)][:_MOST_LIKE]
    for found in connection.execute(content.where(articles.c.id.in_(like))).scalars():
        if matcher.is_same(held := Article.model_validate_json(found)):
            return held
    return None
