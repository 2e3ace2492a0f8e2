"""A library in memory that answers as it is told, and the reader's pages over it."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from functools import cache

import httpx

from bot.errors import StoreUnavailableError
from bot.model import Answer, Article, Completion, Cursor, Match, MatchedPoint, Note, Related
from bot.web.pages import PageResources
from bot.web.reader.access import Access
from bot.web.reader.rate_limit import RateLimiter
from bot.web.reader.rendering import ReaderOptions
from bot.web.reader.routes import Reader
from bot.web.site import site

_RESOURCES = cache(PageResources.load)


class Shelf:
    """Implements `ReadLibrary`: every article matches a question that a point holds or a word of its title is."""

    def __init__(self, articles: Sequence[Article] = ()) -> None:
        self.articles = sorted(articles, key=lambda each: (-Cursor.of(each).published_ms, each.id))
        self.questions: list[tuple[str, int]] = []
        self.state = "1"
        self.is_away = False
        self.notes: tuple[Note, ...] = ()
        self.nearest: tuple[Match, ...] = ()
        self.read_as: str | None = None
        self.near: tuple[Related, ...] = ()
        self.remembered: list[str] = []

    async def answer(self, question: str, limit: int) -> Answer:
        self.questions.append((question, limit))
        wanted = question.split(" ")[0].lower()
        matches = []
        for article in self.articles:
            points = [
                MatchedPoint(
                    text=point.text,
                    section=section.heading,
                    citations=point.citations,
                    highlights=((at, at + len(wanted)),) if (at := point.text.lower().find(wanted)) >= 0 else (),
                )
                for section in article.sections
                for point in section.points
                if wanted in point.text.lower()
            ]
            if points or wanted in article.title.lower().split():
                matches.append(Match(article=article, score=1.0, points=tuple(points), by_title=not points))
        nearest = () if matches else self.nearest
        suggestions = () if matches or nearest else tuple(each.title for each in self.articles[:3])
        return Answer(
            query=question,
            matches=tuple(matches[:limit]),
            nearest=nearest,
            suggestions=suggestions,
            read_as=self.read_as,
            notes=self.notes,
        )

    async def remember(self, answer: Answer) -> None:
        self.remembered.append(answer.query)

    async def complete(self, typed: str, limit: int) -> Completion:
        words = {word.lower(): word for article in self.articles for word in article.title.split()}
        queries = tuple(word for folded, word in words.items() if folded.startswith(typed.lower()))
        named = (article for article in self.articles if any(word in article.title for word in queries))
        return Completion(queries=queries[:limit], articles=tuple(named)[:limit])

    async def related(self, article: Article, limit: int) -> Sequence[Related]:
        return self.near[:limit]

    async def article(self, article_id: str) -> Article | None:
        return next((each for each in self.articles if each.id == article_id), None)

    async def older(self, limit: int, than: Cursor | None = None, source: str | None = None) -> Sequence[Article]:
        behind = [
            each
            for each in self.articles
            if than is None or (-Cursor.of(each).published_ms, each.id) > (-than.published_ms, than.article_id)
        ]
        return [each for each in behind if source in (None, each.source)][:limit]

    async def sources(self) -> list[tuple[str, int]]:
        names = [each.source for each in self.articles]
        return [(name, names.count(name)) for name in dict.fromkeys(names)]

    async def change_token(self) -> str:
        if self.is_away:
            raise StoreUnavailableError("The database can't be reached. Start it.")
        return self.state


class Hands:
    """A clock that goes when it is told to, in seconds."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@asynccontextmanager
async def reading(
    shelf: Shelf,
    *,
    access: Access | None = None,
    clock: Callable[[], float] | None = None,
    burst: int = 1000,
    public_url: str | None = None,
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the reader's pages."""
    reader = Reader(
        shelf,
        resources=_RESOURCES(),
        limiter=RateLimiter(clock or Hands(), burst=burst, per_second=1.0),
        options=ReaderOptions(access or Access(), public_url, remember=shelf.remember),
    )
    transport = httpx.ASGITransport(app=site(reader.routes), client=("10.0.0.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://reader.example") as client:
        yield client
