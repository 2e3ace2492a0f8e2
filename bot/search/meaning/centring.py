"""Vectors without what their script has in common, so that a question is not nearest to points of its own script."""

from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

from bot.text import has_han

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from bot.search.meaning.arrays import FloatMatrix


def centred(texts: Sequence[str], vectors: "FloatMatrix") -> "FloatMatrix":
    """The vectors less the mean of their script, of unit length again.

    The means are those of the bundled encoder over the Han texts, and over the others, of all libraries, questions and
    marked paragraphs in `tests/relevance` and of the sample library; `python -m tests.relevance.script_means` writes
    them, and says what they are worth on each library when made from the others alone.
    """
    import numpy as np

    return without_means(vectors, np.array([has_han(text) for text in texts], dtype=bool), _means())


def without_means(vectors: "FloatMatrix", is_han: "npt.NDArray[np.bool_]", means: "FloatMatrix") -> "FloatMatrix":
    """The vectors less the mean of Han texts (row 0) or of the others (row 1), of unit length again."""
    import numpy as np

    moved = vectors - np.where(is_han[:, None], means[0], means[1])
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.asarray(moved / np.maximum(lengths, np.finfo(np.float32).tiny), dtype=np.float32)


def means_version() -> str:
    """A short name of the means, which changes when they do."""
    return blake2b(_means_file(), digest_size=4).hexdigest()


@cache
def _means_file() -> bytes:
    return (files("bot.search.meaning") / "script_means.npy").read_bytes()


@cache
def _means() -> "FloatMatrix":
    import numpy as np

    return np.asarray(np.load(BytesIO(_means_file()), allow_pickle=False), dtype=np.float32)
