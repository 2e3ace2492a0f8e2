"""A running bot that sends digests into a local workspace, by a clock that the test holds."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app.serving.server import Running, running
from bot.local import Channel, Message, Workspace
from bot.model import Article
from bot.slack.digests.sender import EVENT_KEY
from bot.store import ArticleStore, Database
from tests.library import article
from tests.scenario.slack.conftest import data_dir, library_dir, log, settings_for, workspace_of

__all__ = ["data_dir", "library_dir", "log"]

NOW = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)
"""Two days before the clocks of Europe change."""


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    time: datetime = NOW

    def __call__(self) -> datetime:
        return self.time

    def move(self, **by: float) -> None:
        self.time += timedelta(**by)


@dataclass
class Reader:
    """The workspace as the people of a channel see it, the library that the bots share, and the clock of both."""

    workspace: Workspace
    clock: Clock
    data_dir: Path
    database: str
    stored: list[Article] = field(default_factory=list)

    @property
    def general(self) -> str:
        return self.workspace.channel("general").id

    def roots(self, channel: str | Channel = "general") -> list[Message]:
        """The first messages of digests, oldest first."""
        return [each for each in self.workspace.history(channel) if digest_key(each)]

    async def until(self, predicate: Any, seconds: float = 20.0) -> Any:
        return await self.workspace.wait_for(predicate, timeout=seconds)

    async def import_(self, *numbers: int, **fields: Any) -> None:
        """Store articles, published now unless something else is said."""
        async with Database.open(self.database) as database:
            store = ArticleStore(database)
            for number in numbers:
                new = article(number, **{"published_at": self.clock.time, **fields})
                await store.save(new)
                self.stored.append(new)

    @asynccontextmanager
    async def bot(self, **more: Any) -> AsyncGenerator[Running]:
        """A bot over HTTP, with settings."""
        settings = settings_for(self.workspace, self.data_dir, "http", LATEPOST_DATABASE_URL=self.database, **more)
        async with running(settings, lambda _: None, self.clock) as bot:
            self.workspace.request_urls.append(f"{bot.url}/slack/events")
            yield bot
            self.workspace.request_urls.remove(f"{bot.url}/slack/events")


def digest_key(message: Message) -> str:
    """The key of the slot that a message belongs to, empty for other messages."""
    payload = (message.metadata or {}).get("event_payload") or {}
    return str(payload.get(EVENT_KEY, ""))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'digests.sqlite'}"
    return str(request.getfixturevalue("postgresql_url"))


@pytest.fixture
async def reader(clock: Clock, tmp_path: Path, database: str) -> Any:
    async with workspace_of("http") as workspace:
        yield Reader(workspace, clock, tmp_path / "data", database)
        assert workspace.warnings == []
