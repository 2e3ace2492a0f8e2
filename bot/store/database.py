"""The one way to the database: engine, transactions, migrations, and the translation of its errors."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing, contextmanager, nullcontext, suppress
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Connection, Engine, Executable, Row, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.errors import SettingsError, StoreError, StoreUnavailableError
from bot.store.database_url import database_url, is_sqlite
from bot.store.read_only import read_only_url
from bot.store.schema import revision_of, upgrade
from bot.store.tables.library import HEAD_REVISION

if TYPE_CHECKING:
    from filelock import FileLock
    from sqlalchemy.ext.asyncio import AsyncEngine

_Result = TypeVar("_Result")
Values = Mapping[str, Any]
_NONE: Values = {}
_BEGIN = "latepost_begin"
"""The option of a SQLite connection that says how its transactions begin; empty for statements by themselves."""
_WRITING = {_BEGIN: "BEGIN IMMEDIATE"}

_LOCK_WAIT_SECONDS = 30
_BRIEF_CHANGES = 250
"""So many add some 5 MB to the write-ahead log: the next one goes to a thread, where SQLite empties it."""


class Database:
    """An open database whose schema is the newest. Make one with `Database.open`.

    Work is a function of one connection, in a transaction of its own. PostgreSQL's driver runs on the event loop;
    SQLite's waits for disk and locks, and runs in a thread.
    """

    def __init__(self, url: URL) -> None:
        self._url = url
        """Where it is; `_opened` is how."""
        self._opened = url
        self._sqlite = _sqlite_engine(url, _LOCK_WAIT_SECONDS) if is_sqlite(url) else None
        self.unwritable: StoreUnavailableError | None = None
        """Why it could only be opened for reading."""
        self.is_new = False
        """Whether it held nothing of ours before it was opened."""
        self._brief_changes = count(1)
        self._one_writer = asyncio.Lock()

    @cached_property
    def _brief(self) -> Connection:
        """SQLite's connection for brief statements, which does not wait for other writers."""
        return _sqlite_engine(self._opened, wait_seconds=0).connect().execution_options(**{_BEGIN: ""})

    @cached_property
    def _asyncio_engine(self) -> "AsyncEngine":
        from sqlalchemy.ext.asyncio import create_async_engine  # brings the whole ORM, which no answer waits for

        if self._sqlite is None:
            return create_async_engine(self._url, pool_pre_ping=True, connect_args={"timeout": 10})
        engine = create_async_engine(
            self._opened.set(drivername=self._url.drivername), connect_args={"timeout": _LOCK_WAIT_SECONDS}
        )
        _prepare_sqlite(engine.sync_engine)
        return engine

    @classmethod
    @asynccontextmanager
    async def open(cls, address: str | Path, *, upgrades: bool = True) -> AsyncGenerator["Database"]:
        """Connect, bring the schema up to date unless it is to be left as it is, and close at the end of the block.

        `address` is a URL, or the path of a SQLite file. Raises `SettingsError` for an address that is none,
        `StoreUnavailableError` where nothing answers, `StoreError` for what is no database of ours.
        """
        database = cls(database_url(address))
        try:
            await database._connect()
            if upgrades:
                await database._upgrade()
            yield database
        finally:
            await database._close()

    @property
    def place(self) -> str:
        """Where it is: the file, or the server's address without who logs in."""
        if self._sqlite is not None:
            return str(Path(self._url.database or "").resolve())
        return str(URL.create("postgresql", host=self._url.host, port=self._url.port, database=self._url.database))

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self._url.get_backend_name()

    @property
    def writing_engine(self) -> "AsyncEngine":
        """The engine, for stores of a library on our database; every transaction counts as one that writes."""
        return self._asyncio_engine.execution_options(**_WRITING)

    async def read(self, work: Callable[[Connection], _Result]) -> _Result:
        """What `work` gives, which sees one state of the database."""
        # PostgreSQL shows each statement the newest state unless told otherwise; SQLite always shows one.
        return await self._run(work, {"isolation_level": "REPEATABLE READ"} if self._sqlite is None else {})

    async def write(self, work: Callable[[Connection], _Result]) -> _Result:
        """What `work` gives; all that it writes is stored, or nothing where it raises."""
        if self.unwritable:
            raise self.unwritable
        async with self._one_writer if self._sqlite is not None else nullcontext():
            # One at a time in this process: SQLite's own waiting for a lock sleeps for up to 0.1 s.
            return await self._run(work, _WRITING)

    async def rows(self, query: Executable, values: Values = _NONE, *, brief: bool = False) -> Sequence[Row[Any]]:
        """The rows that a query finds; it is `brief` if it finds a few by their keys.

        SQLite does what is brief on the event loop: 8.3 ms of CPU a command, 10.2 where all of it goes to a thread.
        """

        def work(connection: Connection) -> Sequence[Row[Any]]:
            return connection.execute(query, values).all()

        if brief and self._sqlite is not None:
            with suppress(DBAPIError), self._brief.begin():  # the longer way waits, or says what is wrong
                return work(self._brief)
        return await self.read(work)

    async def change(self, *changes: tuple[Executable, Values], brief: bool = False) -> list[int]:
        """How many rows each of a few statements changes; all are done, or none. `brief` is as in `rows`."""

        def work(connection: Connection) -> list[int]:
            return [connection.execute(statement, values).rowcount for statement, values in changes]

        brief = brief and self._sqlite is not None and not self._one_writer.locked() and not self.unwritable
        if brief and next(self._brief_changes) % _BRIEF_CHANGES:
            with suppress(DBAPIError), self._brief.begin():  # where it fails, nothing was done
                if len(changes) > 1:
                    self._brief.exec_driver_sql(_WRITING[_BEGIN])
                return work(self._brief)
        return await self.write(work)

    async def _run(self, work: Callable[[Connection], _Result], options: Mapping[str, Any]) -> _Result:
        with _translated():
            if self._sqlite is not None:
                return await asyncio.to_thread(_in_transaction, self._sqlite.execution_options(**options), work)
            async with self._asyncio_engine.execution_options(**options).begin() as connection:
                return await connection.run_sync(work)

    async def _close(self) -> None:
        if "_asyncio_engine" in vars(self):
            await self._asyncio_engine.dispose()
        if "_brief" in vars(self):
            self._brief.close()
            self._brief.engine.dispose()
        if self._sqlite is not None:
            self._sqlite.dispose()

    async def _connect(self) -> None:
        path = Path(self._url.database or "")
        if self._sqlite is not None:
            try:
                await asyncio.to_thread(_prepare_file, self._sqlite, path)
            except StoreUnavailableError as error:
                await self._open_for_reading(path, error)

    async def _upgrade(self) -> None:
        path = Path(self._url.database or "")
        if await self.read(revision_of) == HEAD_REVISION:
            return
        if self.unwritable:
            raise self.unwritable
        with await asyncio.to_thread(_migration_lock(path).acquire) if self._sqlite is not None else nullcontext():
            self.is_new = await self.write(upgrade)

    async def _open_for_reading(self, path: Path, error: StoreUnavailableError) -> None:
        """Open a file that can't be written, and remember why; raise the error where it can't be read either."""
        url = await asyncio.to_thread(read_only_url, path)
        if url is None:
            raise error
        if self._sqlite is not None:
            self._sqlite.dispose()
        self._opened, self._sqlite = url, _sqlite_engine(url, _LOCK_WAIT_SECONDS)
        self.unwritable = StoreUnavailableError(
            f"The database {path} can only be read. Check the free space on its disk and who may write there, "
            "and start again."
        )


