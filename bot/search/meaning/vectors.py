"""The nearest of the kept vectors to that of a question, among three or a million.

A question's vector is first compared with the signs of the kept ones: the number of differing bits grows with the angle
(Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002). The nearest thousand by that are
then compared by their components. Of the true nearest fifty among 100,000 dictionary definitions this finds 99.8 %,
with nothing to build. A graph (usearch's HNSW, 256 looked at) finds 99.5 % of them after a minute of building, and has
to be built again for a row that goes.
"""

import mmap
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bot.search.meaning.arrays import FloatMatrix, FloatVector, Keys
from bot.search.meaning.vector_files import PARTS, Contents, VectorFiles

_Rows = npt.NDArray[np.int64]

COMPARED = 1_000
"""Rows that are compared by their components."""
_BLOCK = 16_384
"""Rows whose signs are compared at a time: a block's codes stay in a core's second cache."""
_TRIES = 3
_EVEN_BYTES = np.uint64(0x00FF00FF00FF00FF)
_ONES = np.uint64(0x0001000100010001)


class Nearest(NamedTuple):
    """Keys of texts with the cosines of their vectors, best first."""

    keys: Keys
    cosines: FloatVector


class Vectors:
    """What is kept, for reading; any number of processes may read while one writes. Not for several threads at once."""

    def __init__(self, folder: Path, encoder: str) -> None:
        """`encoder` is the name of the one that reads the questions; vectors of another one count as none."""
        self._files = VectorFiles(folder)
        self._encoder = encoder
        self._stamp: tuple[int, int] | None = None
        self._contents: Contents | None = None
        self._maps: list[mmap.mmap] = []
        self._order: _Rows | None = None
        self._take(None)
        self.refresh()

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def dimensions(self) -> int:
        """Numbers in a vector; 0 while there is none."""
        return self._contents.dimensions if self._contents else 0

    def refresh(self) -> None:
        """See what has been written since; costs a look at one file where nothing has."""
        stamp = self._files.stamp()
        if stamp == self._stamp:
            return
        for _ in range(_TRIES):  # a writer may remove a generation between our reading of its name and of its files
            stamp, contents = self._files.stamp(), self._files.read(self._encoder)
            if contents is None or self._take(contents):
                break
        else:
            contents = None
        if contents is None:
            self._take(None)
        self._stamp = stamp

    def missing(self, keys: Sequence[int]) -> list[int]:
        """Those of these keys that have no vector, each once, in their order."""
        asked = np.array(keys, dtype=np.uint64)
        absent = asked[self._rows(asked) < 0]
        return list(dict.fromkeys(absent.tolist()))

    def cosines(self, vector: FloatVector, keys: Sequence[int]) -> FloatVector:
        """The cosine of each of these texts with a vector; NaN for one that has none yet."""
        rows = self._rows(np.array(keys, dtype=np.uint64))
        found = np.full(len(rows), np.nan, dtype=np.float32)
        if (rows >= 0).any():
            found[rows >= 0] = self._compare(vector, rows[rows >= 0])
        return found

    def nearest(self, vector: FloatVector, count: int, among: Sequence[int] | Keys | None = None) -> Nearest:
        """The `count` texts nearest to a vector (at most `COMPARED`), of those with these keys or of all."""
        rows = None
        if among is not None:
            rows = np.unique(self._rows(np.asarray(among, dtype=np.uint64)))
            rows = rows[rows >= 0]
        rows = self._candidates(vector, rows)
        if not len(rows):
            return Nearest(np.empty(0, np.uint64), np.empty(0, np.float32))
        cosines = self._compare(vector, rows)
        best = np.argsort(-cosines, kind="stable")[:count]
        return Nearest(self._keys[rows[best]], cosines[best])

    def _candidates(self, vector: FloatVector, rows: _Rows | None) -> _Rows:
        """The rows whose signs differ least, few more than `COMPARED` where several differ equally."""
        if rows is None and len(self) <= COMPARED:
            return np.arange(len(self))
        if rows is not None and len(rows) <= COMPARED:
            return rows
        differing = self._differing(codes_of(vector[None])[0])
        if rows is not None:
            differing = differing[rows]
        enough = int(np.searchsorted(np.bincount(differing).cumsum(), COMPARED))
        found = np.flatnonzero(differing <= enough)
        return found if rows is None else rows[found]

    def _differing(self, code: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint16]:
        """How many signs of each row differ from this one's."""
        found = np.empty(len(self), dtype=np.uint16)
        for start in range(0, len(self), _BLOCK):
            block = self._codes[start : start + _BLOCK]
            counts = np.bitwise_count(block ^ code).view(np.uint64)  # eight counts of a byte in each word
            pairs = (counts & _EVEN_BYTES) + ((counts >> np.uint64(8)) & _EVEN_BYTES)
            lanes = pairs[:, 0] if pairs.shape[1] == 1 else pairs.sum(axis=1)
            found[start : start + _BLOCK] = (lanes * _ONES) >> np.uint64(48)  # the sum of the four lanes of 16 bits
        return found

    def _compare(self, vector: FloatVector, rows: _Rows) -> FloatVector:
        values = self._values[rows].astype(np.float32)
        lengths = np.sqrt(np.einsum("ij,ij->i", values, values)) * float(np.linalg.norm(vector))
        if hasattr(mmap, "MADV_DONTNEED"):  # else a million vectors come into this process's memory, page by page
            self._maps[-1].madvise(mmap.MADV_DONTNEED)
        return np.asarray(values @ vector / np.maximum(lengths, np.finfo(np.float32).tiny), dtype=np.float32)

    def _rows(self, keys: Keys) -> _Rows:
        """The row of each key, -1 for one that is not there."""
        if not len(self):
            return np.full(len(keys), -1, dtype=np.int64)
        if self._order is None:
            self._order = np.argsort(self._keys, kind="stable")
        places = np.searchsorted(self._keys, keys, sorter=self._order)
        rows = self._order[np.minimum(places, len(self) - 1)]
        return np.where(self._keys[rows] == keys, rows, -1)

    def _take(self, contents: Contents | None) -> bool:
        """Map what counts; False where it has just been removed."""
        rows, widths = (contents.rows, contents.row_bytes) if contents else (0, (8, 64, 1))
        maps: list[mmap.mmap] = []
        if contents and rows:
            try:
                for name, width in zip(PARTS, widths, strict=True):
                    with self._files.part(contents, name).open("rb") as file:
                        maps.append(mmap.mmap(file.fileno(), rows * width, access=mmap.ACCESS_READ))
            except (OSError, ValueError):
                return False
        buffers: list[Any] = list(maps) or [b""] * len(PARTS)
        self._maps, self._contents, self._order = maps, contents, None
        self._keys: Keys = np.frombuffer(buffers[0], dtype=np.uint64)
        self._codes = np.frombuffer(buffers[1], dtype=np.uint64).reshape(rows, widths[1] // 8)
        self._values = np.frombuffer(buffers[2], dtype=np.int8).reshape(rows, widths[2])
        return True


def codes_of(vectors: FloatMatrix) -> npt.NDArray[np.uint64]:
    """The signs of these vectors as rows of 64-bit words, filled up to eight of them."""
    signs = vectors > 0
    padded = np.pad(signs, ((0, 0), (0, -vectors.shape[1] % 512)))
    return np.packbits(padded, axis=1).view(np.uint64)
