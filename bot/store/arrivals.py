"""Storing what comes in: the same piece once, whichever way and however often it comes, and taking it back."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    delete,
    insert,
    or_,
    select,
    union_all,
    update,
)

from bot.model import Article, Saved, Taken, utc_milliseconds
from bot.store.articles import hold, put, take_out
from bot.store.database import Database
from bot.store.tables.library import articles, origins, receipts, removed_articles

_MOST_LIKE = 20
"""Articles with a like title that are compared in full."""
_CONTENTS = select(articles.c.content).order_by(articles.c.id)


class Matcher(Protocol):
    """Decides which held article the new one is again. Pure."""

    days: int
    """How far apart the two may be published."""

    @property
    def keys(self) -> Sequence[str]:
        """The origins under which it may be held."""
        ...

    @property
    def identity(self) -> str:
        """What it is held under where another piece has its source, title and time."""
        ...

    def may_be(self, title: str) -> bool:
        """Whether an article of this title is worth a look."""
        ...

    def has_text_of(self, stored: Article) -> bool:
        """Whether the texts are the same."""
        ...

    def is_same(self, stored: Article, *, entries: Sequence[str]) -> bool:
        """Whether this is the same piece, which came as these entries of feeds."""
        ...

    def merged(self, stored: Article, new: Article) -> Article:
        """What is to be held of both; its id is that of `held`."""
        ...


class Known(NamedTuple):
    """An article of the same piece: held, or removed and to stay away."""

    article: Article
    is_removed: bool = False


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
        return {row.key: row.fingerprint for row in await self._database.rows(query)}

    async def is_held(self, key: str) -> bool:
        """Whether the article that came last from this origin is still held."""
        query = select(origins.c.key).join(articles, articles.c.id == origins.c.article_id).where(origins.c.key == key)
        return bool(await self._database.rows(query))

    async def remember(self, key: str, mark: str) -> None:
        """Give a known origin another mark."""
        await self._database.change((update(origins).where(origins.c.key == key).values(fingerprint=mark), {}))

    async def find(self, article: Article, matcher: Matcher) -> Known | None:
        """The article that is held, or was removed, of the same piece."""
        return await self._database.read(lambda connection: _known(connection, article, matcher))

    async def take(self, article: Article, marks: Mapping[str, str], matcher: Matcher) -> Taken:
        """Store the article, or what it adds to the one that is held, and the mark of each of its origins.

        A mark is empty for an address, and never for an entry of a feed. A piece that was removed stays away.
        """

        def work(connection: Connection) -> Taken:
            hold(connection)
            known = _known(connection, article, matcher)
            if known and known.is_removed:
                _mark(connection, marks, known.article.id)
                return Taken(article=known.article, saved=Saved.UNCHANGED, is_removed=True)
            existing = known.article if known else None
            merged = matcher.merged(existing, article) if existing else _named_apart(connection, article, matcher)
            saved = put(connection, merged)
            _mark(connection, marks, merged.id)
            return Taken(article=merged, saved=saved, before=existing)

        return await self._database.write(work)

    async def replace(self, article: Article, matcher: Matcher) -> Taken:
        """Store the article as it is, in place of an older state of it; one that was removed stays away."""

        def work(connection: Connection) -> Taken:
            hold(connection)
            existing = _best(connection, _named(article), matcher)
            if existing is None and (removed := _removed(connection, article, matcher)):
                return Taken(article=removed, saved=Saved.UNCHANGED, is_removed=True)
            if existing:
                whole = article.model_copy(update={"identity": existing.identity})
            else:
                whole = _named_apart(connection, article, matcher)
            return Taken(article=whole, saved=put(connection, whole), before=existing)

        return await self._database.write(work)

    async def keep_receipt(self, receipt: Receipt) -> None:
        """Remember what a person brought; the same receipt again changes nothing."""
        before = {
            taken.article.id: {
                "before": taken.before.model_dump_json(exclude_defaults=True) if taken.before else None,
                "after": taken.article.model_dump_json(exclude_defaults=True),
            }
            for taken in receipt.taken
            if taken.saved is not Saved.UNCHANGED
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

        await self._database.write(work)

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
            return sum(
                _take_back(connection, article_id, change) for article_id, change in json.loads(row.before).items()
            )

        return await self._database.write(work)

    async def forget(self, before: datetime) -> None:
        """Delete receipts that are older."""
        await self._database.change((delete(receipts).where(receipts.c.made_ms < utc_milliseconds(before)), {}))


def _take_back(connection: Connection, article_id: str, change: Mapping[str, str | None]) -> bool:
    now = connection.execute(select(articles.c.content).where(articles.c.id == article_id)).scalar()
    if now != change["after"]:
        return False
    connection.execute(delete(origins).where(origins.c.article_id == article_id))
    if change["before"] is None:
        return take_out(connection, article_id)
    put(connection, Article.model_validate_json(change["before"]))
    return True


def _mark(connection: Connection, marks: Mapping[str, str], article_id: str) -> None:
    connection.execute(delete(origins).where(origins.c.key.in_(list(marks))))
    if marks:
        rows = [{"key": key, "article_id": article_id, "fingerprint": mark} for key, mark in marks.items()]
        connection.execute(insert(origins), rows)


def _known(connection: Connection, article: Article, matcher: Matcher) -> Known | None:
    if existing := _existing(connection, article, matcher):
        return Known(existing)
    removed = _removed(connection, article, matcher)
    return Known(removed, is_removed=True) if removed else None


def _existing(connection: Connection, article: Article, matcher: Matcher) -> Article | None:
    """By where it came from, else by its name, else by title and text among what was published around the same time."""
    if known := _best(connection, articles.c.id.in_(_from_there(matcher)) | _named(article), matcher):
        return known
    near = select(articles.c.id, articles.c.title).where(_is_near(articles, article, matcher))
    like = [row.id for row in connection.execute(near) if matcher.may_be(row.title)][:_MOST_LIKE]
    return _best(connection, articles.c.id.in_(like), matcher)


def _removed(connection: Connection, article: Article, matcher: Matcher) -> Article | None:
    """By the same signs, in one look at what are few articles."""
    which = removed_articles.c.id.in_(_from_there(matcher)) | _is_near(removed_articles, article, matcher)
    contents = connection.execute(select(removed_articles.c.content).where(which).order_by(removed_articles.c.id))
    return _likest(connection, contents.scalars().all(), matcher)


def _from_there(matcher: Matcher) -> Select[tuple[str]]:
    return select(origins.c.article_id).where(origins.c.key.in_(list(matcher.keys)))


def _is_near(table: Table, article: Article, matcher: Matcher) -> ColumnElement[bool]:
    around = timedelta(days=matcher.days)
    earliest, latest = utc_milliseconds(article.published_at - around), utc_milliseconds(article.published_at + around)
    return table.c.published_ms.between(earliest, latest)


def _named(article: Article) -> ColumnElement[bool]:
    """The articles of the same source, title and time."""
    published_ms = utc_milliseconds(article.published_at)
    named = and_(
        articles.c.source == article.source,
        articles.c.published_ms == published_ms,
        articles.c.title == article.title,
    )
    return or_(articles.c.id == article.id, named)


def _best(connection: Connection, which: ColumnElement[bool], matcher: Matcher) -> Article | None:
    """Of the articles that are the same piece, one that has its text too, else one that came as the same entry."""
    return _likest(connection, connection.execute(_CONTENTS.where(which)).scalars().all(), matcher)


def _likest(connection: Connection, contents: Iterable[str], matcher: Matcher) -> Article | None:
    same: list[tuple[bool, bool, Article]] = []
    for stored in map(Article.model_validate_json, contents):
        entries = _entries(connection, stored.id)
        if matcher.is_same(stored, entries=entries):
            same.append((matcher.has_text_of(stored), not set(entries).isdisjoint(matcher.keys), stored))
    return max(same, key=lambda candidate: candidate[:2])[2] if same else None


def _entries(connection: Connection, article_id: str) -> Sequence[str]:
    is_entry = (origins.c.article_id == article_id) & (origins.c.fingerprint != "")
    return connection.execute(select(origins.c.key).where(is_entry)).scalars().all()


def _named_apart(connection: Connection, article: Article, matcher: Matcher) -> Article:
    """The article under an id that no other piece has."""
    named = (select(table.c.id).where(table.c.id == article.id) for table in (articles, removed_articles))
    is_free = connection.execute(union_all(*named)).first() is None
    return article if is_free else article.model_copy(update={"identity": matcher.identity})
