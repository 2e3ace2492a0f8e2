"""The modal of an article: opened from an answer, a list or Home; its pages, and from a citation to its paragraph."""

from typing import Any

from bot.slack import ids
from bot.slack.blocks.article_modal import article_view
from bot.slack.conversation import answering
from bot.slack.conversation.context import Context, Request
from bot.slack.wording.answers import answer_strings

_RELATED = 3
"""Articles that are named below another one."""


async def open_article(request: Request, context: Context) -> None:
    """Open the whole summary in a modal."""
    place = ids.ArticlePlace.decode(request.incoming.value)
    view = await _view(context, place)
    if view is None:
        await answering.tell(request, context, answer_strings(place.language).article_gone)
        return
    if request.incoming.view_type == "modal":
        await context.poster.update_modal(request.client, request.incoming.view_id, view)
    else:
        await context.poster.open_modal(request.client, request.incoming.trigger_id, view)


async def turn_page(request: Request, context: Context) -> None:
    """Show another page, or a paragraph, in the modal that is open."""
    await open_article(request, context)


async def _view(context: Context, place: ids.ArticlePlace) -> dict[str, Any] | None:
    article = await context.library.article(place.article_id)
    if article is None:
        return None
    related = () if place.paragraph else await context.library.related(article, _RELATED)
    return article_view(
        article, place.language, place.page, focus_paragraph=place.paragraph, links=context.links, related=related
    )
