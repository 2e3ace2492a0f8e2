"""`/latepost`: a root message and its thread in the channel; for the asker alone on request and where it can't be."""

from bot.errors import ChannelClosedError, NotInChannelError
from bot.slack.blocks.elements import section
from bot.slack.blocks.message import message
from bot.slack.conversation import answering
from bot.slack.conversation.context import Desk, Request
from bot.slack.conversation.intent import Help, understand_command
from bot.slack.conversation.lookup import Found
from bot.slack.conversation.replies import find, language_of_request
from bot.slack.digests.command import understand_digest
from bot.slack.listeners import digest
from bot.slack.wording.answers import words


async def answer_command(request: Request, desk: Desk) -> None:
    """Answer a slash command."""
    incoming = request.incoming
    if (about_digests := understand_digest(incoming.text)) is not None:
        await digest.command(request, desk, about_digests)
        return
    command = understand_command(incoming.text)
    language = await language_of_request(request, desk, command.request)
    found = await find(desk, command.request, language)
    hint: str | None = None
    if not command.private and not isinstance(command.request, Help):
        try:
            if isinstance(found, Found):
                await answering.answer_with_root(
                    request, desk, found, incoming.channel_id, thread_ts=incoming.thread_ts
                )
            else:
                await answering.post_all(request, desk, incoming.channel_id, found, incoming.thread_ts)
            return
        except NotInChannelError:
            hint = words(language).invite.format(bot=f"@{desk.bot_name}")
        except ChannelClosedError:
            hint = words(language).closed
    if isinstance(found, Found):
        await answering.answer_privately(request, desk, found, hint=hint, thread_ts=incoming.thread_ts)
        return
    messages = [message(hint, section(hint)), *found] if hint else found
    await answering.respond_all(request, desk, messages)
