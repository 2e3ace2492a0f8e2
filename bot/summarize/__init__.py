"""Full text -> cited summary: one interface, an extractive maker that needs nothing, and one that asks a model."""

from typing import Protocol

from bot.model import Article


class Summarizer(Protocol):
    """Makes summaries of full texts."""

    async def summarise(self, article: Article) -> Article:
        """The article with viewpoint, sections and `made`; as it is where its text is too short for a summary.

        Its paragraphs stay as they are, since the citations count them.
        """
        ...
