"""What `Database` does on both databases: migrations, and what it says when something is wrong."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import bindparam, insert, select, text
from sqlalchemy.ext.asyncio import create_async_engine

import bot.store.migrations
from bot.errors import StoreError
from bot.model import Article, utc_milliseconds
from bot.store import ArticleStore, Database, Saved
from bot.store.tables.library import HEAD_REVISION, metadata
from bot.store.tables.library import changes as library_log
from tests.library import article, change_numbers
from tests.processes import CHECKOUT, DEADLINE_SECONDS, start

_PROCESSES = 3


_NEW = insert(library_log)
_OF = select(library_log.c.number, library_log.c.kind).where(library_log.c.article_id == bindparam("of"))


class TestBriefStatements:
    async def test_what_is_changed_is_found(self, database_url: str) -> None:
        async with Database.open(database_url) as database:
            assert await database.change((_NEW, _row(1, "insert"))) == [1]
            assert await database.change((_NEW, _row(2, "update")), (_NEW, _row(3, "delete"))) == [1, 1]
            found = dict(map(tuple, await database.rows(_OF, {"of": "held"})))
            assert found == {1: "insert", 2: "update", 3: "delete"}
            assert list(await database.rows(_OF, {"of": "other"})) == []

    async def test_all_is_done_or_nothing_and_the_next_one_is_not_disturbed(self, database_url: str) -> None:
        async with Database.open(database_url) as database:
            with pytest.raises(StoreError):
                await database.change((_NEW, _row(1, "insert")), (_NEW, _row(1, "the same number again")))
            assert list(await database.rows(_OF, {"of": "held"})) == []
            assert await database.change((_NEW, _row(1, "insert")), (_NEW, _row(2, "update"))) == [1, 1]


def _row(number: int, kind: str) -> dict[str, Any]:
    return {"number": number, "article_id": "held", "kind": kind, "mark": "mark"}


class TestDatabase:
    async def test_migrations_make_the_tables_of_the_schema(self, database_url: str) -> None:
        def differences(connection: Any) -> Any:
            return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)

        async with Database.open(database_url) as database:
            assert await database.read(differences) == []

    async def test_several_processes_may_migrate_an_empty_database_at_once(self, database_url: str) -> None:
        processes = [
            start("-m", "tests.contract.opening", database_url, str(number), cwd=CHECKOUT, stdin=subprocess.PIPE)
            for number in range(_PROCESSES)
        ]
        for process in processes:
            assert process.stdout
            assert process.stdout.readline() == b"ready\n"
        for process in processes:
            assert process.stdin
            process.stdin.write(b"go\n")
            process.stdin.flush()
        outputs = [process.communicate(timeout=DEADLINE_SECONDS) for process in processes]
        assert [errors.decode() for _, errors in outputs] == [""] * _PROCESSES
        reports = [output.decode().split() for output, _ in outputs]
        assert [saved for _, saved in reports] == ["new"] * _PROCESSES
        assert len({store_id for store_id, _ in reports}) == 1
        async with Database.open(database_url) as database:
            assert await change_numbers(ArticleStore(database)) == [1, 2, 3]

    def test_a_new_schema_is_one_line_of_the_log(self, tmp_path: Path) -> None:
        code = (
            "import asyncio, pathlib\n"
            "from bot.app.logs import configure\n"
            "from bot.store import Database\n"
            "async def main():\n"
            f"    async with Database.open(pathlib.Path({str(tmp_path / 'new.sqlite')!r})): pass\n"
            "configure()\n"
            "asyncio.run(main())\n"
            "asyncio.run(main())\n"
        )
        process = start("-c", code, cwd=CHECKOUT)
        _, errors = process.communicate(timeout=DEADLINE_SECONDS)
        (line,) = errors.decode().splitlines()
        assert f"database schema is now {HEAD_REVISION}, it was empty" in line

    async def test_two_databases_are_two_stores(self, database_url: str, tmp_path: Path) -> None:
        names = set()
        for url in (database_url, f"sqlite:///{tmp_path / 'other.sqlite'}"):
            async with Database.open(url) as database:
                names.add((await ArticleStore(database).state()).store_id)
        assert len(names) == 2

    async def test_a_library_of_the_first_version_is_brought_up_to_date_with_its_articles(
        self, database_url: str
    ) -> None:
        await _make_first_version(database_url, article(1))
        async with Database.open(database_url) as database:
            store = ArticleStore(database)
            assert await store.save(article(1)) is Saved.UNCHANGED
            assert await store.save(article(2)) is Saved.NEW
            assert await change_numbers(store) == [1, 2]

    async def test_a_database_of_a_newer_version_is_refused(self, database_url: str) -> None:
        async with Database.open(database_url) as database:
            await database.change((text("UPDATE alembic_version SET version_num = '9999'"), {}))
        with pytest.raises(StoreError, match="written by a newer version of the bot"):
            async with Database.open(database_url):
                pytest.fail("it was opened")

    async def test_a_database_that_is_not_there_is_refused_with_what_to_check(self, postgresql_url: str) -> None:
        with pytest.raises(StoreError, match=r"refused: .*_not_there.* does not exist\. Check .*LATEPOST_DATABASE_URL"):
            async with Database.open(postgresql_url + "_not_there"):
                pytest.fail("it was opened")


async def _make_first_version(url: str, held: Article) -> None:
    """A database as the first migration left it, with one article."""
    config = Config()
    config.set_main_option("script_location", str(Path(bot.store.migrations.__file__).parent))

    def migrate(connection: Any) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")

    scheme, colon, rest = url.partition(":")
    driver = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}[scheme]
    engine = create_async_engine(driver + colon + rest)
    async with engine.begin() as connection:
        await connection.run_sync(migrate)
        await connection.execute(
            text("INSERT INTO articles VALUES (:id, :title, :source, :published_ms, :content)"),
            {
                "id": held.id,
                "title": held.title,
                "source": held.source,
                "published_ms": utc_milliseconds(held.published_at),
                "content": held.model_dump_json(exclude_defaults=True),
            },
        )
        await connection.execute(text("INSERT INTO changes VALUES (1, :id, 'insert')"), {"id": held.id})
        await connection.execute(text("UPDATE library SET last_change = 1"))
    await engine.dispose()
