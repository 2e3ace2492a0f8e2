"""What the admin page shows, and what it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.ingest.feed_list import Feed
from bot.ingest.fetching.addresses import without_userinfo
from bot.model import Article, GivenFeedback, PastSlot, UnansweredQuestion
from bot.store.feed_states import FeedState
from bot.store.subscriptions import StoredSubscription


@dataclass(frozen=True, slots=True)
class FeedReport:
    """A feed of feeds.toml, and how it was left; None where it was never fetched."""

    feed: Feed
    state: FeedState | None

    @property
    def address(self) -> str:
        """Where it is, without a name and password in it."""
        return without_userinfo(self.feed.url)


@dataclass(frozen=True, slots=True)
class DigestReport:
    """A subscription and its last slots, newest first."""

    stored: StoredSubscription
    slots: Sequence[PastSlot]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The library's state. `titles` are those of the articles that the feedback is on, by id.

    `stored` and `indexed` count articles, `missing_vectors` passages; `encoder` is empty where words alone answer.
    """

    newest: Sequence[Article]
    stored: int
    removed: Sequence[Article]
    feeds: Sequence[FeedReport]
    feeds_problem: str
    digests: Sequence[DigestReport]
    unanswered: Sequence[UnansweredQuestion]
    feedback: Sequence[GivenFeedback]
    titles: Mapping[str, str]
    indexed: int
    points: int
    encoder: str
    missing_vectors: int
    days: int
    """How far back questions and feedback go."""


class Operator(Protocol):
    """What the page asks of the library."""

    async def overview(self) -> Overview:
        """The library's state now."""
        ...

    async def remove(self, id_beginning: str) -> Article:
        """Take an article out; raises `NoSuchArticleError`."""
        ...

    async def restore(self, id_beginning: str) -> Article:
        """Bring a removed article back; raises `NoSuchArticleError`."""
        ...
