"""The message shortcut "Find LatePost coverage": what the library has on a message, for the asker alone."""

from bot.language import language_of
from bot.slack.conversation import answering
from bot.slack.conversation.context import Context, Request
from bot.slack.conversation.intent import Help
from bot.slack.conversation.lookup import Lookup, search
from bot.slack.conversation.replies import find


async def find_coverage(request: Request, context: Context) -> None:
    """Answer with what the library has on the message; sharing goes to the message's thread."""
    incoming = request.incoming
    if not incoming.text:
        language = await context.people.language(request.client, incoming.team_id, incoming.user_id)
        messages = await find(context, Help(), language)
        if not isinstance(messages, Lookup):
            await answering.respond_all(request, context, messages)
        return
    found = await search(context, incoming.text, language_of(incoming.text))
    await answering.answer_privately(request, context, found, thread_ts=incoming.thread_ts or incoming.ts)
