"""Settings, read from the environment and a `.env` file. Only the command line and the wiring see them."""

import re
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from dotenv import dotenv_values
from dotenv.parser import parse_stream
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)

from bot.errors import SettingsError
from bot.formats.validation_messages import describe

DEFAULT_DATA_DIR = Path("data")
_CHECKOUT = re.compile(r'^name = "latepost-bot"$', re.MULTILINE)
"""A line of the `pyproject.toml` of a checkout of the bot."""
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,200}")
_SHORTEST_PASSWORD = 16
_ADDRESS = re.compile(r"https?://[^\s/]+(/\S*)?")
_HEADER = re.compile(r"[A-Za-z0-9-]{1,100}")
PERSON_ID = re.compile(r"[UW][A-Z0-9]+")
"""A user id of Slack's."""
_OURS = ("LATEPOST_", "SLACK_")
_ALIKE = 80
"""The least likeness, of 100, of a setting's name to an unknown one for taking that for a slip of the pen."""
_ALIKE_OF_SLACK = 95
"""The same for `SLACK_`, since other programs have such settings too: `SLACK_API_TOKEN`, `SLACK_URL`."""


def _is_address(value: str) -> str:
    if not _ADDRESS.fullmatch(value):
        raise ValueError("must be an address such as https://latepost.example.com")
    return value


def _is_header(value: str) -> str:
    if not _HEADER.fullmatch(value):
        raise ValueError("must be the name of a header such as X-Forwarded-User")
    return value


def _separated(value: str | None) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, (value or "").split(","))))


def _are_people(value: str) -> str:
    for person in _separated(value):
        if not PERSON_ID.fullmatch(person):
            raise ValueError(f"must be user ids of Slack such as U012AB3CD, commas between, and {person!r} is none")
    return value


def _are_people_or_everybody(value: str) -> str:
    return value if value.strip() == "*" else _are_people(value)


_Address = Annotated[str, AfterValidator(_is_address)]


