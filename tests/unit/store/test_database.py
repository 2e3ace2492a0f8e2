"""Addresses of databases, and what is said of those that can't be used."""

import asyncio
import shutil
import sqlite3
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import asyncpg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

import bot.store.migrations
from bot.errors import LatePostError, SettingsError, StoreError, StoreUnavailableError
from bot.store import ArticleStore, Database
from bot.store.articles import put
from bot.store.conversations import ConversationStore
from bot.store.read_only import read_only_url
from bot.store.tables.library import HEAD_REVISION
from tests.full_disk import full_disk
from tests.library import article
from tests.postgresql import Server


async def _opening(address: str | Path) -> LatePostError:
    """The error with which the database can't be opened."""
    with pytest.raises(LatePostError) as caught:
        async with Database.open(address):
            pytest.fail("it was opened")
    return caught.value


def _conversations(database: Database) -> ConversationStore:
    return ConversationStore(database, lambda: datetime(2025, 9, 26, tzinfo=UTC))


def test_the_schema_names_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(bot.store.migrations.__file__).parent))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD_REVISION


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        [
            "nonsense",
            "",
            "mysql://user:secret@host/name",
            "postgresql://user:secret@host:port/name",
            "postgresql+psycopg2://user:secret@host/name",
            "postgresql://user:secret@host/name?nonsense=1",
            "sqlite://",
            "sqlite:///:memory:",
        ],
    )
    async def test_what_is_no_address_is_a_wrong_setting_that_is_named_without_its_password(self, address: str) -> None:
        error = await _opening(address)
        assert type(error) is SettingsError
        assert str(error).startswith("LATEPOST_DATABASE_URL ")
        assert "secret" not in str(error)

    @pytest.mark.parametrize("name", ["a b", "100%20", "50%", "#1", "what?", "数据"])
    async def test_a_path_is_taken_as_it_is(self, tmp_path: Path, name: str) -> None:
        async with Database.open(tmp_path / "folder" / name) as database:
            await ArticleStore(database).save(article())
        assert (tmp_path / "folder" / name).is_file()

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
    async def test_a_new_file_and_its_log_are_for_their_owner_alone(self, tmp_path: Path) -> None:
        async with Database.open(tmp_path / "library.sqlite") as database:
            await ArticleStore(database).save(article())
            names = ("library.sqlite", "library.sqlite-wal", "library.sqlite-shm")
            assert {(tmp_path / name).stat().st_mode & 0o777 for name in names} == {0o600}

    async def test_a_server_address_may_say_how_to_encrypt_as_hosters_write_it(self, postgresql_url: str) -> None:
        async with Database.open(f"{postgresql_url}?sslmode=disable") as database:
            assert await ArticleStore(database).count() == 0


class TestUnreachable:
    """A database that does not answer is an error that a retry may help."""

    async def test_a_server_that_is_not_there(self) -> None:
        error = await _opening("postgresql://user:secret@127.0.0.1:1/name")
        assert type(error) is StoreUnavailableError
        assert error.retry_helps
        assert "LATEPOST_DATABASE_URL" in str(error)
        assert "secret" not in str(error)

    async def test_a_host_that_is_not_there(self) -> None:
        assert type(await _opening("postgresql://user:secret@host.invalid/name")) is StoreUnavailableError

    async def test_a_folder_in_the_place_of_the_file(self, tmp_path: Path) -> None:
        error = await _opening(f"sqlite:///{tmp_path}")
        assert type(error) is StoreUnavailableError
        assert str(tmp_path) in str(error)

    async def test_a_lost_connection_is_replaced(self, postgresql_url: str, postgresql_server: Server) -> None:
        async with Database.open(postgresql_url) as database:
            store = ArticleStore(database)
            await store.save(article())
            other = await asyncpg.connect(postgresql_server.url("postgres"))
            await other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1",
                postgresql_url.rpartition("/")[2],
            )
            await other.close()
            assert await store.count() == 1


