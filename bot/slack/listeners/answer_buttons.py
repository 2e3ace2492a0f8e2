"""Buttons of an answer: more results, share, feedback, and questions to ask next."""

from bot.language import Language, language_of
from bot.slack import ids
from bot.slack.blocks.understood import all_readings
from bot.slack.conversation import answering
from bot.slack.conversation.context import Context, Request
from bot.slack.conversation.intent import understand_request
from bot.slack.conversation.lookup import Lookup, find_again
from bot.slack.conversation.replies import find, language_of_request
from bot.slack.wording.answers import answer_strings
from bot.store.conversations import Feedback, Thread


async def show_more(request: Request, context: Context) -> None:
    """The next articles of the answer."""
    place = ids.AnswerPlace.decode(request.incoming.value)
    language = await _language(request, context, place.answer_key)
    await answering.go_on(request, context, place.answer_key, place.offset, language)


async def share_answer(request: Request, context: Context) -> None:
    """Post a private answer for all in the channel."""
    key = request.incoming.value
    await answering.share(request, context, key, await _language(request, context, key))


async def explain(request: Request, context: Context) -> None:
    """Say to the person alone how the words of the question were read."""
    given = await context.conversations.answer(request.incoming.value)
    language = await _language(request, context, request.incoming.value)
    if given is None:
        await answering.tell(request, context, answer_strings(language).answer_gone)
        return
    found = await find_again(context, given.question, language)
    await answering.tell(request, context, "\n".join(all_readings(found.answer, language)))


async def take_feedback(request: Request, context: Context) -> None:
    """Keep the thumb with the question and the answer; the person is told that it was noted."""
    given = ids.Feedback.decode(request.incoming.value)
    incoming = request.incoming
    answer = await context.conversations.answer(given.answer_key)
    if answer is None:
        language = await context.people.language(request.client, incoming.team_id, incoming.user_id)
        await answering.tell(request, context, answer_strings(language).answer_gone)
        return
    feedback = Feedback(given.answer_key, incoming.user_id, given.helpful, answer.question, answer.shown)
    await context.conversations.give_feedback(feedback, incoming.team_id)
    await answering.tell(request, context, answer_strings(language_of(answer.question)).feedback_thanks)


async def ask_suggested(request: Request, context: Context) -> None:
    """Ask the question on a button: where a reply belongs; for the person alone where only they see its message."""
    incoming = request.incoming
    wanted = understand_request(incoming.value)
    language = await language_of_request(request, context, wanted)
    found = await find(context, wanted, language)
    if not incoming.is_ephemeral and incoming.channel_id and incoming.ts:
        place = Thread(incoming.team_id, incoming.channel_id, incoming.reply_thread_ts)
        await answering.reply(request, context, found, place)
    elif isinstance(found, Lookup):
        await answering.answer_privately(request, context, found, thread_ts=incoming.thread_ts)
    else:
        await answering.respond_all(request, context, found)


async def _language(request: Request, context: Context, key: str) -> Language:
    answer = await context.conversations.answer(key)
    if answer is not None:
        return language_of(answer.question)
    return await context.people.language(request.client, request.incoming.team_id, request.incoming.user_id)
