"""What the words of a heading look like: where no marker and no number tells, and which announce a viewpoint."""

import re

from bot.formats.summary_tokens import goes_on
from bot.text import has_han

_OPENING = r"(?:(?:Core|Key) (?:View ?points?|Views?|Insights?)|(?:报告)?核心(?:观点|洞察|见解))"
_IS_OPENING = re.compile(_OPENING, re.IGNORECASE)
_OPENED = re.compile(rf"(?:\*\*)?{_OPENING}(?:\*\*)?\s?[:：](?:\*\*)?(?=\s?\w)", re.IGNORECASE)
_LAST_OPENING = re.compile(rf"\s((?:\d\.\s)?{_OPENING})[:：]?\s*$")
_LONGEST_OPENING = 30
_ORDINAL = re.compile(
    r"[(（]?(?:\d{1,2}(?:(?:\.\d{1,2}){1,4}[.)）、]?|[.)）、])(?=\s)|[一二三四五六七八九十]{1,3}[.．、)）])\s*"
)
_LETTER = re.compile(r"[^\W\d_]")
_OUTLINE_WORDS, _TITLE_WORDS, _WORDS, _PART_WORDS = 60, 20, 12, 8
"""Words of a heading with a number, in title case, of another, and between two hyphens of one."""
_HAN_CHARACTERS, _HAN_TITLE_CHARACTERS = 40, 24
"""Characters of a Chinese heading behind citations, and where nothing but its brevity tells."""
_HAN_PAUSES = "，。；"
_NO_END = ",，、;；.。"
_FUNCTION_WORDS = frozenset(
    "A An The This That These Those Its Their"
    " After Amid As At By Despite During For From In On Over Since To Under With".split()
)
"""A sentence begins with them, the second half of a name such as `Asia - Europe` does not."""
_PREPOSITION = 4
"""Letters from which a title writes every word with a capital."""


def is_opening(name: str) -> bool:
    """Whether a heading says that the viewpoint follows."""
    return _IS_OPENING.fullmatch(_without_ordinal(name).rstrip(" :：")) is not None


def opening_with_colon(text: str) -> int | None:
    """Where an opening with a colon instead of a marker ends, at the start of a text."""
    found = _OPENED.match(text)
    return found.end() if found else None


def opening_at_end(text: str, end: int) -> int | None:
    """Where an opening begins that ends here; None where there is none."""
    found = _LAST_OPENING.search(text, max(0, end - _LONGEST_OPENING), end)
    return found.start(1) if found else None


def reads_as_name(name: str) -> bool:
    """Whether words between citations and a marker may be a heading."""
    words = name.split()
    if not words or goes_on(words[0]) or name[-1] in _NO_END:
        return False
    if _ORDINAL.match(name):
        return len(words) <= _OUTLINE_WORDS
    if has_han(name):
        return len(name) <= _HAN_CHARACTERS
    return len(words) <= (_TITLE_WORDS if _is_title_case(words) else _WORDS)


def reads_as_title(name: str, *, is_part: bool = False) -> bool:
    """Whether words look like a heading wherever they stand; `is_part` for what stands between two hyphens of one."""
    words = name.split()
    if not words or goes_on(words[0]) or name[-1] in _NO_END:
        return False
    if is_part:
        is_name = words[0] not in _FUNCTION_WORDS and not has_han(name)
        return is_name and len(words) <= _PART_WORDS and _is_title_case(words)
    if _ORDINAL.match(name):
        return len(words) <= _OUTLINE_WORDS
    if has_han(name):
        return len(name) <= _HAN_TITLE_CHARACTERS and not any(pause in name for pause in _HAN_PAUSES)
    return len(words) <= _TITLE_WORDS and _is_title_case(words)


def _without_ordinal(name: str) -> str:
    found = _ORDINAL.match(name)
    return name[found.end() :] if found else name


def _is_title_case(words: list[str]) -> bool:
    """Whether at most a quarter of the longer words begin small, and neither the first nor the last does."""
    spelt = [word[found.start() :] for word in words if (found := _LETTER.search(word))]
    if not spelt or spelt[-1][0].islower():
        return False
    longer = [word for word in spelt if len(word) >= _PREPOSITION]
    return 4 * sum(goes_on(word) for word in longer) <= len(longer)
