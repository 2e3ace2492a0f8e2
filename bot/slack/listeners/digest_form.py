"""The form of a digest: opening it, checking what was filled in, and saving that."""

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.digest.reading import MisreadError, read_time, read_topics, topic_lines
from bot.digest.zones import read_zone
from bot.errors import NotInChannelError
from bot.language import Language
from bot.model import Subscription
from bot.slack.blocks.digests import ids
from bot.slack.blocks.digests.form import DEFAULT_TIME, Filled, chosen_sources, filled, form_view
from bot.slack.blocks.digests.listing import list_messages
from bot.slack.conversation import answering
from bot.slack.conversation.context import Context, Request
from bot.slack.digests.access import as_listed, may_change, one_visible
from bot.slack.wording.digests import digest_strings

Errors = dict[str, str]
"""What is wrong, by the block_id of the field that it stands beside."""

_FIELDS = {
    "time": ids.TIME,
    "zone": ids.ZONE,
    "days": ids.DAYS,
    "topic": ids.TOPICS,
    "topic_long": ids.TOPICS,
    "topics_many": ids.TOPICS,
}


async def open_new(request: Request, context: Context, language: Language) -> None:
    """Open the form for a new digest of the channel where the person is."""
    here = request.incoming.channel_id if request.incoming.channel_id.startswith(("C", "G")) else ""
    zone = _known_zone(await context.people.zone(request.client, request.incoming.user_id))
    draft = _draft(Filled(here, DEFAULT_TIME, tuple("1234567"), zone, "", (), False))
    view = form_view(
        language,
        bot_name=context.bot_name,
        zone=zone,
        sources=await _source_names(context),
        channel_id=here,
        next_sends=_next_sends(context, draft),
    )
    await context.poster.open_modal(request.client, request.incoming.trigger_id, view)


async def press_new(request: Request, context: Context) -> None:
    """The button that opens the form for a new digest."""
    incoming = request.incoming
    await open_new(request, context, await context.people.language(request.client, incoming.team_id, incoming.user_id))


async def press_edit(request: Request, context: Context) -> None:
    """The button that opens the form of a digest."""
    incoming = request.incoming
    language = await context.people.language(request.client, incoming.team_id, incoming.user_id)
    held = await one_visible(request, context, incoming.value)
    if held is None:
        await answering.tell(request, context, digest_strings(language).gone)
        return
    view = form_view(
        language,
        bot_name=context.bot_name,
        zone=held.subscription.zone,
        sources=await _source_names(context),
        subscription=held.subscription,
        next_sends=_next_sends(context, held.subscription),
    )
    await context.poster.open_modal(request.client, incoming.trigger_id, view)


async def refresh(request: Request, context: Context) -> None:
    """Time, days or zone were changed: show the next sends for them."""
    incoming = request.incoming
    place = ids.FormPlace.decode(incoming.view_state)
    draft = _draft(filled(json.loads(incoming.view_values)))
    held = await context.digests.get(place.subscription_id) if place.subscription_id else None
    view = form_view(
        place.language,
        bot_name=context.bot_name,
        zone=draft.zone if draft else "UTC",
        sources=await _source_names(context),
        subscription=held.subscription if held else None,
        next_sends=_next_sends(context, draft),
    )
    await context.poster.update_modal(request.client, incoming.view_id, view)


