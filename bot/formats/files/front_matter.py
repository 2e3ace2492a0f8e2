"""What a text file says of itself before its text: front matter in YAML or TOML, or lines of `name: value`."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any
from urllib.parse import urlsplit

from bot.formats.dates import names_zone, read_date
from bot.formats.web.web_page import web_address
from bot.text import is_visible

_NAMES = {
    "title": "title", "标题": "title", "標題": "title", "source": "source", "publication": "source", "来源": "source",
    "來源": "source", "出处": "source", "date": "date", "published": "date", "publish_date": "date", "pubdate": "date",
    "published_at": "date", "日期": "date", "时间": "date", "時間": "date", "发布时间": "date", "發佈時間": "date",
    "发布日期": "date", "url": "url", "link": "url", "链接": "url", "鏈接": "url", "连结": "url", "網址": "url",
    "网址": "url", "原文链接": "url", "原文": "url",
}  # fmt: skip
_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
_PAIR = re.compile(r"\s*(?P<name>[^\W\d_][\w .\-]{0,20}?)\s*[:：]\s*(?P<value>\S.*?)\s*$")
_BETWEEN_PAIRS = re.compile(
    r"\s{2,}|\s*[|｜\u3000\t]\s*|\s+(?=[\u4e00-\u9fff]{2,6}[:：])|(?<=[^\s\d:：])\s+(?=\d{4}\s*[-/.年]\s*\d)"
)
"""Wide gaps and bars; a blank too, where a Chinese name or a date follows."""
_SENTENCE = re.compile(r"[。！？；，、]|[.!?;]\s*$|[.!?;]\s")
_KNOWN = frozenset(_NAMES.values())
_BETWEEN = 2
"""Lines without a name that may stand among the others."""
_MAX_VALUE = 60
"""Characters of a name or a date; a longer value is a sentence of the text."""


@dataclass(frozen=True, slots=True)
class Fields:
    """What a file says of its text; empty or None for what it does not tell."""

    title: str = ""
    source: str = ""
    published: datetime | None = None
    url: str | None = None
    notes: tuple[str, ...] = ()

    def over(self, below: "Fields") -> "Fields":
        """These, and what only the others tell."""
        published, notes = (self.published, self.notes) if self.published else (below.published, below.notes)
        return Fields(self.title or below.title, self.source or below.source, published, self.url or below.url, notes)


def read_front_matter(lines: Sequence[str], zone: tzinfo) -> tuple[Fields, Sequence[str]]:
    """What stands between two lines `---` (YAML) or `+++` (TOML) at the beginning, and the lines below.

    A rule that begins a text is no front matter: what follows it says nothing by names.
    """
    start = next((number for number, line in enumerate(lines) if is_visible(line)), len(lines))
    fence = lines[start].strip() if start < len(lines) else ""
    ends = _FENCES.get(fence, ())
    end = next((n for n in range(start + 1, len(lines)) if lines[n].rstrip() in ends), None)
    if end is None:
        return Fields(), lines
    inside = lines[start + 1 : end]
    values = _toml("\n".join(inside)) if fence == "+++" else _yaml(inside)
    return (_fields(values, zone), lines[end + 1 :]) if values else (Fields(), lines)


def read_header(lines: Sequence[str], zone: tzinfo, *, has_title: bool) -> tuple[Fields, Sequence[str]]:
    """What the lines over a text say of it, and the lines below.

    They are lines of a name and a value, or of a date; at least half of them must have a known name and the value that
    it needs, or the lines are text, as those of minutes are. A short line between them, such as a second title, is too.
    `has_title`: whether the title stands above them.
    """
    values: dict[str, str] = {}
    kept: list[str] = []
    between: list[str] = []
    known_lines = other_lines = unsure_lines = end = 0
    is_next = True
    for at, line in enumerate(lines):
        pairs = _pairs(line, zone)
        known = {name: value for name, value in (pairs or {}).items() if name in _KNOWN}
        if known:
            values, kept, between = known | values, [*kept, *between], []
            known_lines, other_lines, unsure_lines, end = known_lines + 1, other_lines + unsure_lines, 0, at + 1
        elif pairs and values and is_next:
            other_lines, end = other_lines + 1, at + 1
        elif pairs and (values or between or has_title):  # else a first line with a colon, which is the title
            unsure_lines += 1
        elif is_visible(line):
            if len(line) > _MAX_VALUE or _SENTENCE.search(line) or len(between) == _BETWEEN:
                break
            between.append(line)
        is_next = is_visible(line)
    is_header = known_lines > 0 and known_lines >= other_lines
    return (_fields(values, zone), [*kept, *lines[end:]]) if is_header else (Fields(), lines)


def _pairs(line: str, zone: tzinfo) -> dict[str, str] | None:
    """The names and values of a line of the header, known names as our own; None for a line of the text."""
    found: dict[str, str] = {}
    for part in filter(None, _BETWEEN_PAIRS.split(line.strip())):
        if read_date(part, zone):
            found.setdefault("date", part)
            continue
        pair = _PAIR.match(part)
        if pair is None:
            return None
        name = _NAMES.get(pair["name"].lower(), pair["name"])
        if not _fits(name, pair["value"], zone):
            return None
        found.setdefault(name, pair["value"])
    return found or None


def _fits(name: str, value: str, zone: tzinfo) -> bool:
    """Whether the value is what the name needs: a date, an address, a title, or a few words that are no sentence."""
    match name:
        case "date":
            return read_date(value, zone) is not None
        case "url":
            return web_address(value) is not None
        case "title":
            return True
    return web_address(value) is not None or (len(value) <= _MAX_VALUE and not _SENTENCE.search(value))


def _fields(values: Mapping[str, Any], zone: tzinfo) -> Fields:
    known: dict[str, str] = {}
    for name, value in values.items():
        value = next(iter(value), "") if isinstance(value, list) else value
        if isinstance(value, str | int | float | date) and str(value).strip():
            known.setdefault(_NAMES.get(name.strip().lower(), ""), " ".join(str(value).split()))
    written, source = known.get("date", ""), known.get("source", "")
    published = read_date(written, zone)
    of_source = web_address(source)
    url = web_address(known.get("url", "")) or of_source
    return Fields(
        title=known.get("title", ""),
        source=(urlsplit(of_source).hostname or "").removeprefix("www.") if of_source else source,
        published=published,
        url=url,
        notes=(f"its time names no zone; read as {zone}",) if published and not names_zone(written) else (),
    )


def _toml(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def _yaml(lines: Sequence[str]) -> dict[str, Any]:
    """The mapping, every value as it is written; line by line where a colon in a title makes it no YAML."""
    import yaml

    try:
        values = yaml.load("\n".join(lines), yaml.BaseLoader)  # makes texts alone, lists and mappings of them
    except (yaml.YAMLError, RecursionError, ValueError):
        pairs = [_PAIR.match(line) for line in lines if is_visible(line) and line[:1] not in " \t-#"]
        return {pair["name"]: pair["value"].strip("\"'") for pair in pairs if pair} if all(pairs) else {}
    return {str(name): value for name, value in values.items()} if isinstance(values, dict) else {}
