"""All that a browser sees as one application: the reader's pages, the channel's, and the headers around both."""

from collections.abc import Callable, Collection, Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.pages import PageResources, Secured
from bot.web.reader.wording import preferred_language, reader_strings

_NOT_OURS = "The bot does not answer to this name. If the name is yours, set LATEPOST_PUBLIC_URL to its address.\n"


def site(routes: Sequence[BaseRoute], *, names: Collection[str] | None = None) -> ASGIApp:
    """The pages behind these routes. With `names`, what is addressed to a host that a stranger could own is refused.

    That keeps a stranger's page, whose name was made to point at this machine, from reading along and acting. Hosts
    that nobody can make point here are always answered: IP addresses, names without a dot, and those in `.local`.
    """
    middleware = [Middleware(Secured)]
    if names is not None:
        middleware.append(Middleware(_OwnHosts, names=frozenset(name.lower() for name in names)))
    resources = PageResources.load()
    own_files = Route("/static/{name}", resources.assets.serve, methods=["GET"])
    return Starlette(
        routes=[*routes, own_files],
        middleware=middleware,
        exception_handlers={HTTPException: _refusal(resources, {getattr(route, "path", "") for route in routes})},
    )


def _refusal(resources: PageResources, paths: Collection[str]) -> Callable[[Request, Exception], Response]:
    """Says why there is no page, to a browser on one with the ways back that this site has."""

    def refusal(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        strings = reader_strings(preferred_language(request.headers.get("accept-language", "")))
        is_missing = error.status_code == 404
        text, headers = strings.no_page if is_missing else error.detail, dict(error.headers or {})
        if "text/html" not in request.headers.get("accept", ""):
            return PlainTextResponse(f"{text}\n", error.status_code, headers)
        content = resources.templates.get_template("refusal.html").render(
            strings=strings,
            title=strings.gone_title if is_missing else strings.failed_title,
            text=text,
            asset=lambda name: f"/{resources.assets.path(name)}",
            ways_back=[way for way in (("/", strings.back), ("/try", strings.try_bot)) if way[0] in paths],
        )
        return HTMLResponse(content, error.status_code, {"cache-control": "no-store", **headers})

    return refusal


class _OwnHosts:
    def __init__(self, app: ASGIApp, names: frozenset[str]) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._is_own(Headers(scope=scope).get("host", "")):
            await PlainTextResponse(_NOT_OURS, 400)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_own(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        name = name.removesuffix(".")
        return name in self._names or (bool(name) and is_own_network(name))


def is_own_network(name: str) -> bool:
    """Whether no one outside this network can make the name point here."""
    try:
        ip_address(name)
    except ValueError:
        return "." not in name or name.endswith((".local", ".localhost"))
    return True
