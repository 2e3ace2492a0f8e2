"""The words of the program as frozen values: articles and the answers made from them. No I/O."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from enum import Enum, StrEnum
from functools import cache, cached_property
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, HttpUrl, TypeAdapter

from bot.text import is_visible, read_day

_REPUBLISHED = re.compile(r"^\s*((?:19|20)\d\d)\s*[丨｜|]")
_SAYS_FIRST_PUBLISHED = re.compile(
    r"(?:(?:本文|此文|这篇(?:文章|报道))(?:最早|最初)?(?:首发|首次发表|首次刊发|原载)"
    r"|\bthis (?:article|story|piece|report) (?:was )?(?:first|originally) (?:published|appeared))[^。\n]{0,60}",
    re.IGNORECASE,
)
"""What an article says of itself as a whole, up to the end of the sentence."""
_NO_URL = re.compile(r"[\s<>\"]")
_DAY = re.compile(r"\s*\d{4}-\d\d-\d\d")
_YEARS = range(1902, 2200)
"""A year outside is a slip of the pen; before 1901 Shanghai's offset had seconds, which JSON can't write."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LINE_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def _is_storable(text: str) -> str:
    """PostgreSQL refuses U+0000 in a text, and half of a surrogate pair has no UTF-8."""
    if (not text.isascii() or "\0" in text) and (found := _UNSTORABLE.search(text)):
        raise ValueError(f"must not hold the character U+{ord(found[0]):04X}")
    return text


def _has_words(text: str) -> str:
    if not is_visible(text):
        raise ValueError("must not be blank")
    return text.strip()


def _is_one_line(text: str) -> str:
    line = _LINE_BREAKS.sub(" ", text)
    if any(unicodedata.category(character) == "Cc" for character in line):
        raise ValueError("must not hold control characters")
    return line


@cache
def _http_url() -> TypeAdapter[HttpUrl]:
    return TypeAdapter(HttpUrl)  # made when the first address is read: few articles have one


def _is_http_url(url: str) -> str:
    if _NO_URL.search(url):
        raise ValueError("must be an address without blanks and angle brackets")
    _http_url().validate_python(url)
    return url


def _is_written_time(value: object) -> object:
    """Refuse what pydantic would take for seconds since 1970: numbers, and digits such as `20250926`."""
    if isinstance(value, datetime) or (isinstance(value, str) and _DAY.match(value)):
        return value
    raise ValueError("must be a time such as 2025-09-26T00:35:00+08:00")


def _is_of_our_age(moment: datetime) -> datetime:
    if moment.year not in _YEARS:
        raise ValueError(f"must be of a year from {_YEARS[0]} to {_YEARS[-1]}")
    return moment


Text = Annotated[str, AfterValidator(_is_storable)]
"""Text that every database can hold."""

Words = Annotated[Text, AfterValidator(_has_words)]
"""Text with at least one visible character, without blanks around it."""

OneLine = Annotated[Text, AfterValidator(_is_one_line), AfterValidator(_has_words)]
"""Words on one line: line breaks become blanks, other control characters are refused."""

Moment = Annotated[AwareDatetime, BeforeValidator(_is_written_time), AfterValidator(_is_of_our_age)]
"""A time with its offset, in JSON as ISO 8601."""

Citation = Annotated[int, Field(ge=1, le=1_000_000)]
"""The number, from 1, of a paragraph of the original article."""


class Frozen(BaseModel):
    """Base of all values: immutable, and a wrong field is an error that names it."""

    model_config = ConfigDict(frozen=True, ignored_types=(cached_property,))


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
        return tuple(dict.fromkeys((self.source, *(each.source for each in self.also_in))))

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
        statements = filter(None, map(_SAYS_FIRST_PUBLISHED.search, self.paragraphs))
        day = next(filter(None, (read_day(statement[0]) for statement in statements)), None)
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
    """What an article that came in came to. `before` is what was held under the id, None where it is new."""

    article: Article
    saved: Saved
    before: Article | None = None


