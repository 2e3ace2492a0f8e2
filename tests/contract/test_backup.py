"""A backup holds one state of a database, and is put back into either database, whole or not at all."""

import asyncio
import gzip
import hashlib
import stat
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import BackupError, LatePostError
from bot.model import Saved
from bot.store import ArticleStore, Database
from bot.store.tables.library import HEAD_REVISION, metadata
from bot.store.upkeep.backup import back_up, restore
from tests.contract.dumps import REVISIONS, contents, load
from tests.library import article, change_numbers

NOW = datetime(2025, 9, 27, tzinfo=UTC)
NEWEST = REVISIONS[-1]


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return tmp_path / "latepost.backup"


async def _library(address: str, *numbers: int) -> None:
    async with Database.open(address) as database:
        for number in numbers:
            await ArticleStore(database).save(article(number))


class TestBackup:
    async def test_what_was_backed_up_is_restored_row_by_row(
        self, database_url: str, backup: Path, tmp_path: Path
    ) -> None:
        await load(NEWEST, database_url)
        held = await contents(database_url)
        counts = await back_up(database_url, backup, NOW)
        assert counts == {name: len(rows) for name, rows in held.items()}
        empty = f"sqlite:///{tmp_path / 'other' / 'library.sqlite'}"
        await restore(empty, backup, force=False)
        assert await contents(empty) == await _upgraded(database_url)

    async def test_a_backup_of_sqlite_is_restored_whatever_the_database(
        self, database_url: str, backup: Path, tmp_path: Path
    ) -> None:
        other = f"sqlite:///{tmp_path / 'other.sqlite'}"
        await load(NEWEST, other)
        await back_up(other, backup, NOW)
        await restore(database_url, backup, force=False)
        assert await contents(database_url) == await _upgraded(other)

    @pytest.mark.parametrize("revision", [REVISIONS[0], REVISIONS[-2]])
    async def test_a_backup_of_an_older_schema_is_restored_into_the_newest(
        self, revision: str, database_url: str, backup: Path, tmp_path: Path
    ) -> None:
        other = f"sqlite:///{tmp_path / 'other.sqlite'}"
        await load(revision, other)
        await back_up(other, backup, NOW)
        assert set(await contents(other)) <= set(metadata.tables)  # it was left as it was
        await restore(database_url, backup, force=False)
        async with Database.open(database_url) as database:
            assert await change_numbers(ArticleStore(database)) == [1, 2]
            assert await ArticleStore(database).save(article(2)) is Saved.UNCHANGED

    async def test_rows_that_come_later_get_numbers_of_their_own(self, database_url: str, backup: Path) -> None:
        await load(NEWEST, database_url)
        await back_up(database_url, backup, NOW)
        await restore(database_url, backup, force=True)
        states = metadata.tables["slack_oauth_states"]
        async with Database.open(database_url) as database:
            values = {"state": "state-2", "expire_at": NOW.replace(tzinfo=None)}
            await database.change((states.insert(), values))
        assert {row["id"] for row in (await contents(database_url))["slack_oauth_states"]} == {9, 10}

    async def test_it_holds_the_state_of_its_beginning_while_others_write(
        self, database_url: str, backup: Path, tmp_path: Path
    ) -> None:
        await _library(database_url, *range(1, 30))
        async with Database.open(database_url) as database:
            store = ArticleStore(database)
            backing_up = asyncio.create_task(back_up(database_url, backup, NOW))
            number = 30
            while not backing_up.done():
                await store.save(article(number))
                number += 1
            await backing_up
        other = f"sqlite:///{tmp_path / 'other.sqlite'}"
        await restore(other, backup, force=False)
        async with Database.open(other) as database:
            store = ArticleStore(database)
            assert await change_numbers(store) == list(range(1, (await store.state()).change + 1))
            assert await store.count() == (await store.state()).change

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
    async def test_it_is_for_its_owner_alone(self, database_url: str, backup: Path) -> None:
        await _library(database_url, 1)
        await back_up(database_url, backup, NOW)
        assert _mode(backup) == 0o600

    async def test_a_file_that_is_there_is_left_alone(self, database_url: str, backup: Path) -> None:
        await _library(database_url, 1)
        _put(backup, b"an older backup")
        with pytest.raises(BackupError, match="is there already"):
            await back_up(database_url, backup, NOW)
        assert _content(backup) == b"an older backup"
        assert list(backup.parent.glob("*latepost.backup*")) == [backup]

    async def test_a_database_without_a_library_has_no_backup(self, database_url: str, backup: Path) -> None:
        with pytest.raises(BackupError, match="holds no library"):
            await back_up(database_url, backup, NOW)
        assert not list(backup.parent.glob("*latepost.backup*"))

    async def test_one_of_a_newer_version_is_not_backed_up_in_part(self, database_url: str, backup: Path) -> None:
        async with Database.open(database_url) as database:
            await database.change((text("UPDATE alembic_version SET version_num = '9999'"), {}))
        with pytest.raises(BackupError, match="newer version"):
            await back_up(database_url, backup, NOW)


