"""What a person typed, taken apart: words, quoted phrases, and the filters `source:`, `since:` and `before:`."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.model import FilterReplaced, NoDate, Note, QueryCut, utc_milliseconds
from bot.search.analysis.tokenizer import tokenize_with_offsets
from bot.search.index.queries import Scope
from bot.text import HAN

ZONE = ZoneInfo("Asia/Shanghai")
"""The days of `since:` and `before:` are the publication's."""

MAX_CHARACTERS = 2000
"""Of a query; what comes behind is not read, and the answer says so."""

_QUOTED = r"[\"“”„«「『＂](?P<phrase>[^\"“”„«»「」『』＂]{1,200})[\"“”»」』＂]"
_FILTER = (
    r"(?<![^\s])(?P<name>source|since|before)\s?[:：]\s?"
    r"(?P<value>[\"“＂][^\"”＂]{1,100}[\"”＂]|[^\s\"“”＂，。；、]+)[，。；、]*"
)
_PART = re.compile(f"{_QUOTED}|{_FILTER}", re.IGNORECASE)
_WORD = re.compile(rf"[{HAN}]{{2}}|[^\W_{HAN}]+")
_MOST_WORDS_BESIDE = 5
"""Words beside a phrase, pairs of Chinese characters counted as one each, with which people still mean it exactly."""
_FEWEST_OF_QUOTATION = 5
"""Words of a phrase from which it is a sentence that somebody remembers, not always word for word."""
_DAY = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})(?:[-/.](?P<day>\d{1,2}))?$")


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query in its parts. `words` is what is left to search for, phrases included, as typed."""

    typed: str
    words: str
    phrases: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    since: datetime | None = None
    before: datetime | None = None
    filters: tuple[str, ...] = ()
    """Those that narrow the search, as a person would type them: `since:2025-09-24`."""
    notes: tuple[Note, ...] = ()
    article_ids: tuple[str, ...] | None = None
    """What to search, None for the whole library. Nobody types this."""

    @property
    def scope(self) -> Scope:
        """The filters and phrases as the index takes them."""
        runs = (tuple(token.term for token in tokenize_with_offsets(phrase).main) for phrase in self.phrases)
        return Scope(
            sources=self.sources,
            since_ms=utc_milliseconds(self.since) if self.since else None,
            before_ms=utc_milliseconds(self.before) if self.before else None,
            phrases=tuple(run for run in runs if run),
            article_ids=self.article_ids,
        )

    @property
    def is_filter_only(self) -> bool:
        """Whether there is nothing to search for but what the filters let through."""
        return not tokenize_with_offsets(self.words).main and bool(self.filters)

    @property
    def unfiltered(self) -> "ParsedQuery":
        """The same question without its filters."""
        return replace(self, sources=(), since=None, before=None, filters=())

    @property
    def unquoted(self) -> "ParsedQuery | None":
        """The same question by its words alone, where a phrase of it is long; None where all are short."""
        is_long = any(map(_is_sentence, self.phrases))
        return replace(self, phrases=()) if is_long else None

    @property
    def only_filters(self) -> "ParsedQuery":
        """The filters alone."""
        return replace(self, words="", phrases=())

    def of_source(self, name: str) -> "ParsedQuery":
        """All that is of one source."""
        return replace(self.only_filters, sources=(name,), since=None, before=None, article_ids=None)


def _is_sentence(phrase: str) -> bool:
    words = [word for word in _WORD.findall(phrase) if len(word) > 1 or word.isdigit()]
    return len(words) >= _FEWEST_OF_QUOTATION


def parse(typed: str) -> ParsedQuery:
    """Take a query apart. A date that is none is left out, and a note says so; nothing is an error."""
    notes: list[Note] = []
    text = typed.strip()
    # Some characters stand for a whole phrase, which is what the search reads: up to 18 in place of one.
    if len(text) > MAX_CHARACTERS or len(unicodedata.normalize("NFKC", text)) > MAX_CHARACTERS:
        text = unicodedata.normalize("NFKC", text[:MAX_CHARACTERS])[:MAX_CHARACTERS]
        notes.append(QueryCut(count=MAX_CHARACTERS))
    phrases: list[str] = []
    sources: list[str] = []
    days: dict[str, datetime] = {}

    def take(found: re.Match[str]) -> str:
        if found["phrase"]:  # what stands in quotes is no filter
            phrases.append(found["phrase"].strip())
            return found[0]
        name, value = found["name"].lower(), found["value"].rstrip(",;").strip('"“”＂').strip()
        if not value:
            return found[0]
        if name == "source":
            sources.append(value)
            return " "
        value = value.rstrip(".")  # the end of a sentence; a source may end so, as `Inc.` does
        day = _midnight(value)
        if day is None:
            notes.append(NoDate(name=name, value=value))
            return " "
        if days.get(name, day) != day:
            notes.append(FilterReplaced(name=name, value=f"{days[name]:%Y-%m-%d}"))
        days[name] = day
        return " "

    words = _PART.sub(take, text)
    if len(_WORD.findall(_PART.sub(" ", text))) > _MOST_WORDS_BESIDE:
        phrases = []  # a sentence that mentions something in quotation marks, not an operator
    return ParsedQuery(
        typed=typed,
        words=" ".join(words.split()),
        phrases=tuple(filter(None, phrases)),
        sources=tuple(sources),
        since=days.get("since"),
        before=days.get("before"),
        filters=(
            *(f"source:{source}" for source in sources),
            *(f"{name}:{day:%Y-%m-%d}" for name, day in days.items()),
        ),
        notes=tuple(notes),
    )


def _midnight(value: str) -> datetime | None:
    found = _DAY.match(value)
    if not found:
        return None
    try:
        day = date(int(found["year"]), int(found["month"]), int(found["day"] or 1))
    except ValueError:
        return None
    return datetime.combine(day, time(), ZONE)
