"""English stems."""

from functools import cache, lru_cache
from typing import Any


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The English stem (Snowball's Porter 2) of a folded word; numbers and other scripts stay as they are."""
    return str(_stemmer().stemWord(word)) if word.isascii() and word.isalpha() else word


@cache
def _stemmer() -> Any:
    from Stemmer import Stemmer

    return Stemmer("english", 0)
