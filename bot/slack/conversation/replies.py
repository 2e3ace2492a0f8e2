"""What a person asks for in words: an answer with its points, or a few messages such as the help and the lists."""

from collections.abc import Sequence
from dataclasses import replace

from bot.language import Language, language_of
from bot.slack.blocks import listing
from bot.slack.blocks.answer import AnswerPage, reply
from bot.slack.blocks.elements import section
from bot.slack.blocks.help import help_message
from bot.slack.blocks.message import Message, message
from bot.slack.conversation.context import Context, Request
from bot.slack.conversation.examples import examples
from bot.slack.conversation.intent import (
    Compare,
    Help,
    Intent,
    Latest,
    ShownArticle,
    Thanks,
    Timeline,
    Topic,
    WholeArticle,
)
from bot.slack.conversation.lookup import Lookup, compare, search, whole_article
from bot.slack.wording.answers import answer_strings

EXAMPLES = 3


async def language_of_request(request: Request, context: Context, wanted: Intent) -> Language:
    """The language of the question; of the person where what they typed is a command word alone."""
    match wanted:
        case Topic(text) | WholeArticle(text) | Timeline(text) | Thanks(text):
            return language_of(text)
        case Latest(_, text) | ShownArticle(text) if text:
            return language_of(text)
        case Compare(first, second):
            return language_of(f"{first} {second}")
        case Latest() | Help() | ShownArticle():
            return await context.people.language(request.client, request.incoming.team_id, request.incoming.user_id)


async def find(context: Context, wanted: Intent, language: Language) -> Lookup | Sequence[Message]:
    """An answer that can be gone on with, or the messages that are the whole reply."""
    match wanted:
        case Topic(text):
            return await search(context, text, language)
        case WholeArticle():
            return await whole_article(context, wanted, language)
        case ShownArticle(question):  # no article is shown here
            return await search(context, question, language)
        case Latest(count, ""):
            return listing.latest((await context.library.newest(count)).articles, language)
        case Latest(count, topic):
            found = await search(context, topic, language)
            newest = sorted(found.answer.matches, key=lambda match: match.article.published_at, reverse=True)
            return replace(found, answer=found.page(newest[:count]))
        case Compare(first, second, aspect):
            sides = await compare(context, wanted)
            if not any(side.matches for side in sides):
                return await search(context, f"{first} {second} {aspect}", language)
            return listing.comparison((first, second), sides, language, links=context.links)
        case Timeline(topic):
            found = await search(context, topic, language)
            if not found.answer.matches:
                return reply(AnswerPage(found.answer, language, links=context.links))
            return listing.timeline(topic, found.answer.matches, language, links=context.links)
        case Help():
            is_empty = not await context.library.sources()
            return [help_message(await examples(context, language, EXAMPLES), language, is_empty=is_empty)]
        case Thanks(_):
            text = answer_strings(language).welcome
            return [message(text, section(text))]
