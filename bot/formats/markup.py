"""HTML as paragraphs: the blocks of an element as plain text, in order. Scripts, styles and hidden chrome are none."""

import re
import unicodedata
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

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
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_NOT_SHOWN = re.compile(r"(?:^|;)\s*display\s*:\s*none\b", re.IGNORECASE)


def parse(markup: str) -> lxml_html.HtmlElement | None:
    """The tree of a page or of a piece of one; None where there is no element at all. Fetches nothing."""
    markup = _UNSTORABLE.sub("", markup)
    if not is_visible(markup):
        return None
    parser = lxml_html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    try:
        return lxml_html.document_fromstring(markup.encode(), parser=parser)
    except (etree.ParserError, ValueError):
        return None


def paragraphs(root: lxml_html.HtmlElement) -> tuple[str, ...]:
    """The blocks of the element as text, without those that say nothing; no word is dropped or reordered."""
    return tuple(filter(is_visible, map(clean, _blocks(root))))


def is_hidden(element: lxml_html.HtmlElement) -> bool:
    """Whether a browser never shows the element: what stands there is meant for machines."""
    return element.get("hidden") is not None or _NOT_SHOWN.search(element.get("style") or "") is not None


def clean(text: str) -> str:
    """On one line, blanks as one blank, without control characters."""
    line = _BLANKS.sub(" ", _UNSTORABLE.sub("", text)).strip()
    return "".join(character for character in line if unicodedata.category(character) != "Cc")


def _blocks(root: lxml_html.HtmlElement) -> Iterator[str]:
    """Without recursion, since a hostile page nests as deep as it likes."""
    pieces: list[str] = []
    skipping = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        inline = tag in _INLINE
        if event == "start":
            if skipping is None and (tag in _DROPPED or (element is not root and is_hidden(element))):
                skipping = element
            if skipping is None:
                if not inline:
                    yield "".join(pieces)
                    pieces = []
                pieces.append(element.text or "")
            continue
        if skipping is None and not inline:
            yield "".join(pieces)
            pieces = []
        if skipping is element:
            skipping = None
        if skipping is None and element is not root:
            pieces.append(element.tail or "")
    yield "".join(pieces)
