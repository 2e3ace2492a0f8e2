"""What the library says to a question."""

import re
from enum import Enum

from bot.model.article import Article
from bot.model.values import Citation, Frozen

_QUOTES = re.compile('["“”＂]')


class Tier(Enum):
    """What an article, or a whole reply, is to a question."""

    ANSWER = "answer"
    NEAR = "near"
    NOTHING = "nothing"


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

    @property
    def best(self) -> MatchedPoint | None:
        """The point that answers best; None where only title or viewpoint matched."""
        return self.points[0] if self.points and not self.by_title else None

    def by_section(self, *, without_best: bool = False) -> tuple[MatchedPoint, ...]:
        """The points best first, those of one section together, so that each heading stands once.

        `without_best` leaves out the point that stands before the article already.
        """
        points = self.points[1:] if without_best and self.best else self.points
        order = {section: place for place, section in enumerate(dict.fromkeys(point.section for point in points))}
        return tuple(sorted(points, key=lambda point: order[point.section]))


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


def source_filter(name: str) -> str:
    """The filter of a question for what is of a source: `source:"NAME"`, without the marks that would end it."""
    return f'source:"{_QUOTES.sub(" ", name)}"'


class FilteredOut(Frozen):
    """Nothing answers because of the filters, such as `since:2025-09-24`.

    `answered_without`: the question without them is answered; else no article at all passes them.
    """

    filters: tuple[str, ...]
    answered_without: bool


class UnknownSource(Frozen):
    """Nothing in the library is of the sources `names` that filters ask for; `sources` are the largest that are."""

    names: tuple[str, ...]
    sources: tuple[str, ...]


Note = QueryCut | NoDate | FilterReplaced | PhraseNowhere | FilteredOut | UnknownSource
"""What a person should know of how the question was read; `bot.language.describe_note` puts it into words."""


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

    @property
    def tier(self) -> Tier:
        """Whether this answers, is only near, or neither."""
        if self.matches:
            return Tier.ANSWER
        return Tier.NEAR if self.nearest else Tier.NOTHING


class SharedWord(Frozen):
    """A name, or a telling word, that two articles have in common, as the one and as the other writes it."""

    here: str
    there: str


class Related(Frozen):
    """An article that is near to another one, and why."""

    article: Article
    score: float
    shared: tuple[SharedWord, ...] = ()
    """Names that both have or, without any, words; the most telling ones first."""
    points: tuple[MatchedPoint, MatchedPoint] | None = None
    """The point of the one and that of the other article whose meanings are nearest; None without vectors."""


class Completion(Frozen):
    """How a question that is still being typed could go on, and the articles whose titles go on like that."""

    queries: tuple[str, ...] = ()
    articles: tuple[Article, ...] = ()