class Settings(BaseModel):
    """Every setting under the name that it has in the environment; `.env.example` explains each."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    data_dir: Path = Field(DEFAULT_DATA_DIR, alias="LATEPOST_DATA_DIR")
    database_url: str | None = Field(None, alias="LATEPOST_DATABASE_URL")
    host: str = Field("127.0.0.1", alias="LATEPOST_HOST")
    port: int = Field(3000, alias="LATEPOST_PORT", ge=0, le=65535)
    public_url: _Address | None = Field(None, alias="LATEPOST_PUBLIC_URL")
    reader: Literal["on", "off"] | None = Field(None, alias="LATEPOST_READER")
    reader_secret: SecretStr | None = Field(None, alias="LATEPOST_READER_SECRET")
    reader_user_header: Annotated[str, AfterValidator(_is_header)] | None = Field(
        None, alias="LATEPOST_READER_USER_HEADER"
    )
    mcp_token: SecretStr | None = Field(None, alias="LATEPOST_MCP_TOKEN")
    mcp_user_header: Annotated[str, AfterValidator(_is_header)] | None = Field(None, alias="LATEPOST_MCP_USER_HEADER")
    admin_password: SecretStr | None = Field(None, alias="LATEPOST_ADMIN_PASSWORD")
    admin_user_header: Annotated[str, AfterValidator(_is_header)] | None = Field(
        None, alias="LATEPOST_ADMIN_USER_HEADER"
    )
    newer_blocks: Literal["on", "off"] = Field("on", alias="LATEPOST_NEWER_BLOCKS")
    follow_threads: bool = Field(False, alias="LATEPOST_FOLLOW_THREADS")
    encryption_key: SecretStr | None = Field(None, alias="LATEPOST_ENCRYPTION_KEY")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", alias="LATEPOST_LOG_LEVEL")
    metrics_token: SecretStr | None = Field(None, alias="LATEPOST_METRICS_TOKEN")
    keep_days: int | None = Field(None, alias="LATEPOST_KEEP_DAYS", ge=1, le=36_500)
    lease_seconds: float = Field(30.0, alias="LATEPOST_LEASE_SECONDS", gt=0, le=3600)
    admins: Annotated[str, AfterValidator(_are_people)] | None = Field(None, alias="LATEPOST_ADMINS")
    digest_channel: str | None = Field(None, alias="LATEPOST_DIGEST_CHANNEL")
    digest_time: str = Field("09:00", alias="LATEPOST_DIGEST_TIME")
    digest_timezone: str = Field("Asia/Shanghai", alias="LATEPOST_DIGEST_TIMEZONE")
    digest_days: str = Field("daily", alias="LATEPOST_DIGEST_DAYS")
    digest_topics: str | None = Field(None, alias="LATEPOST_DIGEST_TOPICS")
    digest_grace_hours: float = Field(6.0, alias="LATEPOST_DIGEST_GRACE_HOURS", ge=0, le=24)
    slack_bot_token: SecretStr | None = Field(None, alias="SLACK_BOT_TOKEN")
    slack_app_token: SecretStr | None = Field(None, alias="SLACK_APP_TOKEN")
    slack_signing_secret: SecretStr | None = Field(None, alias="SLACK_SIGNING_SECRET")
    slack_client_id: str | None = Field(None, alias="SLACK_CLIENT_ID")
    slack_client_secret: SecretStr | None = Field(None, alias="SLACK_CLIENT_SECRET")
    slack_api_url: _Address | None = Field(None, alias="SLACK_API_URL")

    encoder: str = Field("bundled", alias="LATEPOST_ENCODER")
    encoder_url: _Address | None = Field(None, alias="LATEPOST_ENCODER_URL")
    encoder_key: SecretStr | None = Field(None, alias="LATEPOST_ENCODER_KEY")
    cache_dir: Path | None = Field(None, alias="LATEPOST_CACHE_DIR")

    model: str | None = Field(None, alias="LATEPOST_MODEL")
    model_url: _Address | None = Field(None, alias="LATEPOST_MODEL_URL")
    model_key: SecretStr | None = Field(None, alias="LATEPOST_MODEL_KEY")
    model_seconds: float = Field(90.0, alias="LATEPOST_MODEL_SECONDS", gt=0, le=3600)
    summary_language: Literal["en", "zh", "both"] = Field("en", alias="LATEPOST_SUMMARY_LANGUAGE")
    editors: Annotated[str, AfterValidator(_are_people_or_everybody)] | None = Field(None, alias="LATEPOST_EDITORS")

    @field_validator("reader_secret", "mcp_token")
    @classmethod
    def _fits_an_address(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret and not _SECRET.fullmatch(secret.get_secret_value()):
            raise ValueError("must be 16 to 200 letters, digits, - or _; make one with: openssl rand -hex 16")
        return secret

    @field_validator("admin_password")
    @classmethod
    def _is_long(cls, password: SecretStr | None) -> SecretStr | None:
        if password and len(password.get_secret_value()) < _SHORTEST_PASSWORD:
            raise ValueError("must have 16 characters or more; make one with: openssl rand -hex 16")
        return password

    @field_validator("admin_user_header")
    @classmethod
    def _names_admins_alone(cls, header: str | None, values: ValidationInfo) -> str | None:
        for name in ("reader_user_header", "mcp_user_header"):
            if header and header.lower() == (values.data.get(name) or "").lower():
                other = cls.model_fields[name].alias
                raise ValueError(f"must be another header than {other}, which names people who only read")
        return header

    @classmethod
    def read(cls, environment: Mapping[str, str], folder: Path) -> "Settings":
        """The settings of the environment, and below them those of `.env` in this folder.

        An empty value counts as not set. Raises `SettingsError` that names the first wrong one.
        """
        try:
            return cls.model_validate({"LATEPOST_DATA_DIR": default_data_dir(folder), **_given(environment, folder)})
        except ValidationError as error:
            wrong = error.errors(include_url=False)[0]
            raise SettingsError(
                f"{wrong['loc'][0]} is wrong: it {describe(wrong)}. `latepost settings` says what it takes."
            ) from error

    @property
    def uses_slack(self) -> bool:
        """Whether anything of Slack's is set; without, the bot runs in a workspace of its own."""
        return any((self.slack_bot_token, self.slack_app_token, self.slack_signing_secret, self.slack_client_id))

    @property
    def reader_is_on(self) -> bool:
        """Whether the reader pages are served: as set; without a word, where no Slack is connected."""
        return self.reader == "on" or (self.reader is None and not self.uses_slack)

    @property
    def mcp_is_on(self) -> bool:
        """Whether the MCP server is served over HTTP: where it is said who may call it."""
        return bool(self.mcp_token or self.mcp_user_header)

    @property
    def admin_ids(self) -> tuple[str, ...]:
        """The ids of the people who may change every digest, in the order that they stand in."""
        return _separated(self.admins)

    @property
    def editor_ids(self) -> tuple[str, ...]:
        """The ids of the people who may add articles, besides the admins; `*` for everybody."""
        return _separated(self.editors)

    @property
    def is_sample_library(self) -> bool:
        """Whether everything is at its default place, where a first start brings the sample library."""
        return self.data_dir in (DEFAULT_DATA_DIR, _data_dir_of_the_system()) and self.database_url is None

    @property
    def database(self) -> str | Path:
        """The address of the database, or the SQLite file in the data directory."""
        return self.database_url or self.data_dir / "library.sqlite"


