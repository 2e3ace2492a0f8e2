"""Digests of a running bot: the parts wired together, and the subscription of the settings kept."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.app.digest_settings import subscription_of
from bot.app.settings import Settings
from bot.digest.composing import Composer, Library
from bot.digest.delivering import Deliverer
from bot.digest.subscribing import Digests, settings_id
from bot.errors import LatePostError, NotInChannelError, SettingsError
from bot.slack.app import SlackApp
from bot.store import Database
from bot.store.digests import DigestStore
from bot.store.subscriptions import SubscriptionStore

_AGAIN_SECONDS = 10.0

_log = structlog.stdlib.get_logger("bot.digest")


def digests_of(database: Database, library: Library, now: Callable[[], datetime]) -> Digests:
    """The subscriptions of a database."""
    store = DigestStore(database)
    return Digests(SubscriptionStore(database), store, Composer(store, library), now)


async def keep_settings(settings: Settings, digests: Digests, slack: SlackApp) -> bool:
    """Make the subscription that the settings say, or take it away; False when Slack or the store can't be reached.

    Raises `SettingsError` for an unknown channel.
    """
    try:
        await _keep_settings(settings, digests, slack)
    except LatePostError as error:
        if not error.retry_helps:
            raise
        _log.warning("the digest of the settings waits", reason=str(error))
        return False
    return True


async def keep_settings_later(settings: Settings, digests: Digests, slack: SlackApp) -> None:
    """Try again until it is done."""
    is_done = False
    while not is_done:
        await asyncio.sleep(_AGAIN_SECONDS)
        is_done = await keep_settings(settings, digests, slack)


async def _keep_settings(settings: Settings, digests: Digests, slack: SlackApp) -> None:
    team_id = await slack.sender.only_team()
    if not team_id:  # many workspaces: the settings make no digest there
        return
    wanted = None
    if settings.digest_channel is not None:
        try:
            channel_id = await slack.channel_id(settings.digest_channel)
        except NotInChannelError as error:
            raise SettingsError(
                f"LATEPOST_DIGEST_CHANNEL: the bot sees no channel {settings.digest_channel}. Write its #name or id; a "
                "private channel must have the bot in it (/invite @latepost)."
            ) from error
        wanted = subscription_of(settings, team_id, channel_id)
    await digests.keep(settings_id(team_id), wanted)


def deliverer_of(
    settings: Settings,
    database: Database,
    library: Library,
    slack: SlackApp,
    *,
    now: Callable[[], datetime],
    owner: str,
) -> Deliverer:
    """What sends the digests of a database."""
    store = DigestStore(database)
    return Deliverer(
        SubscriptionStore(database),
        store,
        Composer(store, library),
        slack.sender,
        now=now,
        owner=owner,
        grace=timedelta(hours=settings.digest_grace_hours),
        lease=timedelta(seconds=settings.lease_seconds),
    )
