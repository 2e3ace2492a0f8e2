"""`/latepost digest`, the buttons of the list and of Home: pausing, removing, previewing, and why something came."""

from collections.abc import Awaitable, Callable, Sequence

from bot.digest.subscribing import is_of_settings
from bot.language import Language
from bot.slack.blocks.digests.announcement import digest_messages
from bot.slack.blocks.digests.listing import list_messages, why_message
from bot.slack.blocks.elements import context_block, section
from bot.slack.blocks.message import Message, message
from bot.slack.conversation import answering
from bot.slack.conversation.context import Context, Request
from bot.slack.digests.access import as_listed, one_visible, visible
from bot.slack.digests.command import DigestCommand
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
    if wanted.action == "new":
        await digest_form.open_new(request, context, language)
        return
    if wanted.action == "usage":
        await answering.tell(request, context, strings.usage)
        return
    here = "" if incoming.is_direct else incoming.channel_id
    held = await visible(request, context, here)
    if not held:
        await answering.tell(request, context, strings.none_here if here else strings.none_at_all)
    elif wanted.action == "list":
        listed = list_messages(as_listed(context, held), language, suffix=answering.answer_key(request)[:8])
        await answering.respond_all(request, context, listed)
    elif wanted.number is None and len(held) > 1:
        which = strings.which.format(count=len(held), command=wanted.action)
        suffix = answering.answer_key(request)[:8]
        listed = list_messages(as_listed(context, held), language, title=which, suffix=suffix)
        await answering.respond_all(request, context, listed)
    elif (wanted.number or 1) > len(held) or wanted.number == 0:
        await answering.tell(request, context, strings.no_such_number.format(number=wanted.number))
    else:
        done = await _DEEDS[wanted.action](request, context, held[(wanted.number or 1) - 1], language)
        await _tell(request, context, done)


async def pause(request: Request, context: Context) -> None:
    """The button that pauses."""
    await _press(request, context, _pause)


async def resume(request: Request, context: Context) -> None:
    """The button that resumes."""
    await _press(request, context, _resume)


async def remove(request: Request, context: Context) -> None:
    """The button that removes."""
    await _press(request, context, _remove)


async def preview(request: Request, context: Context) -> None:
    """The button that shows what would go out."""
    await _press(request, context, _preview)


async def why(request: Request, context: Context) -> None:
    """The button that tells what happened to the last slots."""
    await _press(request, context, _why)


async def _press(request: Request, context: Context, deed: Deed) -> None:
    """Do it with the digest on the button, if the person may; Home is shown anew where it was pressed there."""
    incoming = request.incoming
    language = await context.people.language(request.client, incoming.team_id, incoming.user_id)
    held = await one_visible(request, context, incoming.value)
    done = await deed(request, context, held, language) if held else digest_strings(language).gone
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


async def _pause(_request: Request, context: Context, held: StoredSubscription, language: Language) -> Done:
    strings = digest_strings(language)
    return strings.paused_now if await context.digests.pause(held.subscription.id) else strings.already_paused


async def _resume(_request: Request, context: Context, held: StoredSubscription, language: Language) -> Done:
    strings = digest_strings(language)
    if not await context.digests.resume(held):
        return strings.not_paused
    (listed,) = as_listed(context, [held])
    sends = [short_time(each, language) for each in listed.next_sends[:1]]
    return f"{strings.resumed} {strings.next_sends.format(times=sends[0])}"


async def _remove(_request: Request, context: Context, held: StoredSubscription, language: Language) -> Done:
    strings = digest_strings(language)
    if is_of_settings(held.subscription):
        return strings.by_settings
    return strings.removed if await context.digests.remove(held.subscription.id) else strings.gone


async def _preview(_request: Request, context: Context, held: StoredSubscription, language: Language) -> Done:
    strings = digest_strings(language)
    slot, digest = await context.digests.preview(held)
    time = short_time(slot.shown, language)
    (listed,) = as_listed(context, [held])
    sends = times_in_words(listed.next_sends, language)
    if not digest.entries and not held.subscription.says_when_empty:
        told = strings.preview_silent.format(time=time)
        return [message(f"{told}\n{sends}", section(told), context_block([sends]))]
    told = strings.preview_of.format(time=time)
    messages = digest_messages(digest, slot.shown, held.subscription.language, links=context.links)
    return [message(f"{told}\n{sends}", context_block([told, sends])), *messages]


async def _why(_request: Request, context: Context, held: StoredSubscription, language: Language) -> Done:
    (listed,) = as_listed(context, [held])
    return [why_message(listed, await context.digests.why(held.subscription.id), language)]


_DEEDS: dict[str, Deed] = {"pause": _pause, "resume": _resume, "remove": _remove, "preview": _preview, "why": _why}
