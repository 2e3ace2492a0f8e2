"""Web pages fetched for their text."""

import asyncio
from datetime import tzinfo
from zoneinfo import ZoneInfo

from bot.errors import FetchError, UnreadableTextError
from bot.formats.full_text import FullText
from bot.formats.markup import MAX_BYTES
from bot.formats.web_page import read_encoded
from bot.ingest.fetch import Fetcher, Wanted

_TYPES = ("text/html", "application/xhtml", "text/plain")


async def full_page(fetcher: Fetcher, url: str, zone: tzinfo | ZoneInfo, *, allow_private: bool = False) -> FullText:
    """The text of the page at an address. Raises `FetchError`."""
    wanted = Wanted(url, allow_private=allow_private, accept="text/html, */*;q=0.5", max_bytes=MAX_BYTES)
    fetched = await fetcher.get(wanted)
    if fetched.content_type and not fetched.content_type.lower().startswith(_TYPES):
        raise FetchError(f"it is no web page but {fetched.content_type.partition(';')[0]}")
    body = fetched.body or b""
    try:
        return await asyncio.to_thread(read_encoded, body, zone, charset=fetched.charset, url=fetched.url)
    except UnreadableTextError as error:
        raise FetchError(str(error)) from error
