"""The arrays of a model as one file that is mapped into memory, so that loading reads only what is used.

The file: the length of the header (8 bytes, little-endian), the header (JSON: what it was made from, each array's
name, type, shape and offset, and the CRC-32 of it all), then the arrays, each at a multiple of 64 bytes.
"""

import json
import mmap
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

if TYPE_CHECKING:
    import numpy.typing as npt

    Arrays = Mapping[str, npt.NDArray[Any]]

_ALIGNED = 64
"""Bytes: a cache line, and the widest vector register there is."""
_LENGTH = 8


def write_arrays(path: Path, made_from: str, arrays: "Arrays") -> None:
    """Write the file; other processes see none, the old one or the whole new one. Raises `OSError`."""
    import numpy as np

    described: list[tuple[str, str, tuple[int, ...], int]] = []
    end = 0
    for name, array in arrays.items():
        start = _aligned(end)
        described.append((name, array.dtype.str, array.shape, start))
        end = start + array.nbytes
    header = _header(made_from, end, described)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, fresh = tempfile.mkstemp(prefix=path.name, suffix=".new", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(len(header).to_bytes(_LENGTH, "little") + header)
            begin = _aligned(file.tell())
            for (_, _, _, start), array in zip(described, arrays.values(), strict=True):
                file.seek(begin + start)
                file.write(np.ascontiguousarray(array).data)
            file.flush()
            os.fsync(file.fileno())
        Path(fresh).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(fresh).unlink()
        raise


def read_arrays(path: Path, made_from: str) -> "dict[str, npt.NDArray[Any]] | None":
    """The arrays, read-only and mapped; None where there is no such file, it is damaged, or made from something else.

    The header is checked whole, of the arrays only that all their bytes are there: reading 76 MB takes longer than
    everything else.
    """
    import numpy as np

    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        length = int.from_bytes(mapped[:_LENGTH], "little")
        header = json.loads(mapped[_LENGTH : _LENGTH + length])
        begin = _aligned(_LENGTH + length)
        described = [(name, kind, tuple(shape), start) for name, kind, shape, start in header["arrays"]]
        if mapped[_LENGTH : _LENGTH + length] != _header(made_from, len(mapped) - begin, described):
            return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    arrays: dict[str, npt.NDArray[Any]] = {}
    for name, kind, shape, start in described:
        count = int(np.prod(shape))
        flat = np.frombuffer(mapped, dtype=np.dtype(kind), count=count, offset=begin + start)
        arrays[name] = flat.reshape(shape)
    return arrays


def _header(made_from: str, size: int, described: list[tuple[str, str, tuple[int, ...], int]]) -> bytes:
    content = {"made_from": made_from, "size": size, "arrays": described}
    return json.dumps({**content, "crc32": crc32(json.dumps(content).encode())}).encode()


def _aligned(position: int) -> int:
    return -(-position // _ALIGNED) * _ALIGNED
