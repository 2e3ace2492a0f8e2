"""A pretend Slack workspace: its state, and what people and the bot can do to it.

    async with Workspace(now, commands=["/latepost"]) as workspace:      # serves on 127.0.0.1
        ...  # start the bot with SLACK_API_URL=workspace.api_url and the workspace's tokens
        ann, general = workspace.add_user("ann"), workspace.add_channel("general", members=["ann", "latepost"])
        await workspace.as_user("ann").slash("general", "/latepost", "chips")
        answer = await workspace.wait_for(lambda: workspace.history("general")[-1:])

The bot gets deliveries over HTTP at `request_urls` (in turn, as replicas behind a balancer would), or over Socket Mode
when there are none.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Self, TypeVar

from bot.local.active_team import ActiveTeam
from bot.local.app import App
from bot.local.feed import Subscription
from bot.local.markup import Reading, read_message
from bot.local.person import Person
from bot.local.records import Message, User
from bot.local.refusal import NothingHappenedError
from bot.local.server import LoopbackServer

T = TypeVar("T")


class Workspace(ActiveTeam):
    """One team with one installed bot, served on loopback; arguments as for `Team`. Port 0 is any free one."""

    def __init__(self, now: Callable[[], datetime], app: App | None = None, *, port: int = 0, **more: Any) -> None:
        super().__init__(now, app, **more)
        self._server = LoopbackServer(self, port)

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any], now: Callable[[], datetime], **more: Any) -> Self:
        """A workspace in which the app of this manifest is installed."""
        return cls(now, App.from_manifest(manifest), **more)

    @property
    def api_url(self) -> str:
        """The Web API's base address, for `SLACK_API_URL`."""
        return f"{self.url}/api/"

    async def __aenter__(self) -> Self:
        await self._server.start()
        self.url = f"http://127.0.0.1:{self._server.port}"
        await self.deliveries.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.deliveries.stop()
        await self.socket_mode.stop()
        await self._server.stop()
        self.feed.close()

    def reading(self, message: Message) -> Reading:
        """Whom the message pings, where it links to, and whether previews open."""
        return read_message(message.as_sent())

    def as_user(self, user: str | User) -> Person:
        """Act as this person."""
        return Person(self, self.user(user))

    def changes(self, after: int | None = None) -> Subscription:
        """What happens from now on, as an async iterator; with `after`, first what came after that change's number."""
        return self.feed.subscribe(after)

    async def wait_for(self, predicate: Callable[[], T], timeout: float = 5.0) -> T:  # noqa: ASYNC109 - the caller names the deadline
        """The first truthy result of `predicate`, which is looked at whenever something happens.

        Raises NothingHappenedError after `timeout` seconds, saying what happened last.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while not (result := predicate()):
            left = deadline - loop.time()
            if left <= 0:
                raise NothingHappenedError(f"not within {timeout:g} s; the newest was {self._newest()}")
            await self.pulse.wait(min(left, 0.25))
        return result

    @property
    def busy(self) -> bool:
        """Whether a delivery is neither acknowledged nor given up, or a call of the bot is being answered."""
        return bool(self.deliveries.under_way or self.calls_under_way)

    async def settled(self, quiet: float = 0.1, timeout: float = 5.0) -> None:  # noqa: ASYNC109 - the caller names the deadline
        """Wait until nothing is under way and nothing happened for `quiet` seconds.

        A bot that works silently for longer than that is not noticed: where you know what to expect, use `wait_for`.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while await self.pulse.wait(quiet) or self.busy:
            if loop.time() > deadline:
                raise NothingHappenedError(f"still busy after {timeout:g} s; the newest was {self._newest()}")

    def _newest(self) -> str:
        newest = [f"{change.kind} {str(change.data)[:200]}" for change in list(self.feed.kept)[-3:]]
        return "; ".join([*newest, *self.warnings[-2:]]) or "nothing"
