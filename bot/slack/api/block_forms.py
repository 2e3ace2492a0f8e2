"""Which form of a message a workspace gets: newer blocks, or the older ones that every workspace takes."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog

from bot.errors import SlackError
from bot.slack.blocks.message import Message

_REFUSED = "invalid_blocks"
"""Slack's word for blocks that it does not know, or not in this place."""
_REMEMBERED = timedelta(hours=1)
"""How long a workspace that refused newer blocks gets the older ones without being asked."""
_WORKSPACES = 10_000

_log = structlog.stdlib.get_logger("bot.slack")
Json = dict[str, Any]
Result = TypeVar("Result")


class BlockForms:
    """Remembers for this process which workspaces refuse newer blocks; with `newer` off none gets any."""

    def __init__(self, now: Callable[[], datetime], *, newer: bool = True) -> None:
        self._now = now
        self._newer = newer
        self._refused_at: OrderedDict[str, datetime] = OrderedDict()

    async def send(self, workspace: str, message: Message, send: Callable[[Json], Awaitable[Result]]) -> Result:
        """What `send` gives for the message's content, in the newest form that the workspace (any name of it) takes."""
        if message.newer and self._takes_newer(workspace):
            try:
                return await send({"text": message.text, "blocks": list(message.newer)})
            except SlackError as error:
                if error.code != _REFUSED:
                    raise
                self._remember(workspace)
                _log.warning("Slack refuses newer blocks; the older ones are sent", reason=str(error))
        return await send({"text": message.text, "blocks": list(message.blocks)})

    def _takes_newer(self, workspace: str) -> bool:
        refused_at = self._refused_at.get(workspace)
        return self._newer and (refused_at is None or self._now() - refused_at >= _REMEMBERED)

    def _remember(self, workspace: str) -> None:
        self._refused_at[workspace] = self._now()
        self._refused_at.move_to_end(workspace)
        if len(self._refused_at) > _WORKSPACES:
            self._refused_at.popitem(last=False)
