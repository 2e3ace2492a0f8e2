"""Quantities in text as values: amounts with their currency, shares, dates and quarters, in Chinese and English.

A quantity is read from where it begins by a small grammar; every way to write a value gives the same one.

    quantity := date | period | share | amount | currency
    date     := month-name day? | day month-name | month 月 (day 日)? | YYYY-MM-DD
    period   := quarter | half of a year | weekday
    share    := number percent | 百分之 number | number 分之 number | digit 成 (半 | digit)? | half, third …
    amount   := currency? number currency?      (number: `bot.search.analysis.numerals`)

Search makes terms of them, and summaries are checked by them. Reading takes time linear in the text.
"""

from collections.abc import Iterator, Set
from fractions import Fraction
from typing import NamedTuple

from bot.search.analysis.numerals import (
    FIGURES,
    HAN_DIGIT,
    HAN_DIGITS,
    HAN_NUMERAL,
    LONGEST,
    NO_LETTER,
    NUMBER_WORDS,
    any_of,
    read_number,
    rule,
    value_of,
)


class Figure(NamedTuple):
    """One meaning of a quantity.

    `kind` is `number`, `share` (of 1), `month`, `day` (`9-26`), `quarter`, `half` (of a year), `weekday`, `currency`
    (ISO 4217, lower case), or `text` for what is too long to be a number.
    """

    kind: str
    value: Fraction | str


class Quantity(NamedTuple):
    """A quantity at `text[start:end]`, the values that it may mean, and the currency of an amount of money."""

    start: int
    end: int
    means: tuple[Figure, ...]
    currency: str = ""
    is_plain: bool = False
    """Whether it is digits alone, a word of the text as they stand."""

    @property
    def terms(self) -> tuple[str, ...]:
        """What all ways to write it have in common for search, the most telling first: `usd14300000000`, `7.5%`."""
        return tuple(dict.fromkeys(term for figure in self.means for term in _terms(figure, self.currency)))

    def is_among(self, known: Set[Figure]) -> bool:
        """Whether these figures bear it out: one of its meanings, and its currency."""
        return not known.isdisjoint(self.means) and (not self.currency or Figure("currency", self.currency) in known)


_MONTHS = "january february march april may june july august september october november december".split()
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_ORDINALS = {word: value for value, word in enumerate("first second third fourth".split(), 1)}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_CURRENCIES = {
    "usd": ("us$", "$", "usd", "us dollar", "dollar", "美元", "美金"),
    "eur": ("€", "eur", "euro", "欧元", "歐元"),
    "gbp": ("£", "gbp", "pound", "英镑", "英鎊"),
    "jpy": ("jpy", "yen", "日元", "日圆", "日圓"),
    "krw": ("₩", "krw", "韩元", "韓元"),
    "inr": ("₹", "inr", "rupee", "卢比", "盧比"),
    "hkd": ("hk$", "hkd", "hong kong dollar", "港元", "港币", "港幣"),
    "twd": ("nt$", "twd", "新台币", "新臺幣"),
    "cny": ("¥", "￥", "rmb", "cny", "yuan", "renminbi", "元人民币", "人民币", "元"),
}
"""Symbols, codes and names of the currencies of business news (ISO 4217)."""

_GREATEST, _DECIMALS = 10**18, 9
"""Bounds of what search tells apart."""
_MIN_ALONE = 3
"""Of a number in words that stands alone: one and two, 一 and 两 count nothing more often than not."""

_CURRENCY_OF = {name: code for code, names in _CURRENCIES.items() for name in names}

_MONTH = rf"(?:{'|'.join(f'{name[:3]}(?:{name[3:]}|{name[3:4]})?' for name in _MONTHS)})"
_SMALL = rf"(?:\d{{1,2}}|[{HAN_DIGIT}十]{{1,3}})"

_NO_LETTER_BEFORE = r"(?<![a-zA-Z])"
_LEADS_TO_MONTH = "(?:in|of|by|since|until|last|next|this)"

