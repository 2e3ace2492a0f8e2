"""Subscriptions and digests."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from bot.model.answer import MatchedPoint
from bot.model.article import Article
from bot.model.values import Frozen


class Subscription(Frozen):
    """A channel that gets digests: when (see `bot.digest.schedule`), about what, and how an empty day is handled."""

    id: str
    team_id: str
    channel_id: str
    owner_id: str
    """Who made it, and is told when it can't go on; empty where nobody is known."""
    at: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    """The local time of day."""
    days: Annotated[tuple[Annotated[int, Field(ge=1, le=7)], ...], Field(min_length=1)]
    """Days of the week: 1 is Monday, 7 Sunday."""
    zone: str
    """An IANA name."""
    topics: tuple[str, ...] = ()
    """Queries of which an article must answer one; none means all articles."""
    sources: tuple[str, ...] = ()
    """Names of the sources that it is limited to; none means all."""
    says_when_empty: bool = False
    """Whether a day without news is told in one line; otherwise it is silent."""
    language: Literal["zh", "en"] = "en"
    enterprise_id: str = ""


class DigestEntry(Frozen):
    """An article of a digest with its best points."""

    article: Article
    points: tuple[MatchedPoint, ...] = ()


class DigestGroup(Frozen):
    """The articles that answer a topic; without topics there is one group, of the empty topic."""

    topic: str = ""
    entries: tuple[DigestEntry, ...]


class Digest(Frozen):
    """The new articles for one subscription and one slot, by topic, in each the newest first; every article once."""

    groups: tuple[DigestGroup, ...] = ()
    change: int = 0
    """The number of the newest change that was looked at."""

    @property
    def entries(self) -> tuple[DigestEntry, ...]:
        """All entries in their order."""
        return tuple(entry for group in self.groups for entry in group.entries)


class SlotOutcome(StrEnum):
    """What became of a slot."""

    SENDING = "sending"
    """It is claimed; a failed attempt is repeated."""
    SENT = "sent"
    EMPTY = "empty"
    """Nothing was new, and the subscription is silent then."""
    MERGED = "merged"
    """The bot did not run; what was new came with a later slot, which followed at once."""
    MISSED = "missed"
    """The bot did not run, or Slack did not take it, until it was too late; what was new comes with the next slot."""
    PAUSED = "paused"
    """The subscription was paused."""
    REFUSED = "refused"
    """The channel does not take messages of the bot; the subscription was paused, its owner told."""
    FAILED = "failed"
    """Slack refused for another reason; what was new comes with the next slot."""


class PastSlot(Frozen):
    """What happened to a slot, when it was last written, and where its message is."""

    key: str
    due: AwareDatetime
    outcome: SlotOutcome
    articles: int
    error: str
    at: AwareDatetime
    message_ts: str
