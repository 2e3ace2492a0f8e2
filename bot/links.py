"""Where a title and a citation lead, in Slack and in whatever else leaves the library."""

from dataclasses import dataclass

from bot.model import Article


@dataclass(frozen=True, slots=True)
class ArticleLinks:
    """Addresses of articles. `reader` is the public address of the reader pages, None where there are none."""

    reader: str | None = None

    def title(self, article: Article) -> str | None:
        """Where the title leads: to the original, else to the reader's page."""
        return article.url or self.page(article)

    def paragraph(self, article: Article, number: int, point: int | None = None) -> str | None:
        """The paragraph's place on the reader's page; where its text is not held, that of the key point citing it.

        `point` is the key point's number in the whole summary, from 1. None where neither can be read.
        """
        page = self.page(article)
        if page is None:
            return None
        if number <= len(article.paragraphs):
            return f"{page}#paragraph-{number}"
        return f"{page}#p{point}" if point else None

    def page(self, article: Article) -> str | None:
        """The article's page in the reader, None where there is none."""
        return f"{self.reader.rstrip('/')}/articles/{article.id}" if self.reader else None
