"""The one way in for articles, whichever way they came: summarised if they are full text, and held once."""

from collections.abc import Mapping

from bot.formats import Parsed
from bot.ingest.duplicates import SamePiece, address_key, same_text
from bot.model import Article, Saved, Taken
from bot.store.arrivals import Arrivals
from bot.store.articles import ArticleStore
from bot.summarize import Summarizer


class Intake:
    """Format -> here -> store; the index follows the store.

    Where the `summarizer` may take minutes, `meanwhile` makes the summary that is held until it is done.
    """

    def __init__(
        self, store: ArticleStore, arrivals: Arrivals, summarizer: Summarizer, *, meanwhile: Summarizer | None = None
    ) -> None:
        self._store = store
        self._arrivals = arrivals
        self._summarizer = summarizer
        self._meanwhile = meanwhile

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
        if held and held.is_summarised and same_text(held, article) and not self._can_be_better(held):
            return await self._arrivals.take(article, marks, matcher)
        if self._meanwhile is None:
            return await self._arrivals.take(await self._summarizer.summarise(article), marks, matcher)
        # Without its marks: whoever dies before the better summary is stored takes the article in once more.
        first = await self._arrivals.take(await self._meanwhile.summarise(article), {}, matcher)
        last = await self._arrivals.take(await self._summarizer.summarise(article), marks, matcher)
        saved = last.saved if first.saved is Saved.UNCHANGED else first.saved
        return Taken(article=last.article, saved=saved, before=first.before)

    def _can_be_better(self, held: Article) -> bool:
        """Whether the held summary only stands there until a model is asked; not where a model has failed on it."""
        made = held.made
        return self._meanwhile is not None and made is not None and made.by == "extractive" and not made.model
