"""A web page as an article: its text without the chrome, title, source and time. Also pages in the style of WeChat.

trafilatura finds the text of a page that it does not know; pages of WeChat say themselves where theirs stands.
"""

import html
import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from bot.formats import markup
from bot.formats.dates import names_zone, read_date
from bot.formats.decoding import declared_in, decode
from bot.formats.full_text import FullText

_WECHAT_TEXT = "js_content"
_WECHAT_TIME = re.compile(
    r"""\b(?:ct|createTime|publish_time)\s*=\s*["'](\d{10}|\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?)["']"""
)
_WECHAT_NAME = re.compile(r"""\bnickname\s*=\s*(?:htmlDecode\()?["']([^"'<>]{1,60})["']""")
_TIMES = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "date", "pubdate",
    "publishdate", "publish_date", "article_date_original", "dc.date", "dcterms.created", "weibo: article:create_at",
)  # fmt: skip
_MAX_SCRIPT = 200_000
_SITE_SUFFIX = re.compile(r"\s+[|｜_—–-]\s+[^|｜_—–-]{1,40}$")


def is_web_page(beginning: str) -> bool:
    """Whether a file that begins so is HTML."""
    return (
        re.match(r"<(?:!doctype\s+html|html|head|body)\b|<\?xml[^>]*>\s*<(?:!doctype\s+html|html)\b", beginning, re.I)
        is not None
    )


def read_encoded(data: bytes, zone: tzinfo, *, charset: str | None = None, url: str | None = None) -> FullText:
    """What the page holds whose bytes these are; `charset` is what its server declares.

    Raises `UnreadableTextError`.
    """
    decoded = decode(data, charset, declared_in(data))
    found = read_page(decoded.text, zone, url)
    return replace(found, notes=(*decoded.notes, *found.notes))


def read_page(page: str, zone: tzinfo, url: str | None = None) -> FullText:
    """What the page holds; `zone` is that of a time which names none, `url` its address where the caller knows it."""
    tree = markup.parse(page)
    if tree is None:
        return FullText("", ())
    meta = _meta(tree)
    address = _address(tree, meta, url)
    wechat = tree.get_element_by_id(_WECHAT_TEXT, None)
    if wechat is not None:
        return _wechat(tree, wechat, meta, address, zone)
    published, notes = _published(tree, meta, zone)
    heading = next((" ".join(markup.paragraphs(element)) for element in tree.iter("h1")), "")
    named = _title(tree)
    title, text = _extracted(tree, address)
    name = meta.get("og:site_name") or (urlsplit(address).hostname or "" if address else "").removeprefix("www.")
    return FullText(
        title=markup.clean(meta.get("og:title") or title or heading or _SITE_SUFFIX.sub("", named)),
        paragraphs=text,
        source=markup.clean(name),
        published=published,
        url=address,
        notes=notes,
    )


def _wechat(tree: HtmlElement, text: HtmlElement, meta: dict[str, str], url: str | None, zone: tzinfo) -> FullText:
    script = "\n".join(_scripts(tree))
    told = [_text_of(tree, "publish_time"), *_WECHAT_TIME.findall(script)]
    times = [moment for each in told if each and (moment := read_date(each, zone))]
    exact = [moment for moment in times if (moment.hour, moment.minute) != (0, 0)]
    named = _WECHAT_NAME.search(script)
    return FullText(
        title=_text_of(tree, "activity-name") or markup.clean(meta.get("og:title", "") or _title(tree)),
        paragraphs=markup.paragraphs(text),
        source=_text_of(tree, "js_name") or (markup.clean(html.unescape(named[1])) if named else ""),
        published=next(iter(exact or times), None),
        url=url,
    )


def _extracted(tree: HtmlElement, url: str | None) -> tuple[str, tuple[str, ...]]:
    from trafilatura import bare_extraction  # takes 0.3 s to load

    for hidden in [each for each in tree.iter(etree.Element) if each is not tree and markup.is_hidden(each)]:
        if hidden.tag != "body" and hidden.getparent() is not None:  # many a page shows its body by a script
            hidden.drop_tree()
    found: Any = None
    with suppress(RecursionError, ValueError, etree.Error):  # a page that nests too deep is read without it
        found = bare_extraction(tree, url=url, include_comments=False, include_tables=True, with_metadata=True)
    if found is None or not found.text:
        return "", markup.paragraphs(next(tree.iter("article", "main", "body"), tree))
    lines = tuple(filter(None, map(markup.clean, found.text.split("\n"))))
    return found.title or "", lines


def _published(tree: HtmlElement, meta: dict[str, str], zone: tzinfo) -> tuple[datetime | None, tuple[str, ...]]:
    for written in _written_times(tree, meta):
        if moment := read_date(written, zone):
            notes = () if names_zone(written) else (f"its time names no zone; read as {zone}",)
            return moment, notes
    return None, ()


def _written_times(tree: HtmlElement, meta: dict[str, str]) -> Iterator[str]:
    yield from (meta[name] for name in _TIMES[:3] if name in meta)
    yield from _linked_data_times(tree)
    yield from (meta[name] for name in _TIMES[3:] if name in meta)
    yield from (written for element in tree.iter("time") if (written := element.get("datetime")))


def _linked_data_times(tree: HtmlElement) -> Iterator[str]:
    """`datePublished` of schema.org, wherever it stands in the page's linked data."""
    for element in tree.iter("script"):
        if element.get("type") == "application/ld+json" and element.text and len(element.text) < _MAX_SCRIPT:
            try:
                waiting = [json.loads(element.text)]
            except (ValueError, RecursionError):
                continue
            while waiting:
                each = waiting.pop()
                if isinstance(each, list):
                    waiting += each
                elif isinstance(each, dict):
                    if isinstance(written := each.get("datePublished"), str):
                        yield written
                    waiting += each.values()


def _meta(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = element.get("content")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), content.strip())
    return found


def _address(tree: HtmlElement, meta: dict[str, str], url: str | None) -> str | None:
    canonical = [each.get("href") or "" for each in tree.iter("link") if each.get("rel") == "canonical"]
    for written in (*canonical, meta.get("og:url", ""), url or ""):
        address = web_address(urljoin(url, written) if url and written else written)
        if address and (url is None or urlsplit(address).hostname == urlsplit(url).hostname):
            return address  # a page does not speak for another host
    return web_address(url or "")


def web_address(written: str) -> str | None:
    """The address, if it is one of http or https that an article may carry."""
    try:
        parts = urlsplit(written.strip())
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or re.search(r"[\s<>\"]", written.strip()):
        return None
    return written.strip() if len(written) <= 2000 else None


def _scripts(tree: HtmlElement) -> Iterator[str]:
    return (element.text for element in tree.iter("script") if element.text and len(element.text) < _MAX_SCRIPT)


def _text_of(tree: HtmlElement, element_id: str) -> str:
    element = tree.get_element_by_id(element_id, None)
    return "" if element is None else " ".join(markup.paragraphs(element))


def _title(tree: HtmlElement) -> str:
    return next((element.text for element in tree.iter("title") if element.text), "")
