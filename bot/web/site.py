"""All that a browser sees as one application: the reader's pages, the channel's, and the headers around both."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from bot.web.pages import Secured


def site(routes: Sequence[BaseRoute], *, hosts: Sequence[str] = ()) -> ASGIApp:
    """The pages behind these routes. With `hosts`, what is addressed to any other host name is refused.

    That keeps a stranger's page, whose name was made to point at this machine, from reading along.
    """
    middleware = [Middleware(Secured)]
    if hosts:
        middleware.append(Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False))
    return Starlette(routes=list(routes), middleware=middleware)
