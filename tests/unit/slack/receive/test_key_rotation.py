"""A new key goes in front of the old, the stored tokens are encrypted again, and the old key is needed no more."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from bot.errors import SettingsError
from bot.slack.receive.key_rotation import count_outdated, encrypt_again
from bot.slack.receive.oauth import Cipher, new_key
from bot.store import Database
from bot.store.tables.library import metadata

OLD, NEW = new_key(), new_key()
_BOTS = metadata.tables["slack_bots"]


async def _store(database: Database, *tokens: str) -> None:
    row = {
        "client_id": "1.2",
        "app_id": "A1",
        "is_enterprise_install": False,
        "installed_at": datetime(2025, 9, 26, tzinfo=UTC).replace(tzinfo=None),
    }
    for token in tokens:
        await database.change((insert(_BOTS), {**row, "bot_token": token}))


async def _stored(database: Database) -> list[str]:
    return [row.bot_token for row in await database.rows(select(_BOTS.c.bot_token).order_by(_BOTS.c.id))]


async def test_tokens_of_the_old_key_are_opened_by_the_new_one_alone(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "library.sqlite") as database:
        await _store(database, Cipher(OLD).encrypt("xoxb-1"), Cipher(NEW).encrypt("xoxb-2"))
        both = Cipher(f"{NEW}, {OLD}")
        assert await count_outdated(database, both) == (1, 2)
        assert await encrypt_again(database, both) == 1
        assert await count_outdated(database, both) == (0, 2)
        assert [Cipher(NEW).decrypt(stored) for stored in await _stored(database)] == ["xoxb-1", "xoxb-2"]


async def test_a_token_that_was_never_encrypted_is_encrypted(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "library.sqlite") as database:
        await _store(database, "xoxb-plain")
        assert await encrypt_again(database, Cipher(NEW)) == 1
        assert [Cipher(NEW).decrypt(stored) for stored in await _stored(database)] == ["xoxb-plain"]


async def test_where_a_key_is_missing_nothing_is_changed(tmp_path: Path) -> None:
    async with Database.open(tmp_path / "library.sqlite") as database:
        await _store(database, Cipher(OLD).encrypt("xoxb-1"), Cipher(new_key()).encrypt("xoxb-2"))
        before = await _stored(database)
        with pytest.raises(SettingsError, match="another LATEPOST_ENCRYPTION_KEY"):
            await encrypt_again(database, Cipher(f"{NEW},{OLD}"))
        assert await _stored(database) == before
