"""A publication's page as a reader copies it: chrome, then articles of title, source line and body.

The page as a whole is split here; `summary_body` takes a summarised body apart.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from bot.formats.lines import Line, Lines
from bot.formats.parsed import Parsed, Problem
from bot.formats.summary_body import Summary, is_summary, split_summary
from bot.model import Article
from bot.text import is_han

ZONE = ZoneInfo("Asia/Shanghai")
"""The zone of the times on captured pages."""

_SOURCE_LINE = re.compile(r"^(?P<source>[^·]{1,60}?)\s*·\s*(?P<time>\d{2,4}[-/.]\S*(?:\s+\S+)?)\s*$")
_KNOWN_SOURCES = frozenset({"晚点LatePost"})
_ENDS_A_PARAGRAPH = tuple("。！？；：…”」』）)】》.!?;:\"'")
_MIN_WRAP = 30
"""Display columns from which a line may have been broken by the width of the page rather than by its writer."""


@dataclass
class _Draft:
    title: str
    line: int
    source: str
    time: str
    body: list[Line] = field(default_factory=list)


def parse(lines: Lines) -> Iterator[Parsed | Problem]:
    """The articles of a page in its order. What stands before the first title is chrome and left out."""
    draft: _Draft | None = None
    before: Line | None = None
    """The last line with words: the title, should a source line come next."""
    found = False
    sources = set(_KNOWN_SOURCES)
    for line in lines:
        if line.fault:
            yield Problem(lines.path, line.number, line.fault)
            continue
        if not line.text.strip():
            continue
        if source_line := _source_line(line.text, sources):
            if draft:
                yield _finish(draft, lines.path)
            found = True
            draft = None
            source, time = source_line
            if before is None:
                reason = "a source line without a title above it; add the article's title."
                yield Problem(lines.path, line.number, reason)
                # The body that follows belongs to no article; it is named by this problem.
            else:
                sources.add(source)
                draft = _Draft(before.text.strip(), before.number, source, time)
            before = None
            continue
        if draft and before:
            draft.body.append(before)
        before = line
    if draft:
        if before:
            draft.body.append(before)
        yield _finish(draft, lines.path)
    elif not found:
        reason = "no captured page: no line such as `晚点LatePost· 2025-09-26 00:35` below a title; nothing imported."
        yield Problem(lines.path, 1, reason)


def _source_line(text: str, sources: set[str]) -> tuple[str, str] | None:
    if found := _SOURCE_LINE.match(text):
        return found["source"].strip(), found["time"]
    source, dot, rest = text.partition("·")
    if dot and source.strip() in sources and len(rest.strip()) <= 40:
        return source.strip(), rest.strip()
    return None


def _finish(draft: _Draft, path: str) -> Parsed | Problem:
    try:
        published_at = _published_at(draft.time)
    except ValueError:
        reason = f"“{draft.time}” is no time such as 2025-09-26 00:35; correct it and import the file again."
        return Problem(path, draft.line + 1, reason)
    body = [line.text for line in draft.body]
    whole = " ".join(text.strip() for text in body)
    notes: tuple[str, ...] = ()
    summary: Summary | None = None
    if is_summary(whole):
        summary = split_summary(whole)
        if summary is None:
            notes = ("the summary can't be split safely; kept whole as full text",)
    try:
        article = Article(
            title=draft.title,
            source=draft.source,
            published_at=published_at,
            viewpoint=summary.viewpoint if summary else "",
            viewpoint_citations=summary.viewpoint_citations if summary else (),
            sections=summary.sections if summary else (),
            paragraphs=() if summary else tuple(_paragraphs(body)),
        )
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        field_name = ".".join(str(part) for part in wrong["loc"])
        return Problem(path, draft.line, f"`{field_name}`: {wrong['msg']}; correct it and import the file again.")
    if not body:
        notes = ("the article has no body; only its title can be found",)
    return Parsed(article, draft.line, notes)


def _published_at(time: str) -> datetime:
    local = datetime.strptime(" ".join(time.split()), "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)
    return datetime.fromisoformat(local.isoformat())  # a fixed offset, as it is written in JSON


def _paragraphs(body: list[str]) -> Iterator[str]:
    """Join lines that the width of the page has broken: a full line that ends inside a sentence goes on."""
    widest = max((_columns(line) for line in body), default=0)
    paragraph = ""
    for text in (line.strip() for line in body):
        paragraph = f"{paragraph}{_gap(paragraph, text)}{text}"
        full = _columns(text) >= max(_MIN_WRAP, widest * 0.8)
        if not full or text.endswith(_ENDS_A_PARAGRAPH):
            yield paragraph
            paragraph = ""
    if paragraph:
        yield paragraph


def _columns(text: str) -> int:
    return sum(2 if ord(character) >= 0x1100 else 1 for character in text.strip())


def _gap(left: str, right: str) -> str:
    """A blank between words, none where Chinese was broken in the middle of a sentence."""
    if not left or not right:
        return ""
    return "" if is_han(left[-1]) or is_han(right[0]) or ord(left[-1]) >= 0x3000 else " "
