"""What goes out: the new articles of a slot, under the topics that they answer, with their best points."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.errors import IndexBusyError
from bot.model import Answer, Article, Digest, DigestEntry, DigestGroup, MatchedPoint, Subscription
from bot.store.digests import DigestStore
from bot.store.subscriptions import StoredSubscription

_LEADING_POINTS = 3
_SAMPLE = 5
"""Articles of a sample."""
_LOOKED_THROUGH = 200
"""The newest articles, in which those of a sample are looked for."""


class Library(Protocol):
    """What composing needs of the library beside the store."""

    async def indexed_change(self) -> int:
        """The number of the newest change that the index holds, after it was brought up to date."""
        ...

    async def answer_within(self, question: str, article_ids: Sequence[str]) -> Answer:
        """Those of the articles that answer the question, best first."""
        ...


class Composer:
    """Composes the digests of one library. The same library, subscription and slot give the same digest."""

    def __init__(self, store: DigestStore, library: Library) -> None:
        self._store = store
        self._library = library

    async def compose(self, stored: StoredSubscription, due: datetime, *, waits_for_index: bool = False) -> Digest:
        """The digest of the slot that is due then. Nothing is changed by it.

        With topics only what is in the index can be looked through; `waits_for_index` raises `IndexBusyError` where
        that does not hold all of the library yet.
        """
        topics = stored.subscription.topics
        change = await self._indexed_change(waits_for_index) if topics else None
        articles, change = await self._store.new_articles(stored, due=due, change=change)
        return Digest(groups=await self._grouped(topics, articles), change=change)

    async def sample(self, subscription: Subscription) -> Digest:
        """The newest articles that a digest would name if they were new; a few of them."""
        articles = await self._store.newest_articles(subscription, _LOOKED_THROUGH)
        groups, room = [], _SAMPLE
        for group in await self._grouped(subscription.topics, articles):
            if entries := group.entries[:room]:
                groups.append(DigestGroup(topic=group.topic, entries=entries))
                room -= len(entries)
        return Digest(groups=tuple(groups))

    async def _grouped(self, topics: Sequence[str], articles: Sequence[Article]) -> tuple[DigestGroup, ...]:
        """The articles under the first topic that they answer; without topics all of them."""
        if not articles:
            return ()
        if not topics:
            entries = tuple(DigestEntry(article=article, points=_leading(article)) for article in articles)
            return (DigestGroup(entries=entries),)
        groups: list[DigestGroup] = []
        left = {article.id: article for article in articles}
        for topic in topics:
            answer = await self._library.answer_within(topic, list(left))
            points = {match.article.id: match.points for match in answer.matches}
            entries = tuple(
                DigestEntry(article=article, points=points[article_id])
                for article_id, article in left.items()
                if article_id in points
            )
            if entries:
                groups.append(DigestGroup(topic=topic, entries=entries))
                left = {article_id: article for article_id, article in left.items() if article_id not in points}
            if not left:
                break
        return tuple(groups)

    async def _indexed_change(self, waits_for_index: bool) -> int:
        newest = await self._store.newest_change()
        indexed = await self._library.indexed_change()
        if waits_for_index and indexed < newest:
            raise IndexBusyError(f"The index has {indexed} of {newest} changes: a digest with topics waits for it.")
        return indexed


def _leading(article: Article) -> tuple[MatchedPoint, ...]:
    """The first points of the summary; of an article in full text its first paragraph."""
    points = [
        MatchedPoint(text=point.text, section=section.heading, citations=point.citations)
        for section in article.sections
        for point in section.points
    ]
    if not points and article.paragraphs:
        points = [MatchedPoint(text=article.paragraphs[0], citations=(1,))]
    return tuple(points[:_LEADING_POINTS])
