"""Remembering what was made of a text, where the same texts come again and again."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

Result = TypeVar("Result")


def bounded_cache(*, count: int, longest: int) -> Callable[[Callable[[str], Result]], Callable[[str], Result]]:
    """Have a function remember its results for the last `count` texts of at most `longest` characters.

    Longer ones are worked out each time: what a stranger sends may be of any length. A result is shared by all who ask
    and must not be changed.
    """

    def decorated(work: Callable[[str], Result]) -> Callable[[str], Result]:
        known = lru_cache(maxsize=count)(work)

        @wraps(work)
        def remembering(text: str) -> Result:
            return known(text) if len(text) <= longest else work(text)

        return remembering

    return decorated
