"""Normalising of Chinese and English text."""

import os
import re
import unicodedata
from contextlib import suppress
from datetime import date
from functools import cache
from typing import Any

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af〇々"
"""The Chinese characters, as the inside of a regular expression's class."""

_HAN = re.compile(f"[{HAN}]")

_WHOLE_CHARACTERS = re.compile("[^\ud800-\udfff]+")


def is_han(character: str) -> bool:
    """Whether this is a Chinese character; punctuation and kana are none."""
    return (
        "\u4e00" <= character <= "\u9fff"
        or "\u3400" <= character <= "\u4dbf"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U000323af"
        or character in "〇々"
    )


def has_han(text: str) -> bool:
    """Whether the text holds at least one Chinese character."""
    return not text.isascii() and _HAN.search(text) is not None


def simplified(text: str) -> str:
    """The text with traditional Chinese characters replaced by simplified ones."""
    if text.isascii():
        return text
    convert = _traditional_to_simplified().convert
    try:
        return str(convert(text))
    except UnicodeEncodeError:  # half a character, as JSON may hold it
        return _WHOLE_CHARACTERS.sub(lambda run: str(convert(run[0])), text)


def is_visible(text: str) -> bool:
    """Whether the text holds anything but blanks, controls and invisible characters."""
    if text[:1].isalnum():
        return True
    return any(not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf") for c in text)


def readable_name(name: str) -> str:
    """The name of a file or folder as text, also where its bytes are no UTF-8, as in archives made on Chinese Windows.

    Python keeps such bytes as halves of characters (PEP 383), which can be neither printed nor stored.
    """
    written = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return written.decode(encoding)
    return written.decode("utf-8", "replace")


def fold(text: str) -> str:
    """The text for comparing: one width, one case, one script, without accents and invisible characters."""
    if text.isascii() and text.isprintable():
        return text.lower()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    kept = (c for c in plain if unicodedata.category(c) not in ("Cf", "Cc", "Cs", "Mn") or c in "\n\t")
    return simplified(unicodedata.normalize("NFC", "".join(kept)))


@cache
def _traditional_to_simplified() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


_BLANKS = re.compile("[\n\t\u00a0\u3000]")
"""Line ends, tabs and the blanks that Chinese pages and typed texts hold."""


def printable(text: str) -> str:
    """The text without what could steer a terminal or turn the reading order: controls, escapes, bidi overrides."""
    # printable in Python's sense is also without any blank but U+0020: which is most texts, or all but these blanks
    if text.isprintable() or _BLANKS.sub("", text).isprintable():
        return text
    kept = (
        character
        if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co", "Cn")
        else ""
        for character in text
    )
    return "".join(kept)


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_DAYS = (
    re.compile(r"(?P<year>\d{4})\s*[年./-]\s*(?P<month>\d{1,2})\s*[月./-]\s*(?P<day>\d{1,2})"),
    re.compile(rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})", re.IGNORECASE),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(?P<year>\d{{4}})", re.IGNORECASE),
)


def read_day(text: str) -> date | None:
    """The day that stands in a text: `2025 年 1 月 18 日`, `2025-01-18`, `January 18, 2025` or `18 January 2025`."""
    found = next(filter(None, (day.search(text) for day in _DAYS)), None)
    if found is None:
        return None
    parts = found.groupdict()
    month = int(parts["month"]) if "month" in parts else _MONTHS.index(parts["name"].lower()) + 1
    try:
        return date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return None
