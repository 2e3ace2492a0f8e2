"""The one subscription that the settings make."""

from collections.abc import Callable
from typing import TypeVar

from bot.app.settings import Settings
from bot.digest.reading import MisreadError, read_days, read_time, read_topics, topic_list
from bot.digest.subscribing import settings_id
from bot.digest.zones import read_zone
from bot.errors import SettingsError
from bot.language import language_of
from bot.model import Subscription

Read = TypeVar("Read")

_TAKES = {
    "time": "a time of day such as 09:00",
    "zone": "a time zone such as Asia/Shanghai",
    "days": "daily, weekdays, weekends or days such as mon,wed-fri",
    "topic": "topics with words to search for, semicolons between",
    "topic_long": "topics of at most 200 characters, semicolons between",
    "topics_many": "at most 20 topics",
}


def admins_of(settings: Settings) -> tuple[str, ...]:
    """The ids of the people who may change every digest, in the order that they stand in."""
    return tuple(filter(None, (each.strip() for each in (settings.admins or "").split(","))))


def subscription_of(settings: Settings, team_id: str, channel_id: str) -> Subscription:
    """The subscription, for a channel that was looked up. Raises `SettingsError` that names what is wrong."""
    topics = settings.digest_topics or ""
    return Subscription(
        id=settings_id(team_id),
        team_id=team_id,
        channel_id=channel_id,
        owner_id=next(iter(admins_of(settings)), ""),
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
