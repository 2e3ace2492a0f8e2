"""The address of a database, as the settings give it and as SQLAlchemy takes it."""

from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import SettingsError

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
_PARAMETERS = {"sslmode": "ssl", "ssl": "ssl", "host": "host", "port": "port", "passfile": "passfile"}
"""What may follow the `?` of a PostgreSQL address, and how the driver names it."""


def database_url(address: str | Path) -> URL:
    """The URL with its driver, for a URL or the path of a SQLite file. Raises `SettingsError` for what is neither."""
    try:
        url = URL.create("sqlite", database=str(address)) if isinstance(address, Path) else make_url(address)
        url = url.set(drivername=_DRIVERS[url.drivername])
    except (ArgumentError, KeyError, ValueError) as error:
        raise SettingsError(
            "LATEPOST_DATABASE_URL is no address of a database: it takes sqlite:///PATH or "
            "postgresql://USER:PASSWORD@HOST:PORT/NAME."
        ) from error
    if not is_sqlite(url):
        return _with_known_parameters(url)
    if not url.database or url.database == ":memory:":
        raise SettingsError("LATEPOST_DATABASE_URL must name a file: sqlite:///PATH.")
    return url


def is_sqlite(url: URL) -> bool:
    """Whether it names a SQLite file."""
    return url.get_backend_name() == "sqlite"


def _with_known_parameters(url: URL) -> URL:
    for name in url.query:
        if name not in _PARAMETERS:
            known = ", ".join(_PARAMETERS)
            raise SettingsError(
                f"LATEPOST_DATABASE_URL has the unknown parameter {name}: leave it out ({known} are known)."
            )
    return url.set(query={_PARAMETERS[name]: value for name, value in url.query.items()})
