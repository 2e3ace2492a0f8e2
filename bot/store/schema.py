"""Which migration a database is at, and bringing it to another, in the caller's transaction."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from bot.errors import StoreError
from bot.store.tables.library import HEAD_REVISION

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATION_LOCK = 0x1A7E_9057
"""Key of the PostgreSQL advisory lock that lets one replica migrate at a time; any fixed number does."""


def revision_of(connection: Connection) -> str | None:
    """The migration that the database is at, None where it holds nothing of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def upgrade(connection: Connection) -> bool:
    """Bring the schema up to date; whether it was empty. Raises `StoreError` for one of a newer version of the bot."""
    lock_schema(connection)
    before = revision_of(connection)
    if before != HEAD_REVISION:
        migrate(connection)
        logging.getLogger(__name__).info("database schema is now %s, it was %s", HEAD_REVISION, before or "empty")
    return before is None


def lock_schema(connection: Connection) -> None:
    """Wait until no other replica changes the schema, and keep them waiting until the transaction ends.

    A SQLite transaction that writes is alone from its beginning.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})


def migrate(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to a revision."""
    from alembic import command
    from alembic.util import CommandError

    config = _config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, revision)
    except CommandError as error:
        raise StoreError(
            "The database was written by a newer version of the bot. Update the bot, or use another database."
        ) from error


def is_known(revision: str) -> bool:
    """Whether there is such a migration in this version of the bot."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(_config())
    return revision in {script.revision for script in scripts.walk_revisions()}


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config
