"""What the database holds of one person: told, and erased.

A person's id stands in a column named `user_id` or `asker_id`, of whatever table; in the JSON of a subscription, as its
owner; and in the JSON of a delivery that is not answered yet. What others may need stays without the person: a
channel's digest, an installation, what others thought of the person's answers, and the key of a delivery, by which it
is known when it comes again.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, delete, or_, select, true, update

from bot.store.database import Database
from bot.store.tables.library import (
    answers,
    deliveries,
    digest_articles,
    digest_slots,
    feedback,
    metadata,
    subscriptions,
    threads,
)

_ID_COLUMNS = ("user_id", "asker_id")
_SECRETS = ("token", "webhook")
"""Parts of the names of columns that are no data of a person's, and are never written out."""
_INSTALLATIONS = metadata.tables["slack_installations"]
_WITHOUT_INSTALLER = {
    "user_id": "",
    "user_token": None,
    "user_refresh_token": None,
    "user_token_expires_at": None,
    "user_scopes": None,
}


@dataclass(frozen=True, slots=True)
class PersonalData:
    """The rows that were held, by table, and the workspaces that they are of."""

    rows: Mapping[str, list[dict[str, Any]]]
    workspaces: frozenset[str]

    def as_json(self, user_id: str) -> str:
        """All of it as one JSON object, for the person to keep."""
        return json.dumps({"user_id": user_id, "data": self.rows}, ensure_ascii=False, indent=2, default=str) + "\n"


@dataclass(frozen=True, slots=True)
class _Trace:
    """Rows that hold something of the person, and what becomes of them: they are deleted, or changed."""

    table: Table
    where: ColumnElement[bool]
    values: Mapping[str, Any] | None = None
    is_theirs: bool = True
    """Whether the rows are of the person, or another person's that hold something of theirs."""


async def find(database: Database, user_id: str, team_id: str = "") -> PersonalData:
    """What is held of a person, in one workspace if given."""
    return await database.read(lambda connection: _find(connection, user_id, team_id))


async def erase(database: Database, user_id: str, team_id: str = "") -> dict[str, int]:
    """Erase it in one transaction; how many rows of each table were deleted, or lost what they held of the person."""

    def work(connection: Connection) -> dict[str, int]:
        counts: dict[str, int] = {}
        for trace in [*_digests(connection, user_id, team_id), *_traces(user_id, team_id)]:
            change = delete(trace.table) if trace.values is None else update(trace.table).values(trace.values)
            count = connection.execute(change.where(trace.where)).rowcount
            counts[trace.table.name] = counts.get(trace.table.name, 0) + count
        return {name: count for name, count in counts.items() if count}

    return await database.write(work)


async def empty_log(database: Database) -> bool:
    """Empty SQLite's write-ahead log, which holds what was erased from its file; False while somebody else reads it.

    PostgreSQL does that by itself.
    """
    if database.dialect != "sqlite":
        return True
    # sqlite.org/pragma.html#pragma_wal_checkpoint; in a transaction that has not read anything yet it is allowed
    checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)"
    return not await database.read(lambda connection: connection.exec_driver_sql(checkpoint).scalar())


def _find(connection: Connection, user_id: str, team_id: str) -> PersonalData:
    rows: dict[str, list[dict[str, Any]]] = {}
    for trace in [*_digests(connection, user_id, team_id), *_traces(user_id, team_id)]:
        if trace.is_theirs:
            found = connection.execute(select(trace.table).where(trace.where)).all()
            rows.setdefault(trace.table.name, []).extend(map(_told, found))
    kept = {name: found for name, found in rows.items() if found}
    workspaces = {row.get("team_id") or _team_of(row) for found in kept.values() for row in found}
    return PersonalData(kept, frozenset(filter(None, workspaces)))


def _team_of(row: Mapping[str, Any]) -> str:
    """The workspace in the key of a delivery."""
    return str(row.get("key", "")).partition(":")[0] if "received_ms" in row else ""


def _told(row: Row[Any]) -> dict[str, Any]:
    return {name: value for name, value in row._mapping.items() if not any(part in name for part in _SECRETS)}


def _traces(user_id: str, team_id: str) -> Iterator[_Trace]:
    """Every place but the digests; what names another row comes before that row."""
    asked = select(answers.c.key).where(_in(answers, team_id, answers.c.asker_id == user_id))
    yield _Trace(threads, threads.c.answer_key.in_(asked))
    others = and_(feedback.c.answer_key.in_(asked), feedback.c.user_id != user_id)
    yield _Trace(feedback, others, {"question": ""}, is_theirs=False)
    written = deliveries.c.content.contains(f'"user_id": {json.dumps(user_id)}', autoescape=True)
    there = deliveries.c.key.startswith(f"{team_id}:", autoescape=True) if team_id else true()
    yield _Trace(deliveries, and_(written, there), {"content": "", "answered": True})
    for table in metadata.sorted_tables:
        columns = [table.c[name] for name in _ID_COLUMNS if name in table.c]
        if columns:
            where = _in(table, team_id, or_(*(column == user_id for column in columns)))
            yield _Trace(table, where, _WITHOUT_INSTALLER if table is _INSTALLATIONS else None)


def _digests(connection: Connection, user_id: str, team_id: str) -> Iterator[_Trace]:
    """The person's own digests, and the owner of those of channels."""
    query = select(subscriptions).where(subscriptions.c.content.contains(json.dumps(user_id), autoescape=True))
    if team_id:
        query = query.where(subscriptions.c.team_id == team_id)
    for row in connection.execute(query).all():
        content = json.loads(row.content)
        if content.get("owner_id") != user_id:
            continue
        is_it = subscriptions.c.id == row.id
        if row.channel_id.startswith("D"):  # a direct message: nobody else gets it
            for table in (digest_articles, digest_slots):
                yield _Trace(table, table.c.subscription_id == row.id)
            yield _Trace(subscriptions, is_it)
        else:
            values = {"content": json.dumps({**content, "owner_id": ""}), "revision": row.revision + 1}
            yield _Trace(subscriptions, is_it, values)


def _in(table: Table, team_id: str, where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Those of one workspace, where the table says of which they are; an organisation's installation is of none."""
    if not team_id or "team_id" not in table.c:
        return where
    return and_(where, or_(table.c.team_id == team_id, table.c.team_id.is_(None)))
