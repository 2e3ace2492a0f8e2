"""All that a browser sees as one application: the reader's pages, the channel's, and the headers around both."""

from collections.abc import Collection, Sequence
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.pages import Secured

_NOT_OURS = "The bot does not answer to this name. If the name is yours, set LATEPOST_PUBLIC_URL to its address.\n"


def site(routes: Sequence[BaseRoute], *, names: Collection[str] | None = None) -> ASGIApp:
    """The pages behind these routes. With `names`, what is addressed to a host that a stranger could own is refused.

    That keeps a stranger's page, whose name was made to point at this machine, from reading along and acting. Hosts
    that nobody can make point here are always answered: IP addresses, names without a dot, and those in `.local`.
    """
    middleware = [Middleware(Secured)]
    if names is not None:
        middleware.append(Middleware(_OwnHosts, names=frozenset(name.lower() for name in names)))
    return Starlette(routes=list(routes), middleware=middleware)


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
        return name in self._names or (bool(name) and _is_local(name))


def _is_local(name: str) -> bool:
    """Whether no one outside this network can make the name point here."""
    try:
        ip_address(name)
    except ValueError:
        return "." not in name or name.endswith((".local", ".localhost"))
    return True
