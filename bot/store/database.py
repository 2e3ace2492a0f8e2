"""The one connection to the database: engine, transactions, migrations, and the translation of its errors."""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Engine, Executable, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.errors import SettingsError, StoreError, StoreUnavailableError
from bot.store.at_once import SQLITE_SETTINGS, AtOnce, Values
from bot.store.schema import HEAD_REVISION

if TYPE_CHECKING:
    from filelock import FileLock
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_Result = TypeVar("_Result")
Row = Any
"""A row that can be taken apart as a tuple."""
_NONE: Values = {}

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
_PARAMETERS = {"sslmode": "ssl", "ssl": "ssl", "host": "host", "port": "port", "passfile": "passfile"}
"""What may follow the `?` of a PostgreSQL address, and how the driver names it."""
_LOCK_WAIT_SECONDS = 30
_CHECKPOINT_EVERY = 250
"""Transactions done at once; they add some 20 kB each to the write-ahead log."""
_MIGRATION_LOCK = 0x1A7E_9057
"""Key of the PostgreSQL advisory lock that lets one replica migrate at a time; any fixed number does."""


class Database:
    """An open database whose schema is the newest. Make one with `Database.open`."""

    def __init__(self, url: URL) -> None:
        self._url = url
        is_sqlite = _is_sqlite(url)
        self._steps = _Steps(url) if is_sqlite else None
        self.is_new = False
        """Whether it held nothing of ours before it was opened."""
        self._written_at_once = 0
        self._turn = asyncio.Lock()

    @cached_property
    def _at_once(self) -> AtOnce | None:
        return AtOnce(self._url.database or "") if self._steps is not None else None

    @cached_property
    def _engine(self) -> "AsyncEngine":
        from sqlalchemy.ext.asyncio import create_async_engine  # brings the whole ORM, which no answer waits for

        engine = create_async_engine(self._url, **_engine_options(self._url))
        if self._steps is not None:
            _prepare_sqlite(engine.sync_engine)
        return engine

    @cached_property
    def _writing(self) -> "AsyncEngine":
        return self._engine.execution_options(latepost_writes=True)

    @cached_property
    def _reading(self) -> "AsyncEngine":
        # PostgreSQL shows each statement the newest state unless told otherwise; SQLite always shows one.
        one_state = {} if self._steps is not None else {"isolation_level": "REPEATABLE READ"}
        return self._engine.execution_options(**one_state)

    @classmethod
    @asynccontextmanager
    async def open(cls, address: str | Path) -> AsyncGenerator["Database"]:
        """Connect, bring the schema up to date, and close at the end of the block.

        `address` is a URL, or the path of a SQLite file. Raises `SettingsError` for an address that is none,
        `StoreUnavailableError` where nothing answers, `StoreError` for what is no database of ours.
        """
        database = cls(_url(address))
        try:
            await database._migrate()
            yield database
        finally:
            await database._close()

    @property
    def place(self) -> str:
        """Where it is: the file, or the server's address without who logs in."""
        if self._steps is not None:
            return str(Path(self._url.database or "").resolve())
        return str(URL.create("postgresql", host=self._url.host, port=self._url.port, database=self._url.database))

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return "sqlite" if self._steps is not None else "postgresql"

    async def run(self, work: Callable[[Connection], _Result], *, writes: bool, one_statement: bool = False) -> _Result:
        """A transaction in one step: `work` is given the connection.

        SQLite does it in a thread that stays with it, instead of changing threads for every statement. Where `work`
        executes `one_statement`, that is a transaction by itself, which SQLite need not be told.
        """
        with _translated():
            if self._steps is None:
                async with (self._writing if writes else self._reading).begin() as connection:
                    return await connection.run_sync(work)
            async with self._writers_turn() if writes else nullcontext():
                return await asyncio.to_thread(self._steps.take, work, writes=writes, one_statement=one_statement)

    async def rows(self, query: Executable, values: Values = _NONE) -> Sequence[Row]:
        """The rows of a query that finds a few by their keys. It must be one that is made once, not for every call.

        SQLite is asked at once: changing threads takes longer.
        """
        if self._at_once is not None:
            with suppress(sqlite3.Error):  # the longer way comes through, or says what is wrong
                return self._at_once.rows(query, values)
        return await self.run(
            lambda connection: connection.execute(query, values).all(), writes=False, one_statement=True
        )

    async def change(self, *changes: tuple[Executable, Values]) -> list[int]:
        """How many rows each of a few statements changes that find them by their keys; all are done, or none.

        SQLite is told at once, unless another writer has the file. The statements must be ones that are made once.
        """
        if self._at_once is not None and not self._turn.locked():
            with suppress(sqlite3.Error):  # the longer way waits, or says what is wrong; nothing was done
                counts = self._at_once.change(changes)
                await self._checkpoint_after_many()
                return counts
        return await self.run(
            lambda connection: [connection.execute(statement, values).rowcount for statement, values in changes],
            writes=True,
            one_statement=len(changes) == 1,
        )

    async def _checkpoint_after_many(self) -> None:
        """Count what was written at once; every so often a thread empties the log, as that waits for the disk."""
        self._written_at_once += 1
        if self._steps is not None and self._written_at_once >= _CHECKPOINT_EVERY:
            self._written_at_once = 0
            with suppress(DBAPIError):  # what was written is, and the next one may come through
                await asyncio.to_thread(self._steps.take, _checkpoint, writes=True, one_statement=True)

    @asynccontextmanager
    async def read(self) -> AsyncIterator["AsyncConnection"]:
        """A connection for queries that belong together: they see one state of the database."""
        with _translated():
            async with self._reading.begin() as connection:
                yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator["AsyncConnection"]:
        """A transaction: all of the block is stored at its end, or nothing."""
        with _translated():
            async with self._writers_turn(), self._writing.begin() as connection:
                yield connection

    @asynccontextmanager
    async def _writers_turn(self) -> AsyncIterator[None]:
        """One writer at a time in this process: SQLite's own waiting for a lock sleeps for up to 0.1 s."""
        if self._steps is None:
            yield
            return
        async with self._turn:
            yield

    @property
    def writing_engine(self) -> "AsyncEngine":
        """The engine, for stores of a library on our database; every transaction counts as one that writes."""
        return self._writing

    async def _close(self) -> None:
        if "_engine" in vars(self):
            await self._engine.dispose()
        if self._at_once is not None:
            self._at_once.close()
        if self._steps is not None:
            self._steps.dispose()

    async def _migrate(self) -> None:
        path = Path(self._url.database) if self._steps is not None and self._url.database else None
        if path:
            await asyncio.to_thread(_prepare_file, path)
        if await self.run(_revision, writes=False) == HEAD_REVISION:
            return
        with _translated():
            if path:
                with await asyncio.to_thread(_migration_lock(path).acquire):
                    await self._upgrade()
            else:
                await self._upgrade()

    async def _upgrade(self) -> None:
        async with self.write() as connection:
            if connection.dialect.name == "postgresql":
                await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
            before = await connection.run_sync(_revision)
            if before == HEAD_REVISION:
                return
            await connection.run_sync(_run_migrations)
        self.is_new = before is None
        logging.getLogger(__name__).info("database schema is now %s, it was %s", HEAD_REVISION, before or "empty")


