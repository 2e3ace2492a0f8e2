"""What a tool returns as data: statements with their citations, each beside the article that it is from."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from bot.export.timeline import first_published
from bot.links import ArticleLinks
from bot.model import Answer, Article, KeyPoint, MatchedPoint

RESOURCE = "latepost://articles/{article_id}"


class Source(BaseModel):
    """The article that statements are from."""

    id: str
    title: str
    source: str = Field(description="The publication.")
    published_at: datetime
    first_published: str = Field(description="Its day, or year, of first publication, which may be an earlier one.")
    address: str | None = Field(description="Where a person can read it: the library's page, else the original.")
    original: str | None = Field(description="The address of the original.")
    summary_by: str | None = Field(description="How the summary was made; null without a summary.")
    resource: str = Field(description="The resource with the whole article.")


class Statement(BaseModel):
    """One statement of an article, word for word."""

    text: str
    section: str
    citations: list[int] = Field(description="The numbers of the paragraphs that it rests on.")
    address: str | None = Field(description="Where the statement itself can be read.")
    article_id: str


class Statements(BaseModel):
    """An article and statements of it, the best first."""

    article: Source
    viewpoint: Statement | None
    statements: list[Statement]


class Found(BaseModel):
    """What the library has for a question."""

    question: str
    outcome: Literal["answer", "nearest", "nothing"] = Field(
        description="`answer`: the statements answer. `nearest`: they are near and are NO answer; never present them "
        "as one. `nothing`: the library has nothing on it."
    )
    read_as: str | None = Field(None, description="The question with its misspelt words corrected, as it was read.")
    articles: list[Statements]
    suggestions: list[str] = Field(description="What the library has instead, where nothing answers.")


class Comparison(BaseModel):
    """What the library has for each of two things."""

    sides: list[Found]


class Paragraph(BaseModel):
    """A paragraph of the original, by the number that citations name."""

    number: int
    text: str


class WholeArticle(BaseModel):
    """One article, or that there is none like it."""

    outcome: Literal["article", "nothing"]
    article: Statements | None
    paragraphs: list[Paragraph] = Field(description="Those that were asked for and whose text the library has.")
    suggestions: list[str] = Field(description="Titles that it has instead.")


class Results:
    """Makes results; `links` says where articles can be read."""

    def __init__(self, links: ArticleLinks) -> None:
        self._links = links

    def found(self, answer: Answer, *, most: int | None = None) -> Found:
        """An answer, with at most so many statements of each article."""
        matches = answer.matches or answer.nearest
        return Found(
            question=answer.query,
            outcome="answer" if answer.matches else "nearest" if answer.nearest else "nothing",
            read_as=answer.read_as,
            articles=[self.statements(match.article, match.points[:most]) for match in matches],
            suggestions=[] if answer.matches else list(answer.suggestions),
        )

    def statements(self, article: Article, points: Sequence[KeyPoint | MatchedPoint]) -> Statements:
        """An article with these of its points."""
        viewpoint = None
        if article.viewpoint.strip():
            cited = KeyPoint(text=article.viewpoint, citations=article.viewpoint_citations)
            viewpoint = self._statement(article, cited)
        return Statements(
            article=self._source(article),
            viewpoint=viewpoint,
            statements=[self._statement(article, point) for point in points],
        )

    def whole(self, article: Article, paragraphs: Sequence[int]) -> WholeArticle:
        """An article with all of its key points, and those paragraphs of it that are held."""
        points = [
            MatchedPoint(text=point.text, section=section.heading, citations=point.citations)
            for section in article.sections
            for point in section.points
        ]
        numbers = [number for number in dict.fromkeys(paragraphs) if 1 <= number <= len(article.paragraphs)]
        return WholeArticle(
            outcome="article",
            article=self.statements(article, points),
            paragraphs=[Paragraph(number=number, text=article.paragraphs[number - 1]) for number in numbers],
            suggestions=[],
        )

    def _source(self, article: Article) -> Source:
        return Source(
            id=article.id,
            title=article.title,
            source=article.source,
            published_at=article.published_at,
            first_published=str(first_published(article)),
            address=self._links.page(article) or article.url,
            original=article.url,
            summary_by=article.summary_by,
            resource=RESOURCE.format(article_id=article.id),
        )

    def _statement(self, article: Article, point: KeyPoint | MatchedPoint) -> Statement:
        number = article.number_of(point.text, point.citations)
        cited = (self._links.paragraph(article, citation, number) for citation in point.citations)
        return Statement(
            text=point.text,
            section=point.section if isinstance(point, MatchedPoint) else "",
            citations=list(point.citations),
            address=next(filter(None, cited), None) or self._links.page(article) or article.url,
            article_id=article.id,
        )
