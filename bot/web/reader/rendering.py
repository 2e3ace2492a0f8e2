"""How the reader's pages are rendered: templates and what all of them are told, languages, what browsers keep."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.language import Language, counted
from bot.model import Answer
from bot.web.pages import PageResources, entity_tag, not_modified
from bot.web.reader.access import Access
from bot.web.reader.library import ReadLibrary
from bot.web.reader.page_view import PageView
from bot.web.reader.query import ReaderQuery
from bot.web.reader.wording import preferred_language, reader_strings


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """Who may read, where others reach the pages (None: where they were asked for), whether `/try` is linked."""

    access: Access = field(default_factory=Access)
    public_url: str | None = None
    offers_trial: bool = False
    remember: Callable[[Answer], Awaitable[None]] | None = None
    """Told of every answer to a question that was sent, not of those while it is being typed; it raises nothing."""


class PageRenderer:
    """Renders the pages over one library."""

    def __init__(self, library: ReadLibrary, resources: PageResources, options: ReaderOptions) -> None:
        self._library = library
        self._templates = resources.templates
        self._assets = resources.assets
        self._access = options.access
        self._public_url = options.public_url.rstrip("/") if options.public_url else None
        self._offers_trial = options.offers_trial
        self._sources: tuple[str, tuple[tuple[str, int], ...]] = ("", ())

    async def state(self, request: Request) -> tuple[str, Response | None]:
        """The ETag of the page as it is now, and the 304 for a browser that has it."""
        tag = entity_tag(
            await self._library.change_token(),
            str(request.url),
            request.headers.get("x-part"),
            request_language(request),
            self._assets.version,
        )
        return tag, not_modified(request, tag)

    def notice(
        self, request: Request, status: int, title: str, text: str, headers: dict[str, str] | None = None
    ) -> Response:
        """A page that says one thing, and leads back to the library."""
        may_read = status != 403
        content = self.render(request, "reader/notice.html", title=title, text=text, may_read=may_read)
        return HTMLResponse(content, status, headers={"cache-control": "no-store", **(headers or {})})

    async def page(self, request: Request, tag: str, template: str, **values: Any) -> Response:
        """The page, which the browser keeps."""
        sources = await self._counted_sources()
        content = self.render(request, template, may_read=True, sources=sources, is_empty=not sources, **values)
        return HTMLResponse(content, headers=cached(tag))

    async def _counted_sources(self) -> tuple[tuple[str, int], ...]:
        change_token = await self._library.change_token()
        if self._sources[0] != change_token:
            self._sources = change_token, tuple(await self._library.sources())
        return self._sources[1]

    def render(self, request: Request, template: str, **values: Any) -> str:
        """The HTML of a page, or with the header `X-Part` that of the part which a script puts into one."""
        language = request_language(request)
        chosen = request.query_params.get("lang") in ("zh", "en")
        view = PageView(self._access.base, language, language if chosen else None)
        values = {"feed": "", "sources": [], "query": ReaderQuery(), **values}
        return self._templates.get_template(template).render(
            part="x-part" in request.headers,
            strings=reader_strings(language),
            language=language,
            language_chosen=chosen,
            view=view,
            counted=counted,
            asset=lambda name: f"{self._access.base}/{self._assets.path(name)}",
            other_language=view.in_other_language(request.url.path, list(request.query_params.multi_items())),
            offers_trial=self._offers_trial,
            **values,
        )

    def base(self, request: Request) -> str:
        """What stands before the path in the full address of a page."""
        public = self._public_url or f"{request.url.scheme}://{quote(request.url.netloc, safe=':[]@')}"
        return public + self._access.base


def request_language(request: Request) -> Language:
    """The language that the address names, else the one that the browser likes."""
    match request.query_params.get("lang"):
        case "zh":
            return "zh"
        case "en":
            return "en"
    return preferred_language(request.headers.get("accept-language", ""))


def cached(tag: str) -> dict[str, str]:
    """The headers of a page that the browser keeps, and asks about each time."""
    return {"etag": tag, "cache-control": "private, no-cache", "vary": "Accept-Language, X-Part"}
