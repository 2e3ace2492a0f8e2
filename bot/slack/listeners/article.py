"""The modal of an article: opened from an answer, a list or Home; its pages, its paragraphs, and its removal."""

import structlog

from bot.slack import ids
from bot.slack.blocks.articles.modal import article_view
from bot.slack.blocks.articles.removing import removed_view, with_removing
from bot.slack.blocks.elements import Block
from bot.slack.conversation import answering
from bot.slack.conversation.context import Context, Request
from bot.slack.wording.answers import answer_strings
from bot.slack.wording.removing import removing_strings

_log = structlog.stdlib.get_logger("bot.slack")

_RELATED = 3
"""Articles that are named below another one."""


async def open_article(request: Request, context: Context) -> None:
    """Open the whole summary in a modal."""
    place = ids.ArticlePlace.decode(request.incoming.value)
    view = await _view(request, context, place)
    if view is None:
        await answering.tell(request, context, answer_strings(place.language).article_gone)
    else:
        await _show(request, context, view)


async def turn_page(request: Request, context: Context) -> None:
    """Show another page, or a paragraph, in the modal that is open."""
    await open_article(request, context)


async def remove(request: Request, context: Context) -> None:
    """Take the article out of the library, and show the way back; done again it changes nothing."""
    place = ids.ArticlePlace.decode(request.incoming.value)
    if not _may_remove(request, context):
        await answering.tell(request, context, removing_strings(place.language).not_editor)
        return
    if await context.library.remove(place.article_id):
        _log.info("article removed", article=place.article_id, user=request.incoming.user_id)
    await _show(request, context, removed_view(place))


async def restore(request: Request, context: Context) -> None:
    """Bring the removed article back, and show it."""
    place = ids.ArticlePlace.decode(request.incoming.value)
    if not _may_remove(request, context):
        await answering.tell(request, context, removing_strings(place.language).not_editor)
        return
    if await context.library.restore(place.article_id):
        _log.info("article restored", article=place.article_id, user=request.incoming.user_id)
    await open_article(request, context)


async def _view(request: Request, context: Context, place: ids.ArticlePlace) -> Block | None:
    article = await context.library.article(place.article_id)
    if article is None:
        return None
    related = () if place.paragraph else await context.library.related(article, _RELATED)
    view = article_view(
        article, place.language, place.page, focus_paragraph=place.paragraph, links=context.links, related=related
    )
    return with_removing(view, place) if _may_remove(request, context) else view


async def _show(request: Request, context: Context, view: Block) -> None:
    if request.incoming.view_type == "modal":
        await context.poster.update_modal(request.client, request.incoming.view_id, view)
    else:
        await context.poster.open_modal(request.client, request.incoming.trigger_id, view)


def _may_remove(request: Request, context: Context) -> bool:
    """Only who is named: where everybody may add, nobody else's articles are at everybody's mercy."""
    return request.incoming.user_id in context.admins | context.editors
