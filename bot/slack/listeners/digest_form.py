"""The form of a digest: opening it, checking what was filled in, and saving that."""

import hashlib
import json
from contextlib import suppress
from datetime import datetime

from bot.errors import ChannelClosedError, NotInChannelError
from bot.language import Language
from bot.model import Subscription, SubscriptionKind
from bot.slack.blocks.digests import ids
from bot.slack.blocks.digests.form import (
    DEFAULT_TIME,
    Filled,
    chosen_sources,
    filled,
    form_view,
)
from bot.slack.blocks.digests.listing import channel_message, list_messages
from bot.slack.conversation import answering
from bot.slack.conversation.context import Context, Request
from bot.slack.digests.access import alert_id, as_listed, may_change, one_visible
from bot.slack.digests.reading import Errors, draft_of, person_zone, read_filled
from bot.slack.wording.digests import digest_strings


async def open_new(request: Request, context: Context, language: Language, kind: SubscriptionKind = "channel") -> None:
    """Open the form for a new digest of the channel where the person is, or of their own; or for their alert."""
    if kind == "alert":
        await _open_alert(request, context, language)
        return
    here = request.incoming.channel_id if request.incoming.channel_id.startswith(("C", "G")) else ""
    zone = await person_zone(request, context)
    draft = draft_of(Filled(here, DEFAULT_TIME, "", tuple("1234567"), zone, "", (), False))
    view = form_view(
        ids.FormPlace(language, kind),
        bot_name=context.bot_name,
        zone=zone,
        sources=await _source_names(context),
        channel_id=here,
        next_sends=_next_sends(context, draft),
    )
    await context.poster.open_modal(request.client, request.incoming.trigger_id, view)


async def _open_alert(request: Request, context: Context, language: Language) -> None:
    """Open the form for the person's alert, as it is where there is one."""
    stored = await context.digests.get(alert_id(request))
    subscription = stored.subscription if stored else None
    view = form_view(
        ids.FormPlace(language, "alert"),
        bot_name=context.bot_name,
        zone=subscription.zone if subscription else await person_zone(request, context),
        sources=await _source_names(context),
        subscription=subscription,
    )
    await context.poster.open_modal(request.client, request.incoming.trigger_id, view)


async def press_new(request: Request, context: Context) -> None:
    """The button that opens the form for a new digest."""
    await _press_new(request, context, "channel")


async def press_new_personal(request: Request, context: Context) -> None:
    """The button that opens the form for a digest of the person's own."""
    await _press_new(request, context, "person")


async def press_new_alert(request: Request, context: Context) -> None:
    """The button that opens the form for the person's alert."""
    await _press_new(request, context, "alert")


async def _press_new(request: Request, context: Context, kind: SubscriptionKind) -> None:
    incoming = request.incoming
    language = await context.people.language(request.client, incoming.team_id, incoming.user_id)
    await open_new(request, context, language, kind)


async def press_edit(request: Request, context: Context) -> None:
    """The button that opens the form of a digest."""
    incoming = request.incoming
    language = await context.people.language(request.client, incoming.team_id, incoming.user_id)
    stored = await one_visible(request, context, incoming.value)
    if stored is None:
        await answering.tell(request, context, digest_strings(language).gone)
        return
    subscription = stored.subscription
    view = form_view(
        ids.FormPlace(language, subscription.kind),
        bot_name=context.bot_name,
        zone=subscription.zone,
        sources=await _source_names(context),
        subscription=subscription,
        next_sends=() if subscription.kind == "alert" else _next_sends(context, subscription),
    )
    await context.poster.open_modal(request.client, incoming.trigger_id, view)


async def refresh(request: Request, context: Context) -> None:
    """Time, days or zone were changed: show the next sends for them."""
    incoming = request.incoming
    place = ids.FormPlace.decode(incoming.view_state)
    draft = draft_of(filled(json.loads(incoming.view_values)))
    stored = await context.digests.get(place.subscription_id) if place.subscription_id else None
    view = form_view(
        place,
        bot_name=context.bot_name,
        zone=draft.zone if draft else "UTC",
        sources=await _source_names(context),
        subscription=stored.subscription if stored else None,
        next_sends=_next_sends(context, draft),
    )
    await context.poster.update_modal(request.client, incoming.view_id, view, incoming.used_at)


async def submit(request: Request, context: Context) -> Errors:
    """Check what was filled in and save it; what is wrong, beside its field.

    The id of a new subscription comes from the view, so that a form that is submitted twice makes one.
    """
    incoming = request.incoming
    place = ids.FormPlace.decode(incoming.view_state)
    given = filled(json.loads(incoming.view_values))
    errors, values = read_filled(given, place)
    if place.kind == "channel":
        channel_id = given.channel_id
        if wrong := await _channel_error(request, context, channel_id, place.language):
            errors[ids.CHANNEL] = wrong
    else:
        channel_id = await answering.direct_channel(request, context)
    if errors:
        return errors
    stored = await one_visible(request, context, _subscription_id(request))
    if stored is None and place.subscription_id and place.kind != "alert":
        return {ids.ZONE: digest_strings(place.language).gone}
    names = [*(stored.subscription.sources if stored else ()), *await _source_names(context)]
    subscription = Subscription(
        id=_subscription_id(request),
        team_id=incoming.team_id,
        enterprise_id=incoming.enterprise_id,
        channel_id=channel_id,
        owner_id=stored.subscription.owner_id if stored else incoming.user_id,
        sources=chosen_sources(given.source_values, names),
        says_when_empty=given.says_when_empty,
        language=place.language,
        **values,
    )
    if stored is None:
        await context.digests.add(subscription)
    elif stored.subscription != subscription:
        await context.digests.change(subscription)
    return {}


async def confirm(request: Request, context: Context) -> None:
    """Tell the person what was saved, with when it goes out next, in a direct message, and in a line the channel."""
    place = ids.FormPlace.decode(request.incoming.view_state)
    stored = await context.digests.get(_subscription_id(request))
    if stored is None:
        return
    strings = digest_strings(place.language)
    title = strings.changed if place.subscription_id else strings.made
    if place.kind == "alert":
        title = strings.alert_saved
    suffix = answering.answer_key(request)[:8]
    listed = as_listed(context, [stored])
    messages = list_messages(listed, place.language, title=title, suffix=suffix)
    await answering.respond_all(request, context, messages)
    if place.kind == "channel":
        line = channel_message(listed[0], request.incoming.user_id, place.language, is_new=not place.subscription_id)
        with suppress(ChannelClosedError):  # since it was looked up; the digest itself will tell its owner
            await answering.post(request, context, stored.subscription.channel_id, line, "saved")


def _subscription_id(request: Request) -> str:
    place = ids.FormPlace.decode(request.incoming.view_state)
    if place.kind == "alert":
        return alert_id(request)
    if place.subscription_id:
        return place.subscription_id
    name = f"{request.incoming.team_id}:{request.incoming.view_id}"
    return hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:16]


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


def _next_sends(context: Context, draft: Subscription | None) -> list[datetime]:
    return [slot.shown for slot in context.digests.next_slots(draft)] if draft else []