class UploadResult(Frozen):
    """What came of a file or link that somebody brought: articles, what to know of them, what was refused and why."""

    name: str
    taken: tuple[Taken, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class Reason(Frozen):
    """Why a key point matched: a part of the query and the word of the article that it met."""

    query: str
    matched: str
    how: str
    """One of `typed`, `joined`, `alias`, `translated`, `corrected`, `pinyin`."""


class MatchedPoint(Frozen):
    """A passage of an article that answers: a key point, or a paragraph of an article in full text."""

    text: str
    section: str = ""
    citations: tuple[Citation, ...] = ()
    score: float = 0.0
    reasons: tuple[Reason, ...] = ()
    highlights: tuple[tuple[int, int], ...] = ()
    """Spans of `text` that met the query, as character offsets [start, end), in order, not overlapping."""


class Match(Frozen):
    """An article with those of its points that answer a query, best first.

    `by_title` tells that no point matched, only title or viewpoint, and that `points` are the leading ones instead.
    """

    article: Article
    score: float
    points: tuple[MatchedPoint, ...]
    by_title: bool = False
    reasons: tuple[Reason, ...] = ()


class QueryCut(Frozen):
    """Only the first `count` characters of the question were read."""

    count: int


class NoDate(Frozen):
    """The filter `name` (`since` or `before`) was given a value that is no date, and was left out."""

    name: str
    value: str


class FilterReplaced(Frozen):
    """The filter `name` (`since` or `before`) is given again further on, so this `value` of it was left out."""

    name: str
    value: str


class PhraseNowhere(Frozen):
    """No article has these quoted phrases word for word; the question was searched for by its words."""

    phrases: tuple[str, ...]


class FilteredOut(Frozen):
    """Nothing answers because of the filters, such as `since:2025-09-24`.

    `answered_without`: the question without them is answered; else no article at all passes them.
    """

    filters: tuple[str, ...]
    answered_without: bool


Note = QueryCut | NoDate | FilterReplaced | PhraseNowhere | FilteredOut
"""What a person should know of how the question was read; `bot.language.told` puts it into words."""


class Answer(Frozen):
    """What the library says to a query: matches, best first; or what is nearest; or a miss with suggestions."""

    query: str
    matches: tuple[Match, ...] = ()
    nearest: tuple[Match, ...] = ()
    """At most three points in all that come nearest though they do not answer; empty beside matches."""
    suggestions: tuple[str, ...] = ()
    read_as: str | None = None
    """The query as it was read where a word was corrected, e.g. `luxury suv`; None where it stands as typed."""
    notes: tuple[Note, ...] = ()
    took_ms: float = 0.0


class Completion(Frozen):
    """How a question that is still being typed could go on, and the articles whose titles go on like that."""

    queries: tuple[str, ...] = ()
    articles: tuple[Article, ...] = ()


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


class Subscription(Frozen):
    """A channel that gets digests: when (see `bot.digest.schedule`), about what, and how an empty day is handled."""

    id: str
    team_id: str
    channel_id: str
    owner_id: str
    """Who made it, and is told when it can't go on; empty where nobody is known."""
    at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    """The local time of day."""
    days: Annotated[tuple[Annotated[int, Field(ge=1, le=7)], ...], Field(min_length=1)]
    """Days of the week: 1 is Monday, 7 Sunday."""
    zone: str
    """An IANA name."""
    topics: tuple[str, ...] = ()
    """Queries of which an article must answer one; none means all articles."""
    sources: tuple[str, ...] = ()
    """Names of the sources that it is limited to; none means all."""
    says_when_empty: bool = False
    """Whether a day without news is told in one line; otherwise it is silent."""
    language: Literal["zh", "en"] = "en"
    enterprise_id: str = ""


class DigestEntry(Frozen):
    """An article of a digest with its best points."""

    article: Article
    points: tuple[MatchedPoint, ...] = ()


class DigestGroup(Frozen):
    """The articles that answer a topic; without topics there is one group, of the empty topic."""

    topic: str = ""
    entries: tuple[DigestEntry, ...]


class Digest(Frozen):
    """The new articles for one subscription and one slot, by topic, in each the newest first; every article once."""

    groups: tuple[DigestGroup, ...] = ()
    change: int = 0
    """The number of the newest change that was looked at."""

    @property
    def entries(self) -> tuple[DigestEntry, ...]:
        """All entries in their order."""
        return tuple(entry for group in self.groups for entry in group.entries)


class SlotOutcome(StrEnum):
    """What became of a slot."""

    SENDING = "sending"
    """It is claimed; a failed attempt is repeated."""
    SENT = "sent"
    EMPTY = "empty"
    """Nothing was new, and the subscription is silent then."""
    MERGED = "merged"
    """The bot did not run; what was new came with a later slot, which followed at once."""
    MISSED = "missed"
    """The bot did not run, or Slack did not take it, until it was too late; what was new comes with the next slot."""
    PAUSED = "paused"
    """The subscription was paused."""
    REFUSED = "refused"
    """The channel does not take messages of the bot; the subscription was paused, its owner told."""
    FAILED = "failed"
    """Slack refused for another reason; what was new comes with the next slot."""


class PastSlot(Frozen):
    """What happened to a slot, when it was last written, and where its message is."""

    key: str
    due: AwareDatetime
    outcome: SlotOutcome
    articles: int
    error: str
    at: AwareDatetime
    message_ts: str


def utc_milliseconds(moment: datetime) -> int:
    """An aware datetime as milliseconds since 1970-01-01 UTC."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)
