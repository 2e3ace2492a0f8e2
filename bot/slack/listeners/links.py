"""Links to the reader in people's messages: what stands behind them is shown below."""

from typing import Any

import structlog

from bot.errors import SlackError, SlackUnavailableError
from bot.language import Language
from bot.slack.blocks.articles.unfurl import unfurl
from bot.slack.conversation.context import Context, Request
from bot.slack.conversation.incoming import Incoming, of_event
from bot.slack.conversation.payloads import Body

_MOST = 5
"""Links of one message that are looked at; more would bury what was said about them."""
_NOT_YET = "cannot_unfurl_url"
"""Slack also says so of links whose event it has not seen acknowledged yet: they are tried once more, later."""

_log = structlog.stdlib.get_logger("bot.slack")


def read_links(body: Body, bot_user_id: str) -> Incoming | None:
    """Links in a message that somebody wrote or is writing.

    None where people of another organisation read along: what the library holds is shown to them only when asked.
    """
    incoming = of_event(body, bot_user_id)
    return incoming if incoming.links and not body.get("is_ext_shared_channel") else None


async def unfurl_links(request: Request, context: Context) -> None:
    """Show the articles behind the links, in the workspaces that have the app; nothing of a link that leads nowhere.

    Slack shows the same when it is told twice. What it refuses is left: nobody asked for it.
    """
    incoming = request.incoming
    if request.team_id and incoming.team_id != request.team_id:
        return
    unfurls: dict[str, dict[str, Any]] = {}
    addresses = [(url, address) for url in incoming.links.split() if (address := context.links.read(url))]
    for number, (url, address) in enumerate(addresses[:_MOST]):
        if article := await context.library.article(address.article_id):
            language = address.language or await _language(request, context)
            unfurls[url] = unfurl(article, address, language, context.links, f"{number}")
    if not unfurls:
        return
    try:
        if incoming.unfurl_id and incoming.unfurl_source:
            place = {"unfurl_id": incoming.unfurl_id, "source": incoming.unfurl_source}
        else:
            place = {"channel": incoming.channel_id, "ts": incoming.ts}
        await context.poster.unfurl(request.client, unfurls, place)
    except SlackError as error:
        if error.retry_helps:
            raise
        if error.code == _NOT_YET and not request.again:
            raise SlackUnavailableError(error.method, error.code) from error
        _log.warning("links are not shown", reason=str(error), hint="latepost doctor tells what the app lacks")


async def _language(request: Request, context: Context) -> Language:
    return await context.people.language(request.client, request.incoming.team_id, request.incoming.user_id)
