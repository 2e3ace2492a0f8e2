"""The files of an index: whose they are, who writes them, and what is said when they are damaged or find no room."""

import contextlib
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TypeVar

import tantivy

from bot.errors import IndexBusyError, IndexDamagedError, SearchIndexError
from bot.model import Frozen
from bot.search.index.checksums import Checker
from bot.search.index.documents import SCHEMA_VERSION, SCHEMAS

_TRIED_BYTES = 16_000_000
"""Bytes that are written to find out whether the disk takes any: as much as a small commit needs."""
_Result = TypeVar("_Result")


class About(Frozen):
    """Whose index this is and how far it has come."""

    schema_version: int
    store_id: str
    change: int
    """The number of the last change of the store that is in the index."""
    change_token: str
    """The token of that change, by which a store that was put back to an older state is told."""
    generation: str
    """A new name with every rebuild, so that other processes notice that the files are different ones."""


class IndexFiles:
    """The folder of an index: its parts, its records, and `about.json`, which is replaced as the last of them."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.records = directory / "records"
        self._about = directory / "about.json"
        self._checkers = [Checker(directory / name) for name in SCHEMAS]
        self._lock = directory.with_name(directory.name + ".lock")

    def stamp(self) -> tuple[int, int] | None:
        """What changes whenever `about.json` is replaced; None while there is none."""
        try:
            found = self._about.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        return found.st_mtime_ns, found.st_ino

    def read_about(self) -> About | None:
        """Whose index this is, None where it can't be told or where the index has another schema."""
        try:
            about = About.model_validate_json(self._about.read_bytes())
        except (OSError, ValueError):
            return None
        return about if about.schema_version == SCHEMA_VERSION else None

    def write_about(self, about: About) -> None:
        """Say how far the index has come; a crash leaves the old file or the new one."""
        fresh = self._about.with_suffix(".new")
        with self.writable():
            with fresh.open("w", encoding="utf-8") as file:
                file.write(about.model_dump_json())
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._about)

    def remove_about(self) -> None:
        """Make the index one that is begun anew."""
        with contextlib.suppress(OSError):
            self._about.unlink()

    @contextmanager
    def locked(self, wait_seconds: float) -> Iterator[None]:
        """Keep other processes from writing. Raises `IndexBusyError` when one still does after `wait_seconds`."""
        from filelock import FileLock  # only who writes needs it

        lock = FileLock(self._lock, timeout=wait_seconds, thread_local=False)
        with self.writable():
            self.directory.parent.mkdir(parents=True, exist_ok=True)
            try:
                lock.acquire()
            except TimeoutError as error:
                raise IndexBusyError(
                    f"Another process is writing the index in {self.directory}. Wait for it, or stop it, and try again."
                ) from error
        try:
            yield
        finally:
            lock.release()

    def begin(self, store_id: str) -> tuple[About, dict[str, tantivy.Index]]:
        """Empty parts in place of whatever is there."""
        parts: dict[str, tantivy.Index] = {}
        with self.writable():
            if self.directory.is_dir():
                shutil.rmtree(self.directory)
            else:
                self.directory.unlink(missing_ok=True)
            for name, schema in SCHEMAS.items():
                (self.directory / name).mkdir(parents=True)
                parts[name] = self.storing(partial(tantivy.Index, schema(), str(self.directory / name)))
            self.records.touch()
        about = About(
            schema_version=SCHEMA_VERSION, store_id=store_id, change=0, change_token="", generation=uuid.uuid4().hex
        )
        return about, parts

    def open_part(self, name: str) -> tantivy.Index:
        """A part that is there."""
        return self.reading(lambda: tantivy.Index.open(str(self.directory / name)))

    def check(self) -> None:
        """Raise `IndexDamagedError` where a file of a part is not as it was written."""
        for checker in self._checkers:
            self.reading(checker.check)

    def reading(self, read: Callable[[], _Result]) -> _Result:
        """Damaged files show themselves while they are read, as an error of any kind, a panic of tantivy among them."""
        try:
            return read()
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit):
                raise
            raise IndexDamagedError(f"The index in {self.directory} can't be read; it will be rebuilt.") from error

    def storing(self, write: Callable[[], _Result]) -> _Result:
        """What fails here fails for damage, or for want of space: tantivy does not tell which, and trying does.

        No index is given up because its disk is full: the next one would not fit there either.
        """
        try:
            return self.reading(write)
        except IndexDamagedError:
            with self.writable():
                self._try_writing()
            raise

    def _try_writing(self) -> None:
        tried = self._lock.with_suffix(".tried")
        try:
            with tried.open("wb") as file:
                file.write(bytes(_TRIED_BYTES))
                file.flush()
                os.fsync(file.fileno())
        finally:
            with contextlib.suppress(OSError):
                tried.unlink()

    @contextmanager
    def writable(self) -> Iterator[None]:
        """Say what to do where the system refuses to write."""
        try:
            yield
        except OSError as error:
            raise SearchIndexError(
                f"The index in {self.directory} can't be written ({error.strerror}). "
                "Check LATEPOST_DATA_DIR, who may write there, and the free space on its disk."
            ) from error
