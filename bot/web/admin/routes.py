"""`/admin`: the state of library, feeds, digests and index on one page, and removing and restoring articles."""

import secrets
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlencode

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.errors import LatePostError, NoSuchArticleError
from bot.language import counted
from bot.web.admin.access import AdminAccess
from bot.web.admin.overview import Operator
from bot.web.admin.view import AdminView
from bot.web.admin.wording import admin_strings
from bot.web.cross_site import CrossSiteRequestError, refuse_other_sites
from bot.web.pages import PageResources
from bot.web.reader.rate_limit import RateLimitedError, RateLimiter
from bot.web.reader.rendering import request_language

PATH = "/admin"
_LONGEST_BODY = 1_000
"""Bytes of a form: an id stands in it."""
_HEADERS = {"cache-control": "no-store", "referrer-policy": "same-origin"}
"""Without a referrer, a browser does not say of a form where it comes from."""

_log = structlog.stdlib.get_logger("bot.web.admin")
Endpoint = Callable[[Request], Awaitable[Response]]


class Admin:
    """The page. `limiter` bounds how often a client tries passwords; `reader_base` leads to the reader, if it is on."""

    def __init__(
        self,
        operator: Operator,
        access: AdminAccess,
        *,
        resources: PageResources,
        limiter: RateLimiter,
        reader_base: str | None,
    ) -> None:
        self._operator = operator
        self._access = access
        self._templates = resources.templates
        self._assets = resources.assets
        self._limiter = limiter
        self._reader_base = reader_base

    @property
    def routes(self) -> list[Route]:
        """The routes, none where nobody may come in."""
        if not self._access.is_on:
            return []
        return [
            Route(PATH, self._guarded(self._page), methods=["GET"]),
            Route(f"{PATH}/remove", self._guarded(self._remove), methods=["POST"]),
            Route(f"{PATH}/restore", self._guarded(self._restore), methods=["POST"]),
            Route(f"{PATH}/static/{{name}}", self._assets.serve, methods=["GET"]),
        ]

    def _guarded(self, endpoint: Endpoint) -> Endpoint:
        async def guarded(request: Request) -> Response:
            strings = admin_strings(request_language(request))
            try:
                with self._limiter.search(self._access.client(request)):
                    if not self._access.is_named(request):
                        return self._notice(request, HTTPStatus.FORBIDDEN, strings.not_named)
                    if not self._access.has_password(request):
                        ask = {"www-authenticate": 'Basic realm="LatePost admin", charset="UTF-8"'}
                        return self._notice(request, HTTPStatus.UNAUTHORIZED, strings.no_password, ask)
                    return await endpoint(request)
            except RateLimitedError:
                return self._notice(request, HTTPStatus.TOO_MANY_REQUESTS, strings.too_often, {"retry-after": "5"})
            except CrossSiteRequestError:
                return self._notice(request, HTTPStatus.FORBIDDEN, strings.other_site)
            except NoSuchArticleError:
                return self._notice(request, HTTPStatus.NOT_FOUND, strings.no_such_article)
            except LatePostError as error:
                error_id = secrets.token_hex(4)
                _log.warning("the admin page failed", reason=str(error), error_id=error_id)
            except Exception:
                error_id = secrets.token_hex(4)
                _log.exception("the admin page failed", error_id=error_id)
            text = strings.failed.format(error_id=error_id)
            return self._notice(request, HTTPStatus.SERVICE_UNAVAILABLE, text)

        return guarded

    async def _page(self, request: Request) -> Response:
        overview = await self._operator.overview()
        content = self._render(request, "admin/page.html", overview=overview)
        return HTMLResponse(content, headers=_HEADERS)

    async def _remove(self, request: Request) -> Response:
        article = await self._operator.remove(await _article_id(request))
        return _back(request, "removed", article.id)

    async def _restore(self, request: Request) -> Response:
        article = await self._operator.restore(await _article_id(request))
        return _back(request, "restored", article.id)

    def _notice(
        self, request: Request, status: HTTPStatus, text: str, headers: dict[str, str] | None = None
    ) -> Response:
        content = self._render(request, "admin/notice.html", text=text, may_come_in=status not in (401, 403, 429))
        return HTMLResponse(content, status, headers={**_HEADERS, **(headers or {})})

    def _render(self, request: Request, template: str, **values: Any) -> str:
        language = request_language(request)
        chosen = language if request.query_params.get("lang") in ("zh", "en") else None
        return self._templates.get_template(template).render(
            strings=admin_strings(language),
            view=AdminView(PATH, language, chosen, self._reader_base),
            counted=counted,
            done=request.query_params.get("done", ""),
            done_id=request.query_params.get("id", ""),
            asset=lambda name: f"{PATH}/{self._assets.path(name)}",
            **values,
        )


async def _article_id(request: Request) -> str:
    """The id in the form that one of our own pages sent; raises `CrossSiteRequestError`."""
    headers = request.headers
    if "sec-fetch-site" not in headers and "origin" not in headers:
        raise CrossSiteRequestError("nothing says where this comes from")
    refuse_other_sites(request)
    length = headers.get("content-length", "")
    if not length.isdecimal() or int(length) > _LONGEST_BODY:
        raise CrossSiteRequestError("too large")
    form = parse_qs((await request.body()).decode("utf-8", "replace"))
    return form.get("id", [""])[0]


def _back(request: Request, done: str, article_id: str) -> Response:
    """To the page, so that reloading it repeats nothing."""
    parameters = {"done": done, "id": article_id}
    if request.query_params.get("lang") in ("zh", "en"):
        parameters["lang"] = request.query_params["lang"]
    return RedirectResponse(f"{PATH}?{urlencode(parameters)}", HTTPStatus.SEE_OTHER, headers=_HEADERS)
