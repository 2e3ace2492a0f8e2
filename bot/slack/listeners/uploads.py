"""Articles that a person brings: files and links in a direct message, the shortcut "Add to library", and undoing it."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from bot.errors import SlackError
from bot.ingest.fetching.fetch import Wanted
from bot.ingest.uploads import MAX_FILE_BYTES
from bot.language import Language, counted, language_of
from bot.model import UploadResult
from bot.slack.blocks.message import Message
from bot.slack.blocks.uploads import added
from bot.slack.conversation import answering
from bot.slack.conversation.context import Context, Request
from bot.slack.wording.uploads import upload_strings
from bot.store.arrivals import Receipt

_MOST = 10
"""Files and links of one message."""
_SLACKS_HOSTS = (".slack.com", ".slack-edge.com")


def brings_something(request: Request, context: Context) -> bool:
    """Whether a direct message is a file or nothing but links to pages of others, and so no question."""
    return bool(request.incoming.files or _links(request, context))


def _links(request: Request, context: Context) -> list[str]:
    """The links of the message; those to the reader bring nothing that the library does not hold."""
    return [url for url in request.incoming.links.split() if not context.links.leads_to_reader(url)]


async def add_from_message(request: Request, context: Context) -> None:
    """Take in what the message holds, and say below it what came of it."""
    language = await _language(request, context)
    if (refusal := _refusal(request, context, language)) is not None:
        await answering.tell(request, context, refusal)
        return
    messages = await _add(request, context, language)
    incoming = request.incoming
    await answering.post_all(request, context, incoming.channel_id, messages, incoming.reply_thread_ts, "added")


async def add_by_shortcut(request: Request, context: Context) -> None:
    """Take in what the message holds, and tell the person alone what came of it."""
    language = await _language(request, context)
    refusal = _refusal(request, context, language)
    if refusal is None and not brings_something(request, context):
        refusal = upload_strings(language).nothing_here
    if refusal is not None:
        await answering.tell(request, context, refusal)
        return
    await answering.respond_all(request, context, await _add(request, context, language))


async def undo(request: Request, context: Context) -> None:
    """Take back what the pressed message says, and say so."""
    incoming = request.incoming
    language = await context.people.language(request.client, incoming.team_id, incoming.user_id)
    strings = upload_strings(language)
    count = await context.uploads.undo(incoming.value, incoming.user_id)
    sentence = (
        strings.no_receipt if count is None else counted(strings.undone, count) if count else strings.nothing_to_undo
    )
    await answering.tell(request, context, sentence)


async def _add(request: Request, context: Context, language: Language) -> Sequence[Message]:
    incoming = request.incoming
    brought = [await _file(request, context, file_id, language) for file_id in incoming.files.split()[:_MOST]]
    brought += [await context.uploads.link(url) for url in _links(request, context)[: _MOST - len(brought)]]
    key = answering.answer_key(request)
    taken = tuple(taken for upload in brought for taken in upload.taken)
    await context.uploads.keep_receipt(Receipt(key, incoming.team_id, incoming.user_id, taken))
    return added(brought, key, language, context.links)


async def _file(request: Request, context: Context, file_id: str, language: Language) -> UploadResult:
    """Read a file from where Slack keeps it, with the bot's token, which no other host is shown."""
    strings = upload_strings(language)
    try:
        answer = await context.poster.read(request.client, "files.info", file=file_id)
    except SlackError as error:
        if error.retry_helps:
            raise
        return UploadResult(name=file_id, problems=(str(error),))
    file: dict[str, Any] = answer.get("file") or {}
    name = str(file.get("name") or file_id)
    url = str(file.get("url_private_download") or file.get("url_private") or "")
    host = urlsplit(url).hostname or ""
    is_slack = host.endswith(_SLACKS_HOSTS) and url.startswith("https://")
    is_ours = urlsplit(url).netloc == urlsplit(request.client.base_url).netloc
    if file.get("is_external") or not (is_slack or is_ours):
        return UploadResult(name=name, problems=(strings.external_file,))
    if int(file.get("size") or 0) > MAX_FILE_BYTES:
        return UploadResult(name=name, problems=(strings.too_large.format(size=MAX_FILE_BYTES // 2**20),))
    headers = (("Authorization", f"Bearer {request.client.token}"),)
    wanted = Wanted(url, allow_private=is_ours, headers=headers, max_bytes=MAX_FILE_BYTES)
    return await context.uploads.file(name, wanted)


def _refusal(request: Request, context: Context, language: Language) -> str | None:
    allowed = context.editors | context.admins
    if "*" in allowed or request.incoming.user_id in allowed:
        return None
    return upload_strings(language).not_editor


async def _language(request: Request, context: Context) -> Language:
    incoming = request.incoming
    if incoming.text and not incoming.links:
        return language_of(incoming.text)
    return await context.people.language(request.client, incoming.team_id, incoming.user_id)
