"""A filled database of each schema there was, as SQL, on both databases; `__main__` says how they were made."""

import sqlite3
from importlib.resources import files
from pathlib import Path
from typing import Any

import asyncpg
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, select
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store import migrations

FOLDER = Path(__file__).parent
REVISIONS = [script.revision for script in ScriptDirectory(str(files(migrations))).walk_revisions()][::-1]
"""Oldest first, as they follow each other; their numbers need not."""

Contents = dict[str, list[dict[str, Any]]]


async def load(revision: str, address: str) -> None:
    """Put the dump of a schema into an empty database."""
    kind = address.partition(":")[0]
    dump = (FOLDER / f"{revision}.{kind}.sql").read_text(encoding="utf-8")
    if kind == "sqlite":
        connection = sqlite3.connect(address.removeprefix("sqlite:///"))
        connection.executescript(dump)
        connection.close()
    else:
        server = await asyncpg.connect(address)
        await server.execute(dump)
        await server.close()


async def contents(address: str) -> Contents:
    """All rows of all tables but Alembic's own, in an order of their own."""
    engine = create_async_engine(with_driver(address))
    async with engine.connect() as connection:
        found = await connection.run_sync(_read)
    await engine.dispose()
    return found


def with_driver(address: str) -> str:
    """The address as SQLAlchemy takes it."""
    return address.replace("sqlite:", "sqlite+aiosqlite:").replace("postgresql:", "postgresql+asyncpg:")


def _read(connection: Connection) -> Contents:
    tables = MetaData()
    tables.reflect(connection)
    return {
        table.name: sorted((dict(row) for row in connection.execute(select(table)).mappings()), key=str)
        for table in tables.sorted_tables
        if table.name != "alembic_version"
    }