class TestBriefWrites:
    """Writes of a few rows."""

    async def test_they_wait_for_another_process_that_writes_and_hold_nothing_else_up(self, tmp_path: Path) -> None:
        path = tmp_path / "library.sqlite"
        async with Database.open(path) as database:
            other = sqlite3.connect(path, isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            claiming = asyncio.create_task(
                _conversations(database).claim("key", "me", timedelta(seconds=30), "what was asked")
            )
            for _ in range(100):
                await asyncio.sleep(0)
            assert not claiming.done()
            other.execute("COMMIT")
            other.close()
            assert await claiming

    async def test_they_do_not_pass_a_write_that_is_under_way_here(self, tmp_path: Path) -> None:
        goes_on = Event()

        def save_slowly(connection: Connection) -> None:
            put(connection, article())
            goes_on.wait()

        async with Database.open(tmp_path / "library.sqlite") as database:
            saving = asyncio.create_task(database.write(save_slowly))
            await asyncio.sleep(0)
            claiming = asyncio.create_task(
                _conversations(database).claim("key", "me", timedelta(seconds=30), "what was asked")
            )
            for _ in range(100):
                await asyncio.sleep(0)
            assert not claiming.done()
            goes_on.set()
            await saving
            assert await claiming
            assert await ArticleStore(database).count() == 1

    async def test_their_log_does_not_grow_for_ever(self, tmp_path: Path) -> None:
        path = tmp_path / "library.sqlite"
        async with Database.open(path) as database:
            conversations = _conversations(database)
            sizes = []
            for number in range(1200):
                await conversations.claim(f"key {number}", "me", timedelta(seconds=30), "what was asked " * 20)
                sizes.append(path.with_name("library.sqlite-wal").stat().st_size)
        assert max(sizes) < 1.5 * sizes[299]


class TestFullDisk:
    """What is held can be read though nothing can be written, and why not is said."""

    async def test_a_file_is_opened_for_reading_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "library.sqlite"
        async with Database.open(path) as database:
            await ArticleStore(database).save(article())
        with full_disk():
            async with Database.open(path) as database:
                store = ArticleStore(database)
                assert await store.get([article().id]) == {article().id: article()}
                for writing in (store.save(article(2)), store.try_writing()):
                    with pytest.raises(StoreUnavailableError, match=r"can only be read.*free space"):
                        await writing
                assert database.unwritable
        async with Database.open(path) as database:
            assert not database.unwritable
            await ArticleStore(database).try_writing()

    async def test_what_a_killed_process_left_in_the_log_is_read_too(self, tmp_path: Path) -> None:
        path, copy = tmp_path / "library.sqlite", tmp_path / "copy #1.sqlite"
        async with Database.open(path) as database:
            await ArticleStore(database).save(article())
            for suffix in ("", "-wal"):
                await asyncio.to_thread(shutil.copy, f"{path}{suffix}", f"{copy}{suffix}")
        url = read_only_url(copy)
        assert url
        with closing(sqlite3.connect(f"{url.database}?mode=ro&immutable=1", uri=True)) as found:
            assert found.execute("SELECT title FROM articles").fetchall() == [(article().title,)]
        assert read_only_url(tmp_path / "none.sqlite") is None

    async def test_a_new_one_is_refused(self, tmp_path: Path) -> None:
        with full_disk():
            error = await _opening(tmp_path / "library.sqlite")
        assert isinstance(error, StoreUnavailableError)

    async def test_one_that_is_open_says_so_when_it_is_tried(self, tmp_path: Path) -> None:
        async with Database.open(tmp_path / "library.sqlite") as database:
            store = ArticleStore(database)
            await store.try_writing()
            with full_disk(), pytest.raises(StoreUnavailableError, match="free space"):
                await store.try_writing()
            await store.try_writing()


class TestRefused:
    """A database that answers, but not with what the bot needs."""

    async def test_a_file_in_the_place_of_the_folder_is_a_wrong_setting(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("here")
        error = await _opening(tmp_path / "file" / "library.sqlite")
        assert type(error) is SettingsError
        assert "LATEPOST_DATA_DIR" in str(error)

    async def test_a_file_that_is_no_database_is_named_and_left_as_it_is(self, tmp_path: Path) -> None:
        (tmp_path / "page.txt").write_text("晚点LatePost· 2025-09-26 00:35\n" * 100, encoding="utf-8")
        before = (tmp_path / "page.txt").read_bytes()
        error = await _opening(tmp_path / "page.txt")
        assert type(error) is StoreError
        assert "page.txt" in str(error)
        assert (tmp_path / "page.txt").read_bytes() == before

    async def test_somebody_elses_tables_are_left_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "other.sqlite"
        other = sqlite3.connect(path)
        other.execute("CREATE TABLE articles (text TEXT)")
        other.commit()
        assert type(await _opening(path)) is StoreError
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("articles",)]
        other.close()

    @pytest.mark.parametrize(("part", "other"), [("latepost:", "nobody:"), ("/test_", "/missing_")])
    async def test_a_wrong_user_or_database_is_said_in_one_sentence(
        self, postgresql_url: str, part: str, other: str
    ) -> None:
        error = await _opening(postgresql_url.replace(part, other, 1))
        assert type(error) is StoreError
        assert "\n" not in str(error)
        assert postgresql_url.split(":")[2].split("@")[0] not in str(error)