def default_data_dir(folder: Path) -> Path:
    """Where the data is of a command that is started in this folder, when no setting says it.

    It is `data` in a checkout of the bot and where that holds a library already, else the user's folder for such data.
    """
    project = folder / "pyproject.toml"
    if (folder / DEFAULT_DATA_DIR / "library.sqlite").is_file():
        return DEFAULT_DATA_DIR
    if project.is_file() and _CHECKOUT.search(project.read_text(encoding="utf-8", errors="replace")):
        return DEFAULT_DATA_DIR
    return _data_dir_of_the_system()


def _data_dir_of_the_system() -> Path:
    return platformdirs.user_data_path("latepost", appauthor=False)


def unknown_settings(environment: Mapping[str, str], folder: Path) -> list[str]:
    """What looks like a setting of the bot and is none, each in a sentence; it has no effect."""
    from rapidfuzz import fuzz, process  # only who runs or checks the bot asks

    known = [field.alias for field in Settings.model_fields.values() if field.alias]
    found: list[str] = []
    for name in _given(environment, folder):
        if name in known or not name.startswith(_OURS):
            continue
        least = _ALIKE if name.startswith("LATEPOST_") else _ALIKE_OF_SLACK
        likest = process.extractOne(name, known, scorer=fuzz.ratio, score_cutoff=least)
        if likest:
            found.append(f"{name} is no setting and has no effect. Did you mean {likest[0]}?")
        elif name.startswith("LATEPOST_"):
            found.append(f"{name} is no setting and has no effect. `latepost settings` shows those that there are.")
    return found


def _given(environment: Mapping[str, str], folder: Path) -> dict[str, str]:
    """What is set in `.env`, and over it in the environment, without empty values."""
    file = folder / ".env"
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        text = ""
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(".env can't be read as UTF-8 text. Save it anew, or delete it.") from error
    for statement in parse_stream(StringIO(text)):  # reading the values below would only log a warning
        if statement.error:
            raise SettingsError(
                f"{file}, line {statement.original.line} is no setting. Write NAME=VALUE there, close its quotation "
                "marks, or begin the line with # for a comment."
            )
    written = dotenv_values(stream=StringIO(text))
    return {name: value for source in (written, environment) for name, value in source.items() if value}
