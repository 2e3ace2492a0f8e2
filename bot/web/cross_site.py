"""Letting only our own pages act: no other site that the same browser has open can."""

from starlette.requests import Request

from bot.errors import LatePostError


class CrossSiteRequestError(LatePostError):
    """The request does not come from our own page, or is none of its requests."""


def refuse_other_sites(request: Request) -> None:
    """Raise `CrossSiteRequestError` where the browser says that another site's page makes the request."""
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise CrossSiteRequestError("this comes from another site")
    origin = request.headers.get("origin")
    if origin is not None and origin.partition("://")[2] != request.headers.get("host"):
        raise CrossSiteRequestError("this comes from another site")
