"""A body of an article as its source's summary, checked to hold every word once and in order.

`summary_grammar` takes it apart. What it finds is a summary only where the body says so or its statements are cited,
and never where a word would be lost.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.formats.captured.summary_grammar import Group, Piece, Statement, parse
from bot.formats.captured.summary_headings import is_viewpoint
from bot.formats.captured.summary_tokens import BULLET, Kind, fold, tokens
from bot.model import KeyPoint, Section
from bot.text import is_visible

_WORD_CHARACTER = re.compile(r"[^\W_]")
_LETTER = re.compile(r"[^\W\d_]")
_LABEL = re.compile(r"\W*(?:Group|第) ?[0-9０-９一二三四五六七八九十]{1,4} ?[组組]?\W*")
_SENTENCE_END = re.compile(rf"\s?$|\s[-*{BULLET}]\s|\s[\"'“‘(（*]{{0,4}}[^\Wa-z_]")
"""What stands behind citations that end a sentence without a stop: nothing, a marker, a capital, Chinese."""
_LAST_MARK = re.compile(r"\d[^\w\s]\W*$")
_MARK_END = 12
"""Characters among which the last figure of marks stands, with brackets, a stop and quotation marks behind it."""
_LONGEST_LEAD = 300
"""Characters before the first heading of a summary: a sentence or two."""
_LONGEST_UNCITED = 600
"""Characters of a statement without citations; what is longer is a text with a hyphen in it."""


@dataclass(frozen=True, slots=True)
class Summary:
    """A body taken apart."""

    viewpoint: str
    viewpoint_citations: tuple[int, ...]
    sections: tuple[Section, ...]
    doubts: tuple[tuple[int, str], ...] = ()
    """The number of a line, from 0, and what of it could not be told apart."""


def split_summary(lines: Sequence[str]) -> Summary | None:
    """Viewpoint and sections of a summarised body; None where it is none or not a word of it can be told apart."""
    text = "\n".join(" ".join(line.split()) for line in lines).strip()
    groups = parse(text)
    if not _is_summary(groups, text):
        return None
    view = next((group.statements[0] for group in groups if group.is_opening and group.statements), None)
    kept = groups
    if len(groups) > 1 and len(groups[0].statements) == 1 and is_viewpoint(groups[0].shown):
        kept = groups[1:]  # a viewpoint alone is no section
    summary = Summary(
        viewpoint=view.shown if view else "",
        viewpoint_citations=view.citations if view else (),
        sections=tuple(Section(heading=group.shown, points=tuple(map(_point, group.statements))) for group in kept),
        doubts=tuple(_doubts(groups, text)),
    )
    return summary if _is_whole(groups, text) else None


def bears_citations(text: str) -> bool:
    """Whether a sentence of the text ends in citation marks."""
    return next(_cited_ends(text), None) is not None


def cited_sentences(paragraph: str) -> Iterator[str]:
    """The paragraph, cut behind the citation marks with which its sentences end."""
    start = 0
    for end in _cited_ends(paragraph):
        yield paragraph[start:end].strip()
        start = end
    if rest := paragraph[start:].strip():
        yield rest


def ends_in_citations(text: str) -> bool:
    """Whether the text's last sentence ends in citation marks."""
    text = text.rstrip()
    return _LAST_MARK.search(text[-_MARK_END:]) is not None and max(_cited_ends(text), default=0) == len(text)


def begins_with_marker(line: str) -> bool:
    """Whether a line begins as statements, groups, rows of tables and Markdown's headings do."""
    first = next(iter(tokens(fold(line))), None)
    is_mark = first is not None and first.start == 0 and first.kind in (Kind.MARKER, Kind.LABEL, Kind.BOLD)
    return is_mark or line.startswith("|")


def _cited_ends(text: str) -> Iterator[int]:
    """Where citation marks end a sentence: with a stop behind them or before what begins another."""
    text = fold(text)
    if "[" not in text:
        return
    for token in tokens(text):
        is_end = token.kind is Kind.CITATION and (token.end > token.marks_end or _SENTENCE_END.match(text, token.end))
        if is_end:
            yield token.end


def _point(statement: Statement) -> KeyPoint:
    return KeyPoint(text=statement.shown, citations=statement.citations)


def _is_summary(groups: Sequence[Group], text: str) -> bool:
    """Whether the body names groups or a viewpoint, or is for the most part statements behind markers, some cited."""
    statements = [statement for group in groups for statement in group.statements]
    marked = [statement for statement in statements if statement.is_marked]
    if not marked or not all(map(is_visible, [statement.shown for statement in statements])):
        return False
    lead = "" if statements[0].is_marked else text[statements[0].start : statements[0].end]
    if len(lead) > _LONGEST_LEAD or ("\n" in lead and not lead[0].isdigit()):
        return False  # a text in which a summary begins
    if any(group.is_labelled or group.is_opening for group in groups):
        return True
    if not any(statement.citations for statement in marked):
        return False
    lengths = [statement.end - statement.start for statement in marked]
    told_apart = sum(
        n for n, statement in zip(lengths, marked, strict=True) if statement.citations or n <= _LONGEST_UNCITED
    )
    return 2 * told_apart >= sum(statement.end - statement.start for statement in statements)


def _doubts(groups: Sequence[Group], text: str) -> Iterator[tuple[int, str]]:
    doubtful = [statement.start for group in groups for statement in group.statements if statement.in_doubt]
    for start in doubtful:
        yield text.count("\n", 0, start), "statements that can't be told apart are kept as one point"
    for group in [group for group in groups if group.is_opening][1:]:
        doubt = "another viewpoint begins here; it may belong to an article without a date"
        yield text.count("\n", 0, group.start), doubt


def _is_whole(groups: Sequence[Group], text: str) -> bool:
    """Whether the pieces are the body, and what is shown of each has all its letters and figures once and in order.

    Not shown are the label `Group N` of a named group, and the marks behind a statement that are its citations.
    """
    at = 0
    for piece in (piece for group in groups for piece in (group, *group.statements)):
        if text[at : piece.start].strip() or not _shows(piece, text[piece.start : piece.end]):
            return False
        at = piece.end
    return not text[at:].strip()


def _shows(piece: Piece, raw: str) -> bool:
    """Whether what is shown stands in a piece with no word around it but a label before or citations behind."""
    shown = piece.shown
    start = raw.find(shown)
    if start < 0 and (start := raw.find(shown[:-1])) < 0:
        raw, shown = _squeezed(raw), _squeezed(shown)
        start = raw.find(shown)
        start = raw.find(shown[:-1]) if start < 0 else start
    if not raw.startswith(shown, start):
        shown = shown[:-1]  # its stop stood behind the citations
    before, behind = raw[:start], raw[start + len(shown) :]
    is_labelled = isinstance(piece, Group) and piece.is_labelled
    if start < 0 or (_WORD_CHARACTER.search(before) and not (is_labelled and _LABEL.fullmatch(before))):
        return False
    is_cited = isinstance(piece, Statement) and piece.citations
    return not (_LETTER if is_cited else _WORD_CHARACTER).search(behind)


def _squeezed(text: str) -> str:
    return "".join(text.replace("**", "").replace("#", "").split())
