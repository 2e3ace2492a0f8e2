"""Writes the kept vectors: adds those of new texts, removes those of texts that are gone."""

import os
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from zlib import crc32

import numpy as np
import numpy.typing as npt
import structlog
from filelock import FileLock, Timeout

from bot.errors import IndexBusyError
from bot.search.meaning.arrays import FloatMatrix
from bot.search.meaning.vector_files import FORMAT, PARTS, Contents, VectorFiles
from bot.search.meaning.vectors import VectorReader, codes_of

_ROWS_AT_ONCE = 50_000
_TINY = np.finfo(np.float32).tiny
_log = structlog.stdlib.get_logger("bot.search")


class VectorWriter:
    """The one writer of a folder of vectors, as a context manager.

    Entering raises `IndexBusyError` while another process writes there, `SearchIndexError` where the folder can't be
    written. What is damaged, of another encoder or of another format is dropped, and everything is missing again.
    """

    def __init__(self, folder: Path, encoder: str) -> None:
        self._files = VectorFiles(folder)
        self._encoder = encoder
        self._lock = FileLock(folder / "vectors.lock", timeout=0, thread_local=False)
        self._contents: Contents | None = None
        self._reader = VectorReader(folder, encoder)

    def __enter__(self) -> Self:
        with self._files.writable():
            self._files.folder.mkdir(parents=True, exist_ok=True)
            try:
                self._lock.acquire()
            except Timeout as error:
                raise IndexBusyError(
                    f"Another process is writing the vectors in {self._files.folder}. Wait for it and try again."
                ) from error
        try:
            self._begin()
        except BaseException:
            self._lock.release()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()

    def missing(self, keys: Sequence[int]) -> list[int]:
        """Those of these keys that have no vector, each once, in their order."""
        return self._reader.current().missing(keys)

    def add(self, keys: Sequence[int], vectors: FloatMatrix) -> None:
        """Keep these vectors, one row a key; keys that have one already are passed over. On the disk on return.

        Raises `SearchIndexError` where they can't be written; what was there before stays.
        """
        if len(keys) != len(vectors):
            raise ValueError(f"{len(keys)} keys came with {len(vectors)} vectors")
        if not len(keys):
            return
        contents = self._contents
        if contents is None or contents.dimensions != vectors.shape[1]:
            contents = self._empty(vectors.shape[1])
        wanted = set(self.missing(keys) if contents is self._contents else keys)
        places = {key: place for place, key in enumerate(keys) if key in wanted}
        if places:
            chosen = np.asarray(vectors, dtype=np.float32)[list(places.values())]
            columns = np.array(list(places), dtype=np.uint64), codes_of(chosen), _in_8_bits(chosen)
            with self._files.writable():
                self._commit(self._extended(contents, columns, len(places)))

    def retain(self, keys: Iterable[int]) -> int:
        """Keep the vectors of these keys alone; gives how many others went. Writes all anew where any did."""
        old = self._contents
        if old is None:
            return 0
        with self._files.writable():
            columns = [
                np.memmap(self._files.part(old, name), np.uint8, "r", shape=(old.rows, width))
                for name, width in zip(PARTS, old.row_bytes, strict=True)
            ]
            present = np.ascontiguousarray(columns[0]).view(np.uint64)[:, 0]
            chosen = np.flatnonzero(np.isin(present, np.fromiter(set(keys), dtype=np.uint64)))
            if len(chosen) < old.rows:
                contents = self._empty(old.dimensions)
                for start in range(0, max(len(chosen), 1), _ROWS_AT_ONCE):
                    some = chosen[start : start + _ROWS_AT_ONCE]
                    contents = self._extended(contents, [column[some] for column in columns], len(some))
                self._commit(contents)
        return old.rows - len(chosen)

    def _begin(self) -> None:
        found = self._files.read(self._encoder)
        if found and not self._files.is_whole(found):
            _log.warning("The kept vectors are damaged and are made again.", folder=str(self._files.folder))
            found = None
        self._contents = found
        with self._files.writable():
            if found is None:
                self._files.forget()
            self._files.remove_others(found)

    def _empty(self, dimensions: int) -> Contents:
        return Contents(FORMAT, self._encoder, dimensions, uuid.uuid4().hex, 0, (0, 0, 0))

    def _extended(self, contents: Contents, columns: Sequence[npt.NDArray[Any]], count: int) -> Contents:
        """Write rows behind those that count; gives what is to count then."""
        checksums: list[int] = []
        for part, width, checksum, column in zip(PARTS, contents.row_bytes, contents.checksums, columns, strict=True):
            path = self._files.part(contents, part)
            with path.open("r+b" if path.exists() else "w+b") as file:
                file.truncate(contents.rows * width)  # what a crash has left behind what counts
                file.seek(0, os.SEEK_END)
                data = column.tobytes()
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            checksums.append(crc32(data, checksum))
        keys, codes, values = checksums
        return replace(contents, rows=contents.rows + count, checksums=(keys, codes, values))

    def _commit(self, contents: Contents) -> None:
        self._files.write(contents)
        self._contents = contents
        self._files.remove_others(contents)


def _in_8_bits(vectors: FloatMatrix) -> npt.NDArray[np.int8]:
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    scaled: npt.NDArray[np.int8] = np.rint(vectors / np.maximum(largest, _TINY) * 127).astype(np.int8)
    return scaled
