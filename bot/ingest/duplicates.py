"""Whether two articles are the same piece, and what is held of both. Pure: values in, values out."""

import hashlib
import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from rapidfuzz import fuzz

from bot.model import Appearance, Article
from bot.text import fold

DAYS = 4
"""Between the publications of the same piece in several places."""
_LIKE_TITLE = 85
_LIKE_TEXT = 85
_PART_OF_TEXT = 92
"""Likeness, of 100, of a shorter text to the part of the longer one that is nearest to it."""
_SAME_ADDRESS = 50
"""From the same address an edited text need not be so like; pages that a feed links again and again are not at all."""
_SAME_FIGURES = 0.6
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_DATE_ALONE = re.compile(r"(?:^|\s)\d{4}-\d\d-\d\d \d\d:\d\d$")
_COMPARED = 4_000
_MIN_TEXT = 40
_MUCH_LONGER = 1.3
_TRACKING = frozenset(
    "spm fbclid gclid msclkid from ref ref_src share scene chksm source igshid isappinstalled".split()
)
_TRACKING_PREFIXES = ("utm_", "mc_", "sharer_", "share_", "spm_")


def address_key(url: str) -> str | None:
    """What an address has in common with its copies that only carry tracking parts; None for a site's front page."""
    parts = urlsplit(url)
    kept = sorted((name, value) for name, value in parse_qsl(parts.query) if not _is_tracking(name.lower()))
    path = parts.path.rstrip("/")
    if not path and not kept:
        return None
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    return hashed("address", host, path, urlencode(kept))


def entry_key(feed: str, entry: str) -> str:
    """The name of an entry of a feed."""
    return hashed("entry", feed, entry)


class SamePiece:
    """Looks for what is held of one article that came in."""

    days = DAYS

    def __init__(self, article: Article) -> None:
        self._article = article
        self._title = _letters(article.title)
        self._text = _letters("".join(article.paragraphs))[:_COMPARED]

    def may_be(self, title: str) -> bool:
        """Whether the titles are alike, up to punctuation and small edits, or one is within the other."""
        other = _letters_of_title(title)
        if fuzz.ratio(self._title, other) >= _LIKE_TITLE:
            return True
        shorter = min(len(self._title), len(other))
        return shorter >= 8 and fuzz.partial_ratio(self._title, other) >= _LIKE_TEXT

    def is_same(self, held: Article) -> bool:
        """Whether titles and texts are nearly identical; one may be the beginning of the other.

        Reports of one pattern, such as yesterday's and today's of a market, are alike in all but their figures.
        """
        return (
            self.may_be(held.title)
            and self._likeness(held) >= _LIKE_TEXT
            and _share_figures(self._article.title, held.title)
            and _share_figures(*("".join(each.paragraphs) for each in (self._article, held)))
        )

    def is_edited(self, held: Article) -> bool:
        """Whether title or text of what came from the same address has something in common with this."""
        title = fuzz.ratio(self._title, _letters(held.title))
        return max(title, self._likeness(held)) >= _SAME_ADDRESS

    def merged(self, held: Article, new: Article) -> Article:
        """The newer or longer text with its summary under the held title, time and source; and all places of it."""
        everywhere = (*held.also_in, *_appearance(held, new))
        if held.source == new.source and held.url is None:
            held = held.model_copy(update={"url": new.url})
        elsewhere = held.source != new.source
        known = same_text(held, new) and not _is_better(new, held)
        if known or (elsewhere and _size(new) < _MUCH_LONGER * _size(held)):
            return held.model_copy(update={"also_in": everywhere})
        if not elsewhere and _is_beginning(new, held) and not _holds_another(held):
            return held.model_copy(update={"also_in": everywhere})
        kept = {
            "title": held.title,
            "source": held.source,
            "published_at": held.published_at,
            "url": held.url or new.url,
        }
        return Article.model_validate({**new.model_dump(), **kept, "also_in": everywhere})

    def _likeness(self, held: Article) -> float:
        other = _letters("".join(held.paragraphs))[:_COMPARED]
        if len(self._text) < _MIN_TEXT or len(other) < _MIN_TEXT:
            return 100.0 if self._text == other and self._text else 0.0
        shorter, longer = sorted((self._text, other), key=len)
        whole = fuzz.ratio(shorter, longer)
        beginning = fuzz.ratio(shorter, longer[: len(shorter)])
        return max(whole, _LIKE_TEXT) if beginning >= _PART_OF_TEXT else whole


def _share_figures(one: str, other: str) -> bool:
    """Whether most figures of the text that has fewer stand in the other one too."""
    fewer, more = sorted((set(_FIGURE.findall(fold(one))), set(_FIGURE.findall(fold(other)))), key=len)
    return len(fewer & more) >= _SAME_FIGURES * len(fewer)


def _is_better(new: Article, held: Article) -> bool:
    """Whether the new summary of the same text is to be held instead: the first, or a model's for an extractive one."""
    if not (held.is_summarised and new.is_summarised):
        return new.is_summarised
    if held.made is None or held.made.by != "extractive" or new.made is None:
        return False
    return new.made.by == "model" or bool(new.made.model and not held.made.model)


def same_text(one: Article, other: Article) -> bool:
    """Whether the paragraphs are the same but for blanks and punctuation."""
    return _letters("".join(one.paragraphs)) == _letters("".join(other.paragraphs))


def _is_beginning(short: Article, whole: Article) -> bool:
    """Whether the one is an excerpt of the other, as feeds give that cut their entries."""
    text = _letters("".join(short.paragraphs))
    return len(text) < _size(whole) and _letters("".join(whole.paragraphs)).startswith(text)


def _holds_another(article: Article) -> bool:
    """Whether a date stands alone in the text: captured pages were once read so that the next article stood there."""
    return any(_DATE_ALONE.search(paragraph) for paragraph in article.paragraphs)


def _appearance(held: Article, new: Article) -> tuple[Appearance, ...]:
    """Where the new one was published, unless that is known."""
    known = {(held.source, _key(held.url)), *((each.source, _key(each.url)) for each in held.also_in)}
    if (new.source, _key(new.url)) in known or new.source in {source for source, _ in known}:
        return ()
    return (Appearance(source=new.source, url=new.url),)


def _is_tracking(name: str) -> bool:
    return name in _TRACKING or name.startswith(_TRACKING_PREFIXES)


def _key(url: str | None) -> str | None:
    return address_key(url) if url else None


def _size(article: Article) -> int:
    return len(_letters("".join(article.paragraphs)))


@lru_cache(maxsize=50_000)  # every article that comes in is compared with the titles of its days
def _letters_of_title(title: str) -> str:
    return _letters(title)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))


def hashed(*parts: str) -> str:
    """64 hexadecimal digits that depend on the parts."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
