"""A web page as an article: its text without the chrome, title, source and time. Also pages in the style of WeChat.

trafilatura finds the text of a page that it does not know; pages of WeChat say themselves where theirs stands.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, tzinfo
from functools import lru_cache
from itertools import takewhile
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from bot.formats import markup
from bot.formats.dates import read_date
from bot.formats.decoding import declared_in, decode
from bot.formats.full_text import FullText
from bot.formats.markup import Block
from bot.formats.web import page_date

_WECHAT_TEXT = "js_content"
_WECHAT_TIME = re.compile(
    r"""\b(?:ct|createTime|publish_time)\s*=\s*["'](\d{10}|\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?)["']"""
)
_WECHAT_NAME = re.compile(r"""\bnickname\s*=\s*(?:htmlDecode\()?["']([^"'<>]{1,60})["']""")
_MAX_SCRIPT = 200_000
_MOST = 0.9
"""Of the text that trafilatura found: what the blocks of the page must hold of it."""
_LONG = 20
"""Characters of a block that stands nowhere by chance."""
_MAX_DATE = 60
"""Characters of a date and time, in words and with its zone."""
_BETWEEN_WORDS = re.compile(r"[\s|]+")
_FRONT_PAGE = re.compile(r"/?(?:[a-z]{2}(?:-[a-z]{2,4})?/?)?(?:(?:index|default|home)\.\w+)?", re.IGNORECASE)
"""The path of a site's front page, or of that of one language."""
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
    tree = markup.parse(page, _WECHAT_TEXT)
    if tree is None:
        return FullText("", ())
    meta = _meta(tree)
    address = _address(tree, meta, url)
    wechat = tree.get_element_by_id(_WECHAT_TEXT, None)
    if wechat is not None:
        return _wechat(tree, wechat, meta, address, zone)
    blocks = tuple(markup.blocks(tree))
    named, text = _extracted(tree, blocks, address)
    heading = next((" ".join(markup.paragraphs(element)) for element in tree.iter("h1")), "")
    title = markup.clean(meta.get("og:title") or named or heading or _SITE_SUFFIX.sub("", _title(tree)))
    published, notes = page_date.published(page_date.Page(tree, meta, title, address, blocks, text), zone)
    name = meta.get("og:site_name") or (urlsplit(address).hostname or "" if address else "").removeprefix("www.")
    return FullText(
        title=title,
        paragraphs=tuple(block.text for block in _without_head(tree, text, {title, heading})),
        source=markup.clean(name),
        published=published,
        url=address,
        notes=notes,
    )


def _wechat(tree: HtmlElement, text: HtmlElement, meta: dict[str, str], url: str | None, zone: tzinfo) -> FullText:
    script = "\n".join(_scripts(tree))
    candidates = [_text_of(tree, "publish_time"), *_WECHAT_TIME.findall(script)]
    times = [moment for written in candidates if written and (moment := read_date(written, zone))]
    exact = [moment for moment in times if (moment.hour, moment.minute) != (0, 0)]
    named = _WECHAT_NAME.search(script)
    return FullText(
        title=_text_of(tree, "activity-name") or markup.clean(meta.get("og:title", "") or _title(tree)),
        paragraphs=markup.paragraphs(text),
        source=_text_of(tree, "js_name") or (markup.clean(html.unescape(named[1])) if named else ""),
        published=next(iter(exact or times), None),
        url=url,
    )


def _extracted(tree: HtmlElement, blocks: Sequence[Block], url: str | None) -> tuple[str, tuple[Block, ...]]:
    """The title, and the blocks of the page that make up the article's text.

    trafilatura tells which words those are; where it tells of a short page, its own paragraphs have run together.
    """
    from trafilatura import bare_extraction  # takes 0.3 s to load

    found: Any = None
    with suppress(RecursionError, ValueError, etree.Error):  # a page that nests too deep is read without it
        found = bare_extraction(tree, url=url, include_comments=False, include_tables=True, with_metadata=True)
    if found is None or not found.text:
        part = next(tree.iter("article", "main", "body"), tree)
        return "", tuple(markup.blocks(part))
    kept = tuple(block for block in blocks if _holds(found.text, block.text))
    if _size(block.text for block in kept) >= _MOST * _size([found.text]):
        return found.title or "", kept
    lines = filter(None, map(markup.clean, found.text.split("\n")))
    return found.title or "", tuple(Block(line, tree) for line in lines)


def _holds(text: str, block: str) -> bool:
    """Whether the words of the block stand together in the text; few words must have a place of their own there."""
    if len(block) >= _LONG:
        return _BETWEEN_WORDS.sub("", block) in _joined(text)
    return f" {_BETWEEN_WORDS.sub(' ', block).strip()} " in _spaced(text)


@lru_cache(maxsize=2)
def _joined(text: str) -> str:
    return _BETWEEN_WORDS.sub("", text)


@lru_cache(maxsize=2)
def _spaced(text: str) -> str:
    return f" {_BETWEEN_WORDS.sub(' ', text)} "


def _size(texts: Iterable[str]) -> int:
    return sum(len(_BETWEEN_WORDS.sub("", text)) for text in texts)


def _without_head(tree: HtmlElement, text: Sequence[Block], titles: set[str]) -> Sequence[Block]:
    """The text without its title, the few words that a page has over that, and the time of publication below it."""
    times = {markup.clean("".join(element.itertext())) for element in tree.iter("time")}
    short = takewhile(lambda block: block[1].text in titles or len(block[1].text) < _LONG, enumerate(text))
    head = max((number + 1 for number, block in short if block.text in titles), default=0)
    while head < len(text) and (text[head].text in titles | times or _is_date(text[head].text)):
        head += 1
    return text[head:] or text


def _is_date(text: str) -> bool:
    return len(text) <= _MAX_DATE and read_date(text, UTC) is not None


def _meta(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name")
        content = element.get("content")
        if name and content and content.strip():
            found.setdefault(name.strip().lower(), content.strip())
    return found


def _address(tree: HtmlElement, meta: dict[str, str], url: str | None) -> str | None:
    canonical = [link.get("href") or "" for link in tree.iter("link") if link.get("rel") == "canonical"]
    for written in (*canonical, meta.get("og:url", ""), url or ""):
        address = web_address(urljoin(url, written) if url and written else written)
        if address is None or _is_front_page(address):
            continue
        if url is None or urlsplit(address).hostname == urlsplit(url).hostname:
            return address  # a page does not speak for another host
    return web_address(url or "")


def _is_front_page(address: str) -> bool:
    parts = urlsplit(address)
    return not parts.query and _FRONT_PAGE.fullmatch(parts.path) is not None


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
