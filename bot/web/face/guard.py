"""Letting only the channel's own pages act: no other site that the same browser has open can."""

import json
from typing import Any

from starlette.requests import Request

from bot.errors import LatePostError

Json = dict[str, Any]
_LONGEST_BODY = 16_000_000
"""Bytes: a file of ten million, as the script sends it."""


class CrossSiteRequestError(LatePostError):
    """The request does not come from the channel's own page, or is none of its requests."""


async def read(request: Request) -> Json:
    """The JSON object that the page's script sent.

    A form of another site can't send JSON; a script of another site is asked for its origin first, and gets no leave.
    """
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise CrossSiteRequestError("only JSON is taken here")
    if request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise CrossSiteRequestError("this comes from another site")
    origin = request.headers.get("origin")
    if origin is not None and origin.partition("://")[2] != request.headers.get("host"):
        raise CrossSiteRequestError("this comes from another site")
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > _LONGEST_BODY:
        raise CrossSiteRequestError("too large")
    try:
        body = json.loads(await request.body())
    except (ValueError, RecursionError) as error:
        raise CrossSiteRequestError("no JSON") from error
    if not isinstance(body, dict):
        raise CrossSiteRequestError("no JSON object")
    return body
