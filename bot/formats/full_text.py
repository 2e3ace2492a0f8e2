"""Full text from wherever it came, a page, a text file, a feed, as an article in paragraphs."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from bot.formats.dates import settle
from bot.formats.parsed import Parsed, Problem, wrong_field
from bot.formats.summary_body import bears_citations, split_summary
from bot.model import Article

MAX_CHARACTERS = 2_000_000
"""Of one article: the longest books have about as many."""
MAX_PARAGRAPHS = 20_000
_MAX_TITLE = 300
_MAX_SOURCE = 100


@dataclass(frozen=True, slots=True)
class FullText:
    """What was found of a piece; empty or None for what it does not tell."""

    title: str
    paragraphs: tuple[str, ...]
    source: str = ""
    published: datetime | None = None
    url: str | None = None
    notes: tuple[str, ...] = ()


def to_article(text: FullText, path: str, came_at: datetime, *, source: str) -> Parsed | Problem:
    """The article, of `source` where the piece names none; `came_at` stands in for a time that can't be true.

    A text that is the source's own summary is taken apart, as on captured pages.
    """
    paragraphs = text.paragraphs
    if paragraphs and paragraphs[0] == text.title:
        paragraphs = paragraphs[1:]
    if not text.title.strip():
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
            title=text.title[:_MAX_TITLE],
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
