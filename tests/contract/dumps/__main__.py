"""Writes the dumps of this version's schema: `python -m tests.contract.dumps`, once for every new migration.

The articles are stored by the bot itself, so the older dumps hold what the code of their time wrote: they were made in
checkouts of the last commit before the next migration. PostgreSQL's needs its server and pg_dump.
"""

import asyncio
import re
import sqlite3
import subprocess
import tempfile
from pathlib import Path

import asyncpg
from sqlalchemy import Connection, MetaData, insert, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store import ArticleStore, Database
from tests.contract.dumps import FOLDER, with_driver
from tests.contract.dumps.rows import ROWS
from tests.library import article
from tests.postgresql import Server, running_server, server_programs

_SETTING = re.compile(r"^(--.*|SET .*|SELECT pg_catalog\.set_config.*|\\.*|)\n", re.MULTILINE)
"""Lines of pg_dump that say nothing of what the database holds, or are for psql alone."""


async def filled(address: str) -> str:
    """Fill an empty database with two articles and a row of every other table; the migration that it is at."""
    async with Database.open(address) as database:
        store = ArticleStore(database)
        await store.save(article(1))
        await store.save(article(2))
    engine = create_async_engine(with_driver(address))
    async with engine.begin() as connection:
        revision = await connection.run_sync(_fill)
    await engine.dispose()
    return revision


def _fill(connection: Connection) -> str:
    tables = MetaData()
    tables.reflect(connection)
    for name, values in ROWS.items():
        if name in tables.tables:
            table = tables.tables[name]
            connection.execute(insert(table), {key: value for key, value in values.items() if key in table.c})
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def sqlite_dump() -> tuple[str, str]:
    """The migration and the dump of a filled SQLite database."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "library.sqlite"
        revision = asyncio.run(filled(f"sqlite:///{path}"))
        connection = sqlite3.connect(path)
        dump = "\n".join(connection.iterdump())
        connection.close()
        return revision, dump


def postgresql_dump(server: Server) -> str:
    """The dump of a filled PostgreSQL database."""

    async def create() -> None:
        connection = await asyncpg.connect(server.url("postgres"))
        await connection.execute("CREATE DATABASE dumped")
        await connection.close()

    asyncio.run(create())
    asyncio.run(filled(server.url("dumped")))
    command = [server_programs() / "pg_dump", "--inserts", "--no-owner", "--no-comments", server.url("dumped")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return _SETTING.sub("", done.stdout)


def main() -> None:
    """Write both files."""
    revision, dump = sqlite_dump()
    (FOLDER / f"{revision}.sqlite.sql").write_text(dump + "\n", encoding="utf-8")
    with running_server() as server:
        (FOLDER / f"{revision}.postgresql.sql").write_text(postgresql_dump(server), encoding="utf-8")
    print(revision)


if __name__ == "__main__":
    main()
