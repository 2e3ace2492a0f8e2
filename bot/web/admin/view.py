"""What the admin page's templates ask: addresses and moments."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.language import Language
from bot.model import Subscription
from bot.web.reader.query import encoded


class AdminView:
    """Addresses below `path`, in one language; `chosen` is the language that the address itself names.

    `reader_base` stands before the reader's paths, None where it is off.
    """

    def __init__(self, path: str, language: Language, chosen: Language | None, reader_base: str | None) -> None:
        self._path = path
        self._language = language
        self._chosen = chosen
        self._reader_base = reader_base

    def link(self, path: str = "") -> str:
        """The address of one of the page's own paths."""
        return f"{self._path}{path}{encoded({'lang': self._chosen})}"

    @property
    def in_other_language(self) -> str:
        """The page in the other language."""
        return f"{self._path}{encoded({'lang': 'en' if self._language == 'zh' else 'zh'})}"

    @property
    def reader(self) -> str | None:
        """The address of the reader."""
        return None if self._reader_base is None else f"{self._reader_base}/"

    def article(self, article_id: str) -> str | None:
        """The address of an article in the reader."""
        return None if self._reader_base is None else f"{self._reader_base}/articles/{article_id}"

    def moment(self, moment: datetime) -> str:
        """The moment in UTC, as the page says of its times."""
        return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M}"

    def local_moment(self, moment: datetime, subscription: Subscription) -> str:
        """The moment in the zone of a digest."""
        return f"{moment.astimezone(ZoneInfo(subscription.zone)):%Y-%m-%d %H:%M}"
