"""Files of any known format as articles, one at a time, so that memory does not grow with the file."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import UnreadableFileError, UnreadableTextError
from bot.formats import json_lines
from bot.formats.captured import captured_page
from bot.formats.decoding import decode
from bot.formats.full_text import MAX_CHARACTERS, FullText, to_article
from bot.formats.lines import Lines
from bot.formats.parsed import Parsed, Problem
from bot.text import readable_name

__all__ = ["Parsed", "Problem", "read"]

_JSON = re.compile(r"\{|\[\s*(?:[\[{\]\"]|$)")
"""How JSON begins; a page may begin with a word in brackets."""
_JSON_SUFFIXES = (".jsonl", ".ndjson", ".json")
_START = 1024
"""Bytes within which a PDF says that it is one (ISO 32000-1, annex H.3.4.1)."""
_ZIP = b"PK\x03\x04"
_OTHER_DOCUMENTS = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"{\\rtf")
"""Office's files of before 2007, protected ones of today, and Rich Text."""
_FEED = re.compile(r"<\?xml\b|<rss\b|<feed\b", re.IGNORECASE)


def read(path: Path, *, source: str | None = None) -> Iterator[Parsed | Problem]:
    """The articles of a file, in its order, and what is wrong with those that can't be read.

    The format is told from the content: a PDF or Word file, JSON Lines (also from the name), a web page, a captured
    page, and in files named .txt, .md or .markdown full text. `source` is that of a page or text that names none (the
    file's folder if not given); its time is then when the file was last changed. Never raises for what stands in the
    file: a file that can't be read at all is one `Problem`.
    """
    try:
        if kind := _kind_of_document(path):
            from bot.formats.files.documents import read_document

            yield _article(read_document(path, kind, captured_page.ZONE), path, source)
            return
        with Lines.open(path) as lines:
            beginning = lines.beginning()
            if path.suffix.lower() in _JSON_SUFFIXES or _JSON.match(beginning):
                yield from json_lines.parse(lines)
            elif _is_web_page(path, beginning):
                yield _web_page(path, source)
            elif _FEED.match(beginning):
                yield Problem(str(path), 1, "is a feed or XML; name a feed's address in feeds.toml.")
            elif path.suffix.lower() in (".txt", ".md", ".markdown") and not captured_page.is_page(lines):
                yield _plain_text(path, lines, source)
            else:
                yield from captured_page.parse(lines, source=source or _folder(path))
    except UnreadableFileError as error:
        yield Problem(error.path, error.line, error.reason)


def _kind_of_document(path: Path) -> str:
    """`pdf`, `word` or `other` for what is a document by how it begins; empty for everything else."""
    try:
        with path.open("rb") as file:
            start = file.read(_START)
    except OSError:
        return ""  # reading it as lines says why
    if b"%PDF-" in start:
        return "pdf"
    if start.startswith(_ZIP):
        return "word"
    return "other" if start.startswith(_OTHER_DOCUMENTS) else ""


def _is_web_page(path: Path, beginning: str) -> bool:
    if path.suffix.lower() in (".html", ".htm", ".xhtml"):
        return True
    if not beginning.startswith("<"):
        return False  # most files are none, and what reads them need not be loaded
    from bot.formats.web.web_page import is_web_page

    return is_web_page(beginning[:1000])


def _web_page(path: Path, source: str | None) -> Parsed | Problem:
    from bot.formats.markup import MAX_BYTES
    from bot.formats.web.web_page import read_encoded

    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        return Problem(str(path), 1, f"the page is larger than {MAX_BYTES // 2**20} MB; save it without its media.")
    try:
        found = read_encoded(data, captured_page.ZONE)
    except UnreadableTextError as error:
        return Problem(str(path), 1, f"{error}; save it as UTF-8.")
    return _article(found, path, source)


def _plain_text(path: Path, lines: Lines, source: str | None) -> Parsed | Problem:
    from bot.formats.files.plain_text import read_text

    with path.open("rb") as file:
        data = file.read(4 * MAX_CHARACTERS + 1)  # no encoding has longer characters
    try:
        decoded = decode(data)
    except UnreadableTextError as error:
        return Problem(str(path), 1, f"{error}; save it as UTF-8.")
    if len(decoded.text) > MAX_CHARACTERS or len(data) > 4 * MAX_CHARACTERS:
        reason = f"the text is longer than {MAX_CHARACTERS // 10**6} million characters; split it."
        return Problem(str(path), 1, reason)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return Problem(str(path), line, "the line holds the character U+0000, which no text holds; take it out.")
    found = read_text(text, str(path), captured_page.ZONE)
    if found.published is None and captured_page.is_undated(found.paragraphs):
        return next(captured_page.parse(lines))
    found = replace(found, notes=(*decoded.notes, *found.notes))
    return _article(found, path, source)


def _article(found: FullText, path: Path, source: str | None) -> Parsed | Problem:
    return to_article(found, str(path), _changed_at(path), source=source or _folder(path))


def _folder(path: Path) -> str:
    return readable_name(path.absolute().parent.name) or "files"


def _changed_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).astimezone(captured_page.ZONE)
