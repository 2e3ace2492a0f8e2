"""The reader's pages and feeds: newest articles, search, one article, a topic's timeline."""

import math
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from urllib.parse import unquote

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.errors import LatePostError
from bot.export.documents import Documents
from bot.export.timeline import timeline
from bot.language import counted
from bot.links import ArticleLinks
from bot.model import Answer, Article, Completion, Cursor, Related
from bot.web.pages import PageResources, entity_tag
from bot.web.reader.atom import atom
from bot.web.reader.chart import chart
from bot.web.reader.library import ReadLibrary
from bot.web.reader.query import ReaderQuery, encoded, place, written
from bot.web.reader.rate_limit import RateLimitedError, RateLimiter
from bot.web.reader.rendering import PageRenderer, ReaderOptions, cached, request_language
from bot.web.reader.wording import reader_strings

PAGE = 30
"""Articles on a page of the list, and in the feed of the library."""
COMPLETIONS = 6
"""Ways in which a question could go on, and titles that go on like that: what fits above a phone's keyboard."""
FOUND = 20
"""Articles in the feed of a search: each takes about as long to weigh as the page takes in all."""
TIMELINE_STEPS = (20, 100)
"""Articles of a topic's timeline at first, and after "More results"; 100 is what an answer has at most."""
RELATED = 3
"""Articles that are named below another one."""
_DEFAULTS = ReaderOptions()
_LONGEST_ADDRESS = 40_000
"""Characters: the longest question in Chinese takes 18,000, filters come behind it."""

_log = structlog.stdlib.get_logger("bot.web.reader")
Endpoint = Callable[[Request], Awaitable[Response]]


