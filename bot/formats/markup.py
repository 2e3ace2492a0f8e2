"""HTML as paragraphs: the blocks of an element as plain text, in order. Scripts, styles and hidden chrome are none."""

import codecs
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
_CHARSET = re.compile(rb"""<meta[^>]{1,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def decode(data: bytes, charset: str | None = None) -> str:
    """The text of a page: by its byte order mark, the server's charset, its own, UTF-8 or GB18030, else with marks."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(name, "replace")
    own = _CHARSET.search(data[:4096])
    names = [charset, own[1].decode("ascii", "replace") if own else None, "utf-8", "gb18030"]
    for name in filter(None, names):
        name = "gb18030" if name.lower() in ("gb2312", "gbk") else name
        try:
            return codecs.decode(data, name)
        except (LookupError, UnicodeError, TypeError):
            continue
    return data.decode("utf-8", "replace")


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
            if skipping is None and (tag in _DROPPED or element.get("hidden") is not None):
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