def _url(address: str | Path) -> URL:
    try:
        url = URL.create("sqlite", database=str(address)) if isinstance(address, Path) else make_url(address)
        url = url.set(drivername=_DRIVERS[url.drivername])
    except (ArgumentError, KeyError, ValueError) as error:
        raise SettingsError(
            "LATEPOST_DATABASE_URL is no address of a database: it takes sqlite:///PATH or "
            "postgresql://USER:PASSWORD@HOST:PORT/NAME."
        ) from error
    if not _is_sqlite(url):
        return _with_known_parameters(url)
    if not url.database or url.database == ":memory:":
        raise SettingsError("LATEPOST_DATABASE_URL must name a file: sqlite:///PATH.")
    return url


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _with_known_parameters(url: URL) -> URL:
    for name in url.query:
        if name not in _PARAMETERS:
            known = ", ".join(_PARAMETERS)
            raise SettingsError(
                f"LATEPOST_DATABASE_URL has the unknown parameter {name}: leave it out ({known} are known)."
            )
    return url.set(query={_PARAMETERS[name]: value for name, value in url.query.items()})


def _engine_options(url: URL) -> dict[str, Any]:
    if _is_sqlite(url):
        return {"connect_args": {"timeout": _LOCK_WAIT_SECONDS}}
    return {"pool_pre_ping": True, "connect_args": {"timeout": 10}}


