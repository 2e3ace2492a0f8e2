"""RSS, Atom and JSON feeds as full texts. feedparser reads the first two; an entry's content is cleaned here."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from io import BytesIO
from typing import Any
from urllib.parse import quote, urljoin

from pydantic import BaseModel, Field, ValidationError

from bot.errors import NoFeedError, UnreadableTextError
from bot.formats import markup
from bot.formats.dates import names_zone, read_date
from bot.formats.full_text import FullText
from bot.formats.web import feed_content, feed_xml
from bot.formats.web.web_page import web_address

MAX_ENTRIES = 1_000
_IN_NO_ADDRESS = re.compile(r"[\t\r\n]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: its text, and the name that it keeps when it is edited."""

    key: str
    text: FullText


@dataclass(frozen=True, slots=True)
class Feed:
    """The entries of a feed in its order, what a reader should know of how it was read, and why entries were not."""

    title: str
    entries: tuple[Entry, ...]
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def parse_feed(body: bytes, zone: tzinfo, *, address: str, charset: str | None = None) -> Feed:
    """The feed; `zone` is that of times which name none. Raises `NoFeedError` for what can't be read as one.

    XML that was cut off is refused whole, since the end of its last entry would be missing; the next fetch brings it.
    """
    try:
        decoded = feed_xml.decoded(body, charset)
    except UnreadableTextError as error:
        raise NoFeedError(str(error)) from error
    text = decoded.text.lstrip("\ufeff \t\r\n")
    if not text:
        raise NoFeedError("the answer is empty")
    feed = _json_feed(text, zone, address) if text[0] in "{[" else _xml_feed(text, zone, address)
    return replace(feed, entries=_told_apart(feed.entries), notes=(*decoded.notes, *feed.notes))


def _xml_feed(text: str, zone: tzinfo, address: str) -> Feed:
    whole, has_more = feed_xml.whole(text)
    try:
        found = _parsed(whole)
        problems: list[str] = []
        raw = found.entries[:MAX_ENTRIES]
    except _FaultyError as error:
        found, raw, problems = _parsed_one_by_one(whole)
        if found is None:
            raise NoFeedError(f"it can't be read: {error}") from error
    fault = str(found.get("bozo_exception", "")).removeprefix("<unknown>:").strip() if found.bozo else ""
    if not found.version:
        raise NoFeedError(f"it is no RSS or Atom feed ({fault[:200]})" if fault else "it is no RSS or Atom feed")
    fault = fault or ("something stands behind its end" if has_more else "")
    notes = (f"its XML is faulty ({fault[:120]})",) if fault else ()
    entries = tuple(_entry(entry, zone, address) for entry in raw)
    return Feed(markup.clean(found.feed.get("title", "")), entries, notes, tuple(problems))


class _FaultyError(Exception):
    """What feedparser does not foresee, in an element of the feed."""


