"""The one way in for articles, whichever way they came: summarised if they are full text, and held once."""

from collections.abc import Set as AbstractSet

from bot.formats import Parsed
from bot.ingest.duplicates import SamePiece, address_key, same_text
from bot.model import Article, Saved, Taken
from bot.store.arrivals import Arrivals
from bot.summarize import Summarizer


class Intake:
    """Format -> here -> store; the index follows the store.

    Where the `summarizer` may take minutes, `meanwhile` makes the summary that is held until it is done.
    """

    def __init__(self, arrivals: Arrivals, summarizer: Summarizer, *, meanwhile: Summarizer | None = None) -> None:
        self._arrivals = arrivals
        self._summarizer = summarizer
        self._meanwhile = meanwhile

    async def take(
        self, parsed: Parsed, *, entry: tuple[str, str] | None = None, apart: AbstractSet[str] = frozenset()
    ) -> Taken:
        """Store an article. A source's own summary and an export are stored as they are.

        `entry` is the key of a feed's entry and the mark of its present state, which `mark` then gives; `apart` are the
        ids of what came in by the same import.
        """
        article = parsed.article
        matcher = SamePiece(article, entry[0] if entry else None, apart)
        if not parsed.is_full_text:
            return await self._arrivals.replace(article, matcher)
        address = address_key(article.url) if article.url else None
        marks = ({address: ""} if address else {}) | dict([entry] if entry else [])
        known = await self._arrivals.find(article, matcher)
        if known and (known.is_removed or self._is_settled(known.article, article)):
            return await self._arrivals.take(article, marks, matcher)
        if self._meanwhile is None:
            return await self._arrivals.take(await self._summarizer.summarise(article), marks, matcher)
        # Without its marks: whoever dies before the better summary is stored takes the article in once more.
        first = await self._arrivals.take(await self._meanwhile.summarise(article), {}, matcher)
        last = await self._arrivals.take(await self._summarizer.summarise(article), marks, matcher)
        saved = last.saved if first.saved is Saved.UNCHANGED else first.saved
        return Taken(article=last.article, saved=saved, before=first.before)

    async def mark(self, key: str) -> str | None:
        """The mark of the state in which this entry came last, None for one that never came."""
        return (await self._arrivals.fingerprints([key])).get(key)

    async def is_held(self, key: str) -> bool:
        """Whether the article that came as this entry is still held."""
        return await self._arrivals.is_held(key)

    async def remember(self, key: str, mark: str) -> None:
        """Give an entry that came before another mark."""
        await self._arrivals.remember(key, mark)

    def _is_settled(self, stored: Article, article: Article) -> bool:
        """Whether no summary is needed: the held one is of this text, and as good as it gets."""
        return stored.is_summarised and same_text(stored, article) and not self._can_be_better(stored)

    def _can_be_better(self, stored: Article) -> bool:
        """Whether the held summary only stands there until a model is asked; not where a model has failed on it."""
        made = stored.made
        return self._meanwhile is not None and made is not None and made.by == "extractive" and not made.model
