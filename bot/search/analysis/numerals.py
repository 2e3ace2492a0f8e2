"""Numbers in text as values: digits, Chinese numerals and English number words, with their scales.

number := digits scale? (digits scale)* | Chinese numerals | English number words
"""

import re
from collections.abc import Iterable
from fractions import Fraction

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
NUMBER_WORDS = {word: value for value, word in enumerate(_ONES)} | {word: 10 * at for at, word in enumerate(_TENS, 2)}
HAN_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_BELOW = {"十": 10, "百": 100, "千": 1000}
"""Scales inside a section of four digits; those above scale whole sections."""
_ABOVE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_ENGLISH_SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
_SHORT_SCALES = {"k": 10**3, "m": 10**6, "mn": 10**6, "b": 10**9, "bn": 10**9, "t": 10**12, "tn": 10**12}
_SCALES = _ENGLISH_SCALES | _SHORT_SCALES
LONGEST = 60
"""Characters of a number; a longer one is the work of somebody hostile, and only the same text is the same then."""


def any_of(words: Iterable[str]) -> str:
    """A pattern of the words, the longest first."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def rule(pattern: str) -> re.Pattern[str]:
    """The pattern compiled, upper and lower case alike."""
    return re.compile(pattern, re.IGNORECASE)


_BELOW_10000, _FROM_10000 = "".join(_BELOW), "".join(_ABOVE)
HAN_DIGIT, _NUMERAL = "".join(HAN_DIGITS), "".join(HAN_DIGITS) + _BELOW_10000 + _FROM_10000
HAN_NUMERAL = rf"[{HAN_DIGIT}十][{_NUMERAL}]*(?:点[{HAN_DIGIT}]+[{_BELOW_10000}{_FROM_10000}]*)?"
FIGURES = r"\d{1,3}(?:,\d{3}){1,7}(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?"
NO_LETTER = r"(?![a-zA-Z])"

_NUMBER = rule(FIGURES)
_HAN_NUMBER = rule(HAN_NUMERAL)
_HAN_SCALE = rule(rf" ?([{_BELOW_10000}]?[{_FROM_10000}]+|[百千])")
_SCALE = rule(rf"(?:[ \-]?({any_of(set(_SCALES) - set('kmbt'))})s?|([kmbt])){NO_LETTER}")
_SMALL_WORDS = rf"(?:(?:{any_of(_TENS)})(?:[ \-](?:{any_of(_ONES[1:10])}))?|{any_of(_ONES)})"
_LARGE_WORDS = rf"(?:{any_of(_ENGLISH_SCALES)})s?(?: (?:and )?{_SMALL_WORDS})?"
_NUMBER_WORDS = rule(rf"{_SMALL_WORDS}(?:[ \-]{_LARGE_WORDS})*{NO_LETTER}")


def read_number(text: str, at: int) -> tuple[int, Fraction] | None:
    """A number with its scales, and where it ends."""
    if found := _NUMBER.match(text, at):
        end, total = found.end(), Fraction(0)
        if end - at > LONGEST:
            return end, total
        value = value_of(found[0])
        while scale := _HAN_SCALE.match(text, end):
            total += value * _scale(scale[1])
            end = scale.end()
            following = _NUMBER.match(text, end)  # 1亿2千万
            if following is None or not _HAN_SCALE.match(text, following.end()):
                return end, total
            value, end = value_of(following[0][:LONGEST]), following.end()
        if scale := _SCALE.match(text, end):
            return scale.end(), value * _SCALES[(scale[1] or scale[2]).lower()]
        return end, value
    if found := _HAN_NUMBER.match(text, at):
        return found.end(), value_of(found[0]) if len(found[0]) <= LONGEST else Fraction(0)
    if (found := _NUMBER_WORDS.match(text, at)) and not text[at - 1 : at].isalpha():
        return found.end(), _in_words(found[0].lower())
    return None


def _scale(written: str) -> int:
    product = 1
    for character in written:
        product *= _BELOW.get(character) or _ABOVE[character]
    return product


def _in_words(words: str) -> Fraction:
    total = part = 0
    for word in re.split(r"[\s-]+", words):
        scale = _ENGLISH_SCALES.get(word) or _ENGLISH_SCALES.get(word.removesuffix("s"))
        if scale is None:
            part += NUMBER_WORDS.get(word, 0)  # else `and`
        elif scale <= 100:
            part = (part or 1) * scale
        else:
            total, part = total + (part or 1) * scale, 0
    return Fraction(total + part)


def value_of(written: str) -> Fraction:
    """The value of digits or of Chinese numerals: 一万三千, 三点五亿, 二〇二五."""
    if written[0].isdigit():
        return Fraction(written.replace(",", ""))
    whole, _, rest = written.partition("点")
    if rest:
        digits = rest.rstrip(_BELOW_10000 + _FROM_10000)
        decimals = Fraction(int("".join(str(HAN_DIGITS[digit]) for digit in digits)), 10 ** len(digits))
        return (value_of(whole) + decimals) * _scale(rest[len(digits) :])
    if all(character in HAN_DIGITS for character in whole):
        return Fraction(int("".join(str(HAN_DIGITS[character]) for character in whole)))
    total = section = digit = 0
    last = 1
    for character in whole:
        if character in HAN_DIGITS:
            digit = HAN_DIGITS[character]
            last = 1 if not digit else last
            continue
        scale = _BELOW.get(character) or _ABOVE[character]
        if character in _BELOW:
            section += (digit or 1) * scale
        else:
            total, section = (total + section + digit) * scale, 0
        digit, last = 0, scale
    return Fraction(total + section + digit * (last // 10 if last > 10 else 1))  # 一万三 is 13000
