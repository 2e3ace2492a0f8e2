"""The reader's pages and feeds: newest articles, search, one article, a topic's timeline."""

import math
import secrets
from collections.abc import Awaitable, Callable, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import quote

import structlog
from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.errors import LatePostError
from bot.language import Language, counted, month_name
from bot.model import Answer, Article, Match, Place
from bot.web.pages import Assets, entity_tag, not_modified
from bot.web.reader.access import Access
from bot.web.reader.atom import atom
from bot.web.reader.chart import chart
from bot.web.reader.library import ReadLibrary
from bot.web.reader.limiter import Limiter, TooManyError
from bot.web.reader.query import Asked, encoded, place, written
from bot.web.reader.shown import Shown
from bot.web.reader.wording import preferred_language, reader_strings

PAGE = 30
"""Articles on a page of the list, and in the feed of the library."""
FOUND = 20
"""Articles in the feed of a search: each takes about as long to weigh as the page takes in all."""
TIMELINE_STEPS = (20, 100)
"""Articles of a topic's timeline at first, and after "More results"; 100 is what an answer has at most."""
_LONGEST_ADDRESS = 40_000
"""Characters: the longest question in Chinese takes 18,000, filters come behind it."""

_log = structlog.stdlib.get_logger("bot.web.reader")
Endpoint = Callable[[Request], Awaitable[Response]]


