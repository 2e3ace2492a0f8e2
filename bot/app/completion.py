"""Completing questions from a library: search proposes, the store has the articles."""

from itertools import chain

from bot.errors import IndexDamagedError
from bot.model import Completion
from bot.search.query.completion import Completer
from bot.store import ArticleStore

_MOST_ARTICLES = 40
"""That are read to look at their titles."""


class LibraryCompleter:
    """How questions to one library could go on."""

    def __init__(self, completer: Completer, store: ArticleStore) -> None:
        self._completer = completer
        self._store = store

    async def complete(self, typed: str, limit: int) -> Completion:
        """At most `limit` questions that begin as typed, and as many articles whose titles name what they ask for."""
        try:
            proposals = self._completer.complete(typed, limit)
        except IndexDamagedError:  # the next question has the index rebuilt
            return Completion()
        ids = list(dict.fromkeys(chain.from_iterable(proposal.article_ids for proposal in proposals)))[:_MOST_ARTICLES]
        articles = await self._store.get(ids)
        named = dict.fromkeys(
            article_id
            for proposal in proposals
            for article_id in proposal.article_ids
            if article_id in articles and proposal.is_named_in(articles[article_id].title)
        )
        return Completion(
            queries=tuple(proposal.query for proposal in proposals),
            articles=tuple(articles[article_id] for article_id in named)[:limit],
        )
