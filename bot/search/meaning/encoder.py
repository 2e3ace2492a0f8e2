"""What every encoder is to its callers, and the key under which the vector of a text is kept."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # numpy takes 0.1 s to import, and who only names texts needs none
    from bot.search.meaning.arrays import FloatMatrix

KEY_BYTES = 8
"""64 bits: among a million texts, two share a key with a probability of 3 in 100 million."""


class Encoder(Protocol):
    """A model that turns texts into vectors whose cosine says how near their meanings are."""

    @property
    def name(self) -> str:
        """Which model this is: vectors of encoders with different names must not be compared."""
        ...

    def encode(self, texts: Sequence[str]) -> "FloatMatrix":
        """The vectors of these texts, one row each, float32 of unit length; a text without content may get zeros.

        Blocks; safe to call from several threads. Raises `EncoderUnavailableError` where it can't be done now.
        """
        ...


def key_of(text: str) -> int:
    """The key of a text, an unsigned number of 64 bits, the same on every machine."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=KEY_BYTES).digest(), "little")
