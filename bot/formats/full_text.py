"""Full text from wherever it came, a page, a text file, a feed, as an article in paragraphs."""

import re
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from bot.formats.captured.summary_body import bears_citations, split_summary
from bot.formats.dates import settle
from bot.formats.parsed import Parsed, Problem, wrong_field
from bot.model import Article

MAX_CHARACTERS = 2_000_000
"""Of one article: the longest books have about as many."""
MAX_PARAGRAPHS = 20_000
_MAX_TITLE = 300
_MAX_SOURCE = 100
_MADE_TITLE = range(10, 60)
"""Characters of a title that is made of the beginning of a text."""
_SENTENCE_END = re.compile(r"(?<=[。！？!?])|(?<=[.…])(?=\s)")
_CLAUSE_END = re.compile(r"(?<=[，；：、])|(?=\s)")


@dataclass(frozen=True, slots=True)
class FullText:
    """What was found of a piece; empty or None for what it does not tell."""

    title: str
    paragraphs: tuple[str, ...]
    source: str = ""
    published: datetime | None = None
    url: str | None = None
    notes: tuple[str, ...] = ()


def to_article(
    text: FullText, path: str, came_at: datetime, *, source: str, needs_title: bool = True
) -> Parsed | Problem:
    """The article, of `source` where the piece names none; `came_at` stands in for a time that can't be true.

    A text that is the source's own summary is taken apart, as on captured pages. Unless it `needs_title`, one without
    is titled by its beginning.
    """
    paragraphs = text.paragraphs
    if paragraphs and paragraphs[0] == text.title:
        paragraphs = paragraphs[1:]
    title = text.title if text.title.strip() or needs_title else _beginning(next(iter(paragraphs), ""))
    if not title.strip():
        return Problem(path, 1, "no title was found; put it on the first line, or name the page.")
    if not paragraphs:
        return Problem(path, 1, "no text of an article was found; save the page with its text, or copy the text.")
    if len(paragraphs) > MAX_PARAGRAPHS or sum(map(len, paragraphs)) > MAX_CHARACTERS:
        reason = f"the text is longer than {MAX_CHARACTERS // 10**6} million characters; split it."
        return Problem(path, 1, reason)
    published_at, notes = settle(text.published, came_at)
    summary = split_summary(paragraphs)
    is_cited = summary is None and any(map(bears_citations, paragraphs))
    if summary:
        notes = (*notes, *(doubt for _, doubt in summary.doubts))
    elif is_cited:
        notes = (*notes, "its sentences are cited but can't be told apart as a summary; kept whole as full text")
    try:
        article = Article(
            title=title[:_MAX_TITLE],
            source=text.source[:_MAX_SOURCE] or source,
            published_at=published_at,
            url=text.url,
            viewpoint=summary.viewpoint if summary else "",
            viewpoint_citations=summary.viewpoint_citations if summary else (),
            sections=summary.sections if summary else (),
            paragraphs=() if summary else paragraphs,
        )
    except ValidationError as error:
        return Problem(path, 1, f"{wrong_field(error)}; correct it and send it again.")
    return Parsed(article, 1, (*text.notes, *notes), is_full_text=not (summary or is_cited))


def _beginning(text: str) -> str:
    """The first sentence; a long one is cut behind a clause or word."""
    sentence = ""
    for piece in _SENTENCE_END.split(text):
        if len(sentence) >= _MADE_TITLE.start:
            break
        sentence += piece
    if len(sentence) <= _MADE_TITLE.stop:
        return sentence
    cut = ""
    for piece in _CLAUSE_END.split(sentence):
        if len(cut) + len(piece) >= _MADE_TITLE.stop:
            break
        cut += piece
    return f"{(cut or sentence[: _MADE_TITLE.stop - 1]).rstrip(' ，；：、,;:')}…"
