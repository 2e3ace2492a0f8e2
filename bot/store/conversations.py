"""What the bot remembers of conversations: deliveries that are answered, answers and their threads, feedback."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Executable, Table, and_, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.model import Tier, utc_milliseconds
from bot.store.database import Database
from bot.store.tables.library import answers, deliveries, feedback, threads

# Statements that run for every delivery are made once: making one takes longer than executing it.
_OWNED = and_(
    deliveries.c.key == bindparam("wanted"), deliveries.c.owner == bindparam("by"), deliveries.c.answered.is_(False)
)
_ANSWERED = update(deliveries).where(_OWNED).values(answered=True, content="")
_TAKE_OVER = (
    update(deliveries)
    .where(
        deliveries.c.key == bindparam("wanted"),
        deliveries.c.answered.is_(False),
        deliveries.c.lease_until_ms <= bindparam("at"),
    )
    .values(owner=bindparam("by"), lease_until_ms=bindparam("until"), attempts=deliveries.c.attempts + 1)
)
_RENEW = update(deliveries).where(_OWNED).values(lease_until_ms=bindparam("until"))
_PUT_OFF = (
    update(deliveries)
    .where(_OWNED)
    .values(lease_until_ms=bindparam("until"), owner="", attempts=deliveries.c.attempts - 1)
)
_APOLOGISE = update(deliveries).where(_OWNED).values(has_apology=True)
_GIVEN = select(
    answers.c.key,
    answers.c.team_id,
    answers.c.channel_id,
    answers.c.thread_ts,
    answers.c.asker_id,
    answers.c.question,
    answers.c.shown,
    answers.c.tier,
)
_ANSWER = _GIVEN.where(answers.c.key == bindparam("wanted"))
_LAST_ANSWER = _GIVEN.join(threads, threads.c.answer_key == answers.c.key).where(
    threads.c.team_id == bindparam("team"),
    threads.c.channel_id == bindparam("channel"),
    threads.c.thread_ts == bindparam("ts"),
)
_FORGET_TEAM = tuple(
    delete(table).where(table.c.team_id == bindparam("team")) for table in (answers, threads, feedback)
)
_SHOW_MORE = (
    update(answers)
    .where(answers.c.key == bindparam("wanted"), answers.c.shown == bindparam("before"))
    .values(shown=bindparam("after"))
)


@dataclass(frozen=True, slots=True)
class StoredDelivery:
    """A delivery that somebody holds: its content is what to do.

    `attempts` counts how often it was taken on and not put down in order, from 1: that many died over it.
    """

    key: str
    content: str
    received: datetime
    attempts: int = 1
    has_apology: bool = False
    """Whether the person was, or was about to be, told that it failed."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A place of conversation. `ts` is empty for a direct message as a whole, and for what only one person sees."""

    team_id: str
    channel_id: str
    ts: str = ""


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """An answer as it was given: the question as it was searched, and the ids of the articles shown so far."""

    key: str
    thread: Thread
    asker_id: str
    question: str
    shown: tuple[str, ...] = ()
    tier: Tier | None = None
    """Whether it answered; None where that was not remembered yet."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a person thought of an answer, together with what was answered."""

    answer_key: str
    user_id: str
    helpful: bool
    question: str
    shown: tuple[str, ...]


