"""Whether two articles are the same piece, and what is held of both. Pure: values in, values out.

A piece is what its publisher says it is: the entry of a feed by its id, then its address as published. Where neither
speaks, and across sources, the text decides, never a title alone; in doubt there are two articles.
"""

import hashlib
import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from urllib.parse import parse_qsl, urlencode, urlsplit

from rapidfuzz import fuzz

from bot.bounded_cache import bounded_cache
from bot.ingest.shingles import resemblance
from bot.model import Appearance, Article
from bot.text import fold

DAYS = 4
"""Between the publications of the same piece in several places."""
_LIKE_TITLE = 85
_LIKE_TEXT = 85
_PART_OF_TEXT = 92
"""Likeness, of 100, of a shorter text to the part of the longer one that is nearest to it."""
_EDITED = 0.3
"""Resemblance of an edited text to the one before, where the publisher says that it is the same piece; texts of
different pieces share a hundredth of their shingles."""
_EDITED_UNNAMED = 0.5
"""The same where only source, title and time say so."""
_SAME_FIGURES = 0.6
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*|[一二三四五六七八九十百千万亿两零〇]+")
_DATE_ALONE = re.compile(r"(?:^|\s)\d{4}-\d\d-\d\d \d\d:\d\d$")
_COMPARED = 4_000
_MIN_TEXT = 40
_MUCH_LONGER = 1.3
_TRACKING = re.compile(r"utm_.+|mc_[ce]id|fbclid|gclid|msclkid|igshid|spm", re.IGNORECASE)
"""Parameters that advertisers' and shops' measuring adds to a link and no page depends on."""


def address_key(url: str) -> str | None:
    """What an address has in common with its copies that only carry tracking parts; None for a site's front page."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    kept = sorted((name, value) for name, value in query if not _TRACKING.fullmatch(name))
    path = parts.path.rstrip("/")
    if not (path or kept or parts.fragment):
        return None
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    return hashed("address", host, path, urlencode(kept), *filter(None, [parts.fragment]))


def entry_key(feed: str, entry: str) -> str:
    """The name of an entry of a feed."""
    return hashed("entry", feed, entry)


class SamePiece:
    """Looks for what is held of one article that came in, of a feed as the entry of that key.

    `apart` are the ids of articles that came in by the same import: what stands beside them is not what they were.
    """

    days = DAYS

    def __init__(self, article: Article, entry: str | None = None, apart: AbstractSet[str] = frozenset()) -> None:
        self._article = article
        self._entry = entry
        self._address = address_key(article.url) if article.url else None
        self._apart = apart
        self._title = _letters(article.title)

    @property
    def keys(self) -> Sequence[str]:
        """The origins to look under: its entry's, then its address's."""
        return [key for key in (self._entry, self._address) if key]

    @cached_property
    def identity(self) -> str:
        """What tells it from another piece of the same source, title and time."""
        return hashed(self._entry or "", self._article.url or "", *_texts(self._article))[:16]

    def may_be(self, title: str) -> bool:
        """Whether the titles are alike, up to punctuation and small edits, or one is within the other."""
        other = _letters_of_title(title)
        if fuzz.ratio(self._title, other) >= _LIKE_TITLE:
            return True
        shorter = min(len(self._title), len(other))
        return shorter >= 8 and fuzz.partial_ratio(self._title, other) >= _LIKE_TEXT

    def is_same(self, stored: Article, *, entries: Sequence[str] = ()) -> bool:
        """Whether it is what is held, as it was or edited; `entries` are the keys of feeds' entries that it came as."""
        if self._entry in entries:
            return self._is_named(stored) or self._is_edited(stored, _EDITED)
        return self._is_same_without_id(stored, is_other_entry=bool(entries and self._entry))

    def _is_same_without_id(self, stored: Article, *, is_other_entry: bool) -> bool:
        links = [url for source, url in _places(stored) if source == self._article.source]
        known = {_key(url) for _, url in _places(stored)} - {None}
        is_linked = self._address in known
        if not links:
            return (is_linked and self._is_edited(stored, _EDITED)) or self._is_alike(stored)
        differs = bool(self._address and not is_linked and any(map(_key, links)))
        if differs or stored.id in self._apart or (is_other_entry and not is_linked):
            return self._is_repeated(stored) or (not differs and self._is_named(stored) and self.has_text_of(stored))
        if is_other_entry:
            return self._is_alike(stored)
        if is_linked:
            return self._is_named(stored) or self._is_edited(stored, _EDITED)
        return (self._is_named(stored) and self._is_edited(stored, _EDITED_UNNAMED)) or self._is_alike(stored)

    def has_text_of(self, stored: Article) -> bool:
        """Whether it brings nothing that is not held: the same text and, where it has one, the same summary."""
        if self._article.is_summarised:
            return self._article.model_copy(update={"identity": stored.identity}) == stored
        return same_text(self._article, stored)

    def merged(self, stored: Article, new: Article) -> Article:
        """The newer or longer text with its summary under the held title, time and source; and all places of it."""
        everywhere = (*stored.also_in, *_appearance(stored, new))
        if stored.source == new.source and stored.url is None:
            stored = stored.model_copy(update={"url": new.url})
        elsewhere = stored.source != new.source
        known = same_text(stored, new) and not _is_better(new, stored)
        if known or (elsewhere and _size(new) < _MUCH_LONGER * _size(stored)):
            return stored.model_copy(update={"also_in": everywhere})
        if not elsewhere and _is_excerpt(new, stored) and not _holds_another(stored):
            return stored.model_copy(update={"also_in": everywhere})
        kept = {
            "title": stored.title,
            "source": stored.source,
            "published_at": stored.published_at,
            "url": stored.url or new.url,
            "identity": stored.identity,
        }
        return Article.model_validate({**new.model_dump(), **kept, "also_in": everywhere})

    def _is_named(self, stored: Article) -> bool:
        """Whether source, title and time are the same."""
        named = [article.model_copy(update={"identity": ""}).id for article in (self._article, stored)]
        return named[0] == named[1]

    def _is_edited(self, stored: Article, least: float) -> bool:
        """Whether enough of one text stands in the other; a text and a bare summary can't be compared."""
        (one, one_kind), (other, other_kind) = _comparable(self._article), _comparable(stored)
        return one_kind != other_kind or resemblance(one, other) >= least

    def _is_alike(self, stored: Article) -> bool:
        """Whether titles and texts are nearly identical; one may be the beginning of the other.

        Reports of one pattern, such as yesterday's and today's of a market, are alike in all but their figures.
        """
        return (
            self.may_be(stored.title)
            and self._likeness(stored) >= _LIKE_TEXT
            and _share_figures(self._article.title, stored.title)
            and _share_figures(*("".join(article.paragraphs) for article in (self._article, stored)))
        )

    def _is_repeated(self, stored: Article) -> bool:
        """Whether title and text are the same, and the text is long enough to be no formula."""
        return _size(stored) >= _MIN_TEXT and self.has_text_of(stored) and self._title == _letters(stored.title)

    def _likeness(self, stored: Article) -> float:
        mine, other = _letters_of(self._article)[:_COMPARED], _letters_of(stored)[:_COMPARED]
        if len(mine) < _MIN_TEXT or len(other) < _MIN_TEXT:
            return 100.0 if mine == other and mine else 0.0
        shorter, longer = sorted((mine, other), key=len)
        whole = fuzz.ratio(shorter, longer)
        return max(whole, _LIKE_TEXT) if _begins(shorter, longer) else whole