def _cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _without_its_end(content: bytes) -> bytes:
    return gzip.compress(b"".join(gzip.decompress(content).splitlines(keepends=True)[:-1]))


def _with_another_word(content: bytes) -> bytes:
    return gzip.compress(gzip.decompress(content).replace("听证会".encode(), "发布会".encode()))


def _with_more(content: bytes) -> bytes:
    return gzip.compress(gzip.decompress(content) + b"[1]\n")


def _with_a_flipped_bit(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 4]) + content[middle + 1 :]


def _with_a_nested_row(content: bytes) -> bytes:
    """Deeper than Python's reader of JSON goes."""
    first, rest = gzip.decompress(content).split(b"\n[", 1)
    return gzip.compress(first + b"\n" + b"[" * 200_000 + b"\n[" + rest)


def _empty(_content: bytes) -> bytes:
    return b""


def _other_file(_content: bytes) -> bytes:
    return b"SQLite format 3\x00"


class TestRestore:
    @pytest.mark.parametrize(
        "damage",
        [
            _cut,
            _without_its_end,
            _with_another_word,
            _with_more,
            _with_a_flipped_bit,
            _with_a_nested_row,
            _empty,
            _other_file,
        ],
    )
    async def test_a_damaged_backup_is_refused_before_anything_is_touched(
        self, database_url: str, backup: Path, damage: Callable[[bytes], bytes]
    ) -> None:
        await _library(database_url, 1, 2)
        await back_up(database_url, backup, NOW)
        _put(backup, damage(_content(backup)))
        before = await contents(database_url)
        with pytest.raises(BackupError, match=r"damaged .*Use another"):
            await restore(database_url, backup, force=True)
        assert await contents(database_url) == before

    async def test_a_library_that_holds_something_is_replaced_only_by_force(
        self, database_url: str, backup: Path
    ) -> None:
        await _library(database_url, 1)
        await back_up(database_url, backup, NOW)
        await _library(database_url, 2)
        with pytest.raises(BackupError, match=r"is not empty .*--force"):
            await restore(database_url, backup, force=False)
        async with Database.open(database_url) as database:
            assert await ArticleStore(database).count() == 2
        await restore(database_url, backup, force=True)
        async with Database.open(database_url) as database:
            assert await ArticleStore(database).count() == 1

    async def test_a_backup_of_a_newer_version_is_refused(self, database_url: str, backup: Path) -> None:
        await _library(database_url, 1)
        await back_up(database_url, backup, NOW)
        lines = gzip.decompress(_content(backup)).replace(f'"{HEAD_REVISION}"'.encode(), b'"9999"', 1).splitlines(True)
        _write(backup, lines[:-1])
        with pytest.raises(BackupError, match="newer version of the bot"):
            await restore(database_url, backup, force=True)

    async def test_a_database_of_a_newer_version_is_left_to_it(self, database_url: str, backup: Path) -> None:
        """Tables that this version does not know would stay, and keep that one from upgrading the database again."""
        await load(NEWEST, database_url)
        await back_up(database_url, backup, NOW)
        async with Database.open(database_url) as database:
            await database.change((text("UPDATE alembic_version SET version_num = '9999'"), {}))
        before = await contents(database_url)
        with pytest.raises(BackupError, match=r"newer version .*empty database"):
            await restore(database_url, backup, force=True)
        assert await contents(database_url) == before

    async def test_one_that_fails_midway_leaves_what_was_there(self, database_url: str, backup: Path) -> None:
        """A table that the schema of the backup never had comes after others that were filled."""
        await _library(database_url, 1)
        await back_up(database_url, backup, NOW)
        lines = gzip.decompress(_content(backup)).splitlines(True)[:-1]
        lines += [b'{"table":"users","columns":["id"]}\n', b"[1]\n"]
        _write(backup, lines)
        await _library(database_url, 2)
        before = await contents(database_url)
        with pytest.raises(LatePostError, match="users"):
            await restore(database_url, backup, force=True)
        assert await contents(database_url) == before


def _content(backup: Path) -> bytes:
    return backup.read_bytes()


def _put(backup: Path, content: bytes) -> None:
    backup.write_bytes(content)


def _mode(backup: Path) -> int:
    return stat.S_IMODE(backup.stat().st_mode)


def _write(backup: Path, lines: list[bytes]) -> None:
    """A backup of these lines, with a checksum that is right."""
    end = b'{"sha256":"%s"}\n' % hashlib.sha256(b"".join(lines)).hexdigest().encode()
    backup.write_bytes(gzip.compress(b"".join([*lines, end])))


async def _upgraded(address: str) -> object:
    """What a database holds after it was opened by this version."""
    async with Database.open(address):
        pass
    return await contents(address)
