"""What the bot remembers of conversations: deliveries that are answered, answers and their threads, feedback."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Executable, Table, and_, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.model import utc_milliseconds
from bot.store.database import Database
from bot.store.schema import answers, deliveries, feedback, threads

# Statements that run for every delivery are made once: making one takes longer than executing it.
_HELD = and_(
    deliveries.c.key == bindparam("held"), deliveries.c.owner == bindparam("by"), deliveries.c.answered.is_(False)
)
_ANSWERED = update(deliveries).where(_HELD).values(answered=True, content="")
_RENEW = update(deliveries).where(_HELD).values(lease_until_ms=bindparam("until"))
_GIVEN = select(
    answers.c.key,
    answers.c.team_id,
    answers.c.channel_id,
    answers.c.thread_ts,
    answers.c.asker_id,
    answers.c.question,
    answers.c.shown,
)
_ANSWER = _GIVEN.where(answers.c.key == bindparam("held"))
_LAST_ANSWER = _GIVEN.join(threads, threads.c.answer_key == answers.c.key).where(
    threads.c.team_id == bindparam("team"),
    threads.c.channel_id == bindparam("channel"),
    threads.c.thread_ts == bindparam("ts"),
)
_SHOW_MORE = (
    update(answers)
    .where(answers.c.key == bindparam("held"), answers.c.shown == bindparam("before"))
    .values(shown=bindparam("after"))
)


class Claim(Enum):
    """What became of an attempt to take a delivery on."""

    FIRST = "first"
    """It is ours, and nobody handled it before."""
    AGAIN = "again"
    """It is ours; whoever had it before died on the way, and may have sent a part of the answer."""
    HELD = "held"
    """Somebody else is at it now."""
    ANSWERED = "answered"
    """It was answered."""


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

    async def claim(self, key: str, owner: str, lease: timedelta, content: str = "") -> Claim:
        """Take a delivery on for `lease`: of any number of claims at once, one gets it.

        A claim counts until `answered` is called for it or its lease runs out without `renew`. `content` is what
        `abandoned` gives to whoever takes it on then.
        """
        now = utc_milliseconds(self._now())
        until = now + _milliseconds(lease)
        new = {"key": key, "owner": owner, "lease_until_ms": until, "attempts": 1, "received_ms": now}
        if await self._changed(self._insert_new_into(deliveries), {**new, "answered": False, "content": content}):
            return Claim.FIRST

        def take_over(connection: Connection) -> Claim:
            free = and_(
                deliveries.c.key == key,
                deliveries.c.answered.is_(False),
                deliveries.c.lease_until_ms <= now,
            )
            values = {"owner": owner, "lease_until_ms": until, "attempts": deliveries.c.attempts + 1}
            if connection.execute(update(deliveries).where(free).values(**values)).rowcount:
                return Claim.AGAIN
            query = select(deliveries.c.answered).where(deliveries.c.key == key)
            return Claim.ANSWERED if connection.execute(query).scalar() else Claim.HELD

        return await self._database.run(take_over, writes=True)

    async def renew(self, key: str, owner: str, lease: timedelta) -> bool:
        """Hold a delivery for longer; False when it is no longer this owner's."""
        until = utc_milliseconds(self._now()) + _milliseconds(lease)
        return bool(await self._changed(_RENEW, {"held": key, "by": owner, "until": until}))

    async def answered(self, key: str, owner: str) -> bool:
        """Remember that a delivery was answered; False when it is no longer this owner's."""
        return bool(await self._changed(_ANSWERED, {"held": key, "by": owner}))

    async def abandoned(self, since: datetime, attempts: int, limit: int) -> list[tuple[str, str]]:
        """Key and content of deliveries that came since then and that nobody works on any more, oldest first.

        One that so many `attempts` did not bring to an end is left out: it may be what they died of.
        """
        query = (
            select(deliveries.c.key, deliveries.c.content)
            .where(
                deliveries.c.answered.is_(False),
                deliveries.c.received_ms >= utc_milliseconds(since),
                deliveries.c.lease_until_ms <= utc_milliseconds(self._now()),
                deliveries.c.attempts < attempts,
                deliveries.c.content != "",
            )
            .order_by(deliveries.c.received_ms)
            .limit(limit)
        )
        return await self._database.run(
            lambda connection: [(row.key, row.content) for row in connection.execute(query)], writes=False
        )

    async def forget(self, before: datetime) -> int:
        """Delete the deliveries of before that time; how many there were."""
        old = delete(deliveries).where(deliveries.c.received_ms < utc_milliseconds(before))
        return await self._database.run(lambda connection: connection.execute(old).rowcount, writes=True)

    async def _changed(self, statement: Executable, values: dict[str, Any]) -> int:
        (count,) = await self._database.change((statement, values))
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
        }

        places = [{"team_id": each.team_id, "channel_id": each.channel_id, "thread_ts": each.ts} for each in last_in]
        last = {"answer_key": answer.key, "changed_ms": now}
        await self._database.change(
            (self._insert_new_into(answers), row), *(self._upsert(threads, place, last) for place in places)
        )

    async def answer(self, key: str) -> GivenAnswer | None:
        """The answer with this key."""
        return await self._one_answer(_ANSWER, {"held": key})

    async def last_answer(self, thread: Thread) -> GivenAnswer | None:
        """The last answer given in a thread."""
        return await self._one_answer(
            _LAST_ANSWER, {"team": thread.team_id, "channel": thread.channel_id, "ts": thread.ts}
        )

    async def show_more(self, key: str, seen: Sequence[str], added: Sequence[str]) -> bool:
        """Remember that further articles of an answer are shown; False when others were added to `seen` meanwhile."""
        values = {"held": key, "before": " ".join(seen), "after": " ".join((*seen, *added))}
        return bool(await self._changed(_SHOW_MORE, values))

    async def _one_answer(self, query: Executable, values: dict[str, str]) -> GivenAnswer | None:
        rows = await self._database.rows(query, values)
        if not rows:
            return None
        key, team_id, channel_id, thread_ts, asker_id, question, shown = rows[0]
        return GivenAnswer(key, Thread(team_id, channel_id, thread_ts), asker_id, question, tuple(shown.split()))

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
        await self._database.change(self._upsert(feedback, key, values))

    async def feedback_on(self, answer_key: str) -> list[Feedback]:
        """What people thought of an answer, by their ids."""
        query = select(feedback).where(feedback.c.answer_key == answer_key).order_by(feedback.c.user_id)
        rows = await self._database.run(lambda connection: connection.execute(query).all(), writes=False)
        return [
            Feedback(row.answer_key, row.user_id, row.helpful, row.question, tuple(row.shown.split())) for row in rows
        ]


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
    """Both databases know ON CONFLICT in the same words, SQLAlchemy keeps one class for each."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def _milliseconds(duration: timedelta) -> int:
    return duration // timedelta(milliseconds=1)