_ENDLESS = rule(rf"[\d,.]{{{LONGEST + 1},}}")
_PERCENT = rule(rf" ?(?:[%％]|(?:percentage points?|per ?cent|pct){NO_LETTER}|个?百分点)")
_OVER = rule(rf"分之({HAN_NUMERAL}|{FIGURES})")
_TENTHS = rule(r"成([半一二三四五六七八九])?(?![为立长功交本就绩果熟都员品])")
_FRACTION = rule(rf"(?:(?:an? |(?P<many>one|two|three|four)[ \-]))?(?P<part>{any_of(_PARTS)})s?{NO_LETTER}(?! quarter)")
_DATES = tuple(map(rule, (
    r"(?:19|20)\d\d-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
    rf"(?P<month>{_SMALL}) ?月(?: ?(?P<day>{_SMALL}) ?[日号號])?",
    rf"(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d%]|[,.]\d)",
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{_MONTH}){NO_LETTER}",
    rf"(?P<month>(?!may\b|march\b|mar\b|dec\b){_MONTH}){NO_LETTER}",
    rf"(?P<month>{_MONTH}){NO_LETTER}(?=,? (?:19|20)\d\d)",
)))  # fmt: skip
_MONTH_AFTER = rule(rf"{_LEADS_TO_MONTH} (?P<month>{_MONTH}){NO_LETTER}")
_QUARTER = rule(rf"q([1-4])(?!\w)|第?([一二三四1-4])季度?|({any_of(_ORDINALS)})[ \-]quarter{NO_LETTER}")
_HALF_YEAR = rule(rf"h([12])(?!\w)|([上下])半年|(first|second) half{NO_LETTER}")
_WEEKDAY = rule(rf"({any_of(_WEEKDAYS)})s?{NO_LETTER}|(?:星期|周)([一二三四五六日天])(?![年期边围])")
_LATIN_CURRENCIES = [name for name in _CURRENCY_OF if name[-1].isascii() and name.isalpha()]
_OTHER_CURRENCIES = [name for name in _CURRENCY_OF if name not in _LATIN_CURRENCIES]
_CURRENCY_BEFORE = rule(any_of(name for name in _CURRENCY_OF if name != "元"))
_CURRENCY_AFTER = rule(rf" ?(?:({any_of(_LATIN_CURRENCIES)})s?{NO_LETTER}|({any_of(_OTHER_CURRENCIES)}))")
_ANCHOR = rule(
    rf"\d|[{HAN_DIGIT}十]|百分之|第[一二三四]|[上下]半年|星期|周[一二三四五六日天]|一半|半数|[$€£¥￥₩₹]"
    rf"|{any_of(n for n in _CURRENCY_OF if not n.isascii() and len(n) > 1)}"
    rf"|{_NO_LETTER_BEFORE}(?:[qh][1-4](?!\w)|an? (?={any_of(_PARTS)})|{_LEADS_TO_MONTH} (?=ma[ry])|{_MONTH}{NO_LETTER}"
    rf"|(?:{any_of([*NUMBER_WORDS, *_ORDINALS, *_PARTS, *_WEEKDAYS])})"
    rf"|(?:{any_of(name for name in _CURRENCY_OF if name.isascii())}))"
)


def quantities(text: str) -> Iterator[Quantity]:
    """Every quantity of a text, in its order; they do not overlap."""
    end = 0
    for anchor in _ANCHOR.finditer(text):
        if anchor.start() >= end and (found := _read(text, anchor.start())):
            yield found
            end = found.end


def figures(text: str) -> frozenset[Figure]:
    """All that the quantities of a text may mean; who names a day names its month too."""
    found: set[Figure] = set()
    for quantity in quantities(text):
        found.update(quantity.means)
        found.update(
            Figure("month", Fraction(str(day).partition("-")[0])) for kind, day in quantity.means if kind == "day"
        )
        if quantity.currency:
            found.add(Figure("currency", quantity.currency))
    return frozenset(found)


def is_date_word(word: str) -> bool:
    """Whether a folded English word names a month or a day of the week."""
    return word in _WEEKDAYS or _DATES[4].fullmatch(word) is not None or word in ("may", "march")


def _terms(figure: Figure, currency: str) -> Iterator[str]:
    kind, value = figure
    if kind in ("number", "share") and (digits := _decimal(Fraction(value) * (100 if kind == "share" else 1))):
        if currency:
            yield currency + digits
        yield digits + ("%" if kind == "share" else "")
    elif kind in ("quarter", "half"):
        yield f"{kind[0]}{value}"  # as English texts write them: Q3, H1
    elif kind in ("month", "weekday"):
        yield f"{kind}{value}"
    elif kind == "day":
        yield from (f"day{value}", f"month{str(value).partition('-')[0]}")


