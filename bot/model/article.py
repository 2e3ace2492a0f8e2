"""An article, its summary and its text, and what becomes of one that comes in."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date
from enum import Enum
from functools import cached_property
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import AfterValidator, Field

from bot.model.values import Citation, Frozen, Moment, OneLine, Text, Words, _is_http_url, utc_milliseconds
from bot.text import read_day

_REPUBLISHED = re.compile(r"^\s*((?:19|20)\d\d)\s*[丨｜|]")

_NEAR_AN_END = 5_000
"""Characters from the beginning and to the end of a text, where it says when it was published: never in its midst."""
_FIRST = "(?:首先|首次|首|最早|最初|最先|原)"
_PUBLISHED = r"(?:(?:发表|发布|刊发|刊登|刊载|刊出|登载|见刊)(?!的)|[发刊载](?=\s*[于於在《「\d]))"
_SAYS_FIRST_PUBLISHED = re.compile(
    r"(?:[本此该][文篇稿]|[本此该这]篇(?:文章|报道|访谈|对话|专访|稿件)?)"
    rf"(?:[^。！？\n]{{0,80}}[，,；;])?\s*(?P<chinese>{_FIRST}+(?:[于於在][\d\s年月日号./-]{{6,24}})?{_PUBLISHED}[^。\n]{{0,60}})"
    r"|\bthis (?:article|story|piece|report|interview|essay|post|text),? (?:was )?"
    r"(?P<english>(?:first|originally) (?:published|appeared)[^。\n]{0,60})",
    re.IGNORECASE,
)
"""What an article says of itself as a whole, up to the end of the sentence: that it was published for the first time.

In Chinese the piece is the topic of the sentence, so the verb follows it or begins a clause, and what comes between
`最早` and the verb is the day. What is published in a clause of its own, `iPhone 最早于…发布`, is something else.
"""


class KeyPoint(Frozen):
    """One cited statement of a summary; `text` is without its citation marks."""

    text: Words
    citations: tuple[Citation, ...] = ()


class Section(Frozen):
    """A titled group of key points, in the order of the summary."""

    heading: Text = ""
    points: tuple[KeyPoint, ...]


class Making(Frozen):
    """How a summary came about where the source did not write it."""

    by: Literal["extractive", "model"]
    model: Text = ""
    """The name of the model that wrote it or, of an extractive summary, of the one that it stands in for."""
    dropped: Annotated[int, Field(ge=0)] = 0
    """How many points of the model were left out because the paragraphs did not bear them out."""


class Appearance(Frozen):
    """Where else the same piece was published."""

    source: OneLine
    url: Annotated[Text, AfterValidator(_is_http_url)] | None = None


class Passage(NamedTuple):
    """What can answer a question: a key point with the heading above it, or a paragraph, which cites itself."""

    text: str
    heading: str
    citations: tuple[int, ...]


class Article(Frozen):
    """One published piece: summarised in sections, in full text as numbered paragraphs, or both.

    Citation n of a key point is `paragraphs[n - 1]` where the full text is held.
    """

    title: OneLine
    source: OneLine
    published_at: Moment
    url: Annotated[Text, AfterValidator(_is_http_url)] | None = None
    viewpoint: Text = ""
    viewpoint_citations: tuple[Citation, ...] = ()
    sections: tuple[Section, ...] = ()
    paragraphs: tuple[Words, ...] = ()
    made: Making | None = None
    """How the summary was made; None for the source's own, and without a summary."""
    also_in: tuple[Appearance, ...] = ()
    identity: Text = ""
    """What tells it from another piece of the same source, title and time; empty where there is none."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Who published it: its source, then those where the same piece stands too."""
        return tuple(dict.fromkeys((self.source, *(appearance.source for appearance in self.also_in))))

    @cached_property
    def id(self) -> str:
        """16 hexadecimal digits that depend on source, title, publication instant and identity alone.

        64 bits of SHA-256: two of a million articles share one with a chance of 3 in 100 million.
        """
        parts = (self.source, self.title, self.published_at.astimezone(UTC).isoformat(), *filter(None, [self.identity]))
        name = "\n".join(unicodedata.normalize("NFC", part) for part in parts)
        return hashlib.sha256(name.encode()).hexdigest()[:16]

    @property
    def first_published_year(self) -> int | None:
        """The year in which a republished piece first appeared, from a title such as `2023丨…`."""
        found = _REPUBLISHED.match(self.title)
        return int(found[1]) if found else None

    @cached_property
    def first_published_on(self) -> date | None:
        """The day on which a republished piece first appeared, as its text says: `本文首发于 2025 年 01 月 18 日`."""
        text = "\n".join(self.paragraphs)
        ends = (text[:_NEAR_AN_END], text[_NEAR_AN_END:][-_NEAR_AN_END:])
        statements = filter(None, map(_SAYS_FIRST_PUBLISHED.search, ends))
        days = (read_day(statement["chinese"] or statement["english"]) for statement in statements)
        day = next(filter(None, days), None)
        return day if day and day < self.published_at.date() else None

    @property
    def is_summarised(self) -> bool:
        """Whether it holds a summary."""
        return bool(self.sections or self.viewpoint)

    @property
    def summary_by(self) -> str | None:
        """How the summary was made: `source's own`, `extractive` or `model NAME`; None without a summary."""
        if not self.is_summarised:
            return None
        if self.made is None:
            return "source's own"
        return "extractive" if self.made.by == "extractive" else f"model {self.made.model}"

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """As pydantic's, without what was worked out from the fields before."""
        copied = super().model_copy(update=update, deep=deep)
        for name in vars(copied).keys() - type(copied).model_fields.keys():
            del vars(copied)[name]
        return copied

    @cached_property
    def points(self) -> tuple[KeyPoint, ...]:
        """All key points in the order of the summary."""
        return tuple(point for section in self.sections for point in section.points)

    def number_of(self, text: str, citations: tuple[int, ...]) -> int | None:
        """The number of the key point with this text and these citations, from 1; None for what is none."""
        for number, point in enumerate(self.points, 1):
            if point.text == text and point.citations == citations:
                return number
        return None

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Key points, then paragraphs, as the index numbers them."""
        points = [
            Passage(point.text, section.heading, point.citations)
            for section in self.sections
            for point in section.points
        ]
        return (*points, *(Passage(text, "", (number,)) for number, text in enumerate(self.paragraphs, 1)))


class Saved(Enum):
    """What storing an article came to."""

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class Taken(Frozen):
    """What an article that came in came to. `before` is what was held under the id, None where it is new.

    `is_removed`: somebody removed it from the library, so it stays away.
    """

    article: Article
    saved: Saved
    before: Article | None = None
    is_removed: bool = False

    @property
    def notes(self) -> tuple[str, ...]:
        """What whoever brought it should know."""
        if not self.is_removed:
            return ()
        return (f"it was removed from the library and stays away; latepost restore {self.article.id} brings it back",)


class UploadResult(Frozen):
    """What came of a file or link that somebody brought: articles, what to know of them, what was refused and why."""

    name: str
    taken: tuple[Taken, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class Change(Frozen):
    """One entry of the store's change log. Numbers grow by one in the order of the commits."""

    number: int
    article_id: str
    removed: bool
    """Whether the article was deleted; otherwise it is new or edited."""


class Cursor(Frozen):
    """A place in the list of articles, newest first: behind the article with this time and id."""

    published_ms: int
    article_id: str

    @classmethod
    def of(cls, article: Article) -> "Cursor":
        """The place of an article."""
        return cls(published_ms=utc_milliseconds(article.published_at), article_id=article.id)
