"""Brief statements over one SQLite file, done at once by the thread that asks, as they run for every delivery.

The statements are SQLAlchemy's, compiled once; its engine takes several times as long as SQLite does to find a row.
"""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from functools import lru_cache
from typing import Any

from sqlalchemy import Executable
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql import ClauseElement

SQLITE_SETTINGS = (
    "PRAGMA synchronous = NORMAL",  # with a write-ahead log: a crash of the process loses nothing
    "PRAGMA foreign_keys = ON",
)
"""What every connection is set to."""

_DIALECT = sqlite.dialect(paramstyle="named")

Values = Mapping[str, Any]


class AtOnce:
    """A connection that waits for nobody: `sqlite3.OperationalError` where another writer has the file."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._opened: sqlite3.Connection | None = None
        self._compiled = lru_cache(maxsize=500)(_compiled)

    def rows(self, query: Executable, values: Values) -> list[tuple[Any, ...]]:
        """The rows that a query finds."""
        with closing(self._execute(query, values)) as cursor:
            return cursor.fetchall()

    def change(self, changes: Sequence[tuple[Executable, Values]]) -> list[int]:
        """How many rows each statement changes; all are done, or none."""
        if len(changes) == 1:
            return [self._count(*changes[0])]
        connection = self._connection()
        connection.execute("BEGIN IMMEDIATE").close()
        try:
            counts = [self._count(statement, values) for statement, values in changes]
            connection.execute("COMMIT").close()
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK").close()
        return counts

    def close(self) -> None:
        """Close the connection."""
        if self._opened is not None:
            self._opened.close()

    def _count(self, statement: Executable, values: Values) -> int:
        with closing(self._execute(statement, values)) as cursor:
            return cursor.rowcount

    def _execute(self, statement: Executable, values: Values) -> sqlite3.Cursor:
        text, fixed = self._compiled(statement, tuple(values))
        return self._connection().execute(text, {**fixed, **values})

    def _connection(self) -> sqlite3.Connection:
        if self._opened is None:
            connection = sqlite3.connect(self._path, timeout=0, isolation_level=None, check_same_thread=False)
            try:
                for setting in (*SQLITE_SETTINGS, "PRAGMA wal_autocheckpoint = 0"):  # that waits for the disk
                    connection.execute(setting).close()
            except sqlite3.Error:  # it is opened anew, whole, when the file is free
                connection.close()
                raise
            self._opened = connection
        return self._opened


def _compiled(statement: Executable, names: tuple[str, ...]) -> tuple[str, dict[str, Any]]:
    """The words of a statement, and the values that stand in it, without those of these names."""
    assert isinstance(statement, ClauseElement)
    compiled = statement.compile(dialect=_DIALECT, column_keys=list(names))
    return str(compiled), {name: value for name, value in compiled.params.items() if name not in names}
