"""Sentences of a paragraph, Chinese and English, each a piece of it word for word."""

import re
from collections.abc import Iterator

_END = "。！？!?；"
_CLOSING = "”’」』）)】》\"'"
_PAIRS = {"“": "”", "「": "」", "『": "』", "（": "）", "(": ")", "《": "》", "【": "】"}
_MAX_QUOTE = 160
"""Characters after which what stands in quotes or brackets is taken apart too; a quote may never be closed."""
_ATTRIBUTION = re.compile(
    r"\s*[^。！？!?；“”「」]{0,24}(?:说|表示|称|认为|指出|回答|解释|补充|回忆|坦言|强调|写道|问|道|告诉[^。！？!?；“”]{1,16})[。，,：:]"
)
"""What follows a quoted sentence and says whose it is; it belongs to it."""
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st no vs inc ltd co corp jr sr gen sen rep gov dept fig vol ed al approx est e.g i.e etc cf"
    " u.s u.k u.n a.m p.m jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_WORD_BEFORE = re.compile(r"([A-Za-z][A-Za-z.]*)$")
_ELLIPSIS = re.compile(r"…+|\.{3,}|。{2,}")


def sentences(paragraph: str) -> list[str]:
    """The sentences in order, without blanks around them; nothing but blanks is left out.

    A sentence ends with 。！？；…… or a full stop that is none of an abbreviation or a number, and with the quotation
    mark behind it. Inside quotes and brackets it does not end.
    """
    return [piece for start, end in _spans(paragraph) if (piece := paragraph[start:end].strip())]


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = at = 0
    opened: list[tuple[str, int]] = []
    straight = False
    while at < len(text):
        character = text[at]
        if character in _PAIRS:
            opened.append((_PAIRS[character], at))
        elif opened and character == opened[-1][0]:
            opened.pop()
            if not opened and text[at - 1] in "。！？!?…" and not _goes_on(text, at + 1):
                yield start, at + 1
                start = at + 1
        elif character == '"':
            straight = not straight
            if not straight and not opened and text[at - 1] in ".!?。！？" and not _goes_on(text, at + 1):
                yield start, at + 1
                start = at + 1
        if opened and at - opened[0][1] > _MAX_QUOTE:
            opened.clear()
        if straight and at - start > 2 * _MAX_QUOTE:
            straight = False
        end = _end_at(text, at)
        if end and not opened and not straight:
            while end < len(text) and text[end] in _CLOSING:
                end += 1
            if not _goes_on(text, end):
                yield start, end
                start = end
            at = end
            continue
        at = end or at + 1
    if start < len(text):
        yield start, len(text)


def _end_at(text: str, at: int) -> int | None:
    """Where the mark ends that stands at `at` and may end a sentence."""
    if found := _ELLIPSIS.match(text, at):
        return found.end()
    if text[at] in _END:
        end = at + 1
        while end < len(text) and text[end] in _END:
            end += 1
        return end
    if text[at] == "." and _is_full_stop(text, at):
        return at + 1
    return None


def _is_full_stop(text: str, at: int) -> bool:
    following = text[at + 1 : at + 3].lstrip(_CLOSING)
    if following and not following[0].isspace() and following[0].isascii():
        return False
    word = _WORD_BEFORE.search(text[max(0, at - 20) : at])
    if word is None:
        return not (at > 0 and text[at - 1].isdigit() and re.match(r"\s*[a-z]", text[at + 1 :][:3]))
    plain = word[1].lower()
    return plain not in _ABBREVIATIONS and not (len(plain) == 1 and word[1].isupper())


def _goes_on(text: str, at: int) -> bool:
    """Whether the sentence goes on behind its mark: in small letters, with a comma, or with who said it."""
    rest = text[at : at + 60]
    following = rest.lstrip()
    if not following:
        return False
    return (
        following[0].islower()
        or following[0] in "，,、：:"
        or (_ATTRIBUTION.match(rest) is not None and text[at - 1] in _CLOSING)
    )
