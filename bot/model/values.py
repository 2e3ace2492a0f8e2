"""What values of the model are made of: text that can be stored, moments, addresses."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, HttpUrl, TypeAdapter

from bot.text import is_visible

_NO_URL = re.compile(r"[\s<>\"]")

_DAY = re.compile(r"\s*\d{4}-\d\d-\d\d")

_YEARS = range(1902, 2200)
"""A year outside is a slip of the pen; before 1901 Shanghai's offset had seconds, which JSON can't write."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_LINE_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def _is_storable(text: str) -> str:
    """PostgreSQL refuses U+0000 in a text, and half of a surrogate pair has no UTF-8."""
    if (not text.isascii() or "\0" in text) and (found := _UNSTORABLE.search(text)):
        raise ValueError(f"must not hold the character U+{ord(found[0]):04X}")
    return text


def _has_words(text: str) -> str:
    if not is_visible(text):
        raise ValueError("must not be blank")
    return text.strip()


def _is_one_line(text: str) -> str:
    line = _LINE_BREAKS.sub(" ", text)
    if any(unicodedata.category(character) == "Cc" for character in line):
        raise ValueError("must not hold control characters")
    return line


@cache
def _http_url() -> TypeAdapter[HttpUrl]:
    return TypeAdapter(HttpUrl)  # made when the first address is read: few articles have one


def _is_http_url(url: str) -> str:
    if _NO_URL.search(url):
        raise ValueError("must be an address without blanks and angle brackets")
    _http_url().validate_python(url)
    return url


def _is_written_time(value: object) -> object:
    """Refuse what pydantic would take for seconds since 1970: numbers, and digits such as `20250926`."""
    if isinstance(value, datetime) or (isinstance(value, str) and _DAY.match(value)):
        return value
    raise ValueError("must be a time such as 2025-09-26T00:35:00+08:00")


def _is_of_our_age(moment: datetime) -> datetime:
    if moment.year not in _YEARS:
        raise ValueError(f"must be of a year from {_YEARS[0]} to {_YEARS[-1]}")
    return moment


Text = Annotated[str, AfterValidator(_is_storable)]
"""Text that every database can hold."""

Words = Annotated[Text, AfterValidator(_has_words)]
"""Text with at least one visible character, without blanks around it."""

OneLine = Annotated[Text, AfterValidator(_is_one_line), AfterValidator(_has_words)]
"""Words on one line: line breaks become blanks, other control characters are refused."""

Moment = Annotated[AwareDatetime, BeforeValidator(_is_written_time), AfterValidator(_is_of_our_age)]
"""A time with its offset, in JSON as ISO 8601."""

Citation = Annotated[int, Field(ge=1, le=1_000_000)]
"""The number, from 1, of a paragraph of the original article."""


class Frozen(BaseModel):
    """Base of all values: immutable, and a wrong field is an error that names it."""

    model_config = ConfigDict(frozen=True, ignored_types=(cached_property,))


def utc_milliseconds(moment: datetime) -> int:
    """An aware datetime as milliseconds since 1970-01-01 UTC."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)
