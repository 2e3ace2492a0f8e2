"""Quantities in text as values: amounts with their currency, shares, dates and quarters, in Chinese and English.

A quantity is read from where it begins by a small grammar; every way to write a value gives the same one.

    quantity := date | period | share | amount | currency
    date     := month-name day? | day month-name | month 月 (day 日)? | YYYY-MM-DD
    period   := quarter | half of a year | weekday
    share    := number percent | 百分之 number | number 分之 number | digit 成 (半 | digit)? | half, third …
    amount   := currency? number currency?
    number   := digits scale? (digits scale)* | Chinese numerals | English number words

Search makes terms of them, and summaries are checked by them. Reading takes time linear in the text.
"""

import re
from collections.abc import Iterable, Iterator, Set
from fractions import Fraction
from typing import NamedTuple


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
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {word: value for value, word in enumerate(_ONES)} | {word: 10 * at for at, word in enumerate(_TENS, 2)}
_ORDINALS = {word: value for value, word in enumerate("first second third fourth".split(), 1)}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
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

_LONGEST = 60
"""Characters of a number; a longer one is the work of somebody hostile, and only the same text is the same then."""
_GREATEST, _DECIMALS = 10**18, 9
"""Bounds of what search tells apart."""
_MIN_ALONE = 3
"""Of a number in words that stands alone: one and two, 一 and 两 count nothing more often than not."""

_CURRENCY_OF = {name: code for code, names in _CURRENCIES.items() for name in names}


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def _rule(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_BELOW_10000, _FROM_10000 = "".join(_BELOW), "".join(_ABOVE)
_DIGIT, _NUMERAL = "".join(_DIGITS), "".join(_DIGITS) + _BELOW_10000 + _FROM_10000
_HAN = rf"[{_DIGIT}十][{_NUMERAL}]*(?:点[{_DIGIT}]+[{_BELOW_10000}{_FROM_10000}]*)?"
_FIGURES = r"\d{1,3}(?:,\d{3}){1,7}(?![\d,])(?:\.\d+)?|\d+(?:\.\d+)?"
_MONTH = rf"(?:{'|'.join(f'{name[:3]}(?:{name[3:]}|{name[3:4]})?' for name in _MONTHS)})"
_SMALL = rf"(?:\d{{1,2}}|[{_DIGIT}十]{{1,3}})"
_NO_LETTER, _NO_LETTER_BEFORE = r"(?![a-zA-Z])", r"(?<![a-zA-Z])"

_LEADS_TO_MONTH = "(?:in|of|by|since|until|last|next|this)"

_ENDLESS = _rule(rf"[\d,.]{{{_LONGEST + 1},}}")
_NUMBER = _rule(_FIGURES)
_HAN_NUMBER = _rule(_HAN)
_HAN_SCALE = _rule(rf" ?([{_BELOW_10000}]?[{_FROM_10000}]+|[百千])")
_SCALE = _rule(rf"(?:[ \-]?({_any(set(_SCALES) - set('kmbt'))})s?|([kmbt])){_NO_LETTER}")
_SMALL_WORDS = rf"(?:(?:{_any(_TENS)})(?:[ \-](?:{_any(_ONES[1:10])}))?|{_any(_ONES)})"
_LARGE_WORDS = rf"(?:{_any(_ENGLISH_SCALES)})s?(?: (?:and )?{_SMALL_WORDS})?"
_NUMBER_WORDS = _rule(rf"{_SMALL_WORDS}(?:[ \-]{_LARGE_WORDS})*{_NO_LETTER}")
_PERCENT = _rule(rf" ?(?:[%％]|(?:percentage points?|per ?cent|pct){_NO_LETTER}|个?百分点)")
_OVER = _rule(rf"分之({_HAN}|{_FIGURES})")
_TENTHS = _rule(r"成([半一二三四五六七八九])?(?![为立长功交本就绩果熟都员品])")
_FRACTION = _rule(rf"(?:(?:an? |(?P<many>one|two|three|four)[ \-]))?(?P<part>{_any(_PARTS)})s?{_NO_LETTER}(?! quarter)")
_DATES = tuple(map(_rule, (
    r"(?:19|20)\d\d-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)",
    rf"(?P<month>{_SMALL}) ?月(?: ?(?P<day>{_SMALL}) ?[日号號])?",
    rf"(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d%]|[,.]\d)",
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<month>{_MONTH}){_NO_LETTER}",
    rf"(?P<month>(?!may\b|march\b|mar\b|dec\b){_MONTH}){_NO_LETTER}",
    rf"(?P<month>{_MONTH}){_NO_LETTER}(?=,? (?:19|20)\d\d)",
)))  # fmt: skip
_MONTH_AFTER = _rule(rf"{_LEADS_TO_MONTH} (?P<month>{_MONTH}){_NO_LETTER}")
_QUARTER = _rule(rf"q([1-4])(?!\w)|第?([一二三四1-4])季度?|({_any(_ORDINALS)})[ \-]quarter{_NO_LETTER}")
_HALF_YEAR = _rule(rf"h([12])(?!\w)|([上下])半年|(first|second) half{_NO_LETTER}")
_WEEKDAY = _rule(rf"({_any(_WEEKDAYS)})s?{_NO_LETTER}|(?:星期|周)([一二三四五六日天])(?![年期边围])")
_CURRENCY_BEFORE = _rule(_any(name for name in _CURRENCY_OF if name != "元"))
_CURRENCY_AFTER = _rule(rf" ?(?:({_any(n for n in _CURRENCY_OF if n[-1].isascii() and n.isalpha())})s?{_NO_LETTER}"
                        rf"|({_any(n for n in _CURRENCY_OF if not n[-1].isascii() or not n.isalpha())}))")  # fmt: skip
