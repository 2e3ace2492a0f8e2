"""Telling the admins something in their direct messages, in every workspace that they are in."""

import hashlib
from collections.abc import Awaitable, Callable, Sequence

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SlackError
from bot.slack.api.poster import Poster
from bot.slack.blocks.elements import section
from bot.slack.blocks.message import message

Clients = Callable[[], Awaitable[Sequence[AsyncWebClient]]]
"""The clients of all workspaces that the app is installed in."""

_log = structlog.stdlib.get_logger("bot.slack")


class Notices:
    """Sentences to the admins."""

    def __init__(self, poster: Poster, clients: Clients, admins: Sequence[str]) -> None:
        self._poster = poster
        self._clients = clients
        self._admins = admins

    async def tell(self, sentence: str) -> bool:
        """Tell all admins once; whether at least one of them was told, or there is none to tell."""
        if not self._admins:
            _log.warning("nobody is in LATEPOST_ADMINS to be told", sentence=sentence)
            return True
        results = [
            await self._tell(client, admin, sentence) for client in await self._clients() for admin in self._admins
        ]
        return any(results)

    async def _tell(self, client: AsyncWebClient, admin: str, sentence: str) -> bool:
        try:
            opened = await self._poster.call(client, "conversations.open", users=admin)
            text = message(sentence, section(sentence))
            part = f"notice/{admin}/{hashlib.sha256(sentence.encode()).hexdigest()}"
            await self._poster.post(client, str(opened["channel"]["id"]), text, part=part)
        except SlackError as error:
            _log.warning("an admin was not told", admin=admin, reason=str(error))
            return False
        return True
