"""Settings, read from the environment and a `.env` file. Only the command line and the wiring see them."""

from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import SettingsError

DEFAULT_DATA_DIR = Path("data")


class Settings(BaseModel):
    """Every setting under the name that it has in the environment; `.env.example` explains each."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    data_dir: Path = Field(DEFAULT_DATA_DIR, alias="LATEPOST_DATA_DIR")
    database_url: str | None = Field(None, alias="LATEPOST_DATABASE_URL")

    @classmethod
    def read(cls, environment: Mapping[str, str], folder: Path) -> "Settings":
        """The settings of the environment, and below them those of `.env` in this folder.

        An empty value counts as not set. Raises `SettingsError` that names the first wrong one.
        """
        try:
            written = dotenv_values(folder / ".env", encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(".env can't be read as UTF-8 text. Save it anew, or delete it.") from error
        values = {name: value for name, value in {**written, **environment}.items() if value}
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            wrong = error.errors(include_url=False)[0]
            raise SettingsError(
                f"{wrong['loc'][0]} is wrong: {wrong['msg']}. See .env.example for what it takes."
            ) from error

    @property
    def is_sample_library(self) -> bool:
        """Whether everything is at its default place, where a first start brings the sample library."""
        return self.data_dir == DEFAULT_DATA_DIR and self.database_url is None

    @property
    def resolved_database_url(self) -> str:
        """The address of the database, by default a SQLite file in the data directory."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'library.sqlite').resolve()}"