async def submit(request: Request, context: Context) -> Errors:
    """Check what was filled in and save it; what is wrong, beside its field.

    The id of a new subscription comes from the view, so that a form that is submitted twice makes one.
    """
    incoming = request.incoming
    place = ids.FormPlace.decode(incoming.view_state)
    given = filled(json.loads(incoming.view_values))
    errors, values = _read(given, place.language)
    if wrong := await _channel_error(request, context, given.channel_id, place.language):
        errors[ids.CHANNEL] = wrong
    if errors:
        return errors
    held = None
    if place.subscription_id:
        held = await one_visible(request, context, place.subscription_id)
        if held is None:
            return {ids.CHANNEL: digest_strings(place.language).gone}
    names = [*(held.subscription.sources if held else ()), *await _source_names(context)]
    subscription = Subscription(
        id=_subscription_id(request),
        team_id=incoming.team_id,
        enterprise_id=incoming.enterprise_id,
        channel_id=given.channel_id,
        owner_id=held.subscription.owner_id if held else incoming.user_id,
        sources=chosen_sources(given.source_values, names),
        says_when_empty=given.says_when_empty,
        language=place.language,
        **values,
    )
    if held is None:
        await context.digests.add(subscription)
    elif held.subscription != subscription:
        await context.digests.change(subscription)
    return {}


async def confirm(request: Request, context: Context) -> None:
    """Tell the person what was saved, with when it goes out next, in their direct message with the bot."""
    place = ids.FormPlace.decode(request.incoming.view_state)
    held = await context.digests.get(_subscription_id(request))
    if held is None:
        return
    strings = digest_strings(place.language)
    told = strings.changed if place.subscription_id else strings.made
    suffix = answering.answer_key(request)[:8]
    listed = list_messages(as_listed(context, [held]), place.language, title=told, suffix=suffix)
    await answering.respond_all(request, context, listed)


def _subscription_id(request: Request) -> str:
    place = ids.FormPlace.decode(request.incoming.view_state)
    if place.subscription_id:
        return place.subscription_id
    name = f"{request.incoming.team_id}:{request.incoming.view_id}"
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:16]


def _read(given: Filled, language: Language) -> tuple[Errors, dict[str, Any]]:
    """What is wrong, and the values of what is right."""
    errors: Errors = {}
    values: dict[str, Any] = {}
    readers: dict[str, Callable[[], object]] = {
        "at": lambda: read_time(given.at),
        "days": lambda: _days(given.days),
        "zone": lambda: read_zone(given.zone),
        "topics": lambda: read_topics(topic_lines(given.topics)),
    }
    for name, read in readers.items():
        try:
            values[name] = read()
        except MisreadError as error:
            errors[_FIELDS[error.problem]] = _in_words(error, language)
    return errors, values


def _days(values: tuple[str, ...]) -> tuple[int, ...]:
    days = tuple(sorted({int(each) for each in values if each in set("1234567")}))
    if not days:
        raise MisreadError("days", "")
    return days


def _in_words(error: MisreadError, language: Language) -> str:
    strings = digest_strings(language)
    if error.problem == "zone" and error.instead:
        return strings.zone_instead.format(instead=error.instead)
    return strings.wrong[error.problem]


async def _channel_error(request: Request, context: Context, channel_id: str, language: Language) -> str | None:
    """Why the digest can't go to that channel."""
    strings = digest_strings(language)
    if not channel_id:
        return strings.no_channel.format(bot=context.bot_name)
    try:
        channel = await context.channels.look_up(request.client, channel_id)
    except NotInChannelError:
        return strings.no_channel.format(bot=context.bot_name)
    if channel.is_archived:
        return strings.archived
    if not channel.has_bot:
        return strings.not_in_channel.format(bot=context.bot_name)
    return None if await may_change(request, context, channel_id) else strings.not_a_member


async def _source_names(context: Context) -> list[str]:
    return [name for name, _ in await context.library.sources()]


def _draft(given: Filled) -> Subscription | None:
    """A subscription with the schedule that is filled in, None while that is wrong."""
    errors, values = _read(given, "en")
    if errors.keys() & {ids.TIME, ids.DAYS, ids.ZONE}:
        return None
    values.pop("topics", None)
    return Subscription(id="", team_id="", channel_id="", owner_id="", **values)


def _next_sends(context: Context, draft: Subscription | None) -> list[datetime]:
    return [slot.shown for slot in context.digests.next_slots(draft)] if draft else []


def _known_zone(name: str) -> str:
    try:
        return read_zone(name)
    except MisreadError:
        return "UTC"
