"""How much of one text stands in another, whatever stands around it. Pure.

Broder 1997, "On the resemblance and containment of documents": texts are compared by their runs of a few words.
"""

import re
from itertools import pairwise

from bot.text import HAN, fold, has_han

_TOKEN = re.compile(rf"[{HAN}]|[^\W_{HAN}]+")
_RUN = 3
"""Words, or Chinese characters: short enough that an edit breaks few, long enough that strangers share hardly any."""


_SHORT = 3
"""Letters of words that stand in any English text."""


def containment(part: str, whole: str) -> float:
    """Of the runs of words of `part`, the share that stands in `whole` too; 0 for a text without words."""
    inside = _shingles(part)
    return len(inside & _shingles(whole)) / len(inside) if inside else 0.0


def shared_words(part: str, whole: str) -> float:
    """Of the words of `part`, and pairs of characters where it is Chinese, the share that `whole` has too."""
    words = _words(part)
    return len(words & _words(whole)) / len(words) if words else 0.0


def resemblance(one: str, other: str) -> float:
    """The containment of the text with fewer runs in the other one."""
    fewer, more = sorted((_shingles(one), _shingles(other)), key=len)
    return len(fewer & more) / len(fewer) if fewer else float(not more)


def _shingles(text: str) -> set[tuple[str, ...]]:
    tokens = _TOKEN.findall(fold(text))
    if len(tokens) < _RUN:
        return {tuple(tokens)} if tokens else set()
    return {(first, second, third) for (first, second), (_, third) in pairwise(pairwise(tokens))}


def _words(text: str) -> set[str]:
    tokens = _TOKEN.findall(fold(text))
    pairs = {one + other for one, other in pairwise(tokens) if has_han(one) and has_han(other)}
    return pairs | {token for token in tokens if len(token) > _SHORT and not has_han(token)}
