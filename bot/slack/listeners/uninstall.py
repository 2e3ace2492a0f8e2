"""Uninstalling: what was kept of a workspace's installation goes."""

import structlog

from bot.slack.conversation.context import Context, Request
from bot.slack.conversation.incoming import Incoming, of_event
from bot.slack.conversation.payloads import Body

_log = structlog.stdlib.get_logger("bot.slack")


def read_uninstalled(body: Body, bot_user_id: str) -> Incoming | None:
    """The app was removed from a workspace."""
    return of_event(body, bot_user_id)


def read_revoked(body: Body, bot_user_id: str) -> Incoming | None:
    """The bot's own token was revoked; those of single people say nothing of the bot."""
    tokens = (body.get("event") or {}).get("tokens") or {}
    return of_event(body, bot_user_id) if tokens.get("bot") else None


async def forget_workspace(request: Request, context: Context) -> None:
    """Delete what its people asked and the installation with its tokens; pause its digests, which nobody can get."""
    await context.conversations.forget_team(request.incoming.team_id)
    stored = await context.digests.all(request.incoming.team_id)
    for one in stored:
        await context.digests.pause(one.subscription.id, "app_uninstalled")
    _log.warning("the app was removed: digests are paused", team=request.incoming.team_id, digests=len(stored))
    if context.installations is not None:
        await context.installations.async_delete_all(
            enterprise_id=request.incoming.enterprise_id or None, team_id=request.incoming.team_id or None
        )
