"""Full text in a .txt or .md file: a title, lines such as `Date: 2025-09-26` if there are any, and paragraphs."""

import re
from datetime import datetime, tzinfo
from pathlib import Path, PurePath

from bot.formats import markup
from bot.formats.captured_page import joined_lines
from bot.formats.dates import read_date
from bot.formats.full_text import FullText
from bot.formats.web_page import web_address
from bot.text import is_visible

_MARKDOWN = frozenset({".md", ".markdown"})
_FIELD = re.compile(r"^\s*(?P<name>[^\W\d_][\w ]{0,20}?)\s*[:：]\s*(?P<value>\S.*?)\s*$")
_NAMES = {
    "title": "title", "标题": "title", "source": "source", "来源": "source", "date": "date", "published": "date",
    "日期": "date", "时间": "date", "发布时间": "date", "url": "url", "link": "url", "链接": "url", "网址": "url",
    "原文链接": "url",
}  # fmt: skip
_FENCE = "---"
_ENDS_A_SENTENCE = tuple("。！？；….!?;，,")
_MAX_TITLE = 120
_UNTITLED = 200
"""Characters from which a text without a title is one; less is a remark that somebody saved."""


def read_text(text: str, path: str, zone: tzinfo) -> FullText:
    """What the text holds; its first short line is the title where it names none, else the file's name."""
    lines = text.split("\n")
    fields, lines = _fields(lines)
    is_markdown = PurePath(path).suffix.lower() in _MARKDOWN
    title = fields.get("title", "")
    if not title:
        title, lines = _title(lines, is_markdown=is_markdown)
        below, lines = _fields(lines)
        fields = below | fields
    body = _markdown("\n".join(lines)) if is_markdown else _plain(lines)
    published: datetime | None = read_date(fields["date"], zone) if "date" in fields else None
    return FullText(
        title=markup.clean(title) or (Path(path).stem if sum(map(len, body)) >= _UNTITLED else ""),
        paragraphs=body,
        source=markup.clean(fields.get("source", "")),
        published=published,
        url=web_address(fields.get("url", "")),
    )


def _fields(lines: list[str]) -> tuple[dict[str, str], list[str]]:
    """The lines before the text that name something of it; also between two `---` as front matter."""
    found: dict[str, str] = {}
    at = next((number for number, line in enumerate(lines) if is_visible(line)), len(lines))
    if at == len(lines):
        return found, lines
    fenced = lines[at].strip() == _FENCE
    start = at
    at += fenced
    while at < len(lines):
        named = _FIELD.match(lines[at])
        name = _NAMES.get(named["name"].lower()) if named else None
        if named and name:
            found.setdefault(name, named["value"].strip("\"'"))
        elif fenced and lines[at].strip() == _FENCE:
            return found, lines[at + 1 :]
        elif not fenced:
            break
        at += 1
    return ({}, lines[start:]) if fenced else (found, lines[at:])


def _title(lines: list[str], *, is_markdown: bool) -> tuple[str, list[str]]:
    at = next((number for number, line in enumerate(lines) if is_visible(line)), None)
    if at is None:
        return "", []
    line = lines[at].strip()
    if is_markdown and line.startswith("# "):
        return line[2:].strip(" #"), lines[at + 1 :]
    if len(line) <= _MAX_TITLE and not line.endswith(_ENDS_A_SENTENCE):
        return line, lines[at + 1 :]
    return "", lines


def _plain(lines: list[str]) -> tuple[str, ...]:
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


def _markdown(text: str) -> tuple[str, ...]:
    from markdown_it import MarkdownIt

    tree = markup.parse(MarkdownIt("commonmark", {"html": False}).render(text))
    return () if tree is None else markup.paragraphs(tree)