def same_text(one: Article, other: Article) -> bool:
    """Whether the paragraphs are the same but for blanks and punctuation."""
    return _letters_of(one) == _letters_of(other)


def _places(stored: Article) -> list[tuple[str, str | None]]:
    return [(stored.source, stored.url), *((appearance.source, appearance.url) for appearance in stored.also_in)]


def _texts(article: Article) -> tuple[str, ...]:
    points = (point.text for point in article.points)
    return tuple(map(_letters, (article.viewpoint, *points, *article.paragraphs)))


def _comparable(article: Article) -> tuple[str, str]:
    """The text to compare, and whether it is the published one or a summary."""
    if article.paragraphs:
        return "\n".join(article.paragraphs), "text"
    return "\n".join((article.viewpoint, *(point.text for point in article.points))), "summary"


def _share_figures(one: str, other: str) -> bool:
    """Whether most figures of the text that has fewer stand in the other one too."""
    fewer, more = sorted((set(_FIGURE.findall(fold(one))), set(_FIGURE.findall(fold(other)))), key=len)
    return len(fewer & more) >= _SAME_FIGURES * len(fewer)


def _is_better(new: Article, stored: Article) -> bool:
    """Whether the new summary of the same text is to be held instead: the first, or a model's for an extractive one."""
    if not (stored.is_summarised and new.is_summarised):
        return new.is_summarised
    if stored.made is None or stored.made.by != "extractive" or new.made is None:
        return False
    return new.made.by == "model" or bool(new.made.model and not stored.made.model)


def _is_excerpt(short: Article, whole: Article) -> bool:
    """Whether the one is the beginning of the other, as feeds give that cut their entries."""
    text, rest = _letters_of(short), _letters_of(whole)
    if len(text) >= len(rest):
        return False
    return rest.startswith(text) or (len(rest) >= _MUCH_LONGER * len(text) and _begins(text, rest))


def _begins(short: str, whole: str) -> bool:
    return fuzz.ratio(short[:_COMPARED], whole[: min(len(short), _COMPARED)]) >= _PART_OF_TEXT


def _holds_another(article: Article) -> bool:
    """Whether a date stands alone in the text: captured pages were once read so that the next article stood there."""
    return any(_DATE_ALONE.search(paragraph) for paragraph in article.paragraphs)


def _appearance(stored: Article, new: Article) -> tuple[Appearance, ...]:
    """Where the new one was published, unless a place of that source is known."""
    if new.source in stored.sources:
        return ()
    return (Appearance(source=new.source, url=new.url),)


def _key(url: str | None) -> str | None:
    return address_key(url) if url else None


def _size(article: Article) -> int:
    return len(_letters_of(article))


def _letters_of(article: Article) -> str:
    return _letters("".join(article.paragraphs))


@bounded_cache(count=50_000, longest=200)  # every article that comes in is compared with the titles of its days
def _letters_of_title(title: str) -> str:
    return _letters(title)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))


def hashed(*parts: str) -> str:
    """64 hexadecimal digits that depend on the parts."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
