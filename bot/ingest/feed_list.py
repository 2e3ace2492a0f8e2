"""`feeds.toml`: which feeds are fetched, how often, and how they are read."""

import hashlib
import re
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator

from bot.errors import SettingsError
from bot.formats.validation_messages import describe
from bot.formats.web.web_page import web_address
from bot.model import OneLine

_INTERVAL = re.compile(r"(\d{1,5})\s*(s|m|min|h|d)")
_UNITS = {"s": "seconds", "m": "minutes", "min": "minutes", "h": "hours", "d": "days"}
_SHORTEST = timedelta(minutes=1)
_LONGEST = timedelta(days=7)
_ZONES = {"zh": "Asia/Shanghai", "en": "UTC"}


def _interval(value: object) -> object:
    found = _INTERVAL.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise ValueError("must be a time such as 30m, 2h or 1d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


def _address(value: str) -> str:
    if web_address(value) is None:
        raise ValueError("must be an address that begins with http:// or https://")
    return value


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("must be the name of a zone such as Asia/Shanghai") from error
    return name


class Feed(BaseModel):
    """One feed. `zone` is that of times which name none, by default that of its language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: OneLine
    url: Annotated[str, AfterValidator(_address)]
    interval: Annotated[timedelta, BeforeValidator(_interval)] = timedelta(minutes=30)
    language: Literal["zh", "en"] = "zh"
    zone: Annotated[str, AfterValidator(_zone)] | None = None
    full_text: bool = False
    """Whether the page behind each entry is fetched, for feeds that only carry beginnings."""
    allow_private: bool = False

    @model_validator(mode="after")
    def _interval_is_bearable(self) -> Self:
        shortest = timedelta(seconds=1) if self.allow_private else _SHORTEST
        if not shortest <= self.interval <= _LONGEST:
            raise ValueError("`interval` must be from 1m to 7d")
        return self

    @property
    def key(self) -> str:
        """What its state is kept under."""
        return hashlib.sha256(self.url.encode()).hexdigest()

    @property
    def read_in(self) -> ZoneInfo:
        """The zone of times which name none."""
        return ZoneInfo(self.zone or _ZONES[self.language])


def read_feeds(path: Path) -> tuple[Feed, ...]:
    """The feeds of the file; none where there is no file. Raises `SettingsError` that names the feed and the field."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(
            f"{path} can't be read: {error}. Correct it; `latepost feeds --example` shows how."
        ) from error
    rows = tables.pop("feeds", [])
    if tables or not isinstance(rows, list):
        wrong = next(iter(tables), "feeds")
        raise SettingsError(f"{path}: `{wrong}` is not known; every feed begins with a line [[feeds]].")
    found: dict[str, Feed] = {}
    for number, row in enumerate(rows, 1):
        try:
            feed = Feed.model_validate(row)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(str(part) for part in first["loc"])
            raise SettingsError(
                f"{path}: feed {number}{f': `{field}`' if field else ':'} {describe(first)}."
            ) from error
        if feed.url in found:
            raise SettingsError(f"{path}: feed {number} has the address of an earlier one ({feed.url}). Keep one.")
        found[feed.url] = feed
    return tuple(found.values())
