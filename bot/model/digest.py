"""Subscriptions and digests."""

from collections.abc import Collection
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from bot.model.answer import MatchedPoint
from bot.model.article import Article
from bot.model.values import Frozen

_TIME = r"([01]\d|2[0-3]):[0-5]\d"

SubscriptionKind = Literal["channel", "person", "alert"]
"""A digest for a channel, one for a person, and a person's alert: what answers its topics, as soon as it comes."""


class Subscription(Frozen):
    """A channel or a person that gets digests: when (see `bot.digest.schedule`), about what, and what of empty days."""

    id: str
    team_id: str
    channel_id: str
    """Of a person's: their direct message with the bot."""
    owner_id: str
    """Who made it, and is told when it can't go on; empty where nobody is known. Of a person's: that person."""
    at: Annotated[str, Field(pattern=f"^{_TIME}$")]
    """The local time of day; of an alert: when its quiet hours end."""
    until: Annotated[str, Field(pattern=f"^({_TIME})?$")] = ""
    """Of an alert, and only there: the local time of day when its quiet hours begin; as `at` where there are none."""
    days: Annotated[tuple[Annotated[int, Field(ge=1, le=7)], ...], Field(min_length=1)]
    """Days of the week: 1 is Monday, 7 Sunday. An alert is quiet on the others."""
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

    @property
    def kind(self) -> SubscriptionKind:
        """What it is."""
        if self.until:
            return "alert"
        return "person" if self.channel_id.startswith("D") else "channel"

    @property
    def is_personal(self) -> bool:
        """Whether one person gets it, and nobody else sees it."""
        return self.kind != "channel"


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

    def without(self, article_ids: Collection[str]) -> "Digest":
        """The digest without these articles, and without topics that have no other."""
        groups = (
            group.model_copy(
                update={"entries": tuple(entry for entry in group.entries if entry.article.id not in article_ids)}
            )
            for group in self.groups
        )
        return self.model_copy(update={"groups": tuple(group for group in groups if group.entries)})


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
