"""What every listener works with, handed to each, and one person's request as it comes in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.web.async_client import AsyncWebClient

from bot.digest.subscribing import Digests
from bot.ingest.uploads import UploadService
from bot.links import ArticleLinks
from bot.model import Answer, Article, Related
from bot.slack.api.channels import Channels
from bot.slack.api.people import People
from bot.slack.api.poster import Poster
from bot.slack.conversation.incoming import Incoming
from bot.slack.conversation.intent import Spans
from bot.store.catalogue import Page
from bot.store.conversations import ConversationStore


class Library(Protocol):
    """What the conversation needs of the library."""

    async def answer(self, question: str, limit: int) -> Answer:
        """The best `limit` articles for a question, or suggestions."""
        ...

    async def answer_within(self, question: str, article_ids: Sequence[str]) -> Answer:
        """Those of the articles that answer the question, best first."""
        ...

    async def article(self, article_id: str) -> Article | None:
        """The article with this id."""
        ...

    async def related(self, article: Article, limit: int) -> Sequence[Related]:
        """At most `limit` articles that are near to one, nearest first, each with the reason."""
        ...

    async def remove(self, article_id: str) -> Article | None:
        """Take an article out, until it is restored; None where there is none with this id."""
        ...

    async def restore(self, article_id: str) -> Article | None:
        """Bring a removed article back; None where none was removed under this id."""
        ...

    async def by_title(self, title: str) -> Article | None:
        """The article whose title is the likest, None when none is like it."""
        ...

    async def newest(self, limit: int, offset: int = 0, source: str | None = None) -> Page:
        """The newest articles."""
        ...

    async def sources(self) -> list[tuple[str, int]]:
        """The names of the sources with the number of their articles, the largest first."""
        ...

    def point_count(self) -> int:
        """How many key points it holds."""
        ...


@dataclass(frozen=True)
class Context:
    """The parts that listeners work with."""

    library: Library
    conversations: ConversationStore
    poster: Poster
    people: People
    names: Spans
    links: ArticleLinks
    digests: Digests
    channels: Channels
    uploads: UploadService
    admins: frozenset[str] = frozenset()
    """Ids of people who may change every digest, and add and remove articles."""
    editors: frozenset[str] = frozenset()
    """Ids of people who may add and remove articles; `*` for everybody, who may only add them."""
    installations: AsyncInstallationStore | None = None
    bot_name: str = "latepost"
    follow_threads: bool = False


@dataclass
class Apology:
    """A message that says that there is no answer. Where the answer's first message belongs there, it becomes that."""

    channel_id: str
    thread_ts: str
    ts: str
    is_replaced: bool = False


@dataclass(frozen=True)
class Request:
    """One delivery under way: what came, the client of its workspace, and who the bot is there.

    `again`: it was worked on before and may be answered in part. `team_id` is the workspace that the client is of.
    """

    incoming: Incoming
    client: AsyncWebClient
    bot_user_id: str
    again: bool = False
    team_id: str = ""
    apology: Apology | None = None
