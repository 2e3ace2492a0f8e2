"""Letting only the channel's own pages act: no other site that the same browser has open can."""

import json
from typing import Any

from starlette.requests import Request

from bot.web.cross_site import CrossSiteRequestError, refuse_other_sites

Json = dict[str, Any]
_LONGEST_BODY = 16_000_000
"""Bytes: a file of ten million, as the script sends it."""


async def read(request: Request) -> Json:
    """The JSON object that the page's script sent.

    A form of another site can't send JSON; a script of another site is asked for its origin first, and gets no leave.
    """
    if request.headers.get("content-type", "").partition(";")[0] != "application/json":
        raise CrossSiteRequestError("only JSON is taken here")
    refuse_other_sites(request)
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