class ConversationStore:
    """Deliveries, answers, threads and feedback; `now` gives aware datetimes."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    # Deliveries

    async def claim(self, key: str, owner: str, lease: timedelta, content: str) -> StoredDelivery | None:
        """Store a delivery, held for `lease`; None where it is stored already. Of any number at once, one stores it.

        It is held until the lease runs out without `renew`; then `take_over` gives it on, until it is `answered`.
        """
        received = self._now()
        now = utc_milliseconds(received)
        row = {
            "key": key,
            "owner": owner,
            "lease_until_ms": now + _milliseconds(lease),
            "attempts": 1,
            "received_ms": now,
            "answered": False,
            "has_apology": False,
            "content": content,
        }
        is_new = await self._changed(self._insert_new_into(deliveries), row)
        return StoredDelivery(key, content, received) if is_new else None

    async def take_over(
        self,
        owner: str,
        lease: timedelta,
        *,
        since: datetime,
        limit: int,
        team_id: str = "",
        leave: Collection[str] = (),
    ) -> list[StoredDelivery]:
        """Take on what came since then and nobody holds, but for those keys; of one workspace if given, oldest first.

        Of any number of processes at once, one gets each.
        """
        now = utc_milliseconds(self._now())
        free = and_(deliveries.c.answered.is_(False), deliveries.c.lease_until_ms <= now)
        found = select(deliveries).where(free, deliveries.c.received_ms >= utc_milliseconds(since))
        if team_id:
            found = found.where(deliveries.c.key.startswith(f"{team_id}:", autoescape=True))
        found = found.order_by(deliveries.c.lease_until_ms).limit(limit + len(leave))
        rows = await self._database.rows(found)
        taken = []
        for row in [row for row in rows if row.key not in leave][:limit]:
            values = {"wanted": row.key, "by": owner, "at": now, "until": now + _milliseconds(lease)}
            if await self._changed(_TAKE_OVER, values):
                received = datetime.fromtimestamp(row.received_ms / 1000, UTC)
                taken.append(StoredDelivery(row.key, row.content, received, row.attempts + 1, row.has_apology))
        return taken

    async def renew(self, key: str, owner: str, lease: timedelta) -> bool:
        """Hold a delivery for longer; False when it is no longer this owner's."""
        return bool(await self._changed(_RENEW, {"wanted": key, "by": owner, "until": self._until(lease)}))

    async def put_off(self, key: str, owner: str, pause: timedelta) -> bool:
        """Put a delivery down in order, so that the attempt does not count, to be taken over after the pause."""
        return bool(await self._changed(_PUT_OFF, {"wanted": key, "by": owner, "until": self._until(pause)}))

    async def apologise(self, key: str, owner: str) -> bool:
        """Remember that the person is about to be told of a failure; False when it is no longer this owner's."""
        return bool(await self._changed(_APOLOGISE, {"wanted": key, "by": owner}))

    async def answered(self, key: str, owner: str) -> bool:
        """Remember that a delivery was answered; False when it is no longer this owner's."""
        return bool(await self._changed(_ANSWERED, {"wanted": key, "by": owner}))

    async def forget(self, before: datetime) -> int:
        """Delete the deliveries of before that time; how many there were."""
        old = delete(deliveries).where(deliveries.c.received_ms < utc_milliseconds(before))
        (count,) = await self._database.change((old, {}))
        return count

    def _until(self, duration: timedelta) -> int:
        return utc_milliseconds(self._now()) + _milliseconds(duration)

    async def _changed(self, statement: Executable, values: dict[str, Any]) -> int:
        (count,) = await self._database.change((statement, values), brief=True)
        return count

    def _insert_new_into(self, table: Table) -> Executable:
        return _insert_new_into(self._database.dialect, table)

    def _upsert(self, table: Table, key: dict[str, Any], values: dict[str, Any]) -> tuple[Executable, dict[str, Any]]:
        return _upsert_into(self._database.dialect, table, tuple(key), tuple(values)), {**key, **values}

    # Answers and threads

    async def remember(self, answer: GivenAnswer, last_in: Sequence[Thread] = ()) -> None:
        """Store an answer, as the last one of these threads; the same key again changes nothing of the answer."""
        now = utc_milliseconds(self._now())
        row = {
            "key": answer.key,
            "team_id": answer.thread.team_id,
            "channel_id": answer.thread.channel_id,
            "thread_ts": answer.thread.ts,
            "asker_id": answer.asker_id,
            "question": answer.question,
            "shown": " ".join(answer.shown),
            "asked_ms": now,
            "tier": answer.tier.value if answer.tier else "",
        }

        places = [
            {"team_id": thread.team_id, "channel_id": thread.channel_id, "thread_ts": thread.ts} for thread in last_in
        ]
        last = {"answer_key": answer.key, "changed_ms": now}
        await self._database.change(
            (self._insert_new_into(answers), row), *(self._upsert(threads, place, last) for place in places), brief=True
        )

    async def answer(self, key: str) -> GivenAnswer | None:
        """The answer with this key."""
        return await self._one_answer(_ANSWER, {"wanted": key})

    async def last_answer(self, thread: Thread) -> GivenAnswer | None:
        """The last answer given in a thread."""
        return await self._one_answer(
            _LAST_ANSWER, {"team": thread.team_id, "channel": thread.channel_id, "ts": thread.ts}
        )

    async def show_more(self, key: str, seen: Sequence[str], added: Sequence[str]) -> bool:
        """Remember that further articles of an answer are shown; False when others were added to `seen` meanwhile."""
        values = {"wanted": key, "before": " ".join(seen), "after": " ".join((*seen, *added))}
        return bool(await self._changed(_SHOW_MORE, values))

    async def forget_team(self, team_id: str) -> None:
        """Delete what the people of a workspace asked, were answered, and thought of it."""
        await self._database.change(*((statement, {"team": team_id}) for statement in _FORGET_TEAM))

    async def _one_answer(self, query: Executable, values: dict[str, str]) -> GivenAnswer | None:
        rows = await self._database.rows(query, values, brief=True)
        if not rows:
            return None
        row = rows[0]
        thread = Thread(row.team_id, row.channel_id, row.thread_ts)
        tier = Tier(row.tier) if row.tier else None
        return GivenAnswer(row.key, thread, row.asker_id, row.question, tuple(row.shown.split()), tier)

    # Feedback

    async def give_feedback(self, given: Feedback, team_id: str) -> None:
        """Store what a person thinks of an answer; pressed again, it changes."""
        values = {
            "team_id": team_id,
            "helpful": given.helpful,
            "question": given.question,
            "shown": " ".join(given.shown),
            "given_ms": utc_milliseconds(self._now()),
        }
        key = {"answer_key": given.answer_key, "user_id": given.user_id}
        await self._database.change(self._upsert(feedback, key, values), brief=True)


@cache
def _insert_new_into(dialect: str, table: Table) -> Executable:
    return _insert(dialect, table).on_conflict_do_nothing()


@cache
def _upsert_into(dialect: str, table: Table, key: tuple[str, ...], changed: tuple[str, ...]) -> Executable:
    statement = _insert(dialect, table)
    keys: list[ColumnElement[Any]] = [table.c[name] for name in key]
    return statement.on_conflict_do_update(
        index_elements=keys, set_={name: statement.excluded[name] for name in changed}
    )


def _insert(dialect: str, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """Both databases know ON CONFLICT in the same words, SQLAlchemy keeps one class for thread."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def _milliseconds(duration: timedelta) -> int:
    return duration // timedelta(milliseconds=1)
