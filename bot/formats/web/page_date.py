"""When the article of a web page was published: what the page says for machines, then where it says it to people.

The time of a comment, of a video or of another article on the page is not it.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import takewhile
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from bot.formats.dates import FIRST_YEAR, find_date, names_zone
from bot.formats.markup import Block, clean

_TOLD_FIRST = ("article:published_time", "og:published_time", "og:article:published_time")
_TOLD = (
    "date", "pubdate", "publishdate", "publish_date", "article_date_original", "dc.date", "dc.date.issued",
    "dcterms.created", "dcterms.issued", "parsely-pub-date", "citation_publication_date", "citation_date",
    "weibo: article:create_at",
)  # fmt: skip
_MAX_SCRIPT = 200_000
_ARTICLE = re.compile(r"(?:Article|Posting|Report|APIReference)$")
"""The types of https://schema.org/Article and those below it."""
_PAGE = re.compile(r"(?:Page|CreativeWork)$")
_HOLDS_THE_SAME = ("@graph", "mainEntity", "mainEntityOfPage")
_COMMENTS = re.compile(r"(?:^|[\s_-])(?:comment\w*|repl(?:y|ies)|disqus\w*)(?:$|[\s_-])", re.IGNORECASE)
_MAX_BYLINE = 100
"""Characters of a block that says who wrote the article and when; longer ones are its text."""
_ENDS_A_SENTENCE = tuple("。！？….!?")
_UNDER_THE_HEADING = 5
"""Blocks in which a page tells the time in words."""


@dataclass(frozen=True, slots=True)
class Page:
    """What was found of a page before its date is: all its blocks, and those of its article's text."""

    tree: HtmlElement
    meta: dict[str, str]
    title: str
    address: str | None
    blocks: Sequence[Block]
    text: Sequence[Block]


def published(page: Page, zone: tzinfo) -> tuple[datetime | None, tuple[str, ...]]:
    """The time, and what a reader should know of it; one from before the web is the last choice."""
    doubtful: datetime | None = None
    for written in _written(page):
        moment = find_date(written, zone)
        if moment is None:
            continue
        if moment.year >= FIRST_YEAR:
            return moment, () if names_zone(written) else (f"its time names no zone; read as {zone}",)
        doubtful = doubtful or moment
    return doubtful, ()


def _written(page: Page) -> Iterator[str]:
    yield from (page.meta[name] for name in _TOLD_FIRST if name in page.meta)
    yield from _linked_data(page)
    yield from (page.meta[name] for name in _TOLD if name in page.meta)
    yield from _elements(page)
    yield from _under_the_heading(page)


def _linked_data(page: Page) -> Iterator[str]:
    """When linked data has the article published, then the page itself; when it was made, if it does not tell that."""
    nodes = [node for script in page.tree.iter("script") for node in _nodes(script)]
    for name in ("datePublished", "dateCreated"):
        dated = [node for node in nodes if isinstance(node.get(name), str | int | float)]
        yield from (str(node[name]) for node in _about_the_page(dated, page))


def _about_the_page(dated: list[dict[str, Any]], page: Page) -> list[dict[str, Any]]:
    articles = [node for node in dated if any(map(_ARTICLE.search, _types(node)))]
    articles.sort(key=lambda node: not _is_about(node, page))
    pages = [node for node in dated if not _types(node) or any(map(_PAGE.search, _types(node)))]
    return [*articles, *pages]


def _nodes(script: HtmlElement) -> Iterator[dict[str, Any]]:
    """The things that linked data is about, without those that belong to one of them, such as its comments."""
    if script.get("type", "").partition(";")[0].strip().lower() != "application/ld+json":
        return
    if not script.text or len(script.text) > _MAX_SCRIPT:
        return
    waiting = [_read_json(script.text)]
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting = value + waiting
        elif isinstance(value, dict):
            yield value
            waiting += (value[name] for name in _HOLDS_THE_SAME if name in value)


def _read_json(text: str) -> Any:
    """The value; what people and templates write in the place of JSON is read as it is meant."""
    try:
        return json.loads(text, strict=False)  # line breaks in strings
    except RecursionError:
        return None
    except ValueError:
        from json_repair import loads

        try:
            return loads(text, skip_json_loads=True)
        except (ValueError, RecursionError):
            return None


def _types(node: dict[str, Any]) -> list[str]:
    types = node.get("@type")
    return [name for name in (types if isinstance(types, list) else [types]) if isinstance(name, str)]


def _is_about(node: dict[str, Any], page: Page) -> bool:
    of_page = node.get("mainEntityOfPage")
    names = [node.get(name) for name in ("headline", "name", "url", "@id")]
    names.append(of_page.get("@id") if isinstance(of_page, dict) else of_page)
    return any(isinstance(name, str) and clean(name) in (page.title, page.address) for name in names)


def _elements(page: Page) -> Iterator[str]:
    """The times that elements are marked with, where they stand with the article and not in its text."""
    place = {element: number for number, element in enumerate(page.tree.iter(etree.Element))}
    marked = [*page.tree.xpath("//*[@itemprop='datePublished']"), *page.tree.iter("time")]
    blocks = {block.element: block for block in page.blocks}
    heading = _heading(page)
    article = next((ancestor for ancestor in (heading, *heading.iterancestors()) if ancestor.tag == "article"), None)
    begins = place[heading]
    ends = max((place[block.element] for block in page.text), default=len(place))
    for element in marked:
        within = article is not None and article in element.iterancestors()
        if not (within or begins <= place[element] <= ends) or _is_of_another(element, article):
            continue
        holders = (blocks[ancestor] for ancestor in (element, *element.iterancestors()) if ancestor in blocks)
        if element.get("itemprop") or (block := next(holders, None)) is None or _may_be_byline(block):
            yield element.get("datetime") or element.get("content") or clean("".join(element.itertext()))


def _heading(page: Page) -> HtmlElement:
    """The heading over the article, or where its text begins."""
    headings = list(page.tree.iter("h1", "h2"))
    named = [heading for heading in headings if page.title and clean("".join(heading.itertext())) == page.title]
    firsts = [heading for heading in headings if heading.tag == "h1"]
    return next(iter((*named, *firsts, *(block.element for block in page.text))), page.tree)


def _is_of_another(element: HtmlElement, article: HtmlElement | None) -> bool:
    """Whether it tells of a comment, a video or another article inside or beside this one."""
    for ancestor in (element, *element.iterancestors()):
        if ancestor is article:
            return False
        kind = (ancestor.get("itemtype") or "").rstrip("/").rpartition("/")[2]
        if kind and not _ARTICLE.search(kind) and not _PAGE.search(kind):
            return True
        if ancestor.tag in ("article", "aside", "nav") and article is not None:
            return True
        if _COMMENTS.search(f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}"):
            return True
    return False


def _under_the_heading(page: Page) -> Iterator[str]:
    """Short blocks next to the heading, in which a byline stands."""
    heading = _heading(page)
    at = next(
        (n for n, block in enumerate(page.blocks) if heading in (block.element, *block.element.iterancestors())), 0
    )
    for block in takewhile(_may_be_byline, page.blocks[at + 1 : at + 1 + _UNDER_THE_HEADING]):
        if not _is_of_another(block.element, None):
            yield block.text


def _may_be_byline(block: Block) -> bool:
    return len(block.text) <= _MAX_BYLINE and not block.text.endswith(_ENDS_A_SENTENCE)
