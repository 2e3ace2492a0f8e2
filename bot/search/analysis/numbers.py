"""Numbers in text as the values they stand for: `143亿`, `14.3 billion` and `14,300,000,000` are one.

Only numbers with a scale are of interest here, and those in Chinese from eleven; plain ones are terms as they stand.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

_SCALES = {
    "thousand": 3,
    "k": 3,
    "million": 6,
    "mn": 6,
    "billion": 9,
    "bn": 9,
    "trillion": 12,
    "tn": 12,
    "千": 3,
    "万": 4,
    "萬": 4,
    "百": 2,
    "十": 1,
    "亿": 8,
    "億": 8,
}
_WORDS = "one two three four five six seven eight nine ten eleven twelve".split()
_CHINESE = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_HAN_DIGIT = "".join(_CHINESE)
_NUMBER = r"\d{1,15}(?:,\d{3}){0,6}(?:\.\d{1,9})?"
_SCALE = "(?:thousand|[mb]illion|trillion)s?|bn|mn|tn|k"
_VALUE = re.compile(
    rf"(?<![\w.,])(?P<number>{_NUMBER}|{'|'.join(_WORDS)})[ -]?(?P<scale>{_SCALE})\b"
    rf"|(?<![\d.,])(?P<digits>{_NUMBER}) ?(?P<scales>[百千]?[万萬][亿億]|[百千]?[万萬亿億]|[百千])"
    rf"|百分之(?P<percent>[十{_HAN_DIGIT}]{{1,4}})|(?P<tenths>[一二三四五六七八九])成(?P<half>半?)"
    rf"|(?<![{_HAN_DIGIT}十百千万萬亿億])(?P<tens>[二三四五六七八九]十[一二三四五六七八九]?|十[一二三四五六七八九])(?![{_HAN_DIGIT}十百千万萬亿億])"
    rf"|(?P<chinese>[十{_HAN_DIGIT}][十{_HAN_DIGIT}]{{0,3}}[百千万萬亿億][十百千万萬亿億{_HAN_DIGIT}]{{0,16}})",
    re.IGNORECASE,
)
_ENGLISH_SCALE = re.compile(r"\d[kKmMbBtT]|illion|ILLION|housand|HOUSAND|\d [bmt]n")
_CHINESE_SCALE = re.compile("[十百千万萬亿億成]|百分之")
_GREATEST = Decimal(10) ** 18


class Value(NamedTuple):
    """A number with a scale at `text[start:end]`, and the term that all ways to write it share: its digits."""

    term: str
    start: int
    end: int


def numbers_in(text: str) -> Iterator[Value]:
    """The numbers with a scale in a text, in its order. Words that only look like one, such as 千万, are left out."""
    if not _ENGLISH_SCALE.search(text) and (text.isascii() or not _CHINESE_SCALE.search(text)):
        return
    for found in _VALUE.finditer(text):
        if (term := _term(found)) is not None:
            yield Value(term, found.start(), found.end())


def _term(found: re.Match[str]) -> str | None:
    if number := found["number"]:
        lower = number.lower()
        amount = Decimal(_WORDS.index(lower) + 1) if lower in _WORDS else Decimal(number.replace(",", ""))
        value = amount.scaleb(_SCALES[found["scale"].lower().removesuffix("s")])
    elif digits := found["digits"]:
        value = Decimal(digits.replace(",", "")).scaleb(sum(_SCALES[each] for each in found["scales"]))
    elif tenths := found["tenths"]:
        value = Decimal(_CHINESE[tenths] * 10 + (5 if found["half"] else 0))
    else:
        value = Decimal(_read(found["percent"] or found["tens"] or found["chinese"]))
    return f"{value.normalize():f}" if 0 < value < _GREATEST else None


def _read(chinese: str) -> int:
    """`一万三千` as 13000: digits times their scale, where 万 and 亿 scale all that stands before them."""
    whole = part = digit = 0
    last = 1
    for character in chinese:
        if character in _CHINESE:
            digit = _CHINESE[character]
            continue
        scale = 10 ** _SCALES[character]
        if scale >= 10**4:
            whole = (whole + part + digit) * scale
            part = 0
        else:
            part += (digit or 1) * scale
        digit, last = 0, scale
    trailing = digit * last // 10 if last > 10 and "零" not in chinese[-2:] and "〇" not in chinese[-2:] else digit
    return whole + part + trailing
