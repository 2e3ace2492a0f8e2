"""The message shortcut "Find LatePost coverage": what the library has on a message, for the asker alone."""

from bot.language import language_of
from bot.slack.conversation import answering
from bot.slack.conversation.context import Desk, Request
from bot.slack.conversation.intent import Help
from bot.slack.conversation.lookup import Found, search
from bot.slack.conversation.replies import find


async def find_coverage(request: Request, desk: Desk) -> None:
    """Answer with what the library has on the message; sharing goes to the message's thread."""
    incoming = request.incoming
    if not incoming.text:
        language = await desk.people.language(request.client, incoming.team_id, incoming.user_id)
        messages = await find(desk, Help(), language)
        if not isinstance(messages, Found):
            await answering.respond_all(request, desk, messages)
        return
    found = await search(desk, incoming.text, language_of(incoming.text))
    await answering.answer_privately(request, desk, found, thread_ts=incoming.thread_ts or incoming.ts)