def _parsed(whole: str) -> Any:
    import feedparser  # takes 0.1 s to load

    # A stream: feedparser takes a text or bytes for an address or the name of a file first.
    stream = BytesIO(whole.encode("utf-8", "replace"))
    headers = {"content-type": "application/xml; charset=utf-8"}  # without its address ids stay as they are written
    try:
        return feedparser.parse(stream, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # KeyError, ValueError and others, of elements in places that it does not expect
        raise _FaultyError(f"an element in it is out of place ({type(error).__name__}: {str(error)[:80]})") from error


def _parsed_one_by_one(whole: str) -> tuple[Any, list[Any], list[str]]:
    """A feed and its entries without those that bring feedparser down, and a sentence about each of these."""
    found: Any = None
    entries: list[Any] = []
    problems: list[str] = []
    for document in feed_xml.one_by_one(whole, MAX_ENTRIES):
        try:
            found = _parsed(document)
            entries += found.entries
        except _FaultyError as error:
            problems.append(f"an entry can't be read: {error}")
    return found, entries, problems


def _entry(entry: Any, zone: tzinfo, address: str) -> Entry:
    details = [*entry.get("content", ()), entry.get("summary_detail", {}), {"value": entry.get("summary", "")}]
    contents = (
        feed_content.paragraphs(detail.get("value") or "", detail.get("type") or "text/html") for detail in details
    )
    text = max(contents, key=lambda found: sum(map(len, found)))
    title = feed_content.line(entry.get("title", ""), entry.get("title_detail", {}).get("type", "text/plain"))
    entry_id, written = str(entry.get("id") or ""), entry.get("link", "")
    # feedparser takes an id for the link where there is none; what is no address is just an id.
    link = web_address(written) if written == entry_id else _link(address, written)
    # Past feedparser's own look-up, which answers for `updated` with what was published, and warns.
    times = [dict.get(entry, name) for name in ("published", "updated", "created")]
    published, notes = _published(times, zone)
    key = entry_id or link or _content_key(title, text)
    return Entry(key, FullText(title, text, "", published, link, notes))


def _told_apart(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Each under a name of its own: where a feed gives several entries one id, or one link, their content tells."""
    counts = Counter(entry.key for entry in entries)
    return tuple(
        replace(entry, key=f"{entry.key}\n{entry.text.url}\n{_content_key(entry.text.title, entry.text.paragraphs)}")
        if counts[entry.key] > 1
        else entry
        for entry in entries
    )


def _content_key(title: str, text: tuple[str, ...]) -> str:
    return hashlib.sha256("\n".join((title, *text)).encode("utf-8", "replace")).hexdigest()


def _published(times: Iterable[Any], zone: tzinfo) -> tuple[datetime | None, tuple[str, ...]]:
    """The first of the times that can be read."""
    for written in times:
        if isinstance(written, str | int | float) and (moment := read_date(written, zone)):
            notes = () if names_zone(written) else (f"its time names no zone; read as {zone}",)
            return moment, notes
    return None, ()


def _link(address: str, written: str) -> str | None:
    """The address as published, in full; what no address may hold is encoded in it as browsers do."""
    written = _IN_NO_ADDRESS.sub("", written.strip())
    if not written:
        return None
    try:
        joined = urljoin(address, written)
    except ValueError:
        return None
    return web_address("".join(character if character not in ' <>"' else quote(character) for character in joined))


class _Item(BaseModel):
    id: str | int | float | None = None
    url: str | None = None
    external_url: str | None = None
    title: str | None = None
    content_html: str | None = None
    content_text: str | None = None
    summary: str | None = None
    date_published: str | int | float | None = None
    date_modified: str | int | float | None = None


class _JsonFeed(BaseModel):
    """https://www.jsonfeed.org/version/1.1/"""

    version: str = Field(pattern=r"^https?://(?:www\.)?jsonfeed\.org/version/")
    title: str = ""
    items: list[dict[str, Any]] = Field(default_factory=list)


def _json_feed(text: str, zone: tzinfo, address: str) -> Feed:
    try:
        feed = _JsonFeed.model_validate(json.loads(text))
    except ValidationError as error:
        raise NoFeedError(f"it is no JSON feed ({error.errors(include_url=False)[0]['msg']})") from error
    except (ValueError, RecursionError) as error:
        raise NoFeedError("it is no whole JSON") from error
    entries: list[Entry] = []
    problems: list[str] = []
    for raw in feed.items[:MAX_ENTRIES]:
        try:
            entries.append(_item(_Item.model_validate(raw), zone, address))
        except ValidationError as error:
            field = ".".join(map(str, error.errors(include_url=False)[0]["loc"]))
            problems.append(f"an item can't be read: its `{field}` is of another kind than JSON Feed has there")
    return Feed(markup.clean(feed.title), tuple(entries), problems=tuple(problems))


def _item(item: _Item, zone: tzinfo, address: str) -> Entry:
    lines = tuple(filter(None, map(markup.clean, (item.content_text or "").split("\n"))))
    text = feed_content.paragraphs(item.content_html or "") or lines or feed_content.paragraphs(item.summary or "")
    link = _link(address, item.url or item.external_url or "")
    title = markup.clean(item.title or "")
    published, notes = _published((item.date_published, item.date_modified), zone)
    key = ("" if item.id is None else str(item.id)) or link or _content_key(title, text)
    return Entry(key, FullText(title, text, "", published, link, notes))
