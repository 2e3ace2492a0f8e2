"""The paragraphs of a PDF file in reading order, without the running heads, feet and page numbers of its pages.

pdfminer.six tells the lines of a page in their order; a PDF itself knows no paragraphs. A paragraph ends where a line
ends though the next word would still have fitted, where the next is indented, of another size, or further away.
"""

import re
import struct
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

from pdfminer.high_level import extract_pages
from pdfminer.layout import LAParams, LTChar, LTContainer, LTFigure, LTImage, LTItem, LTPage, LTTextLine
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfparser import PDFParser
from pdfminer.psexceptions import PSException
from pdfminer.utils import decode_text

from bot.errors import UnreadableFileError
from bot.formats.full_text import MAX_CHARACTERS
from bot.text import is_han

_MAX_PAGES = 3_000
_FAULTS = (
    PSException, ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError, RecursionError,
    ArithmeticError, struct.error, zlib.error,
)  # fmt: skip
"""What comes of a broken file: pdfminer checks little of what it reads."""
_AT_THE_EDGE = 3
"""Lines at the top and at the bottom of a page among which its head and foot are."""
_SAME_PLACE = 12
"""Points by which a running head may move from page to page."""
_FIGURES = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)
_PAGE_NUMBER = re.compile(r"\W*(?:page|p\.|第)?\s*#\s*(?:[页頁]\W*)?(?:(?:/|of|共)\s*#\s*[页頁]?)?\W*", re.IGNORECASE)
_UNKNOWN = re.compile(r"\(cid:\d+\)")
_BLANK_IN_CHINESE = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s+(?=[\u3000-\u9fff\uff00-\uffef])")
_LARGER = 1.15
"""How many times the size of the text a title has at least."""
_TITLE_LINES = 4
_ENDS_A_SENTENCE = tuple('。！？；….!?:：”"')
_NO_TITLE = re.compile(r"\.\w{2,5}$|^untitled|^microsoft word", re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """A line of a page: its text, edges in points from the left and from the bottom, and the size of its letters."""

    text: str
    page: int
    left: float
    right: float
    bottom: float
    size: float


def read_pdf(path: Path) -> tuple[str, list[str]]:
    """The title, empty where none stands out, and the paragraphs. Raises `UnreadableFileError`."""
    try:
        pages, has_pictures = _pages(path)
        named = _named_title(path)
    except PDFPasswordIncorrect as error:
        raise UnreadableFileError(str(path), 1, "the PDF is protected; save it without a password.") from error
    except _FAULTS as error:
        reason = "is no whole PDF, or a broken one; save it anew, or its text as .txt."
        raise UnreadableFileError(str(path), 1, reason) from error
    lines = [line for page in _without_running(pages) for line in page]
    text = "".join(line.text for line in lines)
    if not any(map(str.isalnum, text)):
        reason = (
            "the pages are pictures of text, a scan; save it with the text recognised (OCR)."
            if has_pictures
            else "the PDF holds no text; save the text as .txt."
        )
        raise UnreadableFileError(str(path), 1, reason)
    if len("".join(_UNKNOWN.findall(text))) * 2 > len(text):
        reason = "the PDF does not say which characters its letters are; copy its text, and save that as .txt."
        raise UnreadableFileError(str(path), 1, reason)
    titles = _title(lines)
    body = [line for line in lines if line not in titles]
    title = _joined(titles)
    return title or named, [_joined(paragraph) for paragraph in _paragraphs(body)]


def _pages(path: Path) -> tuple[list[list[_Line]], bool]:
    pages: list[list[_Line]] = []
    has_pictures = False
    size = 0
    for number, page in enumerate(extract_pages(path, laparams=LAParams(all_texts=True), maxpages=_MAX_PAGES)):
        lines = list(_lines(page, number))
        has_pictures = has_pictures or any(isinstance(item, LTFigure | LTImage) for item in page)
        size += sum(len(line.text) for line in lines)
        if size > MAX_CHARACTERS:
            reason = f"the text is longer than {MAX_CHARACTERS // 10**6} million characters; split it."
            raise UnreadableFileError(str(path), 1, reason)
        pages.append(lines)
    return pages, has_pictures


def _lines(holder: LTPage, page: int) -> Iterator[_Line]:
    waiting: list[LTItem] = [*holder][::-1]
    while waiting:
        item = waiting.pop()
        if isinstance(item, LTTextLine):
            text = " ".join(item.get_text().replace("\u00ad", "").split())
            sizes = [letter.size for letter in item if isinstance(letter, LTChar)]
            if text and sizes:
                yield _Line(_BLANK_IN_CHINESE.sub("", text), page, item.x0, item.x1, item.y0, median(sizes))
        elif isinstance(item, LTContainer):
            waiting += [*item][::-1]


def _without_running(pages: Sequence[Sequence[_Line]]) -> list[list[_Line]]:
    """The pages without what stands at the same edge of several of them, but for its figures, and page numbers."""
    seen: dict[tuple[bool, str], list[_Line]] = defaultdict(list)
    running: set[_Line] = set()
    for page in pages:
        by_height = sorted(page, key=lambda line: -line.bottom)
        for is_top, edge in ((True, by_height[:_AT_THE_EDGE]), (False, by_height[-_AT_THE_EDGE:])):
            for line in edge:
                seen[is_top, _FIGURES.sub("#", line.text)].append(line)
            outermost = edge[:1] if is_top else edge[-1:]
            running.update(line for line in outermost if _PAGE_NUMBER.fullmatch(_FIGURES.sub("#", line.text)))
    for lines in seen.values():
        heights = [line.bottom for line in lines]
        if len({line.page for line in lines}) > 1 and max(heights) - min(heights) <= _SAME_PLACE:
            running.update(lines)
    return [[line for line in page if line not in running] for page in pages]


def _title(lines: Sequence[_Line]) -> list[_Line]:
    """The lines of the largest letters of the first page, where they are larger than those of the text."""
    first = [line for line in lines if line.page == 0 and any(map(str.isalnum, line.text))]
    if not first:
        return []
    usual = median([line.size for line in lines for _ in line.text])
    largest = max(line.size for line in first)
    titles = [line for line in first if line.size >= 0.98 * largest]
    return titles if largest >= _LARGER * usual and len(titles) <= _TITLE_LINES else []


def _paragraphs(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    columns = _Columns(lines)
    paragraph: list[_Line] = []
    for line in lines:
        if paragraph and not columns.goes_on(paragraph[-1], line):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    if paragraph:
        yield paragraph


class _Columns:
    """The edges of the columns that lines stand in, and how far apart the lines of a paragraph are."""

    def __init__(self, lines: Sequence[_Line]) -> None:
        self._by_page: dict[int, list[_Line]] = defaultdict(list)
        for line in lines:
            self._by_page[line.page].append(line)
        steps = [above.bottom - below.bottom for above, below in pairwise(lines)]
        steps = [step for step, line in zip(steps, lines, strict=False) if 0 < step < 4 * line.size]
        self._step = median(steps) if steps else 0.0

    def goes_on(self, line: _Line, following: _Line) -> bool:
        """Whether a paragraph goes on from one line to the next."""
        if abs(line.size - following.size) > 0.1 * line.size:
            return False
        left, right = self._edges(line)
        word = following.text[:1] if is_han(following.text[0]) else following.text.split()[0]
        width = (following.right - following.left) / len(following.text) * len(word)
        if right - line.right > width + line.size:
            return False  # the next word would have fitted
        is_below = line.page == following.page and line.bottom > following.bottom
        if is_below and line.bottom - following.bottom > max(1.35 * self._step, 1.2 * line.size):
            return False
        start = self._edges(following)[0]
        is_indented = following.left - start > 0.8 * following.size and line.left - left <= 0.8 * line.size
        return not is_indented  # also over a page: few paragraphs end with a line that is full

    def _edges(self, line: _Line) -> tuple[float, float]:
        near = [line for line in self._by_page[line.page] if abs(line.left - line.left) <= 3 * line.size]
        return min(line.left for line in near), max(line.right for line in near)


def _joined(lines: Iterable[_Line]) -> str:
    text = ""
    for line in lines:
        if text.endswith("-") and line.text[:1].islower() and text[-2:-1].isalpha():
            text = text[:-1] + line.text
        else:
            gap = " " if text and not (_is_wide(text[-1]) or _is_wide(line.text[0])) else ""
            text += gap + line.text
    return text


def _is_wide(character: str) -> bool:
    return is_han(character) or ord(character) >= 0x3000


def _named_title(path: Path) -> str:
    """The title of the file's properties, unless it is only the name of a file."""
    with path.open("rb") as file:
        information = PDFDocument(PDFParser(file)).info
    title = next((entries["Title"] for entries in information if isinstance(entries.get("Title"), bytes)), b"")
    text = decode_text(title).strip()
    return "" if _NO_TITLE.search(text) else text
