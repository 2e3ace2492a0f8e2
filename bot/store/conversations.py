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

        def insert(connection: Connection) -> bool:
            return _insert_new(connection, deliveries, {**new, "answered": False, "content": content})

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

        if await self._database.run(insert, writes=True, one_statement=True, brief=True):
            return Claim.FIRST
        return await self._database.run(take_over, writes=True, brief=True)

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

    async def _changed(self, statement: Executable, values: dict[str, Any] | None = None) -> int:
        """How many rows a statement changes that finds them by their key."""
        return await self._database.run(
            lambda connection: connection.execute(statement, values or {}).rowcount,
            writes=True,
            one_statement=True,
            brief=True,
        )

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

        def store(connection: Connection) -> None:
            _insert_new(connection, answers, row)
            for thread in last_in:
                place = {"team_id": thread.team_id, "channel_id": thread.channel_id, "thread_ts": thread.ts}
                _upsert(connection, threads, place, {"answer_key": answer.key, "changed_ms": now})

        await self._database.run(store, writes=True, brief=True)

    async def answer(self, key: str) -> GivenAnswer | None:
        """The answer with this key."""
        return await self._one_answer(select(answers).where(answers.c.key == key))

    async def last_answer(self, thread: Thread) -> GivenAnswer | None:
        """The last answer given in a thread."""
        query = (
            select(answers)
            .join(threads, threads.c.answer_key == answers.c.key)
            .where(
                threads.c.team_id == thread.team_id,
                threads.c.channel_id == thread.channel_id,
                threads.c.thread_ts == thread.ts,
            )
        )
        return await self._one_answer(query)

    async def show_more(self, key: str, seen: Sequence[str], added: Sequence[str]) -> bool:
        """Remember that further articles of an answer are shown; False when others were added to `seen` meanwhile."""
        same = and_(answers.c.key == key, answers.c.shown == " ".join(seen))
        return bool(await self._changed(update(answers).where(same).values(shown=" ".join((*seen, *added)))))

    async def _one_answer(self, query: Any) -> GivenAnswer | None:
        row = await self._database.run(
            lambda connection: connection.execute(query).first(), writes=False, one_statement=True, brief=True
        )
        if row is None:
            return None
        thread = Thread(row.team_id, row.channel_id, row.thread_ts)
        return GivenAnswer(row.key, thread, row.asker_id, row.question, tuple(row.shown.split()))

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
        await self._database.run(
            lambda connection: _upsert(connection, feedback, key, values), writes=True, one_statement=True, brief=True
        )

    async def feedback_on(self, answer_key: str) -> list[Feedback]:
        """What people thought of an answer, by their ids."""
        query = select(feedback).where(feedback.c.answer_key == answer_key).order_by(feedback.c.user_id)
        rows = await self._database.run(lambda connection: connection.execute(query).all(), writes=False)
        return [
            Feedback(row.answer_key, row.user_id, row.helpful, row.question, tuple(row.shown.split())) for row in rows
        ]


def _insert_new(connection: Connection, table: Table, values: dict[str, Any]) -> bool:
    """Insert a row unless one with its key is there; whether it was inserted."""
    return bool(connection.execute(_insert_new_into(connection.dialect.name, table), values).rowcount)


def _upsert(connection: Connection, table: Table, key: dict[str, Any], values: dict[str, Any]) -> None:
    connection.execute(_upsert_into(connection.dialect.name, table, tuple(key), tuple(values)), {**key, **values})


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
