"""`/latepost`: a root message and its thread in the channel; for the asker alone on request and where it can't be."""

from bot.errors import ChannelClosedError, NotInChannelError
from bot.slack.blocks.elements import section
from bot.slack.blocks.message import message
from bot.slack.conversation import answering
from bot.slack.conversation.context import Context, Request
from bot.slack.conversation.intent import Help, understand_command
from bot.slack.conversation.lookup import Lookup
from bot.slack.conversation.replies import find, language_of_request
from bot.slack.digests.command import parse_digest_command
from bot.slack.listeners import digest
from bot.slack.wording.answers import answer_strings
from bot.store.conversations import Thread


async def answer_command(request: Request, context: Context) -> None:
    """Answer a slash command."""
    incoming = request.incoming
    if (about_digests := parse_digest_command(incoming.text)) is not None:
        await digest.command(request, context, about_digests)
        return
    command = understand_command(incoming.text)
    language = await language_of_request(request, context, command.request)
    found = await find(context, command.request, language)
    hint: str | None = None
    answers = not isinstance(found, Lookup) or bool(found.answer.matches)
    if answers and not command.private and not isinstance(command.request, Help):
        try:
            if isinstance(found, Lookup):
                place = Thread(incoming.team_id, incoming.channel_id, incoming.thread_ts)
                await answering.answer_with_root(request, context, found, place)
            else:
                await answering.post_all(request, context, incoming.channel_id, found, incoming.thread_ts)
            return
        except NotInChannelError:
            hint = answer_strings(language).invite.format(bot=f"@{context.bot_name}")
        except ChannelClosedError:
            hint = answer_strings(language).closed
    if isinstance(found, Lookup):
        await answering.answer_privately(request, context, found, hint=hint, thread_ts=incoming.thread_ts)
        return
    messages = [message(hint, section(hint)), *found] if hint else found
    await answering.respond_all(request, context, messages)
