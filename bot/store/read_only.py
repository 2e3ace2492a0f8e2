"""A SQLite file beside which nothing can be written: its disk is full, or may only be read."""

import sqlite3
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

from sqlalchemy.engine import URL


def read_only_url(path: Path) -> URL | None:
    """How the file is opened then; None where there is none, or where its write-ahead log can't be brought into it.

    SQLite shares an index of the log in a file beside the database, also among those who only read. Who is alone holds
    that index in memory (sqlite.org/wal.html, "Use of WAL Without Shared-Memory"), and may empty the log; after that a
    file is read as one that does not change.
    """
    if not path.is_file():
        return None
    name = f"file:{quote(str(path))}"
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"{name}?mode=rw", uri=True)) as alone:
        alone.execute("PRAGMA locking_mode = EXCLUSIVE").fetchall()
        alone.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    try:
        has_log = path.with_name(f"{path.name}-wal").stat().st_size > 0
    except FileNotFoundError:
        has_log = False
    return (
        None if has_log else URL.create("sqlite", database=name, query={"mode": "ro", "immutable": "1", "uri": "true"})
    )
