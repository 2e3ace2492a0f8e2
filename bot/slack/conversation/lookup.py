"""From what a person asks to what the library has: questions, follow-ups, whole articles by their titles."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.language import Language
from bot.model import Answer, Article, Match, MatchedPoint
from bot.slack.blocks.answer import QUESTION_CHARACTERS
from bot.slack.blocks.mrkdwn import one_line, shorten
from bot.slack.conversation.context import Context
from bot.slack.conversation.intent import Compare, WholeArticle, understand_request
from bot.slack.wording.answers import answer_strings
from bot.text import fold

COMPARED = 3
"""Articles of each side of a comparison."""
MOST = 25
"""Articles that an answer has in all, over all its pages."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A question with its whole answer, and what is to be said about how it was understood."""

    question: str
    answer: Answer
    language: Language
    notes: tuple[str, ...] = ()
    missing: str = ""
    """What is missing, where that is something else than an answer to the question."""

    def page(self, matches: Sequence[Match]) -> Answer:
        """The answer with these of its matches alone."""
        return self.answer.model_copy(update={"matches": tuple(matches)})


async def search(context: Context, question: str, language: Language) -> Lookup:
    """The answer to a question."""
    return Lookup(question, await context.library.answer(question, MOST), language)


async def search_follow_up(context: Context, text: str, readings: Sequence[str], language: Language) -> Lookup:
    """The answer to the first reading of the follow-up `text` that the library answers for what is new in it.

    The last reading, as a rule the message alone, decides which of an answer's articles are about what was asked. A
    reading that is not the message word for word is told.
    """
    alone = readings[-1]

    def read_as(reading: str, answer: Answer) -> Lookup:
        note = answer_strings(language).follow_up.format(text=shorten(one_line(reading), QUESTION_CHARACTERS))
        return Lookup(reading, answer, language, (note,))

    for reading in readings[:-1]:
        answer = await context.library.answer(reading, MOST)
        kept = tuple(match for match in answer.matches if _is_about(match, alone))
        if kept:
            return read_as(reading, answer.model_copy(update={"matches": kept}))
    found = await search(context, alone, language)
    return found if alone == text.strip() else read_as(alone, found.answer)


def _is_about(match: Match, asked: str) -> bool:
    typed = fold(asked)
    reasons = [*match.reasons, *(reason for point in match.points for reason in point.reasons)]
    return any(fold(reason.query) in typed for reason in reasons)


async def whole_article(context: Context, wanted: WholeArticle, language: Language) -> Lookup:
    """The article with the likest title, or about what was named, with all of its points; or the miss."""
    title = wanted.title
    article = await context.library.by_title(title)
    if article is None:
        answer = await context.library.answer(title, MOST)
        if wanted.is_about and answer.matches:
            return _whole(answer.matches[0].article, language)
        near = answer.suggestions or tuple(match.article.title for match in (*answer.matches, *answer.nearest)[:3])
        missing = answer_strings(language).no_such_article.format(title=shorten(one_line(title), QUESTION_CHARACTERS))
        nothing = Answer(query=title, suggestions=near)
        return Lookup(f"article {title}", nothing, language, missing=missing)
    return _whole(article, language)


async def shown_article(context: Context, question: str, article_id: str, language: Language) -> Lookup | None:
    """The article that a thread is about: whole, or what it says to a question; None when it is gone."""
    article = await context.library.article(article_id)
    if article is None:
        return None
    if not question:
        return _whole(article, language)
    return Lookup(question, await context.library.answer_within(question, [article_id]), language)


async def compare(context: Context, wanted: Compare) -> tuple[Answer, Answer]:
    """What the library says of each side, of the aspect that was named."""
    first, second = [
        await context.library.answer(" ".join(filter(None, (side, wanted.aspect))), COMPARED)
        for side in (wanted.first, wanted.second)
    ]
    return first, second


def _whole(article: Article, language: Language) -> Lookup:
    match = Match(article=article, score=0.0, points=_all_points(article))
    return Lookup(f"article {article.title}", Answer(query=article.title, matches=(match,)), language)


async def find_again(context: Context, question: str, language: Language) -> Lookup:
    """What was found for a question of an answer that was given."""
    wanted = understand_request(question)
    if isinstance(wanted, WholeArticle):
        return await whole_article(context, wanted, language)
    return await search(context, question, language)


def _all_points(article: Article) -> tuple[MatchedPoint, ...]:
    points = [
        MatchedPoint(text=point.text, section=section.heading, citations=point.citations)
        for section in article.sections
        for point in section.points
    ]
    if not points:
        points = [
            MatchedPoint(text=paragraph, citations=(number,)) for number, paragraph in enumerate(article.paragraphs, 1)
        ]
    return tuple(points)
