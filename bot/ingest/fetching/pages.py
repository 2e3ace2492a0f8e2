"""Web pages fetched for their text, and whether that is the text which a feed began to tell."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz

from bot.errors import FetchError, TooDemandingError, UnreadableTextError
from bot.formats.full_text import FullText
from bot.formats.markup import MAX_BYTES
from bot.formats.web.web_page import read_encoded
from bot.ingest.fetching.bounded_process import LIMITS, call_bounded
from bot.ingest.fetching.fetch import Fetcher, Wanted
from bot.ingest.shingles import containment, shared_words
from bot.model import utc_milliseconds
from bot.text import fold

_TYPES = ("text/html", "application/xhtml", "text/plain")
_CONTAINED = 0.7
"""Of the feed's text, the share that stands in the page: feeds add a sentence of their own, as "read more"."""
_SAME_TITLE = 90
_MUCH_LONGER = 2.0
_SAME_SUBJECT = 0.5
"""Of the words of a feed's abstract, the share that the article uses too."""
_MOST_ATTEMPTS = 8
_LONGEST_WAIT = timedelta(days=1)
_MARK = 24
"""Characters of an entry's mark that are kept; a fingerprint of the store has room for 64."""
_ATTEMPT = re.compile(r"again (\d+) (\d+) ([0-9a-f]+)( keeps)?")


async def full_page(fetcher: Fetcher, url: str, zone: tzinfo | ZoneInfo, *, allow_private: bool = False) -> FullText:
    """The text of the page at an address. Raises `FetchError`."""
    wanted = Wanted(url, allow_private=allow_private, accept="text/html, */*;q=0.5", max_bytes=MAX_BYTES)
    fetched = await fetcher.get(wanted)
    if fetched.content_type and not fetched.content_type.lower().startswith(_TYPES):
        raise FetchError(f"it is no web page but {fetched.content_type.partition(';')[0]}")
    body = fetched.body or b""
    try:
        return await call_bounded(LIMITS, read_encoded, body, zone, charset=fetched.charset, url=fetched.url)
    except (TooDemandingError, UnreadableTextError) as error:
        raise FetchError(str(error)) from error


def is_article_of(page: FullText, entry: FullText) -> bool:
    """Whether the page holds the article of the entry: its text, or under its title a longer one about the same.

    Pages that ask to sign in, to consent or to prove that one is no robot come in place of an article, and with its
    address.
    """
    whole, part = "\n".join(page.paragraphs), "\n".join(entry.paragraphs)
    if len(whole) < len(part) or not whole:
        return False
    if part and containment(part, whole) >= _CONTAINED:
        return True
    titles = sorted((_letters(entry.title), _letters(page.title)), key=len)
    is_titled = bool(titles[0]) and fuzz.partial_ratio(*titles) >= _SAME_TITLE
    is_about = shared_words(part or entry.title, whole) >= _SAME_SUBJECT
    return is_titled and is_about and len(whole) >= _MUCH_LONGER * len(part)


@dataclass(frozen=True, slots=True)
class Attempt:
    """How often the page of an entry gave no text, when it is asked again, and the mark of the entry.

    `keeps` tells that the text of the page came before, and must not give way to the excerpt of the feed.
    """

    count: int
    again_ms: int
    mark: str
    keeps: bool

    @classmethod
    def read(cls, written: str | None) -> "Attempt | None":
        """What `str` wrote; None for another mark of an entry."""
        found = _ATTEMPT.fullmatch(written or "")
        return cls(int(found[1]), int(found[2]), found[3], keeps=found[4] is not None) if found else None

    def __str__(self) -> str:
        return f"again {self.count} {self.again_ms} {self.mark}{' keeps' if self.keeps else ''}"

    def is_of(self, mark: str) -> bool:
        """Whether the entry is as it was then."""
        return mark.startswith(self.mark)

    def is_due(self, now: datetime) -> bool:
        """Whether the page is asked again."""
        return utc_milliseconds(now) >= self.again_ms


def next_attempt(last: Attempt | None, mark: str, now: datetime, interval: timedelta, *, keeps: bool) -> Attempt | None:
    """The attempt after that one, with the next fetch at first, then later each time; None where there were enough."""
    count = (last.count if last and last.is_of(mark) else 0) + 1
    if count > _MOST_ATTEMPTS:
        return None
    wait = min(interval * 2 ** (count - 1), _LONGEST_WAIT) if count > 1 else timedelta()
    return Attempt(count, utc_milliseconds(now + wait), mark[:_MARK], keeps=keeps)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))
