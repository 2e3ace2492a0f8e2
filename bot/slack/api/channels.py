"""Channels as Slack knows them: their ids, who is in them, whether the bot can post there."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import NotInChannelError
from bot.slack.api.poster import Poster

_ID = ("C", "G", "D")
_PAGE = 200
"""Of a list of channels (docs.slack.dev/reference/methods/conversations.list: no more than 200 are recommended)."""
_TYPES = "public_channel,private_channel"


@dataclass(frozen=True, slots=True)
class Channel:
    """What is asked of a channel before a digest is set up for it."""

    has_bot: bool
    is_archived: bool


class Channels:
    """Looks channels up; every answer is as of now."""

    def __init__(self, poster: Poster) -> None:
        self._poster = poster

    async def look_up(self, client: AsyncWebClient, channel_id: str) -> Channel:
        """The channel; raises `NotInChannelError` where the bot may not know of it."""
        found = (await self._poster.read(client, "conversations.info", channel=channel_id))["channel"]
        return Channel(
            has_bot=bool(found.get("is_member") or found.get("is_im") or found.get("is_mpim")),
            is_archived=bool(found.get("is_archived")),
        )

    async def of_person(self, client: AsyncWebClient, user_id: str) -> frozenset[str]:
        """The ids of the channels that a person is in, as far as the bot may know of them."""
        pages = self._pages(client, "users.conversations", user=user_id, types=_TYPES, exclude_archived="false")
        return frozenset([str(page["id"]) async for page in pages])

    async def id_of(self, client: AsyncWebClient, channel: str) -> str:
        """The id of a channel by `#name`, name or id; raises `NotInChannelError` where the bot can't see it."""
        wanted = channel.strip().removeprefix("#")
        if wanted.startswith(_ID) and wanted.isalnum() and wanted.isupper():
            return wanted
        async for page in self._pages(client, "conversations.list", types=_TYPES, exclude_archived="true"):
            if page.get("name") == wanted:
                return str(page["id"])
        raise NotInChannelError("conversations.list", "channel_not_found")

    async def _pages(self, client: AsyncWebClient, method: str, **arguments: str) -> AsyncIterator[dict[str, Any]]:
        cursor = ""
        while True:
            more = {"cursor": cursor} if cursor else {}
            page = await self._poster.read(client, method, limit=_PAGE, **arguments, **more)
            for channel in page.get("channels") or ():
                yield channel
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return
