"""The bytes of a feed as XML that a reader of feeds may be given: decoded, without what stands behind its end."""

import re
from xml.parsers import expat

from bot.errors import NoFeedError
from bot.formats.decoding import Decoded, declared_in, decode

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_NO_MARKUP = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL)
_END = re.compile(r"</(?:[\w.-]+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_BEGIN = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|rdf)\b", re.IGNORECASE)
_ENTRY_TAG = re.compile(r"<(?P<end>/)?(?:[\w.-]+:)?(?:item|entry)(?=[\s>])", re.IGNORECASE)
_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)


class _RootReachedError(Exception):
    """The parser has come to the first element, before which alone entities can be declared."""


def decoded(body: bytes, charset: str | None) -> Decoded:
    """The text of the feed. Raises `UnreadableTextError`."""
    # XML 1.0, appendix F: how UTF-16 is told that has no mark.
    wide = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}.get(body[:2])
    return decode(body, wide or charset, declared_in(body))


def whole(text: str) -> tuple[str, bool]:
    """The document without what declares its encoding, and whether something stood behind its end, now cut off.

    Raises `NoFeedError` where the end is missing, since the end of its last entry would be missing too, and where
    entities are declared.
    """
    text = _DECLARATION.sub("", text).strip()
    if _declares_entities(text):
        raise NoFeedError("it declares entities of its own, as attacks do and feeds need not")
    outside = _NO_MARKUP.sub(lambda found: " " * len(found[0]), text)
    if not _BEGIN.search(outside):
        raise NoFeedError("it is no RSS or Atom feed")
    ends = list(_END.finditer(outside))
    if not ends:
        raise NoFeedError("it is no whole RSS or Atom feed: its end is missing")
    end = ends[-1].end()
    return text[:end], bool(outside[end:].strip())


def one_by_one(text: str, limit: int) -> list[str]:
    """The document once for each of its first entries, with that entry alone; empty where it has none that ends."""
    outside = _NO_MARKUP.sub(lambda found: " " * len(found[0]), text)
    places: list[tuple[int, int]] = []
    begun: int | None = None
    for tag in _ENTRY_TAG.finditer(outside):
        if tag["end"] is None and begun is None:
            begun = tag.start()
        elif tag["end"] is not None and begun is not None:
            places.append((begun, outside.find(">", tag.end()) + 1 or len(text)))
            begun = None
    if not places:
        return []
    before, behind = text[: places[0][0]], text[places[-1][1] :]
    return [before + text[start:end] + behind for start, end in places[:limit]]


def _declares_entities(text: str) -> bool:
    """By the parser that will read it, since only that knows what it takes for a declaration."""

    def refuse(*_: object) -> None:
        raise NoFeedError

    def stop(*_: object) -> None:
        raise _RootReachedError

    parser = expat.ParserCreate()
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except _RootReachedError:
        return False
    except NoFeedError:
        return True
    except expat.ExpatError:  # a lenient parser may read on
        return _ENTITY.search(_NO_MARKUP.sub("", text)) is not None
    return False
