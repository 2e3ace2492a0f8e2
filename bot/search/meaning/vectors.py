"""The nearest of the kept vectors to that of a question, among three or a million.

A question's vector is first compared with the signs of the kept ones: the number of differing bits grows with the angle
(Charikar, "Similarity estimation techniques from rounding algorithms", STOC 2002). The nearest thousand by that are
then compared by their components. Of the true nearest fifty among 100,000 dictionary definitions this finds 99.8 %,
with nothing to build. A graph (usearch's HNSW, 256 looked at) finds 99.5 % of them after a minute of building, and has
to be built again for a row that goes.
"""

import mmap
from base64 import b64decode
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.search.meaning.arrays import FloatMatrix, FloatVector, Keys
from bot.search.meaning.vector_files import CODE_ALIGNED, PARTS, Contents, VectorFiles

_Rows = npt.NDArray[np.int64]

COMPARED = 1_000
"""Rows that are compared by their components."""
_BLOCK = 8_192
"""Rows whose signs are compared at a time: their codes stay in a core's second cache."""
_TRIES = 3
_EVEN_BYTES = np.uint64(0x00FF00FF00FF00FF)
_ONES = np.uint64(0x0001000100010001)
_TINY = np.finfo(np.float32).tiny


class Nearest(NamedTuple):
    """Keys of texts with the cosines of their vectors, best first."""

    keys: Keys
    cosines: FloatVector