def _migration_lock(path: Path) -> "FileLock":
    from filelock import FileLock  # a database that is prepared needs none

    return FileLock(f"{path}.migration.lock", timeout=_LOCK_WAIT_SECONDS, thread_local=False)


def _prepare_file(path: Path) -> None:
    """Find out that the file can be a database before a driver's thread does, and turn on its write-ahead log.

    The log is a property of the file. SQLite does not wait for others while it changes, so one process does it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=_LOCK_WAIT_SECONDS)
        try:
            if connection.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                with _migration_lock(path):
                    connection.execute("PRAGMA journal_mode = WAL")
        finally:
            connection.close()
    except TimeoutError as error:
        raise StoreUnavailableError(f"Another process is preparing the database {path}. Try again.") from error
    except OSError as error:
        raise SettingsError(
            f"The folder of the database {path} can't be made ({error.strerror}). "
            "Check LATEPOST_DATA_DIR and LATEPOST_DATABASE_URL."
        ) from error
    except sqlite3.OperationalError as error:
        raise StoreUnavailableError(
            f"The database {path} can't be opened ({error}). Check LATEPOST_DATA_DIR and LATEPOST_DATABASE_URL."
        ) from error
    except sqlite3.Error as error:
        raise StoreError(f"{path} can't be used as a database: {error}. Move it away, or use another.") from error


class _Steps:
    """Transactions in one step over one SQLite file, through connections of their own."""

    def __init__(self, url: URL) -> None:
        engine = create_engine(
            url.set(drivername="sqlite"), connect_args={"timeout": _LOCK_WAIT_SECONDS}, pool_reset_on_return=None
        )
        _prepare_sqlite(engine)
        self._reading = engine
        self._writing = engine.execution_options(latepost_writes=True)
        self._one_statement = engine.execution_options(latepost_one_statement=True)

    def take(self, work: Callable[[Connection], _Result], *, writes: bool, one_statement: bool) -> _Result:
        """Do it in this thread."""
        engine = self._one_statement if one_statement else self._writing if writes else self._reading
        with engine.begin() as connection:
            return work(connection)

    def dispose(self) -> None:
        """Close the connections."""
        self._reading.dispose()


def _prepare_sqlite(engine: Engine) -> None:
    """Set its connections up."""

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, see below
        for setting in SQLITE_SETTINGS:
            connection.execute(setting).close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        options = connection.get_execution_options()
        if options.get("latepost_one_statement"):
            return
        # A deferred transaction that turns into a writer fails at once when another one wrote meanwhile.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("latepost_writes") else "BEGIN")


def _checkpoint(connection: Connection) -> None:
    connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)").all()


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
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
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
    except (OperationalError, InterfaceError, PoolTimeoutError, OSError, TimeoutError) as error:
        if getattr(getattr(error, "orig", None), "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
            raise StoreError(_refusal(error)) from error  # a statement, not the world
        raise StoreUnavailableError(
            f"The database does not answer ({_first_line(error)}). Check LATEPOST_DATABASE_URL, "
            "the server and the free space on its disk."
        ) from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise StoreUnavailableError("The connection to the database was lost; try again.") from error
        raise StoreError(_refusal(error)) from error


def _refusal(error: BaseException) -> str:
    return (
        f"The database refused: {_first_line(error)}. "
        "Check the database that LATEPOST_DATABASE_URL names, its user and password, and what that user may do."
    )


def _first_line(error: BaseException) -> str:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    lines = str(cause).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(cause).__name__
