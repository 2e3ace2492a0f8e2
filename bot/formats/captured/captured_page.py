"""A publication's page as a reader copies it: its furniture, then articles of title, date and body.

    page    = furniture* article*
    article = title date body furniture*
    date    = [SOURCE "·"] YYYY-MM-DD HH:MM             Asia/Shanghai; alone only below what can be a title
    body    = a summary (see `summary_grammar`) or paragraphs

The title is the last line above a date. Furniture, such as menus, names of channels and buttons, is what structure says
is no text: short lines without the end of a sentence, above the first title or behind the last sentence of an article
that says where its text ends, in citations or an ellipsis.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from bot.formats.captured.page_furniture import TEXT, UNBROKEN, PageHead, is_text, left_out, without_furniture
from bot.formats.captured.summary_body import (
    Summary,
    bears_citations,
    cited_sentences,
    ends_in_citations,
    split_summary,
)
from bot.formats.lines import MAX_LINE_BYTES, Line, Lines
from bot.formats.parsed import Parsed, Problem, wrong_field
from bot.formats.wrapped_lines import columns, is_wider, joined_lines
from bot.model import Article
from bot.text import is_visible

ZONE = ZoneInfo("Asia/Shanghai")
"""The zone of the times on captured pages."""

_SOURCE_LINE = re.compile(r"^(?P<source>[^·]{1,60}?)\s*·\s*(?P<time>\d{2,4}[-/.]\d{1,2}[-/.]\S*(?:\s+\S+)?)\s*$")
_DATE_ALONE = re.compile(r"\d{4}-\d\d-\d\d\s+\d\d:\d\d")
_MAX_SOURCE_LINE = 200
_MAX_TITLE = 300
_KNOWN_SOURCES = frozenset({"晚点LatePost"})
_NO_TITLE = tuple("。；;，,、")
_WORD = re.compile(r"\w{3,}")
_MAX_BODY = MAX_LINE_BYTES
"""Characters of one article; without a bound a file that is no page would be held in memory."""


class _Date(NamedTuple):
    source: str
    """Empty where the date stands alone."""
    time: str


@dataclass
class _Draft:
    title: str
    line: int
    date: _Date
    date_line: int
    body: list[Line] = field(default_factory=list)
    size: int = 0
    faulty: bool = False
    """Whether a line of the body could not be read; a problem names the line."""

    def add(self, line: Line) -> None:
        """Take a line of the body."""
        self.faulty = self.faulty or line.fault is not None
        self.size += len(line.text)
        if self.size > _MAX_BODY:
            self.body.clear()
        else:
            self.body.append(line)


def is_page(lines: Lines) -> bool:
    """Whether a title with a date stands on the page; reads no further than to the first."""
    before: Line | None = None
    for line in lines:
        if is_visible(line.text):
            if _date(line.text, before, _KNOWN_SOURCES):
                return True
            before = line
    return False


def is_undated(paragraphs: Sequence[str]) -> bool:
    """Whether this is what stands below the first line of a page without any date: labels, a title, and a summary."""
    at = next((place for place, text in enumerate(paragraphs) if is_text(text)), 0)
    return at > 0 and bears_citations(paragraphs[at]) and split_summary(paragraphs[at:]) is not None


def parse(lines: Lines, *, source: str = "") -> Iterator[Parsed | Problem]:
    """The articles of a page in its order; `source` is that of those for which the page names none.

    An article with a line that can't be read is left out whole: without the line it would be another article.
    """
    page = _Page(lines.path, source)
    for line in lines:
        if line.fault:
            yield Problem(lines.path, line.number, line.fault)
        if line.fault or is_visible(line.text):
            yield from page.take(line)
    yield from page.end()


class _Page:
    def __init__(self, path: str, source: str) -> None:
        self._path = path
        self._source = source
        self._sources = set(_KNOWN_SOURCES)
        self._head = PageHead()
        self._draft: _Draft | None = None
        self._before: Line | None = None
        """The last line with words: the title, should a date come next."""
        self._above: Line | None = None
        self._found = False
        self._widest = 0
        """Display columns of the widest line so far."""

    def take(self, line: Line) -> Iterator[Parsed | Problem]:
        """Take a line with words, or one that can't be read; what is complete with it."""
        date = None if line.fault else _date(line.text, self._before, self._sources)
        if date:
            yield from self._begin(date, line)
            return
        if self._draft and self._before:
            self._draft.add(self._before)
        elif self._before and not self._found:
            self._head.take(self._before, self._above)
        if self._widest < UNBROKEN:
            self._widest = max(self._widest, columns(line.text))
        self._above, self._before = self._before, line

    def end(self) -> Iterator[Parsed | Problem]:
        """What the end of the page completes."""
        before = self._before
        if self._draft:
            if before:
                self._draft.add(before)
            yield from self._finish(self._draft)
        elif not self._found and not (before and before.fault):  # a file of one huge line is told of once
            if before:
                self._head.take(before, self._above)
            reason = (
                "no captured page: no line such as `晚点LatePost· 2025-09-26 00:35` below a title; "
                "copy the page with its titles and dates."
            )
            yield self._undated() or Problem(self._path, 1, reason)

    def _begin(self, date: _Date, line: Line) -> Iterator[Parsed | Problem]:
        before, self._before = self._before, None
        titled = before is not None and _may_be_title(before)
        if not self._found and (undated := self._undated()):
            yield undated
        self._found = True
        if self._draft:
            if before and not titled and not before.fault:
                self._draft.add(before)
            yield from self._finish(self._draft)
        self._draft = None
        if before and titled:
            self._sources |= {date.source} - {""}
            self._draft = _Draft(before.text.strip(), before.number, date, line.number)
        elif not (before and before.fault):
            # The body that follows belongs to no article; the problem stands for it.
            yield Problem(self._path, line.number, "a source line without a title above it; add the article's title.")

    def _undated(self) -> Problem | None:
        """What is wrong with a text above the first date."""
        if not self._head.undated:
            return None
        line, title = self._head.undated
        reason = "the text has no source and time; add a line such as `晚点LatePost· 2025-09-26 00:35` below its title."
        if title:
            reason = reason.replace("the text", f"the text under “{title[:80]}”", 1)
        return Problem(self._path, line, reason)

    def _finish(self, draft: _Draft) -> Iterator[Parsed | Problem]:
        if draft.faulty:
            return
        if draft.size > _MAX_BODY:
            millions = _MAX_BODY // 2**20
            reason = f"the article is longer than {millions} million characters; split it or take out what is none."
            yield Problem(self._path, draft.line, reason)
            return
        try:
            published_at = _published_at(draft.date.time)
        except ValueError:
            reason = f"“{draft.date.time}” is no time such as 2025-09-26 00:35; correct it and import the file again."
            yield Problem(self._path, draft.date_line, reason)
            return
        source, notes = self._source_of(draft)
        if note := self._head.take_note():
            notes.append(note)
        body, furniture = without_furniture(draft.body, self._widest)
        if furniture:
            notes.append(left_out(furniture))
        texts = [line.text for line in body]
        summary = split_summary(texts)
        paragraphs = () if summary else tuple(joined_lines(texts))
        is_cited = any(map(bears_citations, paragraphs))
        if is_cited:
            paragraphs = tuple(sentence for paragraph in paragraphs for sentence in cited_sentences(paragraph))
        notes += _notes(body, summary, is_cited=is_cited)
        try:
            article = Article(
                title=draft.title,
                source=source,
                published_at=published_at,
                viewpoint=summary.viewpoint if summary else "",
                viewpoint_citations=summary.viewpoint_citations if summary else (),
                sections=summary.sections if summary else (),
                paragraphs=paragraphs,
            )
        except ValidationError as error:
            reason = f"{wrong_field(error)}; correct it and import the file again."
            at = draft.date_line if reason.startswith("`published_at`") else draft.line
            yield Problem(self._path, at, reason)
            return
        yield Parsed(article, draft.line, tuple(notes), is_full_text=bool(paragraphs) and not is_cited)

    def _source_of(self, draft: _Draft) -> tuple[str, list[str]]:
        """The source that the page tells, its name or that of its file's folder; and the note that asks for it."""
        if draft.date.source:
            return draft.date.source, []
        words = set(_WORD.findall(draft.title.casefold()))
        for label in self._head.names:
            is_named = label in draft.title or not words.isdisjoint(_WORD.findall(label.casefold()))
            if label in self._sources or is_named:
                return label, []
        note = (
            f"line {draft.date_line}: no source is named, “{self._source}” stands in for it; "
            f"write it before the date, `SOURCE· {draft.date.time}`, and import the file again"
        )
        return self._source, [note]


