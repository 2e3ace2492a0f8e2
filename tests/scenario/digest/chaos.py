"""Two replicas that are killed at random moments while digests go out, and a workspace that cuts connections."""

import asyncio
import random
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.digest.schedule import Schedule, Slot
from bot.digest.subscribing import Digests
from bot.local import Message, Workspace
from bot.model import Article, SlotOutcome, Subscription
from bot.slack.api.poster import EVENT_TYPE
from bot.slack.digests.sender import EVENT_KEY
from bot.store import ArticleStore, Database
from bot.store.digests import DigestStore
from bot.store.subscriptions import SubscriptionStore
from tests.library import article
from tests.processes import CHECKOUT, DEADLINE_SECONDS, start

FAULTS = ("none", "none", "cut_before", "cut_after", "cut_after", "server_error", "rate_limit", "slow")
METHODS = ("chat.postMessage", "chat.postMessage", "conversations.history", "conversations.replies")
LATEST_SECONDS = 90.0
"""A slot that takes longer is taken for missing."""


@dataclass
class Chaos:
    """One run. `seed` makes its choices; the moments of the processes are the machine's."""

    database: Database
    url: str
    folder: Path
    seed: int
    workspace: Workspace = field(init=False)
    replicas: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    dead: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    kills: int = 0
    stored: list[Article] = field(default_factory=list)
    slots: list[str] = field(default_factory=list)
    """The keys of all slots that were due with something new."""

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.offset = 0.0
        self.workspace = Workspace(self.now)
        for name in ("general", "board", "random"):
            self.workspace.add_channel(name, members=["latepost"])
        self._tell_clock(0.0)

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.offset)

    async def run(self, kills: int) -> None:
        """Send digests day after day until so many processes were killed."""
        subscriptions = await self._subscribe()
        try:
            self.replicas = [self._start(), self._start()]
            while self.kills < kills:
                await self._day(subscriptions)
            self.workspace.faults.clear()
        finally:
            for each in (*self.replicas, *self.dead):
                await asyncio.to_thread(_end, each)

    async def _subscribe(self) -> list[Subscription]:
        made = []
        digests = Digests(SubscriptionStore(self.database), DigestStore(self.database), None, self.now)  # type: ignore[arg-type]
        for number, channel in enumerate(("general", "board", "random")):
            subscription = Subscription(
                id=f"chaos{number}",
                team_id=self.workspace.team_id,
                channel_id=self.workspace.channel(channel).id,
                owner_id="",
                at="09:00",
                days=(1, 2, 3, 4, 5, 6, 7),
                zone="Europe/Berlin",
                topics=("TikTok", "hearing") if channel == "random" else (),
            )
            await digests.add(subscription)
            made.append(subscription)
        return made

    async def _day(self, subscriptions: list[Subscription]) -> None:
        """Something new, the next slot, a fault or none, one kill or two, and all of it is out."""
        (slot,) = Schedule.of(subscriptions[0]).next(self.now(), 1)
        for _ in range(self.random.choice((1, 1, 2, 8))):
            await self._store(slot)
        self._break_something()
        self.workspace.calls.clear()
        self._tell_clock((slot.due - datetime.now(UTC)).total_seconds() + 0.01)
        await self._a_random_moment()
        for victim in self.random.sample(self.replicas, self.random.choice((1, 1, 1, 2))):
            victim.kill()
            self.replicas.remove(victim)
            self.replicas.append(await asyncio.to_thread(self._start))
            self.dead.append(victim)
            self.kills += 1
        keys = [slot.key(each.id) for each in subscriptions]
        self.slots += keys
        await self._all_out(keys)
        self.workspace.faults.clear()

    async def _a_random_moment(self) -> None:
        """Before anything is sent, between two calls, in one, or after the last."""
        if self.random.random() < 0.75:
            wanted = self.random.randint(1, 14)
            await self.workspace.wait_for(lambda: len(self.workspace.calls) >= wanted or _settled(self), LATEST_SECONDS)
            await asyncio.sleep(self.random.uniform(0, 0.03))
        else:
            await asyncio.sleep(self.random.uniform(0, 2.0))

    async def _all_out(self, keys: list[str]) -> None:
        store = DigestStore(self.database)
        deadline = asyncio.get_running_loop().time() + LATEST_SECONDS
        while True:
            slots = [slot for key in keys for slot in await store.last_slots(key.partition("/")[0], 1)]
            if len(slots) == len(keys) and all(s.key in keys and s.outcome is SlotOutcome.SENT for s in slots):
                return
            assert asyncio.get_running_loop().time() < deadline, f"not out: {slots} of {keys}"
            await self.workspace.pulse.wait(0.2)

    async def _store(self, slot: Slot) -> None:
        new = article(len(self.stored) + 1, published_at=slot.due - timedelta(minutes=self.random.randint(0, 600)))
        await ArticleStore(self.database).save(new)
        self.stored.append(new)

    def _break_something(self) -> None:
        faults = self.workspace.faults
        for _ in range(self.random.choice((1, 2))):
            method, times = self.random.choice(METHODS), self.random.choice((1, 2))
            match self.random.choice(FAULTS):
                case "cut_before":
                    faults.cut_before(method, times)
                case "cut_after":
                    faults.cut_after(method, times)
                case "server_error":
                    faults.server_error(method, times, status=503)
                case "rate_limit":
                    faults.rate_limit(method, times, retry_after=1)
                case "slow":
                    faults.slow(method, 0.3, times)

    def _tell_clock(self, offset: float) -> None:
        """Change the clock of all processes at once: a reader sees the old file or the new one, never half of one."""
        self.offset = offset
        new = self.folder / "offset.new"
        new.write_text(str(offset))
        new.replace(self.folder / "offset")

    def _start(self) -> "subprocess.Popen[bytes]":
        variables = {
            "LATEPOST_DATA_DIR": str(self.folder / "data"),
            "LATEPOST_ENCODER": "off",
            "LATEPOST_DATABASE_URL": self.url,
            "LATEPOST_PORT": "0",
            "LATEPOST_LEASE_SECONDS": "2",
            "SLACK_BOT_TOKEN": self.workspace.app.bot_token,
            "SLACK_SIGNING_SECRET": self.workspace.app.signing_secret,
            "SLACK_API_URL": self.workspace.api_url,
        }
        module = "tests.scenario.digest.replica"
        return start("-m", module, str(self.folder / "offset"), cwd=CHECKOUT, variables=variables)

    # What came of it

    def roots(self) -> Counter[str]:
        """How many first messages each slot has."""
        return Counter(
            _key(message)
            for channel in self.workspace.channels.values()
            for message in self.workspace.history(channel)
            if _key(message)
        )

    def doubled(self) -> list[Any]:
        """Messages of threads that were posted more than once."""
        posted: dict[str, list[tuple[str, str]]] = {}
        for channel in self.workspace.channels.values():
            for message in channel.messages.values():
                if message.metadata and message.metadata["event_type"] == EVENT_TYPE:
                    payload = message.metadata["event_payload"]
                    posted.setdefault(payload["id"], []).append((payload.get(EVENT_KEY, ""), message.ts))
        return [each for each in posted.values() if len(each) > 1]

    def articles_shown(self, channel: str) -> Counter[str]:
        """How often each article's button stands in the threads of a channel."""
        return Counter(
            element["value"].split(":")[0]
            for root in self.workspace.history(channel)
            for message in self.workspace.thread(root)
            for block in message.blocks
            if block["type"] == "actions"
            for element in block["elements"]
        )


def _key(message: Message) -> str:
    payload = (message.metadata or {}).get("event_payload") or {}
    return str(payload.get(EVENT_KEY, ""))


def _settled(chaos: Chaos) -> bool:
    return chaos.workspace.calls_under_way == 0 and len(chaos.roots()) >= len(chaos.slots) + 3


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.kill()
    process.communicate(timeout=DEADLINE_SECONDS)
