"""Articles of a library that are near to one: search proposes and weighs, the store has the articles."""

import asyncio
from collections.abc import Sequence

from bot.errors import IndexDamagedError
from bot.model import Article, Related
from bot.search.ranking.related import RelatedFinder
from bot.store import ArticleStore


class LibraryRelated:
    """What is near to an article of one library."""

    def __init__(self, finder: RelatedFinder, store: ArticleStore) -> None:
        self._finder = finder
        self._store = store

    async def near(self, article: Article, limit: int) -> Sequence[Related]:
        """At most `limit` articles, nearest first; none where nothing is near."""
        try:  # in threads: both take longer than what else the event loop has to do meanwhile
            ids = await asyncio.to_thread(self._finder.candidates, article)
            articles = await self._store.get(ids)
            others = [articles[article_id] for article_id in ids if article_id in articles]
            return (await asyncio.to_thread(self._finder.near, article, others))[:limit]
        except IndexDamagedError:  # the next question has the index rebuilt
            return ()