def _decimal(value: Fraction) -> str:
    """The digits of a value, empty where they do not end or are more than a term needs."""
    if not 0 < value < _GREATEST or 10**_DECIMALS % value.denominator:
        return ""
    whole, rest = divmod(value.numerator * 10**_DECIMALS // value.denominator, 10**_DECIMALS)
    return f"{whole}.{rest:0{_DECIMALS}}".rstrip("0").rstrip(".")


def _read(text: str, at: int) -> Quantity | None:
    return _date(text, at) or _period(text, at) or _share(text, at) or _amount(text, at)


def _date(text: str, at: int) -> Quantity | None:
    if found := _MONTH_AFTER.match(text, at):
        return Quantity(found.start("month"), found.end(), (Figure("month", _month(found["month"])),))
    for date in _DATES:
        if found := date.match(text, at):
            month, day = _month(found["month"]), found.groupdict().get("day")
            if 1 <= month <= 12:
                means = Figure("day", f"{month}-{value_of(day)}") if day else Figure("month", month)
                return Quantity(at, found.end(), (means,))
    return None


def _month(written: str) -> Fraction:
    if not written[0].isascii() or written[0].isdigit():
        return value_of(written)
    return Fraction(1 + next(at for at, name in enumerate(_MONTHS) if name.startswith(written.lower()[:3])))


def _period(text: str, at: int) -> Quantity | None:
    if found := _QUARTER.match(text, at):
        digit, han, word = found.groups()
        number = value_of(digit or han) if digit or han else Fraction(_ORDINALS[word.lower()])
        return Quantity(at, found.end(), (Figure("quarter", number),))
    if found := _HALF_YEAR.match(text, at):
        digit, han, word = found.groups()
        second = digit == "2" or han == "下" or (word or "").lower() == "second"
        return Quantity(at, found.end(), (Figure("half", Fraction(2 if second else 1)),))
    if found := _WEEKDAY.match(text, at):
        name, han = found.groups()
        day = _WEEKDAYS.index(name.lower()) + 1 if name else 7 if han in "日天" else HAN_DIGITS[han]
        return Quantity(at, found.end(), (Figure("weekday", Fraction(day)),))
    return None


def _share(text: str, at: int) -> Quantity | None:
    if text.startswith(("一半", "半数"), at):
        return Quantity(at, at + 2, (Figure("share", Fraction(1, 2)),))
    if text.startswith("百分之", at) and (found := _OVER.match(text, at + 1)):
        return Quantity(at, found.end(), (Figure("share", value_of(found[1]) / 100),))
    if found := _FRACTION.match(text, at):
        many = NUMBER_WORDS[(found["many"] or "one").lower()]
        part = found["part"].lower()
        means = [Figure("share", Fraction(many, _PARTS[part]))]
        means += [Figure("number", Fraction(_ORDINALS[part]))] if part in _ORDINALS else []
        return Quantity(at, found.end(), tuple(means))
    return None


def _amount(text: str, at: int) -> Quantity | None:
    before = _CURRENCY_BEFORE.match(text, at)
    start = before.end() if before else at
    start += before is not None and text.startswith(" ", start)
    if run := _ENDLESS.match(text, start):
        return Quantity(at, run.end(), (Figure("text", run[0]),))
    read = read_number(text, start)
    if read is None:
        if before and (not before[0][0].isascii() or not before[0].isalpha() or _ends_word(text, before.end())):
            return Quantity(at, before.end(), (Figure("currency", _CURRENCY_OF[before[0].lower()]),))
        return None
    end, value = read
    if end - start > LONGEST:
        return Quantity(at, end, (Figure("text", text[start:end]),))
    if before is None:
        if percent := _PERCENT.match(text, end):
            return Quantity(at, percent.end(), (Figure("share", value / 100),))
        if (over := _OVER.match(text, end)) and value:
            return Quantity(at, over.end(), (Figure("share", value_of(over[1]) / value),))
        if 0 < value < 10 and (tenths := _TENTHS.match(text, end)):
            more = Fraction(1, 20) if tenths[1] == "半" else Fraction(HAN_DIGITS.get(tenths[1] or "零", 0), 100)
            return Quantity(at, tenths.end(), (Figure("share", value / 10 + more),))
    after = _CURRENCY_AFTER.match(text, end)
    named = (after and (after[1] or after[2])) or (before and before[0]) or ""
    if not named and not text[start].isdigit() and value < _MIN_ALONE and (end - start == 1 or text[start].isascii()):
        return None
    currency = _CURRENCY_OF.get(named.lower(), "")
    is_plain = not currency and text[end - 1].isdigit()
    return Quantity(at, after.end() if after else end, (Figure("number", value),), currency, is_plain)


def _ends_word(text: str, at: int) -> bool:
    return not text[at : at + 1].isalpha() or text[at : at + 1].lower() == "s"
