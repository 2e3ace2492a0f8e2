"""Buttons that give an answer, an article or a timeline as Markdown, to who pressed them alone."""

from bot.export.documents import Documents
from bot.language import Language, language_of
from bot.model import Article
from bot.slack import ids
from bot.slack.blocks.articles.document import document
from bot.slack.blocks.articles.modal import document_view
from bot.slack.conversation import answering
from bot.slack.conversation.context import Context, Request
from bot.slack.conversation.intent import WholeArticle, understand_request
from bot.slack.conversation.lookup import find_again, search
from bot.slack.wording.answers import answer_strings


async def copy_answer(request: Request, context: Context) -> None:
    """The articles of the answer that were shown so far; of one whole article, all of it."""
    given = await context.conversations.answer(request.incoming.value)
    if given is None:
        language = await context.people.language(request.client, request.incoming.team_id, request.incoming.user_id)
        await answering.tell(request, context, answer_strings(language).answer_gone)
        return
    language = language_of(given.question)
    found = await find_again(context, given.question, language)
    shown = [match for match in found.answer.matches if match.article.id in given.shown]
    if shown and isinstance(understand_request(given.question), WholeArticle):
        text = _whole(shown[0].article, context, language)
    else:
        text = Documents(language, context.links).answer(found.page(shown))
    await answering.respond_all(request, context, document(text, language))


async def copy_article(request: Request, context: Context) -> None:
    """The article of the modal, in it; one that is too long for that in the direct message."""
    place = ids.ArticlePlace.decode(request.incoming.value)
    article = await context.library.article(place.article_id)
    if article is None:
        await answering.tell(request, context, answer_strings(place.language).article_gone)
        return
    text = _whole(article, context, place.language)
    view = document_view(article, place, text)
    if view is None:
        await answering.respond_all(request, context, document(text, place.language))
    else:
        await context.poster.update_modal(request.client, request.incoming.view_id, view)


async def copy_timeline(request: Request, context: Context) -> None:
    """The timeline of the topic on the button."""
    topic = request.incoming.value
    language = language_of(topic)
    found = await search(context, topic, language)
    text = Documents(language, context.links).timeline(topic, found.answer)
    await answering.respond_all(request, context, document(text, language))


def _whole(article: Article, context: Context, language: Language) -> str:
    """Its summary with all points; of an article without one, its paragraphs."""
    return Documents(language, context.links).article(article, only=() if article.points else None)
