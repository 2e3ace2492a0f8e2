"""`latepost digest preview`: what would go out next, in the terminal. Nothing is sent or changed."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from rich.console import RenderableType

from bot.app.digests import check_digest_settings, digests_of, subscription_of
from bot.app.library import PATIENT_WAIT_SECONDS, open_library
from bot.app.settings import Settings
from bot.cli.digest_rendering import render_digest
from bot.digest.schedule import Schedule
from bot.digest.subscribing import Digests, is_of_settings
from bot.errors import SettingsError
from bot.model import Subscription
from bot.store import ArticleStore
from bot.store.subscriptions import StoredSubscription

_YEARS = range(1970, 2200)
"""Years beyond leave a schedule no room for the slots around them."""
_TIME = re.compile(r"([01]?\d|2[0-3]):[0-5]\d")


async def preview(
    settings: Settings, channel: str | None, at: str | None, say: Callable[[str], None], now: datetime
) -> list[RenderableType]:
    """Each digest that would go out next, of one channel if given; where none is set up, a daily one of everything.

    Raises `SettingsError` where none goes to that channel.
    """
    check_digest_settings(settings)
    async with open_library(settings, say) as library:
        await library.refresh(PATIENT_WAIT_SECONDS)
        digests = digests_of(library.database, library, lambda: now)
        stored = await _all(settings, digests, library.store, now)
        chosen = [item for item in stored if channel is None or _is_of(item, channel, settings)]
        if not stored and channel is None:
            return [await _imagined(settings, digests, library.store, at, say, now)]
        if not stored:
            raise SettingsError("No digest yet: set LATEPOST_DIGEST_CHANNEL, or use /latepost digest in Slack.")
        if not chosen:
            known = ", ".join(sorted({item.subscription.channel_id for item in stored}))
            raise SettingsError(f"--channel: no digest goes to {channel}. There are digests for {known}.")
        rendered = []
        for item in chosen:
            after = _from(at, item.subscription.zone, now) - timedelta(microseconds=1) if at else now
            slot, digest = await digests.preview(_as_of(item, after), after)
            rendered.append(render_digest(item.subscription, item.paused, slot, _following(item, after), digest))
        return rendered


async def _imagined(
    settings: Settings, digests: Digests, store: ArticleStore, at: str | None, say: Callable[[str], None], now: datetime
) -> RenderableType:
    """What a digest by the settings would send to some channel; of the newest articles where nothing is due."""
    say(
        "No digest is set up yet: set LATEPOST_DIGEST_CHANNEL, or use /latepost digest in Slack. "
        "This is what a daily one of everything would send."
    )
    item = await _new(subscription_of(settings, "", ""), store, now)
    after = _from(at, item.subscription.zone, now) - timedelta(microseconds=1) if at else now
    slot, digest = await digests.preview(_as_of(item, after), after)
    if not digest.entries and at is None:
        say("Nothing is new for it so far: these are the newest articles instead.")
        _, digest = await digests.sample(item.subscription)
    return render_digest(item.subscription, item.paused, slot, _following(item, after), digest)


def _following(stored: StoredSubscription, after: datetime) -> list[datetime]:
    """The next sends after that moment."""
    return [slot.shown for slot in Schedule.of(stored.subscription).next(after, 3)]


async def _all(settings: Settings, digests: Digests, store: ArticleStore, now: datetime) -> list[StoredSubscription]:
    """The subscriptions of channels; that of the settings as they are now, and as if begun now where it is new.

    What people set up for themselves is for nobody else's eyes.
    """
    stored = [item for item in await digests.all() if not item.subscription.is_personal]
    others = [item for item in stored if not is_of_settings(item.subscription)]
    if settings.digest_channel is None:
        return others
    begun = next((item for item in reversed(stored) if is_of_settings(item.subscription)), None)
    if begun is not None:
        wanted = subscription_of(settings, begun.subscription.team_id, begun.subscription.channel_id)
        return [replace(begun, subscription=wanted), *others]
    return [await _new(subscription_of(settings, "", settings.digest_channel), store, now), *others]


async def _new(wanted: Subscription, store: ArticleStore, now: datetime) -> StoredSubscription:
    """The subscription as if it were begun now."""
    schedule = Schedule.of(wanted)
    return StoredSubscription(
        subscription=wanted,
        revision=0,
        paused="",
        since_change=(await store.state()).change,
        since=next(schedule.until(now)).due,
        next_due=schedule.next(now)[0].due,
    )


def _as_of(stored: StoredSubscription, after: datetime) -> StoredSubscription:
    """The subscription as it would stand at a past moment: what was published since the slot before is new then."""
    before = next(Schedule.of(stored.subscription).until(after)).due
    return replace(stored, since=min(stored.since, before))


def _is_of(stored: StoredSubscription, channel: str, settings: Settings) -> bool:
    """Whether a digest goes to that channel, by its id; the one of the settings also by the name that stands there."""
    if stored.subscription.channel_id == channel:
        return True
    name = (settings.digest_channel or "").removeprefix("#")
    return is_of_settings(stored.subscription) and channel.removeprefix("#") == name


def _from(typed: str, zone: str, now: datetime) -> datetime:
    moment = _moment(typed, zone, now)
    if moment.year not in _YEARS:
        raise SettingsError(f"--at takes a time of the years {_YEARS[0]} to {_YEARS[-1]}, not {typed!r}.")
    return moment


def _moment(typed: str, zone: str, now: datetime) -> datetime:
    """A time of the zone: a date, a time of today, both, or with an offset of its own."""
    there = ZoneInfo(zone)
    wanted = typed.strip()
    try:
        if _TIME.fullmatch(wanted):
            return datetime.combine(now.astimezone(there).date(), time.fromisoformat(wanted.zfill(5)), there)
        if len(wanted) == len("2026-03-29"):
            return datetime.combine(date.fromisoformat(wanted), time(), there)
        moment = datetime.fromisoformat(wanted)
    except ValueError as error:
        raise SettingsError(
            f"--at takes a time such as 09:00, 2026-03-29 or 2026-03-29T09:00, not {typed!r}."
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=there)
