"""Numbers, dates and currencies of a text as values, so that 1.2 亿 and 120 million are the same. Pure."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from bot.text import fold


class Figure(NamedTuple):
    """A value of a kind: `number`, `share` (of 1), `month`, `day` (month and day), `weekday`, `currency`."""

    kind: str
    value: Fraction | str


class Written(NamedTuple):
    """A figure as it is written, with the values that it may mean: any of them will do."""

    text: str
    means: frozenset[Figure]


_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {
    "万": 10**4, "亿": 10**8, "兆": 10**12, "千": 10**3, "百": 10**2, "百万": 10**6, "千万": 10**7, "百亿": 10**10,
    "千亿": 10**11, "万亿": 10**12, "k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "million": 10**6,
    "millions": 10**6, "b": 10**9, "bn": 10**9, "billion": 10**9, "billions": 10**9, "trillion": 10**12,
    "hundred": 100, "dozen": 12,
}  # fmt: skip
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_WORDS = {word: value for value, word in enumerate(_ONES)} | {
    word: 10 * value for value, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_PARTS = {"half": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fifth": 5, "fifths": 5, "tenth": 10,
          "tenths": 10}  # fmt: skip
_ORDINALS = {"third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10}
_MONTHS = {name: number for number, names in enumerate(
    ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
     "september sept sep", "october oct", "november nov", "december dec"), 1) for name in names.split()}  # fmt: skip
_WEEKDAYS = {name: number for number, name in enumerate(
    "monday tuesday wednesday thursday friday saturday sunday".split(), 1)}  # fmt: skip
_CURRENCIES = {
    "usd": r"us\$|\$|美元|美金|\bus dollars?\b|\bdollars?\b|\busd\b",
    "eur": r"€|欧元|\beuros?\b|\beur\b",
    "gbp": r"£|英镑|\bpounds?\b|\bgbp\b",
    "jpy": r"日元|日圆|\byen\b|\bjpy\b",
    "hkd": r"hk\$|港元|港币|\bhkd\b|\bhong kong dollars?\b",
    "cny": r"人民币|¥|(?<=[\d万亿千百十])\s?元|\byuan\b|\brmb\b|\bcny\b",
}
_CURRENCY = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in (
    ("hkd", _CURRENCIES["hkd"]), *((name, each) for name, each in _CURRENCIES.items() if name != "hkd"))))  # fmt: skip
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_HAN_NUMBER = "[零〇一二两三四五六七八九十百千]"
_MONTH_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WORD_NUMBER = "|".join(sorted(_WORDS, key=len, reverse=True))
_PATTERN = re.compile(
    rf"""
    (?P<md_zh>(?P<month_zh>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s?月
      \s?(?:(?P<day_zh>\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s?[日号])?)
  | (?P<md_en>\b(?P<month_en>{_MONTH_NAME})\b\.?\s+(?P<day_en>\d{{1,2}})(?:st|nd|rd|th)?\b(?![,.]?\d|%))
  | (?P<dm_en>\b(?P<day_first>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month_second>{_MONTH_NAME})\b)
  | (?P<month_only>\b(?!may\b|march\b|mar\b|dec\b)(?P<month_name>{_MONTH_NAME})\b
      |\b(?:in|of|by|since|until|last|next|this)\s+(?P<may>may|march)\b)
  | (?P<iso>\b(?P<iso_year>\d{{4}})-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)\b)
  | (?P<weekday_en>\b(?:{"|".join(_WEEKDAYS)})\b) | (?:星期|周)(?P<weekday_zh>[一二三四五六日天](?![年期边围]))
  | (?P<parts_zh>(?P<below>{_HAN_NUMBER}+|\d+)分之(?P<above>{_HAN_NUMBER}+|\d+))
  | (?P<tenths>(?P<tenth>[一两二三四五六七八九]|\d(?:\.\d)?)成
      (?P<and_half>半|[一二三四五六七八九])?(?![为立长功交本就绩果熟都]))
  | (?P<parts_en>\b(?:(?P<many>a|an|one|two|three|four|\d)[\s-])?
      (?P<part>half|thirds?|quarters?|fifths?|tenths?)\b(?!\s+quarter)) | (?P<half_zh>一半|半数)
  | (?P<quarter>第?(?P<quarter_zh>[一二三四1-4])季度?|\bq(?P<quarter_q>[1-4])\b
      |\b(?P<quarter_en>first|second|third|fourth)[\s-]quarter\b)
  | (?P<percent>(?P<of_hundred>{_NUMBER})\s?
      (?:%|％|percent(?:age\spoints?)?\b|per\scent\b|pct\b|个?百分点))
  | (?P<scaled>(?P<figure>{_NUMBER})
      (?P<scale>\s?(?:百万|千万|百亿|千亿|万亿|[万亿兆千百])
      |\s?(?:thousand|millions?|billions?|trillion|hundred|dozen)\b|\s?(?:k|mn?|bn?)\b)?)
  | (?P<han>{_HAN_NUMBER}+(?:[万亿]{_HAN_NUMBER}*)*)
  | (?P<words>\b(?:{_WORD_NUMBER})(?:[\s-](?:and\s)?(?:{_WORD_NUMBER}|hundred))*
      (?:\s(?P<word_scale>thousand|million|billion|trillion|dozen))?\b)
  | (?P<ordinal>\b(?:{"|".join(_ORDINALS)})\b)
    """,
    re.VERBOSE,
)  # fmt: skip
_MIN_HAN = 3
"""Of a Chinese numeral alone; 一 and 两 stand in too many words that count nothing."""


def figures(text: str) -> Iterator[Written]:
    """Every number, date and currency of the text."""
    folded = fold(text)
    for found in _PATTERN.finditer(folded):
        if means := frozenset(_means(found)):
            yield Written(found[0].strip(), means)
        if year := found["iso_year"]:
            yield Written(year, frozenset({Figure("number", Fraction(year))}))
    for found in _CURRENCY.finditer(folded):
        yield Written(found[0], frozenset({Figure("currency", found.lastgroup or "")}))


def is_date_word(word: str) -> bool:
    """Whether a folded word names a month or a day of the week."""
    return word in _MONTHS or word in _WEEKDAYS


def values(text: str) -> frozenset[Figure]:
    """All that the figures of the text may mean; who names a day names its month too."""
    found = frozenset[Figure]().union(*(written.means for written in figures(text)))
    months = (Figure("month", Fraction(str(each.value).partition("-")[0])) for each in found if each.kind == "day")
    return found.union(months)


def _means(found: re.Match[str]) -> Iterator[Figure]:  # one branch a way of writing
    part = found.groupdict()
    if part["md_zh"]:
        yield from _date(_number(part["month_zh"]), part["day_zh"] and _number(part["day_zh"]))
    elif part["md_en"]:
        yield from _date(Fraction(_MONTHS[part["month_en"]]), _number(part["day_en"]))
    elif part["dm_en"]:
        yield from _date(Fraction(_MONTHS[part["month_second"]]), _number(part["day_first"]))
    elif part["month_only"]:
        yield from _date(Fraction(_MONTHS[part["month_name"] or part["may"]]), None)
    elif part["iso"]:
        yield from _date(_number(part["iso_month"]), _number(part["iso_day"]))
    elif day := part["weekday_en"]:
        yield Figure("weekday", Fraction(_WEEKDAYS[day]))
    elif day := part["weekday_zh"]:
        yield Figure("weekday", Fraction(7 if day in "日天" else _DIGITS[day]))
    elif part["parts_zh"]:
        below = Fraction(100) if part["below"] == "百" else _number(part["below"])
        if below:
            yield Figure("share", _number(part["above"]) / below)
    elif part["tenths"]:
        more = Fraction(1, 20) if part["and_half"] == "半" else _number(part["and_half"] or "0") / 100
        yield Figure("share", _number(part["tenth"]) / 10 + more)
    elif part["half_zh"]:
        yield Figure("share", Fraction(1, 2))
    elif part["parts_en"]:
        many = part["many"] or "1"
        count = Fraction(_WORDS[many]) if many in _WORDS else _number(many if many.isdigit() else "1")
        yield Figure("share", count / _PARTS[part["part"]])
        if part["part"] in _ORDINALS:
            yield Figure("number", Fraction(_ORDINALS[part["part"]]))
        if part["part"] == "quarter":
            yield from (Figure("number", Fraction(each)) for each in range(1, 5))  # of a year, more likely
    elif part["quarter"]:
        named = {"first": 1, "second": 2, "third": 3, "fourth": 4}.get(part["quarter_en"] or "")
        yield Figure("number", Fraction(named) if named else _number(part["quarter_zh"] or part["quarter_q"]))
    elif part["percent"]:
        yield Figure("share", _number(part["of_hundred"]) / 100)
    elif part["scaled"]:
        value = _number(part["figure"])
        yield Figure("number", value * _SCALES[part["scale"].strip()] if part["scale"] else value)
    elif part["han"]:
        yield from _han(part["han"])
    elif part["words"]:
        yield from _in_words(part["words"])
    elif part["ordinal"]:
        yield Figure("number", Fraction(_ORDINALS[part["ordinal"]]))
        if part["ordinal"] in _PARTS:
            yield Figure("share", Fraction(1, _PARTS[part["ordinal"]]))


def _date(month: Fraction, day: Fraction | str | None) -> Iterator[Figure]:
    yield Figure("day", f"{month}-{day}") if day else Figure("month", month)


def _han(text: str) -> Iterator[Figure]:
    value = _number(text)
    if value >= _MIN_HAN or len(text) > 1:
        yield Figure("number", value)


def _in_words(text: str) -> Iterator[Figure]:
    total, part = 0, 0
    for word in re.split(r"[\s-]+", text):
        if word in _WORDS:
            part += _WORDS[word]
        elif word in _SCALES:
            part = (part or 1) * _SCALES[word]
            if word != "hundred":
                total, part = total + part, 0
    if total + part >= _MIN_HAN:
        yield Figure("number", Fraction(total + part))


def _number(text: str) -> Fraction:
    if text[:1].isdigit():
        return Fraction(text.replace(",", ""))
    if text and all(character in _DIGITS for character in text):
        return Fraction(int("".join(str(_DIGITS[character]) for character in text)))
    total = section = digit = 0
    for character in text:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _TENS:
            section += (digit or 1) * _TENS[character]
            digit = 0
        else:
            total = (total + section + digit) * _SCALES[character]
            section = digit = 0
    return Fraction(total + section + digit)
