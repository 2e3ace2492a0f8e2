"""Full text in a .txt or .md file: what it says of itself if anything, a title, and paragraphs."""

from collections.abc import Sequence
from datetime import tzinfo
from pathlib import Path, PurePath

from bot.formats import markup
from bot.formats.files.front_matter import read_front_matter, read_header
from bot.formats.full_text import FullText
from bot.formats.wrapped_lines import joined_lines
from bot.text import is_visible

_MARKDOWN = frozenset({".md", ".markdown"})
_ENDS_A_SENTENCE = tuple("。；;，,.")
_ENDS_EITHER = tuple("？！?!…:：")
"""Ends a headline as well as a sentence: it is one where it stands alone."""
_MAX_TITLE = 120
_UNTITLED = 200
"""Characters from which a text without a title is one; less is a remark that somebody saved."""


def read_text(text: str, path: str, zone: tzinfo) -> FullText:
    """What the text holds; its first short line is the title where it names none, else the file's name."""
    fields, lines = read_front_matter(text.split("\n"), zone)
    is_markdown = PurePath(path).suffix.lower() in _MARKDOWN
    above, lines = read_header(lines, zone, has_title=bool(fields.title))
    fields = fields.over(above)
    title = fields.title
    if not title:
        title, before, lines = _titled(lines, is_markdown=is_markdown)
        below, lines = read_header(lines, zone, has_title=True)
        fields = fields.over(below)
        lines = [*before, *lines]
    body = _markdown(lines) if is_markdown else _plain(lines)
    return FullText(
        title=markup.clean(title) or (Path(path).stem if sum(map(len, body)) >= _UNTITLED else ""),
        paragraphs=body,
        source=markup.clean(fields.source),
        published=fields.published,
        url=fields.url,
        notes=fields.notes,
    )


def _titled(lines: Sequence[str], *, is_markdown: bool) -> tuple[str, Sequence[str], Sequence[str]]:
    """The title, and the lines before and after it."""
    if is_markdown and any(map(is_visible, lines)):
        from bot.formats.files.markdown import title

        if found := title("\n".join(lines)):
            heading, start, end = found
            return heading, lines[:start], lines[end:]
    at = next((number for number, line in enumerate(lines) if any(map(str.isalnum, line))), None)
    if at is None:
        return "", (), lines
    line = lines[at].strip()
    stands_alone = at + 1 < len(lines) and not is_visible(lines[at + 1])
    ends = _ENDS_A_SENTENCE if stands_alone else (*_ENDS_A_SENTENCE, *_ENDS_EITHER)
    if len(line) <= _MAX_TITLE and not line.endswith(ends):
        return " ".join(_markdown([line])) if is_markdown else line, lines[:at], lines[at + 1 :]
    return "", (), lines


def _plain(lines: Sequence[str]) -> tuple[str, ...]:
    """Blank lines part paragraphs; inside, lines that the width of a page broke are joined."""
    found: list[str] = []
    block: list[str] = []
    for line in [*lines, ""]:
        if is_visible(line):
            block.append(line)
        elif block:
            found += joined_lines(block)
            block = []
    return tuple(filter(is_visible, map(markup.clean, found)))


def _markdown(lines: Sequence[str]) -> tuple[str, ...]:
    from bot.formats.files.markdown import paragraphs

    return paragraphs("\n".join(lines))