_ANCHOR = _rule(
    rf"\d|[{_DIGIT}十]|百分之|第[一二三四]|[上下]半年|星期|周[一二三四五六日天]|一半|半数|[$€£¥￥₩₹]"
    rf"|{_any(n for n in _CURRENCY_OF if not n.isascii() and len(n) > 1)}"
    rf"|{_NO_LETTER_BEFORE}(?:[qh][1-4](?!\w)|an? (?={_any(_PARTS)})|{_LEADS_TO_MONTH} (?=ma[ry])|{_MONTH}{_NO_LETTER}"
    rf"|(?:{_any([*_WORDS, *_ORDINALS, *_PARTS, *_WEEKDAYS])})|(?:{_any(n for n in _CURRENCY_OF if n.isascii())}))"
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
    return word in _WEEKDAYS or any(rule.fullmatch(word) for rule in _DATES[4:5]) or word in ("may", "march")


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
    for rule in _DATES:
        if found := rule.match(text, at):
            month, day = _month(found["month"]), found.groupdict().get("day")
            if 1 <= month <= 12:
                means = Figure("day", f"{month}-{_number(day)}") if day else Figure("month", month)
                return Quantity(at, found.end(), (means,))
    return None


def _month(written: str) -> Fraction:
    if not written[0].isascii() or written[0].isdigit():
        return _number(written)
    return Fraction(1 + next(at for at, name in enumerate(_MONTHS) if name.startswith(written.lower()[:3])))


def _period(text: str, at: int) -> Quantity | None:
    if found := _QUARTER.match(text, at):
        digit, han, word = found.groups()
        number = _number(digit or han) if digit or han else Fraction(_ORDINALS[word.lower()])
        return Quantity(at, found.end(), (Figure("quarter", number),))
    if found := _HALF_YEAR.match(text, at):
        digit, han, word = found.groups()
        second = digit == "2" or han == "下" or (word or "").lower() == "second"
        return Quantity(at, found.end(), (Figure("half", Fraction(2 if second else 1)),))
    if found := _WEEKDAY.match(text, at):
        name, han = found.groups()
        day = _WEEKDAYS.index(name.lower()) + 1 if name else 7 if han in "日天" else _DIGITS[han]
        return Quantity(at, found.end(), (Figure("weekday", Fraction(day)),))
    return None


def _share(text: str, at: int) -> Quantity | None:
    if text.startswith(("一半", "半数"), at):
        return Quantity(at, at + 2, (Figure("share", Fraction(1, 2)),))
    if text.startswith("百分之", at) and (found := _OVER.match(text, at + 1)):
        return Quantity(at, found.end(), (Figure("share", _number(found[1]) / 100),))
    if found := _FRACTION.match(text, at):
        many = _WORDS[(found["many"] or "one").lower()]
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
    read = _scaled(text, start)
    if read is None:
        if before and (not before[0][0].isascii() or not before[0].isalpha() or _ends_word(text, before.end())):
            return Quantity(at, before.end(), (Figure("currency", _CURRENCY_OF[before[0].lower()]),))
        return None
    end, value = read
    if end - start > _LONGEST:
        return Quantity(at, end, (Figure("text", text[start:end]),))
    if before is None:
        if percent := _PERCENT.match(text, end):
            return Quantity(at, percent.end(), (Figure("share", value / 100),))
        if (over := _OVER.match(text, end)) and value:
            return Quantity(at, over.end(), (Figure("share", _number(over[1]) / value),))
        if 0 < value < 10 and (tenths := _TENTHS.match(text, end)):
            more = Fraction(1, 20) if tenths[1] == "半" else Fraction(_DIGITS.get(tenths[1] or "零", 0), 100)
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


def _scaled(text: str, at: int) -> tuple[int, Fraction] | None:
    """A number with its scales, and where it ends."""
    if found := _NUMBER.match(text, at):
        end, total = found.end(), Fraction(0)
        if end - at > _LONGEST:
            return end, total
        value = _number(found[0])
        while scale := _HAN_SCALE.match(text, end):
            total += value * _scale(scale[1])
            end = scale.end()
            following = _NUMBER.match(text, end)  # 1亿2千万
            if following is None or not _HAN_SCALE.match(text, following.end()):
                return end, total
            value, end = _number(following[0][:_LONGEST]), following.end()
        if scale := _SCALE.match(text, end):
            return scale.end(), value * _SCALES[(scale[1] or scale[2]).lower()]
        return end, value
    if found := _HAN_NUMBER.match(text, at):
        return found.end(), _number(found[0]) if len(found[0]) <= _LONGEST else Fraction(0)
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
            part += _WORDS.get(word, 0)  # else `and`
        elif scale <= 100:
            part = (part or 1) * scale
        else:
            total, part = total + (part or 1) * scale, 0
    return Fraction(total + part)


def _number(written: str) -> Fraction:
    """The value of digits or of Chinese numerals: 一万三千, 三点五亿, 二〇二五."""
    if written[0].isdigit():
        return Fraction(written.replace(",", ""))
    whole, _, rest = written.partition("点")
    if rest:
        digits = rest.rstrip(_BELOW_10000 + _FROM_10000)
        decimals = Fraction(int("".join(str(_DIGITS[each]) for each in digits)), 10 ** len(digits))
        return (_number(whole) + decimals) * _scale(rest[len(digits) :])
    if all(character in _DIGITS for character in whole):
        return Fraction(int("".join(str(_DIGITS[character]) for character in whole)))
    total = section = digit = 0
    last = 1
    for character in whole:
        if character in _DIGITS:
            digit = _DIGITS[character]
            last = 1 if not digit else last
            continue
        scale = _BELOW.get(character) or _ABOVE[character]
        if character in _BELOW:
            section += (digit or 1) * scale
        else:
            total, section = (total + section + digit) * scale, 0
        digit, last = 0, scale
    return Fraction(total + section + digit * (last // 10 if last > 10 else 1))  # 一万三 is 13000