def _migration_lock(path: Path) -> "FileLock":
    from filelock import FileLock  # a database that is prepared needs none

    return FileLock(f"{path}.migration.lock", timeout=_LOCK_WAIT_SECONDS, thread_local=False)


def _sqlite_engine(url: URL, wait_seconds: float) -> Engine:
    # Every transaction is ended below: the pool need not roll back.
    options: dict[str, Any] = {"connect_args": {"timeout": wait_seconds}, "pool_reset_on_return": None}
    engine = create_engine(url.set(drivername="sqlite"), **options)
    _prepare_sqlite(engine)
    return engine


def _prepare_sqlite(engine: Engine) -> None:
    """Set its connections up."""

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, see below
        connection.execute("PRAGMA synchronous = NORMAL").close()  # with a log: a crash of the process loses nothing
        connection.execute("PRAGMA foreign_keys = ON").close()
        connection.execute("PRAGMA secure_delete = ON").close()  # else what is deleted stays until its place is needed

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A deferred transaction that turns into a writer fails at once when another one wrote meanwhile.
        if statement := connection.get_execution_options().get(_BEGIN, "BEGIN"):
            connection.exec_driver_sql(statement)


def _in_transaction(engine: Engine, work: Callable[[Connection], _Result]) -> _Result:
    with engine.begin() as connection:
        return work(connection)


def _prepare_file(engine: Engine, path: Path) -> None:
    """Find out that the file can be a database, and turn on its write-ahead log.

    The log is a property of the file. SQLite does not wait for others while it changes, so one process does it.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(mode=0o600)  # tokens and questions are in it; its log gets the same mode from SQLite
        with closing(engine.raw_connection()) as connection:
            cursor = connection.cursor()
            if cursor.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                with _migration_lock(path):
                    cursor.execute("PRAGMA journal_mode = WAL")
    except TimeoutError as error:
        raise StoreUnavailableError(f"Another process is preparing the database {path}. Try again.") from error
    except OSError as error:
        raise SettingsError(
            f"The database {path} can't be made ({error.strerror}). Check LATEPOST_DATA_DIR and LATEPOST_DATABASE_URL."
        ) from error
    except (sqlite3.OperationalError, OperationalError) as error:
        raise StoreUnavailableError(
            f"The database {path} can't be opened ({_first_line(error)}). "
            "Check LATEPOST_DATA_DIR and LATEPOST_DATABASE_URL."
        ) from error
    except (sqlite3.Error, DBAPIError) as error:
        raise StoreError(
            f"{path} can't be used as a database: {_first_line(error)}. Move it away, or use another."
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
        if error.connection_invalidated or _passes(error):
            raise StoreUnavailableError("The connection to the database was lost; try again.") from error
        raise StoreError(_refusal(error)) from error


def _passes(error: DBAPIError) -> bool:
    """Whether PostgreSQL says so by itself: it starts or stops, is full, or had to choose between transactions.

    By the classes of postgresql.org/docs/current/errcodes-appendix.html.
    """
    return str(getattr(error.orig, "sqlstate", None) or "")[:2] in {"08", "40", "53", "55", "57", "58"}


def _refusal(error: BaseException) -> str:
    return (
        f"The database refused: {_first_line(error)}. "
        "Check the database that LATEPOST_DATABASE_URL names, its user and password, and what that user may do."
    )


def _first_line(error: BaseException) -> str:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    lines = str(cause).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(cause).__name__
