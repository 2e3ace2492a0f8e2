"""English stems."""

from functools import cache
from typing import Any

from bot.bounded_cache import bounded_cache


@bounded_cache(count=20_000, longest=40)  # as many words as a library of some thousand articles uses
def stem(word: str) -> str:
    """The English stem (Snowball's Porter 2) of a folded word; numbers and other scripts stay as they are."""
    return str(_stemmer().stemWord(word)) if word.isascii() and word.isalpha() else word


@cache
def _stemmer() -> Any:
    from Stemmer import Stemmer

    return Stemmer("english", 0)
