"""The files that keep the vectors of a library: which there are, and what must be true of them.

A folder holds `vectors.json`, which says which files count and how far, and three files of one generation:

    GENERATION.keys    8 bytes a row: the key of the text
    GENERATION.codes   the signs of a vector's components, one bit each, a row filled up to a multiple of 64 bytes
    GENERATION.values  the components, 8 bits each, scaled so that the largest of a row is 127

Rows are only ever appended; `vectors.json` is replaced after they are on the disk, so that what a crash left behind it
does not count. Rows are removed by writing a new generation.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from zlib import crc32

from bot.errors import SearchIndexError
from bot.search.meaning.encoder import KEY_BYTES

FORMAT = 1
"""Raise it with every change of the files; those of another format are made again."""
PARTS = ("keys", "codes", "values")
CODE_ALIGNED = 64
"""Bytes: eight words of 64 bits, whose counts of differing bits are summed at once."""
_PIECE = 1 << 20


@dataclass(frozen=True)
class Contents:
    """What `vectors.json` says. `rows` and the checksums (CRC-32, one a part) are of what counts."""

    format: int
    encoder: str
    dimensions: int
    generation: str
    rows: int
    checksums: tuple[int, int, int]

    @property
    def row_bytes(self) -> tuple[int, int, int]:
        """Bytes of one row, one number a part."""
        code = -(-self.dimensions // (8 * CODE_ALIGNED)) * CODE_ALIGNED
        return KEY_BYTES, code, self.dimensions


class VectorFiles:
    """The folder of the vectors."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._contents = folder / "vectors.json"

    def part(self, contents: Contents, name: str) -> Path:
        """One of the three files."""
        return self.folder / f"{contents.generation}.{name}"

    def stamp(self) -> tuple[int, int] | None:
        """What changes whenever `vectors.json` is replaced; None while there is none."""
        try:
            found = self._contents.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino

    def read(self, encoder: str) -> Contents | None:
        """What counts; None where there is nothing, nothing of this encoder, or something damaged or too short."""
        try:
            found = json.loads(self._contents.read_bytes())
            checksum = found.pop("crc32")
            contents = Contents(**{**found, "checksums": tuple(found["checksums"])})
            sizes = [self.part(contents, name).stat().st_size for name in PARTS]
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None
        if checksum != _checksum(contents) or (contents.format, contents.encoder) != (FORMAT, encoder):
            return None
        wanted = [contents.rows * width for width in contents.row_bytes]
        return contents if all(size >= least for size, least in zip(sizes, wanted, strict=True)) else None

    def write(self, contents: Contents) -> None:
        """Say what counts from now on; a crash leaves the old file or the new one."""
        fresh = self._contents.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            file.write(json.dumps({**asdict(contents), "crc32": _checksum(contents)}))
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._contents)

    def forget(self) -> None:
        """Let nothing count."""
        self._contents.unlink(missing_ok=True)

    def is_whole(self, contents: Contents) -> bool:
        """Whether every byte that counts is as it was written; reads them all (0.6 GB for a million texts)."""
        for name, width, checksum in zip(PARTS, contents.row_bytes, contents.checksums, strict=True):
            found, left = 0, contents.rows * width
            try:
                with self.part(contents, name).open("rb") as file:
                    while left and (piece := file.read(min(left, _PIECE))):
                        found, left = crc32(piece, found), left - len(piece)
            except OSError:
                return False
            if left or found != checksum:
                return False
        return True

    def remove_others(self, contents: Contents | None) -> None:
        """Remove the files of other generations; those that a reader holds open on Windows go the next time."""
        for name in PARTS:
            for path in self.folder.glob(f"*.{name}"):
                if contents is None or path != self.part(contents, name):
                    with suppress(OSError):
                        path.unlink()

    @contextmanager
    def writable(self) -> Iterator[None]:
        """Say what to do where the system refuses to write."""
        try:
            yield
        except OSError as error:
            raise SearchIndexError(
                f"The vectors in {self.folder} can't be written ({error.strerror}). "
                "Check LATEPOST_DATA_DIR, who may write there, and the free space on its disk."
            ) from error


def _checksum(contents: Contents) -> int:
    return crc32(json.dumps(asdict(contents)).encode())