def _date(text: str, before: Line | None, sources: set[str] | frozenset[str]) -> _Date | None:
    text = text.strip()
    if len(text) > _MAX_SOURCE_LINE:
        return None
    if _DATE_ALONE.fullmatch(text):
        is_title = before is not None and _may_be_title(before) and not before.text.strip().endswith(_NO_TITLE)
        return _Date("", text) if is_title else None
    if "·" not in text:
        return None
    if found := _SOURCE_LINE.match(text):
        return _Date(found["source"].strip(), found["time"])
    source, dot, rest = text.partition("·")
    if dot and source.strip() in sources and len(rest.strip()) <= 40:
        return _Date(source.strip(), rest.strip())
    return None


def _may_be_title(line: Line) -> bool:
    """Whether the line above a date is its title, and not the end of the article before."""
    text = line.text.strip()
    if line.fault or len(text) > _MAX_TITLE or ends_in_citations(text):
        return False
    return not (is_wider(text, TEXT) and split_summary([text]))


def _notes(body: list[Line], summary: Summary | None, *, is_cited: bool) -> list[str]:
    if not body:
        return ["the article has no body; only its title can be found"]
    if summary:
        return [f"line {body[at].number}: {doubt}" for at, doubt in summary.doubts]
    texts = pairwise(body)
    if inside := next(
        (line.number for _, line in texts if bears_citations(line.text) and split_summary([line.text])), 0
    ):
        return [f"line {inside}: a summary begins inside the text; kept whole, though it may be another article"]
    if is_cited:
        reason = "no statement has a marker before it, so none can be told apart; kept whole as full text"
        return [f"line {body[0].number}: {reason}"]
    return []


def _published_at(time: str) -> datetime:
    time = " ".join(time.split())
    is_iso = time.isascii() and _DATE_ALONE.fullmatch(time)  # `strptime` takes ten times as long
    local = datetime.fromisoformat(time) if is_iso else datetime.strptime(time, "%Y-%m-%d %H:%M")  # noqa: DTZ007
    return local.replace(tzinfo=timezone(ZONE.utcoffset(local) or timedelta()))  # as it is written in JSON
