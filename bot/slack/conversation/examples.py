"""Questions that this library can really answer, drawn from its newest articles."""

import re
from collections.abc import Iterator

from bot.language import Language
from bot.model import Article
from bot.slack.conversation.context import Context
from bot.text import has_han

_LOOKED_AT = 12
_CHARACTERS = 60
_EDGE = re.compile(r"^\s*(?:(?:19|20)\d\d\s*[丨｜|])?\s*|[\s。！？!?，,：:；;]+$")
_CLAUSE = re.compile(r"[，。！？；：,;!?]|(?<=\w)[:|丨｜](?=\s)")


async def examples(context: Context, language: Language, count: int) -> list[str]:
    """At most `count` questions in the language, each of which finds the article that it was drawn from."""
    page = await context.library.newest(_LOOKED_AT)
    found: list[str] = []
    for article in page.articles:
        for question in _questions(article, language):
            if question in found:
                continue
            answer = await context.library.answer(question, 3)
            if any(match.article.id == article.id for match in answer.matches):
                found.append(question)
                break
        if len(found) >= count:
            break
    return found


def _questions(article: Article, language: Language) -> Iterator[str]:
    """Short candidates: clauses of the title, then headings, those in the language first."""
    title = _EDGE.sub("", article.title)
    candidates = [title, *_CLAUSE.split(title), *(section.heading for section in article.sections)]
    fitting = [_EDGE.sub("", candidate) for candidate in candidates]
    fitting = [name for name in fitting if 2 <= len(name) <= _CHARACTERS]
    wants_han = language == "zh"
    yield from (name for name in fitting if has_han(name) == wants_han)
    yield from (name for name in fitting if has_han(name) != wants_han)
