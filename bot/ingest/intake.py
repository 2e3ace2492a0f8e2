"""The one way in for articles, whichever way they came: summarised if they are full text, and held once."""

import hashlib
from collections.abc import Mapping

from bot.formats import Parsed
from bot.ingest.duplicates import SamePiece, address_key, same_text
from bot.model import Article, Taken
from bot.store.arrivals import Arrivals
from bot.store.articles import ArticleStore
from bot.summarize import Summarizer


class Intake:
    """Format -> here -> store; the index follows the store."""

    def __init__(self, store: ArticleStore, arrivals: Arrivals, summarizer: Summarizer) -> None:
        self._store = store
        self._arrivals = arrivals
        self._summarizer = summarizer

    async def take(self, parsed: Parsed, *, entry: tuple[str, str] | None = None) -> Taken:
        """Store an article. A source's own summary and an export are stored as they are.

        `entry` is the key of a feed's entry and the mark of its present state, which `knows` then knows.
        """
        article = parsed.article
        if not parsed.is_full_text:
            before = (await self._store.get([article.id])).get(article.id)
            return Taken(article=article, saved=await self._store.save(article), before=before)
        marks = {key: "" for key in [address_key(article.url) if article.url else None] if key}
        marks |= dict([entry] if entry else [])
        return await self._take(article, marks)

    async def knows(self, key: str, mark: str) -> bool:
        """Whether this entry came before in this state."""
        return (await self._arrivals.fingerprints([key])).get(key) == mark

    async def _take(self, article: Article, marks: Mapping[str, str]) -> Taken:
        matcher = SamePiece(article)
        held = await self._arrivals.find(article, list(marks), matcher)
        if held is None or not (held.is_summarised and same_text(held, article)):
            article = await self._summarizer.summarise(article)
        return await self._arrivals.take(article, marks, matcher)


def receipt_key(*parts: str) -> str:
    """The name of what one delivery brought, 32 hexadecimal digits."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
