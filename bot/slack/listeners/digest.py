"""`/latepost digest` and `alert`, the buttons of the list and of Home: pausing, removing, previewing, and why."""

from collections.abc import Awaitable, Callable, Sequence

from bot.digest.reading import ALL_DAYS, MisreadError, read_topics
from bot.digest.subscribing import is_of_settings
from bot.language import Language
from bot.model import Subscription, SubscriptionKind
from bot.slack.blocks.digests.announcement import messages_for
from bot.slack.blocks.digests.form import QUIET_FROM, QUIET_UNTIL
from bot.slack.blocks.digests.listing import list_messages, no_news_message, removed_message, why_message
from bot.slack.blocks.elements import context_block, section
from bot.slack.blocks.message import Message, message
from bot.slack.conversation import answering
from bot.slack.conversation.context import Context, Request
from bot.slack.digests.access import alert_id, alerts, as_listed, one_visible, visible
from bot.slack.digests.command import DigestCommand
from bot.slack.digests.reading import misread_in_words, person_zone
from bot.slack.listeners import digest_form, home
from bot.slack.wording.digests import digest_strings, short_time, times_in_words
from bot.store.subscriptions import StoredSubscription

Done = Sequence[Message] | str
"""What the person is told: messages, or a sentence."""
Deed = Callable[[Request, Context, StoredSubscription, Language], Awaitable[Done]]


async def command(request: Request, context: Context, wanted: DigestCommand) -> None:
    """Do what a command asks; the answer is for the person alone."""
    incoming = request.incoming
    language = await context.people.language(request.client, incoming.team_id, incoming.user_id)
    strings = digest_strings(language)
    if wanted.topic:
        await _tell(request, context, await _add_to_alert(request, context, wanted.topic, language))
        return
    if wanted.action == "new":
        kind: SubscriptionKind = "person" if incoming.is_direct else "channel"
        await digest_form.open_new(request, context, language, "alert" if wanted.is_alert else kind)
        return
    if wanted.action == "usage":
        await answering.tell(request, context, strings.usage)
        return
    here = "" if incoming.is_direct else incoming.channel_id
    stored = await (alerts(request, context) if wanted.is_alert else visible(request, context, here))
    if not stored:
        missing = strings.none_here if here else strings.none_at_all
        await answering.tell(request, context, strings.no_alert if wanted.is_alert else missing)
    elif wanted.action == "list":
        listed = list_messages(as_listed(context, stored), language, suffix=answering.answer_key(request)[:8])
        await answering.respond_all(request, context, listed)
    elif wanted.number is None and len(stored) > 1:
        which = strings.which.format(count=len(stored), command=wanted.action)
        suffix = answering.answer_key(request)[:8]
        listed = list_messages(as_listed(context, stored), language, title=which, suffix=suffix)
        await answering.respond_all(request, context, listed)
    elif (wanted.number or 1) > len(stored) or wanted.number == 0:
        await answering.tell(request, context, strings.no_such_number.format(number=wanted.number))
    else:
        done = await _DEEDS[wanted.action](request, context, stored[(wanted.number or 1) - 1], language)
        await _tell(request, context, done)


async def _add_to_alert(request: Request, context: Context, topic: str, language: Language) -> Done:
    """Add a topic to the person's alert, a new one if there is none; what the person is told."""
    incoming = request.incoming
    try:
        topics = read_topics([topic])
        wanted = Subscription(
            id=alert_id(request),
            team_id=incoming.team_id,
            enterprise_id=incoming.enterprise_id,
            channel_id=await answering.direct_channel(request, context),
            owner_id=incoming.user_id,
            at=QUIET_UNTIL,
            until=QUIET_FROM,
            days=ALL_DAYS,
            zone=await person_zone(request, context),
            topics=topics,
            language=language,
        )
        await context.digests.add_topics(wanted)
    except MisreadError as error:
        return misread_in_words(error, language)
    title = digest_strings(language).alert_made.format(topic=topics[0])
    return list_messages(
        as_listed(context, await alerts(request, context)),
        language,
        title=title,
        suffix=answering.answer_key(request)[:8],
    )


async def pause(request: Request, context: Context) -> None:
    """The button that pauses."""
    await _press(request, context, _pause)


async def resume(request: Request, context: Context) -> None:
    """The button that resumes."""
    await _press(request, context, _resume)


async def remove(request: Request, context: Context) -> None:
    """The button that removes."""
    await _press(request, context, _remove)


