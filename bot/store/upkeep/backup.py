"""Backing a database up while the bot runs, and putting a backup back, into SQLite or PostgreSQL alike.

Both are one transaction: a backup is one state of the database, and a restore that dies leaves what was there. A backup
of an older schema is put into tables of that schema first, and the migrations bring them up to date.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, DateTime, MetaData, Table, delete, func, insert, inspect, select, text

from bot.errors import BackupError
from bot.store.database import Database
from bot.store.schema import is_known, lock_schema, migrate, revision_of
from bot.store.tables.library import metadata
from bot.store.upkeep.backup_file import BackupReader, BackupWriter, Header, Rows, reading, writing

_VERSION_TABLE = "alembic_version"
_FETCHED = 500
"""Rows that a server is asked for at a time."""


async def back_up(address: str | Path, path: Path, now: datetime) -> dict[str, int]:
    """Write a backup of a database to a new file, whose schema stays as it is; how many rows of each table it holds.

    Raises `BackupError` where there is nothing to back up, or the file can't be written.
    """
    async with Database.open(address, upgrades=False) as database:

        def work(connection: Connection) -> dict[str, int]:
            revision = revision_of(connection)
            if revision is None:
                raise BackupError(
                    f"{database.place} holds no library. Check LATEPOST_DATA_DIR and LATEPOST_DATABASE_URL."
                )
            if not is_known(revision):
                raise BackupError("The database was written by a newer version of the bot. Back it up with that one.")
            with writing(path, Header(revision=revision, made_at=now)) as backup:
                return {table.name: _write(connection, table, backup) for table in _tables(connection)}

        return await database.read(work)


async def restore(address: str | Path, path: Path, *, force: bool) -> dict[str, int]:
    """Put a backup into a database; how many rows each table got.

    Nothing is touched before the whole file was read and its checksum is right. Raises `BackupError` for a file that
    is damaged or of a newer version of the bot, for a database of a newer version, and, without `force`, for one that
    holds something.
    """
    with reading(path) as backup:
        header = backup.header()
        if not is_known(header.revision):
            raise BackupError(f"{path} was written by a newer version of the bot. Update the bot, and restore then.")
        async with Database.open(address, upgrades=False) as database:

            def work(connection: Connection) -> dict[str, int]:
                lock_schema(connection)
                revision = revision_of(connection)
                if revision is not None and not is_known(revision):
                    raise BackupError(
                        f"{database.place} has tables of a newer version of the bot, which would stay and be in its "
                        "way later. Name an empty database in LATEPOST_DATABASE_URL or LATEPOST_DATA_DIR."
                    )
                if not force and (filled := _first_that_holds(connection)):
                    raise BackupError(
                        f"{database.place} is not empty (it has {filled}). Restore into an empty database, or say "
                        "--force to replace everything that this one holds."
                    )
                _drop_all(connection)
                migrate(connection, header.revision)
                counts = _fill(connection, backup)
                migrate(connection)
                return counts

            return await database.write(work)


def _write(connection: Connection, table: Table, backup: BackupWriter) -> int:
    backup.begin(table.name, table.columns.keys())
    count = 0
    for row in connection.execute(select(table), execution_options={"yield_per": _FETCHED}):
        backup.row(tuple(row))
        count += 1
    return count


def _tables(connection: Connection) -> list[Table]:
    """Our tables as they are in the database, which may be of an older schema."""
    existing = set(inspect(connection).get_table_names())
    found = MetaData()
    found.reflect(connection, only=[name for name in metadata.tables if name in existing])
    return found.sorted_tables


def _first_that_holds(connection: Connection) -> str:
    """The name of a table that holds something, empty for none; `library` has its one row from the beginning."""
    for table in _tables(connection):
        if table.name != "library" and connection.execute(select(table).limit(1)).first() is not None:
            return table.name
    return ""


def _drop_all(connection: Connection) -> None:
    present = MetaData()
    existing = set(inspect(connection).get_table_names())
    present.reflect(connection, only=[name for name in (*metadata.tables, _VERSION_TABLE) if name in existing])
    present.drop_all(connection)


def _fill(connection: Connection, backup: BackupReader) -> dict[str, int]:
    """Fill the tables, which hold nothing but what their migrations put there."""
    tables = {table.name: table for table in _tables(connection)}
    counts = dict.fromkeys(tables, 0)
    for table in tables.values():
        connection.execute(delete(table))
    for rows in backup.rows():
        if rows.table not in tables or not set(rows.columns) <= set(tables[rows.table].columns.keys()):
            raise BackupError(f"The backup has a table {rows.table} that its version of the bot had not. Use another.")
        table = tables[rows.table]
        connection.execute(insert(table), _values(table, rows))
        counts[table.name] += len(rows.values)
    if connection.dialect.name == "postgresql":
        for table in tables.values():
            _count_on(connection, table)
    return counts


def _values(table: Table, rows: Rows) -> list[Mapping[str, Any]]:
    times = {column.name for column in table.columns if isinstance(column.type, DateTime)}
    return [
        {
            name: datetime.fromisoformat(value) if name in times and value is not None else value
            for name, value in zip(rows.columns, values, strict=True)
        }
        for values in rows.values
    ]


def _count_on(connection: Connection, table: Table) -> None:
    """Let PostgreSQL's own numbering of rows go on behind those that were put there."""
    for column in table.primary_key:
        find = text("SELECT pg_get_serial_sequence(:table, :column)")
        sequence = connection.execute(find, {"table": table.name, "column": column.name}).scalar()
        newest = connection.execute(select(func.max(column))).scalar() if sequence else None
        if newest is not None:
            connection.execute(select(func.setval(sequence, newest)))
