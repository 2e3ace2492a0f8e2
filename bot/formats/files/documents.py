"""PDF and Word files as full texts. What reads them is the optional extra `documents`."""

from collections.abc import Sequence
from datetime import tzinfo
from pathlib import Path

from bot.errors import UnreadableFileError
from bot.formats import markup
from bot.formats.files.front_matter import Fields, read_header
from bot.formats.full_text import FullText
from bot.text import is_visible, readable_name

_MAX_TITLE = 120
_ENDS_A_SENTENCE = tuple("。；;，,.")
_INSTALL = "add it with `uv sync --extra documents`, or save the text as .txt"


def read_document(path: Path, kind: str, zone: tzinfo) -> FullText:
    """What the document holds, of the kind `pdf`, `word` or `other`.

    Raises `UnreadableFileError` with the reason where that is no text.
    """
    if kind == "other":
        reason = "is an old or protected Office file or Rich Text; save it as .docx, .pdf or .txt without a password."
        raise UnreadableFileError(str(path), 1, reason)
    try:
        if kind == "pdf":
            from bot.formats.files.pdf import read_pdf as read
        else:
            from bot.formats.files.word import read_word as read
    except ImportError as error:
        name = "PDF" if kind == "pdf" else "Word"
        reason = f"reading {name} files needs the extra `documents`, which is not installed; {_INSTALL}."
        raise UnreadableFileError(str(path), 1, reason) from error
    title, paragraphs = read(path)
    return _full_text(title, [line for line in map(markup.clean, paragraphs) if is_visible(line)], path, zone)


def _full_text(title: str, paragraphs: Sequence[str], path: Path, zone: tzinfo) -> FullText:
    title = markup.clean(title)
    if title and title in paragraphs[:3]:
        at = paragraphs.index(title)
        paragraphs = [*paragraphs[:at], *paragraphs[at + 1 :]]
    elif not title and len(paragraphs) > 1 and _may_be_title(paragraphs[0]):
        title, *paragraphs = paragraphs
    fields, text = read_header(paragraphs, zone, has_title=True)
    fields = fields.over(Fields(title=title or readable_name(path.stem)))
    return FullText(
        title=title or fields.title,
        paragraphs=tuple(text),
        source=fields.source,
        published=fields.published,
        url=fields.url,
        notes=fields.notes,
    )


def _may_be_title(line: str) -> bool:
    return len(line) <= _MAX_TITLE and not line.endswith(_ENDS_A_SENTENCE)
