"""HTML as paragraphs: the blocks of an element as plain text, in order. Scripts, styles and what is hidden are none."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree
from lxml import html as lxml_html

from bot.formats.web.hidden import drop_hidden
from bot.text import is_visible

MAX_BYTES = 10 * 1024 * 1024
"""Of one page; those of WeChat, with their scripts, have about 3 MB."""

_INLINE = frozenset(
    "a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q rp rt ruby s samp small span strike strong sub sup"
    " time tt u var wbr label".split()
)
_DROPPED = frozenset(
    "script style noscript template iframe object embed svg math form button select textarea input canvas audio video"
    " head title link meta base nav".split()
)
_BLANKS = re.compile(r"\s+")
_CELLS = ("td", "th")
_BETWEEN_CELLS = " | "
_MAX_CELL = 100
"""Characters of a cell in a table of data."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Block:
    """A block of text on one line, and the innermost element that is a block and holds it."""

    text: str
    element: lxml_html.HtmlElement


def parse(markup: str, shown_by_script: str | None = None) -> lxml_html.HtmlElement | None:
    """The tree of what is shown of a page or of a piece of one; None where there is no element at all.

    `shown_by_script` is the id of an element that is hidden only until a script has run. Fetches nothing.
    """
    markup = _UNSTORABLE.sub("", markup)
    if not is_visible(markup):
        return None
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        tree = lxml_html.document_fromstring(markup.encode(), parser=parser)
    except (etree.ParserError, ValueError):
        return None
    except etree.XMLSyntaxError as error:  # a parser of HTML finds no fault in markup: it had no memory
        raise MemoryError from error
    drop_hidden(tree, shown_by_script)
    return tree


def paragraphs(root: lxml_html.HtmlElement) -> tuple[str, ...]:
    """The blocks of the element as text, without those that say nothing; no word is dropped or reordered."""
    return tuple(block.text for block in blocks(root))


def blocks(root: lxml_html.HtmlElement) -> Iterator[Block]:
    """The blocks of the element in order, without those that say nothing; a row of a table of data is one."""
    for element, text in _blocks(root):
        if is_visible(line := clean(text)):
            yield Block(line, element)


def clean(text: str) -> str:
    """On one line, blanks as one blank, without control characters."""
    line = _BLANKS.sub(" ", _UNSTORABLE.sub("", text)).strip()
    return "".join(character for character in line if unicodedata.category(character) != "Cc")


def _blocks(root: lxml_html.HtmlElement) -> Iterator[tuple[lxml_html.HtmlElement, str]]:
    """Without recursion, since a hostile page nests as deep as it likes."""
    pieces: list[str] = []
    current, skipping, row = root, None, None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        is_start = event == "start"
        if is_start and skipping is None and tag in _DROPPED:
            skipping = element
        if skipping is None:
            if is_start and tag == "tr" and row is None and _is_row_of_data(element):
                yield current, "".join(pieces)
                pieces, current, row = [], element, element
            elif row is not None and element is not row:
                pieces.append(_BETWEEN_CELLS if is_start and tag in _CELLS and "".join(pieces).strip() else "")
            elif tag not in _INLINE:
                yield current, "".join(pieces).removesuffix(_BETWEEN_CELLS)
                pieces, current = [], element if is_start else element.getparent()
            if is_start:
                pieces.append(element.text or "")
        elif skipping is element and not is_start:
            skipping = None
        if element is row and not is_start:
            row = None
        if not is_start and skipping is None and element is not root:
            pieces.append(element.tail or "")
    yield current, "".join(pieces)


def _is_row_of_data(row: lxml_html.HtmlElement) -> bool:
    """Whether each cell holds a few words in a block at most, other than in tables that lay a page out."""
    return len(row) > 1 and all(
        len("".join(cell.itertext())) <= _MAX_CELL
        and sum(descendant.tag not in _INLINE for descendant in cell.iterdescendants()) <= 1
        and next(cell.iter("br", *_HEADINGS), None) is None
        for cell in row
    )
