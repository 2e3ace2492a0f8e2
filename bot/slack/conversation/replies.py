"""What a person asks for in words: an answer with its points, or a few messages such as the help and the lists."""

from collections.abc import Sequence

from bot.language import Language, language_of
from bot.slack.blocks import listing
from bot.slack.blocks.answer import AnswerPage, reply
from bot.slack.blocks.elements import section
from bot.slack.blocks.help import help_message
from bot.slack.blocks.message import Message, message
from bot.slack.conversation.context import Context, Request
from bot.slack.conversation.examples import examples
from bot.slack.conversation.intent import Help, Intent, Latest, Thanks, Timeline, Topic, WholeArticle
from bot.slack.conversation.lookup import Lookup, search, whole_article
from bot.slack.wording.answers import answer_strings

EXAMPLES = 3


async def language_of_request(request: Request, context: Context, wanted: Intent) -> Language:
    """The language of the question; of the person where what they typed is a command word alone."""
    match wanted:
        case Topic(text) | WholeArticle(text) | Timeline(text) | Thanks(text):
            return language_of(text)
        case Latest() | Help():
            return await context.people.language(request.client, request.incoming.team_id, request.incoming.user_id)


async def find(context: Context, wanted: Intent, language: Language) -> Lookup | Sequence[Message]:
    """An answer that can be gone on with, or the messages that are the whole reply."""
    match wanted:
        case Topic(text):
            return await search(context, text, language)
        case WholeArticle(title):
            return await whole_article(context, title, language)
        case Latest(count):
            return listing.latest((await context.library.newest(count)).articles, language)
        case Timeline(topic):
            found = await search(context, topic, language)
            if not found.answer.matches:
                return reply(AnswerPage(found.answer, language, links=context.links))
            return listing.timeline(topic, found.answer.matches, language, links=context.links)
        case Help():
            return [help_message(await examples(context, language, EXAMPLES), language)]
        case Thanks(_):
            told = answer_strings(language).welcome
            return [message(told, section(told))]
