"""Days of digests by a handed-in clock, and beside them what must come of it, reckoned in the plainest way."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.app.serving.server import Running
from bot.model import Article, Subscription
from bot.store import ArticleStore, Database
from tests.library import article
from tests.scenario.digest.conftest import Reader, digest_key

START = datetime(2026, 9, 25, 12, 0, tzinfo=UTC)
"""Both changes of the clock of Berlin, New York and Lord Howe Island lie within 200 days."""
GRACE = timedelta(hours=6)
DAILY = (1, 2, 3, 4, 5, 6, 7)
SCHEDULES = [
    ("Asia/Shanghai", "09:00", (1, 4), False, ()),
    ("Europe/Berlin", "02:30", DAILY, False, ()),
    ("America/New_York", "01:30", (1, 2, 3, 4, 5, 7), True, ()),
    ("Australia/Lord_Howe", "02:15", DAILY, False, ("TikTok",)),
    ("Pacific/Apia", "23:59", DAILY, True, ()),
    ("Europe/Berlin", "18:00", (7,), False, ()),
]


@dataclass
class Expected:
    """One subscription, reckoned: what it had, and which of the slots must have had which articles."""

    subscription: Subscription
    begun: int
    since: datetime
    paused: bool = False
    had: set[str] = field(default_factory=set)
    slots: dict[str, set[str]] = field(default_factory=dict)

    def wake(self, before: datetime, now: datetime, stored: Sequence[Article]) -> None:
        """What must go out at `now` when the bot last looked at `before`."""
        due = [each for each in self._slots(before, now) if before < each[1] <= now]
        if self.paused or not due or now - due[-1][1] > GRACE:
            return
        local, moment = due[-1]
        new = {
            each.id
            for number, each in enumerate(stored)
            if each.published_at <= moment
            and each.id not in self.had
            and (number >= self.begun or each.published_at > self.since)
            and (not self.subscription.topics or "TikTok" in each.title)
        }
        if new or self.subscription.says_when_empty:
            key = f"{self.subscription.id}/{local:%Y-%m-%dT%H:%M}/{self.subscription.zone}"
            self.slots[key] = new
            self.had |= new

    def _slots(self, before: datetime, now: datetime) -> list[tuple[datetime, datetime]]:
        zone = ZoneInfo(self.subscription.zone)
        day = before.astimezone(zone).date() - timedelta(days=1)
        found = []
        while day <= now.astimezone(zone).date() + timedelta(days=1):
            local = datetime.combine(day, time.fromisoformat(self.subscription.at))
            there = local
            while there.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) != there:
                there += timedelta(minutes=1)
            if day.isoweekday() in self.subscription.days:
                found.append((local, there.replace(tzinfo=zone).astimezone(UTC)))
            day += timedelta(days=1)
        return found


@dataclass
class Soak:
    """One run over two bots on one store. `seed` makes its choices."""

    reader: Reader
    bots: Sequence[Running]
    seed: int
    stored: list[Article] = field(default_factory=list)
    expected: list[Expected] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    async def run(self, days: int) -> None:
        """Let so many days go by."""
        async with Database.open(self.reader.database) as database:
            self.articles = ArticleStore(database)
            await self._store(3)
            await self._subscribe()
            end = self.reader.clock.time + timedelta(days=days)
            while self.reader.clock.time < end:
                await self._happen()
                await self._wake(timedelta(hours=self._hours(), seconds=1))

    def _hours(self) -> int:
        """Until the bots look again: mostly soon, sometimes after a downtime within the grace period or beyond it."""
        return self.random.choices((1, 2, 3, 5, 20, 70), (20, 20, 20, 32, 6, 2))[0]

    def sent(self, one: Expected) -> dict[str, set[str]]:
        """What the channel of a subscription got: the articles of each slot."""
        roots = self.reader.roots(one.subscription.channel_id)
        keys = [digest_key(each) for each in roots]
        assert len(keys) == len(set(keys)), f"doubled in {one.subscription}"
        return {digest_key(root): set(self._articles(root)) for root in roots}

    def _articles(self, root: object) -> list[str]:
        opened = [
            element["value"].split(":")[0]
            for message in self.reader.workspace.thread(root)  # type: ignore[arg-type]
            for block in message.blocks
            if block["type"] == "actions"
            for element in block["elements"]
        ]
        assert len(opened) == len(set(opened)), "an article twice in one digest"
        return opened

    async def _subscribe(self) -> None:
        now = self.reader.clock.time
        for number, (zone, at, days, says_when_empty, topics) in enumerate(SCHEDULES):
            channel = self.reader.workspace.add_channel(f"soak-{number}", members=["latepost"])
            subscription = Subscription(
                id=f"soak{number}",
                team_id=self.reader.workspace.team_id,
                channel_id=channel.id,
                owner_id="",
                at=at,
                days=days,
                zone=zone,
                says_when_empty=says_when_empty,
                topics=topics,
            )
            await self.bots[0].digests.add(subscription)
            one = Expected(subscription, len(self.stored), now)
            one.since = max(due for _, due in one._slots(now - timedelta(days=8), now) if due <= now)
            self.expected.append(one)

    async def _happen(self) -> None:
        await self._store(self.random.choice((0, 0, 1, 1, 2, 4)))
        if self.stored and self.random.random() < 0.3:
            place = self.random.randrange(len(self.stored))
            edited = self.stored[place].model_copy(update={"viewpoint": f"Edited {self.random.random()}."})
            self.stored[place] = edited
            await self.articles.save(edited)
        for one in self.expected:
            if self.random.random() < (0.1 if one.paused else 0.01):
                await self._pause_or_resume(one)

    async def _pause_or_resume(self, one: Expected) -> None:
        digests = self.bots[0].digests
        if not one.paused:
            assert await digests.pause(one.subscription.id)
        else:
            held = await digests.get(one.subscription.id)
            assert held
            assert await digests.resume(held)
            one.begun, one.since = len(self.stored), self.reader.clock.time
        one.paused = not one.paused

    async def _store(self, count: int) -> None:
        for _ in range(count):
            hours = self.random.choice((0, -1, -2, -9, -24 * 30, 1, 30))
            number = len(self.stored) + 1
            about = self.random.choice(("TikTok 听证会", "咖啡店"))
            when = self.reader.clock.time + timedelta(hours=hours)
            points = () if about == "咖啡店" else article().sections
            new = article(
                number, title=f"第 {number} 篇:{about}", viewpoint="看法。", published_at=when, sections=points
            )
            await self.articles.save(new)
            self.stored.append(new)

    async def _wake(self, later: timedelta) -> None:
        before = self.reader.clock.time
        self.reader.clock.time = now = before + later
        for bot in self.random.sample(self.bots, len(self.bots)):
            await bot.deliverer.round()
        for one in self.expected:
            one.wake(before, now, self.stored)
