"""A backup as a file: gzip'd JSON Lines, whose last line holds the SHA-256 of all before it.

The first line is a `Header`. A line that is an object begins a table, with the names of its columns; the lines that
are arrays are its rows. Numbers, strings, booleans and null stand as they are, times without a zone as ISO 8601.
"""

import gzip
import hashlib
import io
import json
import os
import zlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from bot.errors import BackupError

_ROWS = 500
"""Rows that are handed over together."""
_COMPRESSION = 6
"""zlib's own middle between speed and size."""


class Header(BaseModel):
    """What a backup says of itself: its format, the migration of the database, and when it was made."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    latepost_backup: Literal[1] = 1
    revision: str
    made_at: AwareDatetime


class _TableStart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    table: str
    columns: tuple[str, ...]


class _End(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Some rows of a table, in the order of its columns."""

    table: str
    columns: tuple[str, ...]
    values: Sequence[Sequence[Any]]


class BackupWriter:
    """Writes the lines of a backup."""

    def __init__(self, file: gzip.GzipFile, header: Header) -> None:
        self._file = file
        self._digest = hashlib.sha256()
        self._write(header.model_dump(mode="json"))

    def begin(self, table: str, columns: Sequence[str]) -> None:
        """Begin a table."""
        self._write({"table": table, "columns": list(columns)})

    def row(self, values: Sequence[Any]) -> None:
        """Write a row of the table that was begun."""
        self._write(list(values))

    def end(self) -> None:
        """Write the checksum."""
        self._write({"sha256": self._digest.hexdigest()})

    def _write(self, value: Any) -> None:
        line = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_time).encode() + b"\n"
        self._digest.update(line)
        self._file.write(line)


def _time(value: Any) -> str:
    return str(value.isoformat())


@contextmanager
def writing(path: Path, header: Header) -> Generator[BackupWriter]:
    """Write a new backup, for its owner's eyes alone; it stands at its path only once it is whole and on the disk.

    Raises `BackupError` where something is there already, or nothing can be written.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.unfinished")
    try:
        if path.exists():
            raise BackupError(f"{path} is there already. Name another file, or delete that one.")
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                with gzip.GzipFile("", "wb", _COMPRESSION, file) as packed:
                    writer = BackupWriter(packed, header)
                    yield writer
                    writer.end()
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise BackupError(
            f"The backup can't be written to {path} ({error.strerror or error}). Check the folder and its free space."
        ) from error


class BackupReader:
    """Reads a backup that is open as a file."""

    def __init__(self, path: Path, file: IO[bytes]) -> None:
        self._path = path
        self._file = file

    def header(self) -> Header:
        """What it says of itself, after it was read from beginning to end; raises `BackupError` for a damaged one."""
        header: Header | None = None
        for found in self._records():
            header = header or (found if isinstance(found, Header) else None)
        assert header is not None  # else the first line was refused
        return header

    def rows(self) -> Iterator[Rows]:
        """All rows, some at a time. Raises `BackupError` as `header` does."""
        return (found for found in self._records() if isinstance(found, Rows))

    def _records(self) -> Iterator[Header | Rows]:
        try:
            self._file.seek(0)
            with gzip.GzipFile(fileobj=self._file) as unpacked:
                yield from _records(io.BufferedReader(unpacked))
        except (EOFError, OSError, RecursionError, zlib.error, ValueError) as error:
            raise BackupError(
                f"{self._path} is no backup of the bot's, or damaged ({_reason(error)}). Use another backup."
            ) from error


@contextmanager
def reading(path: Path) -> Generator[BackupReader]:
    """The backup at a path. Raises `BackupError` where none can be read."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise BackupError(f"{path} can't be read ({error.strerror}). Check its name and who may read it.") from error
    with file:
        yield BackupReader(path, file)


def _records(lines: IO[bytes]) -> Iterator[Header | Rows]:
    """The parts of the file; ValueError where it is not as it was written."""
    digest = hashlib.sha256()
    first = lines.readline()
    digest.update(first)
    yield Header.model_validate_json(first)
    table: _TableStart | None = None
    values: list[Sequence[Any]] = []
    for line in lines:
        is_row = line.startswith(b"[")
        if table and values and (not is_row or len(values) == _ROWS):
            yield Rows(table.table, table.columns, values)
            values = []
        if is_row and table:
            values.append(_row(line, len(table.columns)))
        elif line.startswith(b'{"sha256"'):
            if _End.model_validate_json(line).sha256 != digest.hexdigest() or lines.read(1):
                raise ValueError("its checksum is wrong")
            return
        else:
            table = _TableStart.model_validate_json(line)
        digest.update(line)
    raise EOFError("it is cut off")


def _row(line: bytes, count: int) -> Sequence[Any]:
    values = json.loads(line)
    if len(values) != count:
        raise ValueError("a row has too many or too few values")
    return list(values)


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "a line of it is not as the bot writes it"
    return str(error).rstrip(".").lower() or type(error).__name__
