"""The records of an index in one file, one behind the other; documents of the index say where each of them is.

They are read, not mapped: the records of a large library are most of its index, and mapped pages would count as the
process's memory. Records are only ever added. Those of edited and removed articles stay until the index is built anew.
"""

import os
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import NamedTuple
from zlib import crc32

_CHECKSUM_BYTES = 4


class Place(NamedTuple):
    """Where a record is in the file: bytes from its beginning, and bytes that it takes."""

    at: int
    size: int


class RecordReader:
    """Reads records while others are added. Safe for several threads."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        self._lock = Lock()

    def __del__(self) -> None:
        # Only the last one who holds it knows: an index is built anew while others still read the old one.
        if hasattr(self, "_file"):  # not where it could not be opened
            self._file.close()

    def read(self, place: Place, article: int) -> bytes:
        """The record of an article at its place. Raises `ValueError` when what is there is not what was written."""
        with self._lock:
            self._file.seek(place.at)
            found = self._file.read(place.size)
        packed = found[_CHECKSUM_BYTES:]
        if len(found) != place.size or found[:_CHECKSUM_BYTES] != _checksum(packed, article):
            raise ValueError(f"no whole record at {place.at} of {self._file.name}")
        return packed

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        return os.fstat(self._file.fileno()).st_size


class RecordWriter:
    """Adds records behind those that are there; one process at a time."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab")
        self._end = self._file.tell()

    def add(self, packed: bytes, article: int) -> Place:
        """Add the record of an article, which is given by its number in the index."""
        place = Place(self._end, _CHECKSUM_BYTES + len(packed))
        self._file.write(_checksum(packed, article) + packed)
        self._end += place.size
        return place

    def flush(self) -> None:
        """Bring all that was added to the disk, before a document names its place."""
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file. What was not flushed no document names: it need not find a place on a full disk."""
        with suppress(OSError):
            self._file.close()


def _checksum(packed: bytes, article: int) -> bytes:
    """Of the record and of whose it is: another file under the same name has whole records in other places."""
    return crc32(packed, article & 0xFFFF_FFFF).to_bytes(_CHECKSUM_BYTES, "little")
