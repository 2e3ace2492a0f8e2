"""The paragraphs of a Word file (.docx), a row of a table one of them.

Headers, footers and notes stand in parts of their own and are left out; what was deleted or is hidden is not read.
"""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from bot.errors import UnreadableFileError

_MAX_UNPACKED = 200 * 2**20
"""Bytes of all parts of a file; the longest books have some 10 MB of text, and their pictures are packed already."""
_PARAGRAPH, _ROW, _CELL, _TEXT = qn("w:p"), qn("w:tr"), qn("w:tc"), qn("w:t")
_SPACES = {qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_NOT_READ = frozenset(
    (qn("w:del"), qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback")
)
_BETWEEN_CELLS = " | "


def read_word(path: Path) -> tuple[str, list[str]]:
    """The title, empty where it has none, and the paragraphs. Raises `UnreadableFileError`."""
    document = _open(path)
    found: list[tuple[str, str]] = [
        (style, line)
        for style, text in _blocks(
            document.element.body, {style.style_id: style.name or "" for style in document.styles}
        )
        for line in text.split("\n")
        if line.strip()
    ]
    if not found:
        reason = "the document holds no text, only pictures or nothing; save it as one with text in it."
        raise UnreadableFileError(str(path), 1, reason)
    titles = [line for style, line in found if style == "Title"]
    headings = [line for style, line in found[:1] if style.lower().startswith("heading")]
    title = next(iter((*titles, *headings)), "") or _told_title(document.core_properties.title or "")
    return title, [line for style, line in found if not style.lower().startswith("toc ")]


def _open(path: Path) -> "docx.document.Document":
    try:
        with zipfile.ZipFile(path) as parts:
            if sum(part.file_size for part in parts.infolist()) > _MAX_UNPACKED:
                reason = (
                    f"the document is larger than {_MAX_UNPACKED // 2**20} MB unpacked; save it without its pictures."
                )
                raise UnreadableFileError(str(path), 1, reason)
        return docx.Document(str(path))
    except (ValueError, KeyError, PackageNotFoundError, zipfile.BadZipFile, etree.XMLSyntaxError, OSError) as error:
        reason = "is no whole Word file; save it as .docx, or its text as .txt."
        raise UnreadableFileError(str(path), 1, reason) from error


def _blocks(body: etree._Element, styles: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each paragraph with the name of its style, and each row of a table of data on one line."""
    rows = {row for row in body.iter(_ROW) if _is_row_of_data(row)}
    for element in body.iter(_PARAGRAPH, _ROW):
        if element in rows:
            yield "", _BETWEEN_CELLS.join(filter(None, (_words(cell).strip() for cell in element.iter(_CELL))))
        elif element.tag == _PARAGRAPH and not any(ancestor in rows for ancestor in element.iterancestors(_ROW)):
            style = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            yield styles.get(style.get(qn("w:val"), "") if style is not None else "", ""), _words(element)


def _is_row_of_data(row: etree._Element) -> bool:
    cells = list(row.iter(_CELL))
    return len(cells) > 1 and all(len(list(cell.iter(_PARAGRAPH))) == 1 for cell in cells)


def _words(holder: etree._Element) -> str:
    """The text that stands in the element itself, not in a text box inside it, as it is shown."""
    return "".join(
        _SPACES.get(piece.tag) or piece.text or "" for piece in holder.iter(_TEXT, *_SPACES) if _is_read(piece, holder)
    )


def _is_read(element: etree._Element, holder: etree._Element) -> bool:
    for ancestor in element.iterancestors():
        if ancestor is holder:
            return True
        if (
            ancestor.tag in _NOT_READ
            or (ancestor.tag == _PARAGRAPH and holder.tag == _PARAGRAPH)
            or ancestor.find(_VANISHES) is not None
        ):
            return False
    return True


_VANISHES = f"{qn('w:rPr')}/{qn('w:vanish')}"


def _told_title(title: str) -> str:
    """The title of the file's properties, unless it is that of the template that it was made from."""
    return "" if title.strip().lower() in ("word document", "document") else title
