"""Messages to the bot: mentions in channels, direct messages, and follow-ups in threads that it answered in."""

from collections.abc import Sequence
from dataclasses import replace

from bot.language import language_of
from bot.links import ArticleAddress
from bot.slack.blocks.message import Message
from bot.slack.conversation import answering
from bot.slack.conversation.context import Context, Request
from bot.slack.conversation.incoming import Incoming, is_written_by_a_person, mentions, of_event
from bot.slack.conversation.intent import Help, ShownArticle, Thanks, Topic, follow_up, is_more, understand_request
from bot.slack.conversation.lookup import Lookup, search_follow_up, shown_article
from bot.slack.conversation.payloads import Body
from bot.slack.conversation.replies import find, language_of_request
from bot.slack.listeners import uploads as adding
from bot.slack.wording.answers import answer_strings
from bot.store.conversations import GivenAnswer, Thread


def read_mention(body: Body, bot_user_id: str) -> Incoming | None:
    """An @-mention in a channel, by a person."""
    event = body.get("event") or {}
    if not is_written_by_a_person(event, bot_user_id) or str(event.get("channel", "")).startswith("D"):
        return None
    return of_event(body, bot_user_id)


def read_message(body: Body, bot_user_id: str) -> Incoming | None:
    """A person's message in a direct message, or in a channel's thread without a mention, which comes on its own."""
    event = body.get("event") or {}
    if not is_written_by_a_person(event, bot_user_id):
        return None
    incoming = of_event(body, bot_user_id)
    if incoming.is_direct:
        return incoming
    return incoming if incoming.thread_ts and not mentions(event, bot_user_id) else None


async def answer_mention(request: Request, context: Context) -> None:
    """Answer in the thread, a new one if there is none."""
    await _converse(request, context, _place(request))


async def answer_message(request: Request, context: Context) -> None:
    """Answer a direct message; in a channel only follow-ups, in threads that the bot answered in, if that is set.

    In a direct message the answer stands in the conversation, where the person sees it, unless they wrote in a thread.
    """
    incoming, place = request.incoming, _place(request)
    if incoming.is_direct and adding.brings_something(request, context):
        await adding.add_from_message(request, context)
    elif incoming.is_direct and (address := context.links.read(incoming.links.partition(" ")[0])):
        await _show_linked(request, context, address, place)
    elif incoming.is_direct:
        await _converse(request, context, place, [replace(place, ts="")] if place.ts else [])
    elif (
        context.follow_threads
        and not isinstance(understand_request(incoming.text), Thanks)  # people in a channel thank each other
        and await context.conversations.last_answer(place) is not None
    ):
        await _converse(request, context, place)


def _place(request: Request) -> Thread:
    """Where a reply to the message belongs."""
    incoming = request.incoming
    return Thread(incoming.team_id, incoming.channel_id, incoming.reply_thread_ts)


async def _show_linked(request: Request, context: Context, address: ArticleAddress, place: Thread) -> None:
    """The whole article that a link to the reader leads to, or that it is gone."""
    incoming = request.incoming
    language = await context.people.language(request.client, incoming.team_id, incoming.user_id)
    found = await shown_article(context, "", address.article_id, language)
    if found is None:
        await answering.tell(request, context, answer_strings(language).article_gone)
    else:
        await answering.reply(request, context, found, place)


async def _converse(request: Request, context: Context, place: Thread, wider: Sequence[Thread] = ()) -> None:
    """Answer in the place; what went before in it, else in the wider places, is taken over."""
    text = request.incoming.text
    last = await _last_answer(context, [place, *wider])
    if is_more(text) and last:
        await answering.go_on(request, context, last.key, None, language_of(text), into=place)
        return
    wanted = Help() if is_more(text) else understand_request(text)
    language = await language_of_request(request, context, wanted)
    found: Lookup | Sequence[Message]
    if isinstance(wanted, ShownArticle) and last and last.shown:
        shown = await shown_article(context, wanted.question, last.shown[0], language)
        found = shown or await find(context, wanted, language)
    elif isinstance(wanted, Topic) and last:
        readings = follow_up(wanted.text, last.question, context.names)
        found = await search_follow_up(context, wanted.text, readings, language)
    else:
        found = await find(context, wanted, language)
    await answering.reply(request, context, found, place, wider)


async def _last_answer(context: Context, threads: Sequence[Thread]) -> GivenAnswer | None:
    for thread in threads:
        if last := await context.conversations.last_answer(thread):
            return last
    return None
