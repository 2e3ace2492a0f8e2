"""A body of an article as its source's summary, checked to hold every word once and in order.

`summary_grammar` takes it apart. What it finds is a summary only where the body says so or its statements are cited,
and never where a word would be lost.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.formats.summary_grammar import Group, Statement, parse
from bot.formats.summary_tokens import Kind, tokens
from bot.model import KeyPoint, Section
from bot.text import is_visible

_WORD_CHARACTER = re.compile(r"[^\W_]")
_LETTER = re.compile(r"[^\W\d_]")
_LABEL = re.compile(r"\W*(?:Group|第) ?[0-9一二三四五六七八九十]{1,4} ?组?\W*")
_SENTENCE_END = re.compile(
    r"[ \n]?(?:[。！？；]|[.!?;](?=\s|$))|(?=[ \n]?$)|(?=\s[-*•]\s)|(?=\s[\"'“‘(（*]{0,4}[^\Wa-z_])"
)
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
    if not _is_summary(groups):
        return None
    view = next((group.statements[0] for group in groups if group.is_opening and group.statements), None)
    kept = groups
    if len(groups) > 1 and groups[0].is_opening and len(groups[0].statements) == 1 and groups[0].heading[-1:] != "s":
        kept = groups[1:]  # a viewpoint alone is no section; `Core Insights` are several even where the capture has one
    summary = Summary(
        viewpoint=view.text if view else "",
        viewpoint_citations=view.citations if view else (),
        sections=tuple(Section(heading=group.heading, points=tuple(map(_point, group.statements))) for group in kept),
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


def _cited_ends(text: str) -> Iterator[int]:
    """Where citation marks end a sentence: before a stop, a marker, a capital, a Chinese character or nothing."""
    if "[" not in text:
        return
    for token in tokens(text):
        if token.kind is Kind.CITATION and (found := _SENTENCE_END.match(text, token.end)):
            yield found.end()


def _point(statement: Statement) -> KeyPoint:
    return KeyPoint(text=statement.text, citations=statement.citations)


def _is_summary(groups: Sequence[Group]) -> bool:
    """Whether the body names groups or a viewpoint, or is for the most part statements behind markers, some cited."""
    statements = [statement for group in groups for statement in group.statements]
    marked = [statement for statement in statements if statement.is_marked]
    if not marked or not all(is_visible(statement.text) for statement in statements):
        return False
    lead = "" if statements[0].is_marked else statements[0].raw
    if len(lead) > _LONGEST_LEAD or ("\n" in lead and not lead[0].isdigit()):
        return False  # a text in which a summary begins
    if any(group.is_labelled or group.is_opening for group in groups):
        return True
    if not any(statement.citations for statement in marked):
        return False
    told_apart = sum(len(each.raw) for each in marked if each.citations or len(each.raw) <= _LONGEST_UNCITED)
    return 2 * told_apart >= sum(len(each.raw) for each in statements)


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
    for piece in (piece for group in groups for piece in _pieces(group)):
        if text[at : piece.start].strip() or not text.startswith(piece.raw, piece.start):
            return False
        at = piece.start + len(piece.raw)
    if text[at:].strip():
        return False
    headings = all(_shows(group.raw, group.heading, is_labelled=group.is_labelled) for group in groups)
    return headings and all(
        _shows(statement.raw, statement.text, is_cited=bool(statement.citations))
        for group in groups
        for statement in group.statements
    )


def _pieces(group: Group) -> Iterator[Group | Statement]:
    yield group
    yield from group.statements


def _shows(raw: str, shown: str, *, is_labelled: bool = False, is_cited: bool = False) -> bool:
    """Whether what is shown stands in a piece with no word around it but a label before or citations behind."""
    if shown not in raw:
        raw, shown = _squeezed(raw), _squeezed(shown)
    if (start := raw.find(shown)) < 0:  # its stop stood behind the citations
        shown = shown[:-1]
        start = raw.find(shown)
    before, behind = raw[:start], raw[start + len(shown) :]
    if start < 0 or (_WORD_CHARACTER.search(before) and not (is_labelled and _LABEL.fullmatch(before))):
        return False
    return not (_LETTER if is_cited else _WORD_CHARACTER).search(behind)


def _squeezed(text: str) -> str:
    return "".join(text.replace("**", "").replace("#", "").split())
