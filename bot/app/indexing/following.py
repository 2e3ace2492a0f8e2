"""Keeping an open library up to date for as long as a server runs."""

import asyncio

import structlog

from bot.app.library import Library
from bot.errors import EncoderUnavailableError, LatePostError
from bot.ingest.encoding import AT_ONCE

_ENCODE_SECONDS = 2.0
"""Between looks for passages that have no vector yet."""
_FOLLOW_SECONDS = 0.5
"""Between looks at the store for changes that the index has not seen; it is to follow within two seconds."""

_log = structlog.stdlib.get_logger("bot")


async def follow(library: Library) -> None:
    """Keep the index on the store."""
    while True:
        await asyncio.sleep(_FOLLOW_SECONDS)
        try:
            await library.refresh()
        except LatePostError as error:
            _log.warning("the index does not follow the store", reason=str(error))


async def encode(library: Library) -> None:
    """Make the vectors that are missing, a few at a time; a server answers meanwhile."""
    while True:
        try:
            made = await library.encode(AT_ONCE)
        except EncoderUnavailableError as error:
            _log.warning("passages wait for the encoder", reason=str(error))
            made = 0
        except LatePostError as error:
            _log.warning("vectors can't be kept", reason=str(error))
            made = 0
        if not made:
            await asyncio.sleep(_ENCODE_SECONDS)