class Vectors:
    """What was kept at one moment, mapped into memory; it does not change. Safe to use from several threads."""

    def __init__(self, contents: Contents | None, files: VectorFiles) -> None:
        """Map what counts; without contents there is nothing. Raises `OSError` or `ValueError` if it is gone."""
        self.dimensions = contents.dimensions if contents else 0
        rows, widths = (contents.rows, contents.row_bytes) if contents else (0, (8, 64, 0))
        parts: list[mmap.mmap | bytes] = [b""] * len(PARTS)
        if contents and rows:
            for place, (name, width) in enumerate(zip(PARTS, widths, strict=True)):
                with files.part(contents, name).open("rb") as file:
                    parts[place] = mmap.mmap(file.fileno(), rows * width, access=mmap.ACCESS_READ)
        self._keys: Keys = np.frombuffer(parts[0], dtype=np.uint64)
        self._codes = np.frombuffer(parts[1], dtype=np.uint64).reshape(rows, widths[1] // 8)
        self._values = np.frombuffer(parts[2], dtype=np.int8).reshape(rows, widths[2])
        self._mapped_values = parts[2]
        self._origin = origin_of(contents) if contents else np.zeros(0, np.float32)

    def __len__(self) -> int:
        return len(self._keys)

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

    def mean(self, keys: Sequence[int]) -> FloatVector | None:
        """The mean of the vectors of these texts; None where none of them has one."""
        rows = self._rows(np.array(keys, dtype=np.uint64))
        found = self._unit(rows[rows >= 0])
        return np.asarray(found.mean(axis=0), dtype=np.float32) if len(found) else None

    def between(self, keys: Sequence[int], others: Sequence[int]) -> FloatMatrix:
        """The cosines of each of these texts (rows) with each of the others (columns); NaN without vectors."""
        rows, columns = (self._rows(np.array(hashes, dtype=np.uint64)) for hashes in (keys, others))
        found = np.full((len(rows), len(columns)), np.nan, dtype=np.float32)
        known = np.ix_(rows >= 0, columns >= 0)
        found[known] = np.einsum("ij,kj->ik", self._unit(rows[rows >= 0]), self._unit(columns[columns >= 0]))
        return found

    def _unit(self, rows: _Rows) -> FloatMatrix:
        """The vectors of these rows, of unit length."""
        values = self._values[rows].astype(np.float32)
        return np.asarray(values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), _TINY), dtype=np.float32)

    def nearest(self, vector: FloatVector, count: int, among: Sequence[int] | Keys | None = None) -> Nearest:
        """The `count` texts nearest to a vector (at most `COMPARED`), of those with these keys or of all."""
        allowed = None
        if among is not None:
            allowed = np.unique(self._rows(np.asarray(among, dtype=np.uint64)))
            allowed = allowed[allowed >= 0]
        rows = self._candidates(vector, allowed)
        if not len(rows):
            return Nearest(np.empty(0, np.uint64), np.empty(0, np.float32))
        cosines = self._compare(vector, rows)
        best = np.argsort(-cosines, kind="stable")[:count]
        return Nearest(self._keys[rows[best]], cosines[best])

    def _candidates(self, vector: FloatVector, allowed: _Rows | None) -> _Rows:
        """The rows whose signs differ least, few more than `COMPARED` where several differ equally."""
        if allowed is not None and len(allowed) <= COMPARED:
            return allowed
        if len(self) <= COMPARED:
            return np.arange(len(self))
        differing = self._differing(codes_of(vector[None], self._origin)[0])
        if allowed is not None:
            differing = differing[allowed]
        enough = int(np.searchsorted(np.bincount(differing).cumsum(), COMPARED))
        found = np.flatnonzero(differing <= enough)
        return found if allowed is None else allowed[found]

    def _differing(self, code: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint16]:
        """How many signs of each row differ from this one's."""
        words = len(code)
        codes, repeated = self._codes.reshape(-1), np.tile(code, _BLOCK)  # numpy is slow at many short rows
        bits, counts = np.empty_like(repeated), np.empty(len(repeated), dtype=np.uint8)
        found = np.empty(len(self), dtype=np.uint16)
        for start in range(0, len(self), _BLOCK):
            rows = min(_BLOCK, len(self) - start)
            used = rows * words
            np.bitwise_xor(codes[start * words : start * words + used], repeated[:used], out=bits[:used])
            eights = np.bitwise_count(bits[:used], out=counts[:used]).view(np.uint64)  # a count in each byte
            lanes = ((eights >> np.uint64(8)) & _EVEN_BYTES) + (eights & _EVEN_BYTES)
            if len(lanes) > rows:
                lanes = lanes.reshape(rows, -1).sum(axis=1)
            found[start : start + rows] = (lanes * _ONES) >> np.uint64(48)  # the sum of the four lanes of 16 bits
        return found

    def _compare(self, vector: FloatVector, rows: _Rows) -> FloatVector:
        values = self._values[rows].astype(np.float32)
        if isinstance(self._mapped_values, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            # else all of a million vectors come into this process's memory, page by page; the system keeps them cached
            self._mapped_values.madvise(mmap.MADV_DONTNEED)
        lengths = np.sqrt(np.einsum("ij,ij->i", values, values)) * float(np.linalg.norm(vector))
        # not `@`: BLAS would wake a thread a core for what one does in a tenth of a millisecond
        products = np.einsum("ij,j->i", values, vector)
        return np.asarray(products / np.maximum(lengths, _TINY), dtype=np.float32)

    @cached_property
    def _order(self) -> _Rows:
        return np.argsort(self._keys, kind="stable")

    def _rows(self, keys: Keys) -> _Rows:
        """The row of each key, -1 for one that is not there."""
        if not len(self):
            return np.full(len(keys), -1, dtype=np.int64)
        places = np.searchsorted(self._keys, keys, sorter=self._order)
        rows = self._order[np.minimum(places, len(self) - 1)]
        return np.where(self._keys[rows] == keys, rows, -1)


class VectorReader:
    """The vectors of a folder as they are now; any number of processes may read while one writes."""

    def __init__(self, folder: Path, encoder: str) -> None:
        """`encoder` is the name of the one that reads the questions; vectors of another one count as none."""
        self._files = VectorFiles(folder)
        self._encoder = encoder
        self._lock = Lock()
        self._stamp: tuple[int, int] | None = None
        self._vectors = Vectors(None, self._files)

    def current(self) -> Vectors:
        """What is kept now; costs a look at one file where nothing has been written since the last time.

        Nothing where there is none, where it is of another encoder, or where what is there can't be right.
        """
        with self._lock:
            stamp = self._files.stamp()
            if stamp != self._stamp:
                self._stamp, self._vectors = stamp, self._read()
            return self._vectors

    def _read(self) -> Vectors:
        for _ in range(_TRIES):  # a writer may remove a generation between our reading of its name and of its files
            try:
                return Vectors(self._files.read(self._encoder), self._files)
            except (OSError, ValueError):
                continue
        return Vectors(None, self._files)


def origin_of(contents: Contents) -> FloatVector:
    """What the signs are taken from. Raises `ValueError` if it is not of as many dimensions as the vectors."""
    return np.frombuffer(b64decode(contents.origin), dtype="<f4").reshape(contents.dimensions).astype(np.float32)


def codes_of(vectors: FloatMatrix, origin: FloatVector) -> npt.NDArray[np.uint64]:
    """The signs of these vectors seen from the origin, as rows of 64-bit words filled up to a multiple of eight."""
    signs = np.pad(vectors > origin, ((0, 0), (0, -vectors.shape[1] % (8 * CODE_ALIGNED))))
    return np.packbits(signs, axis=1).view(np.uint64)
