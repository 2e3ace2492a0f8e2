"""A publication's page as a reader copies it: chrome, then articles of title, source line and body.

The page as a whole is split here; `summary_body` takes a summarised body apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from bot.formats.lines import MAX_LINE_BYTES, Line, Lines
from bot.formats.parsed import Parsed, Problem, wrong_field
from bot.formats.summary_body import Summary, is_summary, split_summary
from bot.model import Article
from bot.text import is_han, is_visible

ZONE = ZoneInfo("Asia/Shanghai")
"""The zone of the times on captured pages."""

_SOURCE_LINE = re.compile(r"^(?P<source>[^·]{1,60}?)\s*·\s*(?P<time>\d{2,4}[-/.]\d{1,2}[-/.]\S*(?:\s+\S+)?)\s*$")
_MAX_SOURCE_LINE = 200
_MAX_TITLE = 300
_CITED_END = re.compile(r"\[\d{1,6}\]\s?[.。]?$")
_KNOWN_SOURCES = frozenset({"晚点LatePost"})
_ENDS_A_PARAGRAPH = tuple("。！？；：…”」』）)】》.!?;:\"'")
_MIN_WRAP = 30
"""Display columns from which a line may have been broken by the width of the page rather than by its writer."""
_MAX_BODY = MAX_LINE_BYTES
"""Characters of one article; without a bound a file that is no page would be held in memory."""


@dataclass
class _Draft:
    title: str
    line: int
    source: str
    time: str
    source_line: int
    body: list[str] = field(default_factory=list)
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
            self.body.append(line.text)


def is_page(lines: Lines) -> bool:
    """Whether a line names source and time as those of captured pages do; reads no further than to the first."""
    sources = set(_KNOWN_SOURCES)
    return any(_source_line(line.text, sources) for line in lines)


def parse(lines: Lines) -> Iterator[Parsed | Problem]:
    """The articles of a page in its order. What stands before the first title is chrome and left out.

    An article with a line that can't be read is left out whole: without the line it would be another article.
    """
    draft: _Draft | None = None
    before: Line | None = None
    """The last line with words: the title, should a source line come next."""
    found = False
    sources = set(_KNOWN_SOURCES)
    for line in lines:
        if line.fault:
            yield Problem(lines.path, line.number, line.fault)
        elif not is_visible(line.text):
            continue
        elif source_line := _source_line(line.text, sources):
            found = True
            titled = before is not None and _may_be_title(before)
            if draft:
                if before and not titled and not before.fault:
                    draft.add(before)
                yield from _finish(draft, lines.path)
            draft = None
            if before and titled:
                sources.add(source_line[0])
                draft = _Draft(before.text.strip(), before.number, *source_line, line.number)
            elif not (before and before.fault):
                reason = "a source line without a title above it; add the article's title."
                yield Problem(lines.path, line.number, reason)
            # Without a title the body that follows belongs to no article; the problem stands for it.
            before = None
            continue
        if draft and before:
            draft.add(before)
        before = line
    if draft:
        if before:
            draft.add(before)
        yield from _finish(draft, lines.path)
    elif not found and not (before and before.fault):  # a file of one huge line is told of once
        reason = (
            "no captured page: no line such as `晚点LatePost· 2025-09-26 00:35` below a title; "
            "copy the page with its titles and dates."
        )
        yield Problem(lines.path, 1, reason)


def _source_line(text: str, sources: set[str]) -> tuple[str, str] | None:
    text = text.strip()
    if "·" not in text or len(text) > _MAX_SOURCE_LINE:
        return None
    if found := _SOURCE_LINE.match(text):
        return found["source"].strip(), found["time"]
    source, dot, rest = text.partition("·")
    if dot and source.strip() in sources and len(rest.strip()) <= 40:
        return source.strip(), rest.strip()
    return None


def _may_be_title(line: Line) -> bool:
    """Whether the line above a source line is its title, and not the end of the article before."""
    text = line.text.strip()
    return not (line.fault or len(text) > _MAX_TITLE or is_summary(text) or _CITED_END.search(text))


def _finish(draft: _Draft, path: str) -> Iterator[Parsed | Problem]:
    if draft.faulty:
        return
    if draft.size > _MAX_BODY:
        reason = (
            f"the article is longer than {_MAX_BODY // 2**20} million characters; split it or take out what is none."
        )
        yield Problem(path, draft.line, reason)
        return
    try:
        published_at = _published_at(draft.time)
    except ValueError:
        reason = f"“{draft.time}” is no time such as 2025-09-26 00:35; correct it and import the file again."
        yield Problem(path, draft.source_line, reason)
        return
    whole = " ".join(text.strip() for text in draft.body)
    notes: tuple[str, ...] = ()
    summary: Summary | None = None
    if is_summary(whole):
        summary = split_summary(whole)
        if summary is None:
            notes = ("the summary can't be split safely; kept whole as full text",)
    elif any(map(is_summary, draft.body)):
        notes = ("a summary begins inside the text; kept whole as full text, though it may be another article",)
    try:
        article = Article(
            title=draft.title,
            source=draft.source,
            published_at=published_at,
            viewpoint=summary.viewpoint if summary else "",
            viewpoint_citations=summary.viewpoint_citations if summary else (),
            sections=summary.sections if summary else (),
            paragraphs=() if summary else tuple(joined_lines(draft.body)),
        )
    except ValidationError as error:
        reason = f"{wrong_field(error)}; correct it and import the file again."
        yield Problem(path, draft.source_line if reason.startswith("`published_at`") else draft.line, reason)
        return
    if not draft.body:
        notes = ("the article has no body; only its title can be found",)
    is_full_text = bool(article.paragraphs) and not notes
    yield Parsed(article, draft.line, notes, is_full_text)


def _published_at(time: str) -> datetime:
    local = datetime.strptime(" ".join(time.split()), "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
    return datetime.fromisoformat(local.isoformat())  # a fixed offset, as it is written in JSON


def joined_lines(body: list[str]) -> Iterator[str]:
    """Join lines that the width of the page has broken: a full line that ends inside a sentence goes on."""
    widest = max((_columns(line) for line in body), default=0)
    held: list[str] = []
    for text in (line.strip() for line in body):
        held += [_gap(held[-1], text), text] if held else [text]
        full = _columns(text) >= max(_MIN_WRAP, widest * 0.8)
        if not full or text.endswith(_ENDS_A_PARAGRAPH):
            yield "".join(held)
            held = []
    if held:
        yield "".join(held)


def _columns(text: str) -> int:
    text = text.strip()
    return len(text) if text.isascii() else sum(2 if ord(character) >= 0x1100 else 1 for character in text)


def _gap(left: str, right: str) -> str:
    """A blank between words, none where Chinese was broken in the middle of a sentence."""
    if not left or not right:
        return ""
    return "" if is_han(left[-1]) or is_han(right[0]) or ord(left[-1]) >= 0x3000 else " "