async def undo(request: Request, context: Context) -> None:
    """The button that takes a removal back."""
    await _press(request, context, _undo, is_removed=True)


async def sample(request: Request, context: Context) -> None:
    """The button that shows a digest of the newest articles, to who pressed it alone."""
    await _press(request, context, _sample)


async def preview(request: Request, context: Context) -> None:
    """The button that shows what would go out."""
    await _press(request, context, _preview)


async def why(request: Request, context: Context) -> None:
    """The button that tells what happened to the last slots."""
    await _press(request, context, _why)


async def _press(request: Request, context: Context, deed: Deed, *, is_removed: bool = False) -> None:
    """Do it with the digest on the button, if the person may; Home is shown anew where it was pressed there."""
    incoming = request.incoming
    language = await context.people.language(request.client, incoming.team_id, incoming.user_id)
    stored = await one_visible(request, context, incoming.value, is_removed=is_removed)
    done = await deed(request, context, stored, language) if stored else digest_strings(language).gone
    if incoming.view_type == "home":
        await home.show_again(request, context)
        if isinstance(done, str):
            return
    await _tell(request, context, done)


async def _tell(request: Request, context: Context, done: Done) -> None:
    if isinstance(done, str):
        await answering.tell(request, context, done)
    else:
        await answering.respond_all(request, context, done)


async def _pause(_request: Request, context: Context, stored: StoredSubscription, language: Language) -> Done:
    strings = digest_strings(language)
    if not await context.digests.pause(stored.subscription.id):
        return strings.already_paused
    return strings.alert_paused if stored.subscription.kind == "alert" else strings.paused_now


async def _resume(_request: Request, context: Context, stored: StoredSubscription, language: Language) -> Done:
    strings = digest_strings(language)
    if not await context.digests.resume(stored):
        return strings.not_paused
    if stored.subscription.kind == "alert":
        return strings.alert_resumed
    (listed,) = as_listed(context, [stored])
    sends = [short_time(next_send, language) for next_send in listed.next_sends[:1]]
    return f"{strings.resumed} {strings.next_sends.format(times=sends[0])}"


async def _remove(request: Request, context: Context, stored: StoredSubscription, language: Language) -> Done:
    strings, subscription_id = digest_strings(language), stored.subscription.id
    if is_of_settings(stored.subscription):
        return strings.by_settings
    if not await context.digests.remove(subscription_id):
        return strings.gone
    return [removed_message(subscription_id, language, answering.answer_key(request)[:8])]


async def _undo(_request: Request, context: Context, stored: StoredSubscription, language: Language) -> Done:
    strings = digest_strings(language)
    return strings.undone if await context.digests.restore(stored.subscription.id) else strings.gone


async def _preview(request: Request, context: Context, stored: StoredSubscription, language: Language) -> Done:
    strings, subscription = digest_strings(language), stored.subscription
    slot, digest = await context.digests.preview(stored)
    time = short_time(slot.shown, language)
    (listed,) = as_listed(context, [stored])
    sends = "" if subscription.kind == "alert" else times_in_words(listed.next_sends, language)
    if not digest.entries:
        is_silent = subscription.kind != "alert" and not subscription.says_when_empty
        text = (strings.preview_silent if is_silent else strings.preview_no_news).format(time=time)
        suffix = answering.answer_key(request)[:8]
        return [no_news_message(text, sends, subscription.id, language, suffix)]
    text = strings.preview_of.format(time=time)
    messages = messages_for(subscription, digest, slot.shown, context.links)
    lines = [line for line in (text, sends) if line]
    return [message("\n".join(lines), context_block(lines)), *messages]


async def _sample(_request: Request, context: Context, stored: StoredSubscription, language: Language) -> Done:
    strings, subscription = digest_strings(language), stored.subscription
    slot, digest = await context.digests.sample(subscription)
    if not digest.entries:
        return [message(strings.sample_empty, section(strings.sample_empty))]
    messages = messages_for(subscription, digest, slot.shown, context.links)
    return [message(strings.sample_of, context_block([strings.sample_of])), *messages]


async def _why(_request: Request, context: Context, stored: StoredSubscription, language: Language) -> Done:
    (listed,) = as_listed(context, [stored])
    return [why_message(listed, await context.digests.why(stored.subscription.id), language)]


_DEEDS: dict[str, Deed] = {"pause": _pause, "resume": _resume, "remove": _remove, "preview": _preview, "why": _why}
