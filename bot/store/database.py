"""The one connection to the database: engine, transactions, migrations, and the translation of its errors."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock
from sqlalchemy import event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, NoSuchModuleError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import SettingsError, StoreError, StoreUnavailableError
from bot.store.schema import HEAD_REVISION

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
_LOCK_WAIT_SECONDS = 30
_MIGRATION_LOCK = 0x1A7E_9057
"""Key of the PostgreSQL advisory lock that lets one replica migrate at a time; any fixed number does."""


class Database:
    """An open database whose schema is the newest. Make one with `Database.open`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @classmethod
    @asynccontextmanager
    async def open(cls, url: str) -> AsyncGenerator["Database"]:
        """Connect, bring the schema up to date, and close at the end of the block.

        Raises `SettingsError` for an address that is none, `StoreUnavailableError` where nothing answers.
        """
        database = cls(_engine(url))
        try:
            await database._migrate()
            yield database
        finally:
            await database._engine.dispose()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection for queries that belong together: they see one state of the database."""
        with _translated():
            async with self._engine.begin() as connection:
                yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: all of the block is stored at its end, or nothing."""
        with _translated():
            writing = self._engine.execution_options(latepost_writes=True)
            async with writing.begin() as connection:
                yield connection

    async def _migrate(self) -> None:
        with _translated():
            async with self._engine.connect() as connection:
                if await connection.run_sync(_revision) == HEAD_REVISION:
                    return
        if self._engine.dialect.name == "sqlite":
            path = self._engine.url.database
            lock = FileLock(f"{path}.migration.lock", timeout=_LOCK_WAIT_SECONDS, thread_local=False)
            with await asyncio.to_thread(lock.acquire):
                await self._upgrade()
        else:
            await self._upgrade()

    async def _upgrade(self) -> None:
        async with self.write() as connection:
            if connection.dialect.name == "postgresql":
                await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
            if await connection.run_sync(_revision) == HEAD_REVISION:
                return
            await connection.run_sync(_run_migrations)


def _engine(address: str) -> AsyncEngine:
    try:
        url = make_url(address)
        url = url.set(drivername=_DRIVERS[url.drivername])
        engine = create_async_engine(url, **_engine_options(url))
    except (ArgumentError, KeyError, NoSuchModuleError, ValueError) as error:
        raise SettingsError(
            "LATEPOST_DATABASE_URL is no address of a database: it takes sqlite:///PATH or "
            "postgresql://USER:PASSWORD@HOST:PORT/NAME."
        ) from error
    if url.get_backend_name() == "sqlite":
        _prepare_sqlite(engine, url)
    return engine


def _engine_options(url: URL) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {"connect_args": {"timeout": _LOCK_WAIT_SECONDS}}
    return {"pool_pre_ping": True, "connect_args": {"timeout": 10}}


def _prepare_sqlite(engine: AsyncEngine, url: URL) -> None:
    if not url.database or url.database == ":memory:":
        raise SettingsError("LATEPOST_DATABASE_URL must name a file: sqlite:///PATH.")
    Path(url.database).parent.mkdir(parents=True, exist_ok=True)

    @event.listens_for(engine.sync_engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, see below
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")  # with WAL: a crash of the process loses nothing
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        # A deferred transaction that turns into a writer fails at once when another one wrote meanwhile.
        writes = connection.get_execution_options().get("latepost_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _revision(connection: Any) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def _run_migrations(connection: Any) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(
            "The database was written by a newer version of the bot. Update the bot, or use another database."
        ) from error


@contextmanager
def _translated() -> Iterator[None]:
    """Turn what the drivers raise when the world is wrong into our errors; programming errors pass as they are."""
    try:
        yield
    except (OperationalError, InterfaceError, OSError, TimeoutError) as error:
        raise StoreUnavailableError(
            f"The database does not answer ({_first_line(error)}). Check LATEPOST_DATABASE_URL, "
            "the server and the free space on its disk."
        ) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise StoreUnavailableError("The connection to the database was lost; try again.") from error
        raise StoreError(f"The database refused: {_first_line(error)}.") from error


def _first_line(error: BaseException) -> str:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    lines = str(cause).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(cause).__name__