class Reader:
    """The pages over one library. `public_url` is where others reach them, None for as they were asked for."""

    def __init__(
        self,
        library: ReadLibrary,
        *,
        pages: Environment,
        assets: Assets,
        limiter: Limiter,
        access: Access = Access(),  # noqa: B008 - frozen
        public_url: str | None = None,
        offers_trial: bool = False,
    ) -> None:
        self._library = library
        self._pages = pages
        self._assets = assets
        self._limiter = limiter
        self._access = access
        self._public_url = public_url.rstrip("/") if public_url else None
        self._offers_trial = offers_trial
        self._sources: tuple[str, list[tuple[str, int]]] = ("", [])

    @property
    def routes(self) -> list[Route]:
        """The routes, behind the secret where there is one."""
        endpoints: dict[str, Endpoint] = {
            "/": self._newest,
            "/search": self._search,
            "/articles/{id}": self._article,
            "/topics": self._topic,
            "/feed.atom": self._feed,
        }
        prefix = "/r/{secret}" if self._access.secret else ""
        made = [Route(prefix + path, self._guarded(each), methods=["GET"]) for path, each in endpoints.items()]
        return [*made, Route(prefix + "/static/{name}", self._assets.serve, methods=["GET"])]

    # Who may read, and what is said when a page can't be had

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        async def guarded(request: Request) -> Response:
            if self._access.secret and not self._access.knows(request.path_params["secret"]):
                return PlainTextResponse("not found", 404)
            strings = reader_strings(_language(request))
            if self._access.reader(request) is None:
                return self._told(request, 403, strings.denied_title, strings.denied)
            if len(str(request.url)) > _LONGEST_ADDRESS:
                return PlainTextResponse("the address is too long", 414)
            try:
                return await endpoint(request)
            except TooManyError as refusal:
                wait = max(1, math.ceil(refusal.seconds))
                said = counted(strings.slow, wait) if refusal.seconds else strings.busy
                title, status = (strings.slow_title, 429) if refusal.seconds else (strings.busy_title, 503)
                return self._told(request, status, title, said, {"retry-after": str(wait)})
            except LatePostError as error:
                error_id = secrets.token_hex(4)
                _log.warning("a page could not be read", path=request.url.path, reason=str(error), error_id=error_id)
                return self._told(request, 503, strings.failed_title, strings.failed.format(error_id=error_id))
            except Exception:
                error_id = secrets.token_hex(4)
                _log.exception("a page failed", path=request.url.path, error_id=error_id)
                return self._told(request, 500, strings.failed_title, strings.failed.format(error_id=error_id))

        return guarded

    def _told(
        self, request: Request, status: int, title: str, said: str, headers: dict[str, str] | None = None
    ) -> Response:
        may_read = status != 403
        content = self._render(request, "reader/told.html", title=title, said=said, may_read=may_read)
        return HTMLResponse(content, status, headers={"cache-control": "no-store", **(headers or {})})

    # The pages

    async def _newest(self, request: Request) -> Response:
        tag, same = await self._state(request)
        if same is not None:
            return same
        source = request.query_params.get("source") or None
        than = place(request.query_params.get("older"))
        articles = await self._library.older(PAGE + 1, than, source)
        shown = articles[:PAGE]
        older = written(Place.of(shown[-1])) if len(articles) > PAGE else None
        return await self._page(
            request,
            tag,
            "reader/newest.html",
            articles=shown,
            older=encoded({"source": source, "older": older}) if older else None,
            asked=Asked(source=source),
            is_first=than is None,
            feed=encoded({"source": source}),
        )

    async def _search(self, request: Request) -> Response:
        tag, same = await self._state(request)
        if same is not None:
            return same
        asked = Asked.read(request.query_params)
        answer, has_more = await self._first(request, asked.question, asked.limit)
        more = asked.next_limit if has_more else None
        return await self._page(
            request,
            tag,
            "reader/search.html",
            asked=asked,
            answer=answer,
            has_more=has_more,
            more=asked.parameters(n=more) if more else None,
            feed=asked.parameters(),
        )

    async def _article(self, request: Request) -> Response:
        tag, same = await self._state(request)
        if same is not None:
            return same
        article = await self._library.article(request.path_params["id"])
        if article is None:
            strings = reader_strings(_language(request))
            return self._told(request, 404, strings.gone_title, strings.gone)
        return await self._page(request, tag, "reader/article.html", article=article, asked=Asked())

    async def _topic(self, request: Request) -> Response:
        tag, same = await self._state(request)
        if same is not None:
            return same
        asked = Asked.read(request.query_params)
        first, most = TIMELINE_STEPS
        limit = most if asked.limit == most else first
        answer, has_more = await self._first(request, asked.question, limit)
        matches = sorted(answer.matches, key=lambda match: match.article.published_at) if answer else []
        return await self._page(
            request,
            tag,
            "reader/topic.html",
            asked=asked,
            answer=answer,
            has_more=has_more,
            chart=chart(match.article for match in matches),
            months=_months(matches, _language(request)),
            more=asked.parameters(n=most) if has_more and limit == first else None,
            feed=asked.parameters(),
        )

    async def _feed(self, request: Request) -> Response:
        tag, same = await self._state(request)
        if same is not None:
            return same
        asked = Asked.read(request.query_params)
        strings = reader_strings(_language(request))
        base = self._base(request)
        articles: Sequence[Article]
        if asked.is_search:
            answer = await self._answer(request, asked.question, FOUND)
            found = (match.article for match in answer.matches)
            articles = sorted(found, key=lambda each: each.published_at, reverse=True)
            title, page = f"晚点LatePost: {asked.question}", f"{base}/search{asked.parameters()}"
        else:
            articles = await self._library.older(PAGE, None, asked.source)
            title = f"晚点LatePost: {asked.source or strings.library}"
            page = f"{base}/{encoded({'source': asked.source})}"
        address = f"{base}/feed.atom{asked.parameters()}"
        content = atom(articles, title=title, address=address, page=page, article_base=f"{base}/articles/")
        return Response(content, media_type="application/atom+xml", headers=_cached(tag))

    # How they are made

    async def _state(self, request: Request) -> tuple[str, Response | None]:
        """The ETag of the page as it is now, and the 304 for a browser that has it."""
        tag = entity_tag(
            await self._library.mark(),
            str(request.url),
            request.headers.get("x-part"),
            _language(request),
            self._assets.version,
        )
        return tag, not_modified(request, tag)

    async def _first(self, request: Request, question: str, limit: int) -> tuple[Answer | None, bool]:
        """The first `limit` articles for a question, None without one, and whether there are more."""
        if not question:
            return None, False
        answer = await self._answer(request, question, limit + 1)
        shown = answer.model_copy(update={"matches": answer.matches[:limit]})
        return shown, len(answer.matches) > limit

    async def _answer(self, request: Request, question: str, limit: int) -> Answer:
        with self._limiter.search(self._access.reader(request) or "unknown"):
            return await self._library.answer(question, limit)

    async def _page(self, request: Request, tag: str, template: str, **values: Any) -> Response:
        """The page, or with the header `X-Part` the part that a script puts into one."""
        part = request.headers.get("x-part") is not None
        if not part or template == "reader/search.html":  # its filters name them
            values["sources"] = await self._counted_sources()
        content = self._render(request, template, part=part, may_read=True, **values)
        return HTMLResponse(content, headers=_cached(tag))

    async def _counted_sources(self) -> list[tuple[str, int]]:
        mark = await self._library.mark()
        if self._sources[0] != mark:
            self._sources = mark, await self._library.sources()
        return self._sources[1]

    def _render(self, request: Request, template: str, **values: Any) -> str:
        language = _language(request)
        chosen = request.query_params.get("lang") in ("zh", "en")
        shown = Shown(self._access.base, language, language if chosen else None)
        values = {"part": False, "feed": "", "sources": [], "asked": Asked(), **values}
        return self._pages.get_template(template).render(
            strings=reader_strings(language),
            language=language,
            language_chosen=chosen,
            shown=shown,
            counted=counted,
            asset=lambda name: f"{self._access.base}/{self._assets.path(name)}",
            other_language=shown.in_other_language(request.url.path, list(request.query_params.multi_items())),
            offers_trial=self._offers_trial,
            **values,
        )

    def _base(self, request: Request) -> str:
        public = self._public_url or f"{request.url.scheme}://{quote(request.url.netloc, safe=':[]@')}"
        return public + self._access.base


def _language(request: Request) -> Language:
    """The language that the address names, else the one that the browser likes."""
    match request.query_params.get("lang"):
        case "zh":
            return "zh"
        case "en":
            return "en"
    return preferred_language(request.headers.get("accept-language", ""))


def _cached(tag: str) -> dict[str, str]:
    return {"etag": tag, "cache-control": "private, no-cache", "vary": "Accept-Language, X-Part"}


def _months(matches: Sequence[Match], language: Language) -> list[tuple[str, list[Match]]]:
    groups = groupby(matches, key=lambda match: (match.article.published_at.year, match.article.published_at.month))
    return [(month_name(language, *month), list(group)) for month, group in groups]
