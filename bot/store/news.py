"""Which articles are new for a subscription."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, or_, select

from bot.model import Article, Subscription, utc_milliseconds
from bot.store.subscriptions import StoredSubscription
from bot.store.tables.library import articles, changes, digest_articles, library, subscriptions

_NEWEST_FIRST = (articles.c.published_ms.desc(), articles.c.id)


def read_new(
    connection: Connection, stored: StoredSubscription, due: datetime, change: int | None
) -> tuple[list[Article], int]:
    """What is new for a slot, newest first, and the newest change that was looked at: the store's, or `change`.

    New is what was stored since the last digest, and what was published since; not what was in one, and not what
    is published after the slot, which waits for its time. An edit is no new article.
    """
    newest = last_change(connection)
    until = newest if change is None else min(newest, change)
    added = _inserts(changes.c.number > stored.since_change, changes.c.number <= until)
    later = _inserts(changes.c.number > until)
    subscription_id = stored.subscription.id
    had = select(digest_articles.c.article_id).where(digest_articles.c.subscription_id == subscription_id)
    query = (
        select(articles.c.content)
        .where(articles.c.published_ms <= utc_milliseconds(due))
        .where(or_(articles.c.id.in_(added), articles.c.published_ms > utc_milliseconds(stored.since)))
        .where(articles.c.id.not_in(later), articles.c.id.not_in(had))
        .order_by(*_NEWEST_FIRST)
    )
    return _articles(connection, query, stored.subscription), until


def read_newest(connection: Connection, subscription: Subscription, limit: int) -> list[Article]:
    """Those of a subscription's sources among the newest articles, newest first."""
    query = select(articles.c.content).order_by(*_NEWEST_FIRST).limit(limit)
    return _articles(connection, query, subscription)


def has_news(now_ms: int) -> Any:
    """Whether something was stored since a subscription last looked, or what was dated ahead is out by now."""
    stored = select(library.c.last_change).scalar_subquery() > subscriptions.c.since_change
    out = select(articles.c.id).where(
        articles.c.published_ms > subscriptions.c.since_ms, articles.c.published_ms <= now_ms
    )
    return or_(stored, out.exists())


def last_change(connection: Connection) -> int:
    """The number of the library's newest change."""
    return int(connection.execute(select(library.c.last_change)).scalar_one())


def _articles(connection: Connection, query: Select[Any], subscription: Subscription) -> list[Article]:
    """The articles of the subscription's sources."""
    wanted = set(subscription.sources)
    found = map(Article.model_validate_json, connection.execute(query).scalars())
    return [article for article in found if not wanted or not wanted.isdisjoint(article.sources)]


def _inserts(*conditions: Any) -> Select[Any]:
    return select(changes.c.article_id).where(changes.c.kind == "insert", *conditions)
