"""A filled database of every earlier schema is brought up to date with all that it holds."""

from datetime import UTC, datetime
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from bot.model import Saved
from bot.store import ArticleStore, Database
from bot.store.conversations import ConversationStore, Thread
from bot.store.subscriptions import SubscriptionStore
from bot.store.tables.library import metadata
from tests.contract.dumps import REVISIONS, Contents, contents, load
from tests.contract.dumps.rows import ROWS
from tests.library import article, change_numbers


@pytest.mark.parametrize("revision", REVISIONS)
async def test_everything_that_an_older_schema_held_is_held_and_the_bot_goes_on_with_it(
    revision: str, database_url: str
) -> None:
    await load(revision, database_url)
    before = await contents(database_url)
    async with Database.open(database_url) as database:
        assert not database.is_new
        assert await database.read(_differences) == []
        assert _of_columns(before, await contents(database_url)) == before
        store = ArticleStore(database)
        assert [await store.save(article(number)) for number in (1, 2)] == [Saved.UNCHANGED] * 2
        assert await store.save(article(3)) is Saved.NEW
        assert await change_numbers(store) == [1, 2, 3]
        if "answers" in before:
            row = ROWS["answers"]
            conversations = ConversationStore(database, lambda: datetime(2025, 9, 26, 4, tzinfo=UTC))
            last = await conversations.last_answer(Thread("T1", "C1", row["thread_ts"]))
            assert last
            assert last.question == row["question"]
        if "subscriptions" in before:
            (stored,) = await SubscriptionStore(database).all()
            assert (stored.subscription.topics, stored.since_change) == (("TikTok",), 1)


def _differences(connection: Connection) -> list[Any]:
    """How the tables differ from those of this version, but for their comments, which the dumps leave out."""
    found = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)
    return [difference for difference in found if not _is_comment(difference)]


def _is_comment(difference: Any) -> bool:
    first = difference[0]
    return "comment" in (first[0] if isinstance(first, tuple) else first)


def _of_columns(wanted: Contents, held: Contents) -> Contents:
    """What is held, of the tables and columns that were wanted."""
    return {
        name: sorted(({column: row[column] for column in rows[0]} for row in held[name]), key=str)
        for name, rows in wanted.items()
    }
