"""The modal of an article: opened from an answer, a list or Home; its pages, and from a citation to its paragraph."""

from typing import Any

from bot.slack import ids
from bot.slack.blocks.article_modal import article_view
from bot.slack.conversation import answering
from bot.slack.conversation.context import Desk, Request
from bot.slack.wording.answers import words


async def open_article(request: Request, desk: Desk) -> None:
    """Open the whole summary in a modal."""
    place = ids.ArticlePlace.decode(request.incoming.value)
    view = await _view(desk, place)
    if view is None:
        await answering.tell(request, desk, words(place.language).article_gone)
        return
    if request.incoming.view_type == "modal":
        await desk.poster.update_modal(request.client, request.incoming.view_id, view)
    else:
        await desk.poster.open_modal(request.client, request.incoming.trigger_id, view)


async def turn_page(request: Request, desk: Desk) -> None:
    """Show another page, or a paragraph, in the modal that is open."""
    await open_article(request, desk)


async def _view(desk: Desk, place: ids.ArticlePlace) -> dict[str, Any] | None:
    article = await desk.library.article(place.article_id)
    if article is None:
        return None
    return article_view(article, place.language, place.page, focus_paragraph=place.paragraph, links=desk.links)
