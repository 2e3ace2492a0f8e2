"""Digests: the parts wired together, and the one subscription that the settings make."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

import structlog

from bot.app.settings import Settings
from bot.digest.composing import Composer, Library
from bot.digest.delivering import Deliverer, DeliveryPolicy
from bot.digest.reading import MisreadError, read_days, read_time, read_topics, topic_list
from bot.digest.subscribing import Digests, settings_id
from bot.digest.zones import read_zone
from bot.errors import LatePostError, NotInChannelError, SettingsError
from bot.language import language_of
from bot.model import Subscription
from bot.slack.app import SlackApp
from bot.store import Database
from bot.store.digests import DigestStore
from bot.store.subscriptions import SubscriptionStore

Read = TypeVar("Read")

_TAKES = {
    "time": "a time of day such as 09:00",
    "zone": "a time zone such as Asia/Shanghai",
    "days": "daily, weekdays, weekends or days such as mon,wed-fri",
    "topic": "topics with words to search for, semicolons between",
    "topic_long": "topics of at most 200 characters, semicolons between",
    "topics_many": "at most 20 topics",
}

_AGAIN_SECONDS = 10.0

_log = structlog.stdlib.get_logger("bot.digest")


def subscription_of(settings: Settings, team_id: str, channel_id: str) -> Subscription:
    """The subscription, for a channel that was looked up. Raises `SettingsError` that names what is wrong."""
    topics = settings.digest_topics or ""
    return Subscription(
        id=settings_id(team_id),
        team_id=team_id,
        channel_id=channel_id,
        owner_id=next(iter(settings.admin_ids), ""),
        at=_read("LATEPOST_DIGEST_TIME", read_time, settings.digest_time),
        zone=_read("LATEPOST_DIGEST_TIMEZONE", read_zone, settings.digest_timezone),
        days=_read("LATEPOST_DIGEST_DAYS", read_days, settings.digest_days),
        topics=_read("LATEPOST_DIGEST_TOPICS", lambda typed: read_topics(topic_list(typed)), topics) if topics else (),
        language=language_of(topics),
    )


def check_digest_settings(settings: Settings) -> None:
    """Raise `SettingsError` for the first that is wrong, before anything is opened."""
    if settings.digest_channel is not None and settings.slack_client_id:
        raise SettingsError(
            "LATEPOST_DIGEST_CHANNEL is for one workspace, by SLACK_BOT_TOKEN. Leave it out, and set digests up with "
            "/latepost digest in each workspace."
        )
    subscription_of(settings, "", "")


def _read(name: str, read: Callable[[str], Read], typed: str) -> Read:
    try:
        return read(typed)
    except MisreadError as error:
        meant = f" Did you mean {error.instead}?" if error.instead else ""
        given = repr(error.given) if error.given.strip() else "an empty one"
        raise SettingsError(f"{name} is wrong: it takes {_TAKES[error.problem]}, not {given}.{meant}") from error


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
        now,
        DeliveryPolicy(
            owner,
            grace=timedelta(hours=settings.digest_grace_hours),
            lease=timedelta(seconds=settings.lease_seconds),
        ),
    )
