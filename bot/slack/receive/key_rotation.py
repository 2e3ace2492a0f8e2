"""Changing the key of the stored tokens: those that an older key encrypted are found, and encrypted with the newest."""

from sqlalchemy import Connection, Table, select, update

from bot.slack.receive.oauth import SECRETS, Cipher
from bot.store import Database
from bot.store.tables.library import metadata

_TABLES = tuple(metadata.tables[name] for name in ("slack_installations", "slack_bots"))


async def count_outdated(database: Database, cipher: Cipher) -> tuple[int, int]:
    """How many of the stored secrets an older key encrypted, and how many there are."""

    def work(connection: Connection) -> tuple[int, int]:
        stored = [secret for table in _TABLES for _, _, secret in _secrets(connection, table)]
        return sum(not cipher.is_newest(secret) for secret in stored), len(stored)

    return await database.read(work)


async def encrypt_again(database: Database, cipher: Cipher) -> int:
    """Encrypt with the newest key what is not, all or nothing; how many secrets that were.

    Raises `SettingsError` where none of the keys opens one of them.
    """

    def work(connection: Connection) -> int:
        changed = 0
        for table in _TABLES:
            for row_id, name, secret in _secrets(connection, table):
                if not cipher.is_newest(secret):
                    column = table.c[name]
                    is_it = (table.c.id == row_id) & (column == secret)
                    statement = update(table).where(is_it).values({name: cipher.renewed(secret)})
                    changed += connection.execute(statement).rowcount
        return changed

    return await database.write(work)


def _secrets(connection: Connection, table: Table) -> list[tuple[int, str, str]]:
    """The id of the row, the column and what is stored, of every secret of a table."""
    names = [name for name in SECRETS if name in table.c]
    rows = connection.execute(select(table.c.id, *(table.c[name] for name in names))).mappings().all()
    return [(row["id"], name, row[name]) for row in rows for name in names if row[name]]