class Reader:
    """The pages over one library."""

    def __init__(
        self,
        library: ReadLibrary,
        *,
        resources: PageResources,
        limiter: RateLimiter,
        options: ReaderOptions = _DEFAULTS,
    ) -> None:
        self._library = library
        self._limiter = limiter
        self._access = options.access
        self._assets = resources.assets
        self._pages = PageRenderer(library, resources, options)
        self._remember = options.remember

    @property
    def routes(self) -> list[Route]:
        """The routes, behind the secret where there is one."""
        endpoints: dict[str, Endpoint] = {
            "/": self._newest,
            "/search": self._search,
            "/complete": self._complete,
            "/articles/{id}": self._article,
            "/topics": self._topic,
            "/feed.atom": self._feed,
        }
        prefix = "/r/{secret}" if self._access.secret else ""
        pages = [Route(prefix + path, self._guarded(endpoint), methods=["GET"]) for path, endpoint in endpoints.items()]
        if prefix:  # without a secret, other pages stand beside the reader's
            pages.append(Route(prefix + "/{path:path}", self._guarded(self._nowhere), methods=["GET"]))
        return [Route(prefix + "/static/{name}", self._assets.serve, methods=["GET"]), *pages]

    # Access and failures

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        async def guarded(request: Request) -> Response:
            if self._access.secret and not self._access.knows(request.path_params["secret"]):
                raise HTTPException(404)
            strings = reader_strings(request_language(request))
            path = request.url.path.removeprefix(self._access.base)  # without the secret, for the log
            if self._access.reader(request) is None:
                return self._pages.notice(request, 403, strings.denied_title, strings.denied)
            if len(str(request.url)) > _LONGEST_ADDRESS:
                return PlainTextResponse("the address is too long", 414)
            if "\0" in unquote(str(request.url)):  # PostgreSQL refuses to look for it
                return await self._nowhere(request)
            try:
                return await endpoint(request)
            except RateLimitedError as refusal:
                wait = max(1, math.ceil(refusal.seconds))
                text = counted(strings.slow, wait) if refusal.seconds else strings.busy
                title, status = (strings.slow_title, 429) if refusal.seconds else (strings.busy_title, 503)
                return self._pages.notice(request, status, title, text, {"retry-after": str(wait)})
            except LatePostError as error:
                error_id = secrets.token_hex(4)
                _log.warning("a page could not be read", path=path, reason=str(error), error_id=error_id)
                return self._pages.notice(request, 503, strings.failed_title, strings.failed.format(error_id=error_id))
            except Exception:
                error_id = secrets.token_hex(4)
                _log.exception("a page failed", path=path, error_id=error_id)
                return self._pages.notice(request, 500, strings.failed_title, strings.failed.format(error_id=error_id))

        return guarded

    # Pages

    async def _nowhere(self, request: Request) -> Response:
        strings = reader_strings(request_language(request))
        return self._pages.notice(request, 404, strings.gone_title, strings.no_page)

    async def _newest(self, request: Request) -> Response:
        tag, unchanged = await self._pages.state(request)
        if unchanged is not None:
            return unchanged
        source = request.query_params.get("source") or None
        than = place(request.query_params.get("older"))
        articles = await self._library.older(PAGE + 1, than, source)
        of_page = articles[:PAGE]
        older = written(Cursor.of(of_page[-1])) if len(articles) > PAGE else None
        return await self._pages.page(
            request,
            tag,
            "reader/newest.html",
            articles=of_page,
            older=encoded({"source": source, "older": older}) if older else None,
            query=ReaderQuery(source=source),
            is_first=than is None,
            feed=encoded({"source": source}),
        )

    async def _search(self, request: Request) -> Response:
        tag, unchanged = await self._pages.state(request)
        if unchanged is not None:
            return unchanged
        query = ReaderQuery.read(request.query_params)
        answered, (answer, has_more) = query, await self._first(request, query.question, query.limit)
        if answer and not answer.matches and (completed := await self._completed(request, query)):
            answered, answer, has_more = completed
        if answer and self._remember and "x-part" not in request.headers:
            await self._remember(answer)
        if answer and (document := self._document(request, tag, lambda to: to.answer(answer))):
            return document
        more = query.next_limit if has_more else None
        return await self._pages.page(
            request,
            tag,
            "reader/search.html",
            query=query,
            answered=answered,
            answer=answer,
            has_more=has_more,
            without_filters=await self._count_without_filters(request, query, answer),
            more=query.parameters(n=more) if more else None,
            feed=answered.parameters(),
        )

    async def _completed(self, request: Request, query: ReaderQuery) -> tuple[ReaderQuery, Answer, bool] | None:
        """The question as it could go on, its answer and whether there is more; None where that finds nothing either.

        It depends on nothing but the address, so that a reload shows what was shown while one typed.
        """
        words = next(iter((await self._library.complete(query.words, 1)).queries), "")
        completed = replace(query, words=words)
        answer, has_more = await self._first(request, completed.question if words else "", query.limit)
        if answer is None or not answer.matches:
            return None
        return completed, answer.model_copy(update={"read_as": words}), has_more

    async def _count_without_filters(self, request: Request, query: ReaderQuery, answer: Answer | None) -> str:
        """How many articles answer without the chosen filters, `20+` from where on they are not counted."""
        if answer is None or answer.matches or not query.has_filters or not query.words:
            return ""
        matches = (await self._answer(request, query.words, FOUND)).matches
        return f"{FOUND}+" if len(matches) == FOUND else str(len(matches) or "")

    async def _complete(self, request: Request) -> Response:
        tag, unchanged = await self._pages.state(request)
        if unchanged is not None:
            return unchanged
        words, completion = ReaderQuery.read(request.query_params).words, Completion()
        if words:
            with self._limiter.search(self._access.reader(request) or "unknown"):
                completion = await self._library.complete(words, COMPLETIONS)
        queries = [completed for completed in completion.queries if completed.casefold() != words.casefold()]
        content = self._pages.render(request, "reader/completions.html", queries=queries, articles=completion.articles)
        return HTMLResponse(content, headers=cached(tag))

    async def _article(self, request: Request) -> Response:
        tag, unchanged = await self._pages.state(request)
        if unchanged is not None:
            return unchanged
        article = await self._library.article(request.path_params["id"])
        if article is None:
            strings = reader_strings(request_language(request))
            return self._pages.notice(request, 404, strings.gone_title, strings.gone)
        if document := self._document(request, tag, lambda to: to.article(article)):
            return document
        related = await self._related(request, article)
        if related is None:  # it is to be asked for again
            tag = entity_tag(tag, "without related articles")
        return await self._pages.page(request, tag, "reader/article.html", article=article, related=related or ())

    async def _related(self, request: Request, article: Article) -> Sequence[Related] | None:
        """Articles that are near to one; None for whoever asks for very many pages, who can read them all the same."""
        try:
            with self._limiter.search(self._access.reader(request) or "unknown"):
                return await self._library.related(article, RELATED)
        except RateLimitedError:
            return None

    async def _topic(self, request: Request) -> Response:
        tag, unchanged = await self._pages.state(request)
        if unchanged is not None:
            return unchanged
        query = ReaderQuery.read(request.query_params)
        first, most = TIMELINE_STEPS
        limit = most if query.limit == most else first
        answer, has_more = await self._first(request, query.question, limit)
        matches = answer.matches if answer else ()
        if answer and (document := self._document(request, tag, lambda to: to.timeline(query.words, answer))):
            return document
        return await self._pages.page(
            request,
            tag,
            "reader/topic.html",
            query=query,
            limit=limit,
            answer=answer,
            has_more=has_more,
            chart=chart(match.article for match in matches),
            months=timeline(matches, request_language(request)),
            more=query.parameters(n=most) if has_more and limit == first else None,
            feed=query.parameters(),
        )

    async def _feed(self, request: Request) -> Response:
        tag, unchanged = await self._pages.state(request)
        if unchanged is not None:
            return unchanged
        query = ReaderQuery.read(request.query_params)
        strings = reader_strings(request_language(request))
        base = self._pages.base(request)
        articles: Sequence[Article]
        if query.is_search:
            answer = await self._answer(request, query.question, FOUND)
            found = (match.article for match in answer.matches)
            articles = sorted(found, key=lambda article: article.published_at, reverse=True)
            title, page = f"晚点LatePost: {query.question}", f"{base}/search{query.parameters()}"
        else:
            articles = await self._library.older(PAGE, None, query.source)
            title = f"晚点LatePost: {query.source or strings.library}"
            page = f"{base}/{encoded({'source': query.source})}"
        address = f"{base}/feed.atom{query.parameters()}"
        content = atom(articles, title=title, address=address, page=page, article_base=f"{base}/articles/")
        return Response(content, media_type="application/atom+xml", headers=cached(tag))

    # Building responses

    def _document(self, request: Request, tag: str, write: Callable[[Documents], str]) -> Response | None:
        """The page as Markdown where its address asks for that by `format=md`, else None."""
        if request.query_params.get("format") != "md":
            return None
        text = write(Documents(request_language(request), ArticleLinks(self._pages.base(request))))
        headers = {**cached(tag), "content-disposition": 'inline; filename="latepost.md"'}
        return Response(text, media_type="text/markdown", headers=headers)

    async def _first(self, request: Request, question: str, limit: int) -> tuple[Answer | None, bool]:
        """The first `limit` articles for a question, None without one, and whether there are more."""
        if not question:
            return None, False
        answer = await self._answer(request, question, limit + 1)
        first = answer.model_copy(update={"matches": answer.matches[:limit]})
        return first, len(answer.matches) > limit

    async def _answer(self, request: Request, question: str, limit: int) -> Answer:
        with self._limiter.search(self._access.reader(request) or "unknown"):
            return await self._library.answer(question, limit)
