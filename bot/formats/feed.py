"""RSS, Atom and JSON feeds as full texts. feedparser reads the first two; an entry's content is cleaned here."""

import calendar
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

from pydantic import BaseModel, Field, ValidationError

from bot.errors import NoFeedError
from bot.formats import markup
from bot.formats.dates import names_zone, read_date
from bot.formats.full_text import FullText
from bot.formats.web_page import web_address

MAX_ENTRIES = 1_000
_ENTITIES = re.compile(rb"<!ENTITY", re.IGNORECASE)
_EMAIL_ZONE = re.compile(r"\b(?:[ECMP][SD]T|UT|Z|GMT|UTC)\b|[+-]\d{4}\s*$")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its text, and the name that it keeps when it is edited."""

    key: str
    text: FullText


@dataclass(frozen=True, slots=True)
class Feed:
    """The entries of a feed in its order, and what a reader should know of how it was read."""

    title: str
    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()


def parse_feed(body: bytes, zone: tzinfo, *, address: str, content_type: str = "") -> Feed:
    """The feed; `zone` is that of times which name none. Raises `NoFeedError` for what can't be read as one.

    XML that was cut off is refused whole, since the end of its last entry would be missing; the next fetch brings it.
    """
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if not start:
        raise NoFeedError("the answer is empty")
    return _json_feed(body, zone, address) if start in b"{[" else _xml_feed(body, zone, address, content_type)


def _xml_feed(body: bytes, zone: tzinfo, address: str, content_type: str) -> Feed:
    import feedparser  # takes 0.1 s to load

    if _ENTITIES.search(body.replace(b"\0", b"")):
        raise NoFeedError("it declares entities of its own, as attacks do and feeds need not")
    # A stream: feedparser takes a text or bytes for an address or the name of a file first.
    headers = {"content-type": content_type or "application/xml", "content-location": address}
    found = feedparser.parse(BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    if not found.version or (found.bozo and not _is_whole(body)):
        reason = str(found.get("bozo_exception", "")).removeprefix("<unknown>:").strip()[:200]
        raise NoFeedError(f"it is no whole RSS or Atom feed ({reason})" if reason else "it is no RSS or Atom feed")
    notes = (f"its XML is faulty ({str(found.bozo_exception)[:120]})",) if found.bozo else ()
    entries = tuple(_entry(each, zone, address) for each in found.entries[:MAX_ENTRIES])
    return Feed(markup.clean(found.feed.get("title", "")), entries, notes)


def _is_whole(body: bytes) -> bool:
    return re.search(rb"</(?:\w+:)?(?:rss|feed|rdf)\s*>\s*$", body.replace(b"\0", b""), re.IGNORECASE) is not None


def _entry(entry: Any, zone: tzinfo, address: str) -> Entry:
    contents = [each.get("value", "") for each in entry.get("content", ())] + [entry.get("summary", "")]
    paragraphs = max((_paragraphs(each) for each in contents), key=lambda found: sum(map(len, found)))
    link = web_address(urljoin(address, entry.get("link", "")))
    published, notes = _published(entry, zone)
    title = " ".join(_paragraphs(entry.get("title", "")))
    key = entry.get("id") or link or title
    return Entry(str(key), FullText(title, paragraphs, "", published, link, notes))


def _published(entry: Any, zone: tzinfo) -> tuple[datetime | None, tuple[str, ...]]:
    """feedparser reads every format of dates; one without a zone it takes for UTC, which is rarely meant."""
    for name in ("published", "updated", "created"):
        # Past feedparser's own look-up, which answers for `updated` with what was published, and warns.
        written, parts = dict.get(entry, name, ""), dict.get(entry, f"{name}_parsed")
        if not written:
            continue
        if parts is None:
            if moment := read_date(written, zone):
                return moment, _note(written, zone)
            continue
        try:
            moment = datetime.fromtimestamp(calendar.timegm(parts), UTC)
        except (ValueError, OverflowError, OSError):
            continue
        note = _note(written, zone)
        return (moment.replace(tzinfo=zone) if note else moment.astimezone(zone)), note
    return None, ()


def _note(written: str, zone: tzinfo) -> tuple[str, ...]:
    named = names_zone(written) or _EMAIL_ZONE.search(written)
    return () if named else (f"its time names no zone; read as {zone}",)


def _paragraphs(content: str) -> tuple[str, ...]:
    tree = markup.parse(content)
    return () if tree is None else markup.paragraphs(tree)


class _Item(BaseModel):
    id: str | int | float | None = None
    url: str | None = None
    external_url: str | None = None
    title: str | None = None
    content_html: str | None = None
    content_text: str | None = None
    summary: str | None = None
    date_published: str | None = None
    date_modified: str | None = None


class _JsonFeed(BaseModel):
    """https://www.jsonfeed.org/version/1.1/"""

    version: str = Field(pattern=r"^https?://(?:www\.)?jsonfeed\.org/version/")
    title: str = ""
    items: list[dict[str, Any]] = Field(default_factory=list)


def _json_feed(body: bytes, zone: tzinfo, address: str) -> Feed:
    try:
        feed = _JsonFeed.model_validate(json.loads(body))
    except ValidationError as error:
        raise NoFeedError(f"it is no JSON feed ({error.errors(include_url=False)[0]['msg']})") from error
    except (ValueError, RecursionError) as error:
        raise NoFeedError("it is no whole JSON") from error
    return Feed(markup.clean(feed.title), tuple(_items(feed, zone, address)))


def _items(feed: _JsonFeed, zone: tzinfo, address: str) -> Iterator[Entry]:
    for raw in feed.items[:MAX_ENTRIES]:
        try:
            item = _Item.model_validate(raw)
        except ValidationError:
            continue
        texts = (item.content_text or "").split("\n")
        paragraphs = _paragraphs(item.content_html or "") or tuple(filter(None, map(markup.clean, texts)))
        link = web_address(urljoin(address, item.url or item.external_url or ""))
        written = item.date_published or item.date_modified or ""
        moment = read_date(written, zone) if written else None
        notes = _note(written, zone) if moment else ()
        title = markup.clean(item.title or "")
        text = FullText(title, paragraphs or _paragraphs(item.summary or ""), "", moment, link, notes)
        yield Entry(str(item.id or link or title), text)
