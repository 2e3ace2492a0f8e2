"""Articles as an Atom feed (RFC 4287)."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from bot.model import Article
from bot.text import printable

ATOM = "http://www.w3.org/2005/Atom"
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 can't hold, escaped or not (its production 2, Char)."""
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def atom(articles: Sequence[Article], *, title: str, address: str, page: str, article_base: str) -> bytes:
    """The feed as XML. `address` is its own, `page` that of its page, `article_base` goes before an article's id."""
    feed = Element("feed", xmlns=ATOM)
    _text(feed, "id", address)
    _text(feed, "title", title)
    SubElement(feed, "link", rel="self", type="application/atom+xml", href=_xml_text(address))
    SubElement(feed, "link", rel="alternate", type="text/html", href=_xml_text(page))
    newest = max((article.published_at for article in articles), default=_NEVER)
    _text(feed, "updated", newest.isoformat())
    for article in articles:
        _entry(feed, article, article_base)
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _entry(feed: Element, article: Article, article_base: str) -> None:
    entry = SubElement(feed, "entry")
    _text(entry, "id", f"urn:latepost:article:{article.id}")
    _text(entry, "title", article.title)
    SubElement(entry, "link", rel="alternate", type="text/html", href=f"{article_base}{article.id}")
    if article.url:
        SubElement(entry, "link", rel="related", href=_xml_text(article.url))
    _text(SubElement(entry, "author"), "name", article.source)
    _text(entry, "published", article.published_at.isoformat())
    _text(entry, "updated", article.published_at.isoformat())
    if article.viewpoint:
        _text(entry, "summary", article.viewpoint)
    content = [
        "\n".join(
            filter(None, [section.heading, *(f"- {point.text}{_marks(point.citations)}" for point in section.points)])
        )
        for section in article.sections
    ] or list(article.paragraphs)
    if content:
        _text(entry, "content", "\n\n".join(content)).set("type", "text")


def _marks(citations: Sequence[int]) -> str:
    return " " + "".join(f"[{number}]" for number in citations) if citations else ""


def _text(parent: Element, name: str, text: str) -> Element:
    element = SubElement(parent, name)
    element.text = _xml_text(text) or "—"
    return element


def _xml_text(text: str) -> str:
    return _NO_XML.sub("", printable(text))
