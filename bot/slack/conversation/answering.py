"""Posting an answer: the root and its thread, the private answer, more of it, sharing."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace

from bot.errors import ChannelClosedError, NotInChannelError, SlackError
from bot.language import Language
from bot.model import Match
from bot.slack.blocks import answer as blocks
from bot.slack.blocks.elements import section
from bot.slack.blocks.message import Message, message
from bot.slack.conversation.context import Apology, Context, Request
from bot.slack.conversation.lookup import Lookup, find_again
from bot.slack.wording.answers import answer_strings
from bot.store.conversations import GivenAnswer, Thread

PAGE = 5
"""Articles of an answer at once."""
_APOLOGY = "failed"
"""The part of the reply that an apology is."""
_RESPONSES = 5
"""How often a response address takes a message (docs.slack.dev/interactivity/handling-user-interaction)."""


def answer_key(request: Request) -> str:
    """The key of the answer to a delivery: the same when the delivery is handled again."""
    return hashlib.sha256(request.incoming.key.encode("utf-8", "replace")).hexdigest()[:32]


async def post(
    request: Request, context: Context, channel_id: str, message: Message, part: str, thread_ts: str = ""
) -> str:
    """Post one part of the reply to a delivery, once; its ts. The first takes the place of an apology that is there."""
    part, apology = f"{request.incoming.key}/{part}", request.apology
    if apology and not apology.is_replaced and (apology.channel_id, apology.thread_ts) == (channel_id, thread_ts):
        posted = await context.poster.find(request.client, channel_id, part=part, thread_ts=thread_ts)
        if posted is not None:
            return posted
        await context.poster.replace(request.client, channel_id, apology.ts, message, part=part)
        apology.is_replaced = True
        return apology.ts
    return await context.poster.post(
        request.client, channel_id, message, part=part, thread_ts=thread_ts, maybe_posted=request.again
    )


async def post_all(
    request: Request,
    context: Context,
    channel_id: str,
    messages: Sequence[Message],
    thread_ts: str = "",
    part: str = "",
) -> str:
    """Post messages one after the other, the later ones in the thread of the first where there is none; its ts."""
    for number, reply in enumerate(messages):
        posted = await post(request, context, channel_id, reply, f"{part}{number}", thread_ts)
        thread_ts = thread_ts or posted
    return thread_ts


async def tell(request: Request, context: Context, sentence: str, part: str = "told") -> None:
    """Say one sentence where the person is: to them alone if that can be, else where a reply belongs.

    A response address that takes no more, or none, leaves the direct message.
    """
    incoming = request.incoming
    in_conversation = incoming.channel_id and not incoming.response_url
    if incoming.response_url:
        try:
            await context.poster.respond(request.client, incoming.response_url, message(sentence, section(sentence)))
        except SlackError as error:
            if error.retry_helps:
                raise
        else:
            return
    where = incoming.channel_id if in_conversation else await direct_channel(request, context)
    thread_ts = incoming.reply_thread_ts if in_conversation else ""
    await post(request, context, where, message(sentence, section(sentence)), part, thread_ts)


async def apologise(request: Request, context: Context, sentence: str) -> None:
    """Say that there is no answer, where `tell` says things; once, where that can be looked up."""
    await tell(request, context, sentence, _APOLOGY)


async def find_apology(request: Request, context: Context) -> Apology | None:
    """The apology that was posted; None where there is none, or only the person saw it."""
    incoming = request.incoming
    if incoming.response_url:
        return None
    channel_id = incoming.channel_id or await direct_channel(request, context)
    thread_ts = incoming.reply_thread_ts
    part = f"{incoming.key}/{_APOLOGY}"
    ts = await context.poster.find(request.client, channel_id, part=part, thread_ts=thread_ts)
    return Apology(channel_id, thread_ts, ts) if ts else None


async def withdraw_apology(request: Request, context: Context) -> None:
    """Take the apology away that no part of the answer could take the place of."""
    apology = request.apology
    if apology and not apology.is_replaced:
        await context.poster.delete(request.client, apology.channel_id, apology.ts)


async def direct_channel(request: Request, context: Context) -> str:
    """The id of the direct message between the bot and the person."""
    opened = await context.poster.call(request.client, "conversations.open", users=request.incoming.user_id)
    return str(opened["channel"]["id"])


async def answer_with_root(
    request: Request,
    context: Context,
    found: Lookup,
    place: Thread,
    last_in: Sequence[Thread] = (),
    *,
    shared_by: str | None = None,
) -> None:
    """A root message in the conversation, or in a thread of it, and the cited points below.

    It is the last answer there, and in the further places. Raises `NotInChannelError`.
    """
    asker = None if shared_by is not None or request.incoming.is_direct else request.incoming.user_id
    if not found.answer.matches:
        replies = blocks.reply(_page(request, context, found))
        ts = await post_all(request, context, place.channel_id, replies, place.ts, "root")
        thread = replace(place, ts=place.ts or ts)
        await _remember(request, context, found, (), thread, (thread, *last_in))
        return
    root = blocks.root(_page(request, context, found), found.question, asker, shared_by=shared_by)
    ts = await post(request, context, place.channel_id, root, "root", place.ts)
    await answer_in_thread(request, context, found, replace(place, ts=place.ts or ts), last_in, leads=False)


async def reply(
    request: Request, context: Context, found: Lookup | Sequence[Message], place: Thread, last_in: Sequence[Thread] = ()
) -> None:
    """Reply in a thread; in a conversation itself with a root message that people see, and the details below it."""
    if not isinstance(found, Lookup):
        await post_all(request, context, place.channel_id, found, place.ts, "listed")
    elif place.ts:
        await answer_in_thread(request, context, found, place, last_in)
    else:
        await answer_with_root(request, context, found, place, (place, *last_in))


async def answer_in_thread(
    request: Request,
    context: Context,
    found: Lookup,
    thread: Thread,
    last_in: Sequence[Thread] = (),
    *,
    leads: bool = True,
) -> None:
    """The cited points, what is nearest, or the miss, as replies in a thread; it is then that thread's last answer.

    `leads` puts the best point first, where no root message has it.
    """
    shown = found.answer.matches[:PAGE]
    await _remember(request, context, found, shown, thread, (thread, *last_in))
    replies = blocks.reply(_page(request, context, found, shown), leads=leads)
    await post_all(request, context, thread.channel_id, replies, thread.ts, "details")


async def messages_of(request: Request, context: Context, found: Lookup) -> list[Message]:
    """The reply as messages that are not posted, such as for a view; it is remembered like any other."""
    shown = found.answer.matches[:PAGE]
    await _remember(request, context, found, shown, Thread(request.incoming.team_id, ""), ())
    return blocks.reply(_page(request, context, found, shown), leads=True)


def _page(request: Request, context: Context, found: Lookup, shown: Sequence[Match] | None = None) -> blocks.AnswerPage:
    """The first page of what was found, of these matches or of all."""
    matches = found.answer.matches if shown is None else shown
    return blocks.AnswerPage(
        found.page(matches),
        found.language,
        answer_key(request),
        context.links,
        total=len(found.answer.matches),
        more=len(found.answer.matches) > len(matches),
        notes=found.notes,
        missing=found.missing,
    )


async def answer_privately(
    request: Request, context: Context, found: Lookup, *, hint: str | None = None, thread_ts: str = ""
) -> None:
    """The answer for the asker alone, with a button that shares it to the channel (or the thread) it was asked in."""
    shown = found.answer.matches[:PAGE]
    thread = Thread(request.incoming.team_id, request.incoming.channel_id, thread_ts)
    await _remember(request, context, found, shown, thread, ())
    page = _page(request, context, found, shown)
    await respond_all(request, context, blocks.private(page, can_share=bool(thread.channel_id), hint=hint))


async def respond_all(
    request: Request, context: Context, messages: Sequence[Message], *, in_channel: bool = False
) -> None:
    """Send messages to the response address, or where there is none to the person's direct message with the bot.

    A response address takes five messages within half an hour: what it does not take goes to the direct message too.
    """
    incoming = request.incoming
    direct = list(messages)
    while direct and incoming.response_url and len(messages) - len(direct) < _RESPONSES:
        try:
            await context.poster.respond(request.client, incoming.response_url, direct[0], in_channel=in_channel)
        except SlackError as error:
            if in_channel or error.retry_helps:
                raise
            break
        direct = direct[1:]
    if direct:
        await post_all(request, context, await direct_channel(request, context), direct, part="direct")


async def go_on(
    request: Request, context: Context, key: str, offset: int | None, language: Language, *, into: Thread | None = None
) -> None:
    """The next articles of an answer: in its thread or in another, or for the asker alone where the answer was.

    `offset` is how many the button had seen; a delivery that is handled again shows those that it claimed.
    """
    given = await context.conversations.answer(key)
    if given is None:
        await tell(request, context, answer_strings(language).answer_gone)
        return
    found = await find_again(context, given.question, language)
    before, chosen = await _claim_page(request, context, found, given, offset)
    if not chosen:
        await tell(request, context, answer_strings(language).no_more_results)
        return
    thread = into or given.thread
    private = request.incoming.is_ephemeral or not (into or thread.ts)
    total = len({match.article.id for match in found.answer.matches} | set(before))
    more = total > len(before) + len(chosen)
    page = blocks.AnswerPage(
        found.page(chosen), language, key, context.links, len(before), total, more, suffix=f"{len(before)}"
    )
    if private:
        await respond_all(request, context, blocks.private(page, can_share=bool(given.thread.channel_id)))
        return
    await post_all(request, context, thread.channel_id, blocks.details(page), thread.ts, "more")
    if into:
        await context.conversations.remember(given, [into])


async def _claim_page(
    request: Request, context: Context, found: Lookup, given: GivenAnswer, offset: int | None
) -> tuple[tuple[str, ...], list[Match]]:
    """The articles shown before, and the next ones, which nobody else shows as well."""
    by_id = {match.article.id: match for match in found.answer.matches}
    while True:
        if request.again and offset is not None and offset < len(given.shown):
            chosen = [by_id[article_id] for article_id in given.shown[offset : offset + PAGE] if article_id in by_id]
            return given.shown[:offset], chosen
        rest = [match for article_id, match in by_id.items() if article_id not in given.shown][:PAGE]
        if not rest or await context.conversations.show_more(given.key, given.shown, [m.article.id for m in rest]):
            return given.shown, rest
        given = await context.conversations.answer(given.key) or given


async def share(request: Request, context: Context, key: str, language: Language) -> None:
    """Post a private answer to the channel where it was asked, under the name of who shares it.

    It is looked for there first: who presses the button twice does not want it twice.
    """
    shared = f"{request.incoming.team_id}:share/{key}"
    request = replace(request, incoming=replace(request.incoming, key=shared), again=True)
    given = await context.conversations.answer(key)
    if given is None or not given.thread.channel_id:
        await tell(request, context, answer_strings(language).answer_gone)
        return
    found = await find_again(context, given.question, language)
    name = request.incoming.user_name
    try:
        await answer_with_root(request, context, found, given.thread, shared_by=name)
    except NotInChannelError:
        await _share_by_response(request, context, found, name)
        return
    except ChannelClosedError:
        await tell(request, context, answer_strings(language).closed)
        return
    await tell(request, context, answer_strings(language).shared)


async def _share_by_response(request: Request, context: Context, found: Lookup, name: str) -> None:
    """Where the bot is no member, the response address of the button still posts for all to see."""
    shown = found.answer.matches[:PAGE]
    root = blocks.root(_page(request, context, found), found.question, shared_by=name)
    while True:
        replies = blocks.details(_page(request, context, found, shown))
        if len(replies) < _RESPONSES or len(shown) <= 1:
            break
        shown = shown[:-1]
    thread = Thread(request.incoming.team_id, request.incoming.channel_id)
    await _remember(request, context, found, shown, thread, ())
    await respond_all(request, context, [root, *replies], in_channel=True)


async def _remember(
    request: Request,
    context: Context,
    found: Lookup,
    shown: Sequence[Match],
    thread: Thread,
    last_in: Sequence[Thread] | None = None,
) -> None:
    given = GivenAnswer(
        answer_key(request),
        thread,
        request.incoming.user_id,
        found.question,
        tuple(match.article.id for match in shown),
        found.answer.tier,
    )
    await context.conversations.remember(given, (thread,) if last_in is None else last_in)
