"""What every database must do for the article store: one class, run unchanged on SQLite and PostgreSQL."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from threading import Thread

import pytest
from sqlalchemy import Connection, insert

from bot.errors import StoreError
from bot.model import Change
from bot.store import ArticleStore, Database, Saved
from bot.store.tables.library import changes
from tests.library import START, article, change_numbers

_WRITERS = 20


class TestArticleStore:
    @pytest.fixture
    async def database(self, database_url: str) -> AsyncIterator[Database]:
        async with Database.open(database_url) as database:
            yield database

    @pytest.fixture
    def store(self, database: Database) -> ArticleStore:
        return ArticleStore(database)

    async def test_a_sample_gives_way_to_the_real_article_and_never_replaces_it(self, store: ArticleStore) -> None:
        """Whoever imports the real page over the sample library sees new articles, and keeps them."""
        assert await store.save(article(viewpoint="sample"), is_sample=True) is Saved.NEW
        assert await store.save(article(viewpoint="sample"), is_sample=True) is Saved.UNCHANGED
        assert await store.save(article(viewpoint="real")) is Saved.NEW
        assert await store.save(article(viewpoint="real")) is Saved.UNCHANGED
        assert await store.save(article(viewpoint="sample"), is_sample=True) is Saved.UNCHANGED
        assert (await store.get([article().id]))[article().id].viewpoint == "real"

    async def test_an_article_that_is_not_held_is_new_and_comes_back_whole(self, store: ArticleStore) -> None:
        saved = article(url="https://example.com/a?b=c", paragraphs=("第一段。", "Second."))
        assert await store.save(saved) is Saved.NEW
        assert await store.get([saved.id]) == {saved.id: saved}
        assert await store.count() == 1

    async def test_the_same_article_again_changes_nothing_and_logs_nothing(self, store: ArticleStore) -> None:
        await store.save(article())
        assert await store.save(article()) is Saved.UNCHANGED
        assert await change_numbers(store) == [1]

    async def test_an_edited_article_replaces_the_one_with_its_id(self, store: ArticleStore) -> None:
        edited = article(viewpoint="Another view.")
        await store.save(article())
        assert await store.save(edited) is Saved.UPDATED
        assert await store.get([edited.id]) == {edited.id: edited}
        assert await store.count() == 1

    async def test_a_removed_article_is_gone(self, store: ArticleStore) -> None:
        await store.save(article())
        assert await store.remove(article().id)
        assert await store.get([article().id]) == {}
        assert await store.count() == 0

    async def test_removing_what_is_not_held_says_so_and_logs_nothing(self, store: ArticleStore) -> None:
        assert not await store.remove(article().id)
        assert await change_numbers(store) == []

    async def test_a_removed_article_stays_away_until_it_is_restored_as_it_was(self, store: ArticleStore) -> None:
        await store.save(article(1), is_sample=True)
        await store.save(article(2))
        for number in (1, 2):
            assert await store.remove(article(number).id) == article(number)
        assert await store.removed() == [article(2), article(1)]
        assert await store.save(article(1, viewpoint="Another view.")) is Saved.UNCHANGED
        assert await store.restore(article(1).id) == article(1)
        assert await store.restore(article(1).id) is None
        assert await store.get([article(1).id, article(2).id]) == {article(1).id: article(1)}
        assert await store.removed() == [article(2)]
        assert await store.save(article(1, viewpoint="real")) is Saved.NEW, "it is a sample still"

    async def test_of_many_who_remove_or_restore_at_once_one_does(self, store: ArticleStore) -> None:
        await store.save(article())
        for change in (store.remove, store.restore):
            done = await asyncio.gather(*(change(article().id) for _ in range(5)))
            assert [found for found in done if found] == [article()]
        assert await change_numbers(store) == [1, 2, 3]

    async def test_ids_are_found_by_how_they_begin(self, store: ArticleStore) -> None:
        await store.save(article(1))
        await store.save(article(2))
        await store.remove(article(2).id)
        assert await store.ids("", 5) == [article(1).id]
        assert await store.ids(article(2).id[:8], 5, removed=True) == [article(2).id]
        assert await store.ids("%", 5) == []

    async def test_ids_that_are_not_held_are_left_out(self, store: ArticleStore) -> None:
        await store.save(article(1))
        assert set(await store.get([article(1).id, article(2).id])) == {article(1).id}
        assert await store.get([]) == {}

    async def test_the_log_names_each_change_in_its_order(self, store: ArticleStore) -> None:
        await store.save(article(1))
        await store.save(article(2))
        await store.save(article(1, viewpoint="Another view."))
        await store.remove(article(2).id)
        assert await store.changes_after(0) == [
            Change(number=1, article_id=article(1).id, removed=False),
            Change(number=2, article_id=article(2).id, removed=False),
            Change(number=3, article_id=article(1).id, removed=False),
            Change(number=4, article_id=article(2).id, removed=True),
        ]

    async def test_the_log_is_read_from_any_number_on_and_in_portions(self, store: ArticleStore) -> None:
        for number in range(5):
            await store.save(article(number))
        assert [change.number for change in await store.changes_after(1, 3)] == [2, 3, 4]
        assert [change.number for change in await store.changes_after(4, 3)] == [5]
        assert await store.changes_after(5) == []

    async def test_newest_come_first_over_more_than_one_page(self, store: ArticleStore) -> None:
        """Four articles share a time, so that a page ends between two of the same time."""
        held = [article(number, published_at=START.replace(minute=number // 4 % 60)) for number in range(502)]
        for each in held:
            await store.save(each)
        listed = [each async for each in store.newest_first()]
        assert listed == sorted(held, key=lambda each: (-each.published_at.timestamp(), each.id))

    async def test_an_empty_library_lists_nothing(self, store: ArticleStore) -> None:
        assert [each async for each in store.newest_first()] == []

    async def test_a_store_keeps_its_name_and_state_over_a_restart(self, database_url: str) -> None:
        async with Database.open(database_url) as database:
            await ArticleStore(database).save(article())
            before = await ArticleStore(database).state()
        async with Database.open(database_url) as database:
            assert await ArticleStore(database).state() == before
            await ArticleStore(database).save(article(2))
            after = await ArticleStore(database).state()
        assert (after.store_id, after.change) == (before.store_id, 2)

    async def test_every_change_has_a_mark_of_its_own(self, store: ArticleStore) -> None:
        marks = set()
        for number in range(3):
            await store.save(article(number))
            state = await store.state()
            assert await store.change_token(state.change) == state.change_token
            marks.add(state.change_token)
        assert len(marks) == 3
        assert await store.change_token(4) is None

    async def test_that_the_sample_library_was_imported_is_remembered_over_a_restart(self, database_url: str) -> None:
        async with Database.open(database_url) as database:
            assert not await ArticleStore(database).sample_imported()
            await ArticleStore(database).mark_sample_imported()
        async with Database.open(database_url) as database:
            assert await ArticleStore(database).sample_imported()

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("人工智能与半導體", id="chinese"),
            pytest.param("🎬👩\u200d🔬 e\u0301 \u202e", id="emoji and marks"),
            pytest.param("\x1b[31m\x07\x7f", id="control characters"),
            pytest.param("'; DROP TABLE articles; -- \\u0000 %s :id", id="quotes"),
            pytest.param("字" * 2_000_000, id="huge"),
        ],
    )
    async def test_any_text_survives(self, store: ArticleStore, text: str) -> None:
        saved = article(viewpoint=text, paragraphs=(text,))
        await store.save(saved)
        assert await store.get([saved.id]) == {saved.id: saved}

    async def test_concurrent_writers_number_the_changes_without_gaps_in_the_order_of_their_commits(
        self, database_url: str
    ) -> None:
        """Who has seen number n has seen all smaller ones: each look at the log only adds to its end."""
        async with _stores(database_url) as stores:

            async def write(writer: int) -> list[Saved]:
                store = stores[writer % len(stores)]
                return [await store.save(article(writer * 5 + each)) for each in range(5)]

            writing = asyncio.gather(*(write(writer) for writer in range(_WRITERS)))
            looks: list[list[int]] = []
            while not writing.done():
                looks.append(await change_numbers(stores[0]))
            assert {saved for each in await writing for saved in each} == {Saved.NEW}
            looks.append(await change_numbers(stores[0]))
            assert looks[-1] == list(range(1, 5 * _WRITERS + 1))
            assert all(look == looks[-1][: len(look)] for look in looks)

    async def test_the_same_new_article_from_many_writers_is_new_once(self, database_url: str) -> None:
        async with _stores(database_url) as stores:
            saved = await asyncio.gather(*(stores[each % len(stores)].save(article()) for each in range(_WRITERS)))
            assert sorted(each.value for each in saved) == ["new"] + ["unchanged"] * (_WRITERS - 1)
            assert await change_numbers(stores[0]) == [1]

    async def test_saving_and_removing_one_article_at_once_never_blocks_each_other_for_good(
        self, store: ArticleStore
    ) -> None:
        async def save(number: int) -> None:
            await store.save(article(viewpoint=f"View {number}."))

        async def remove() -> None:
            await store.remove(article().id)

        await asyncio.gather(*(save(each) if each % 2 else remove() for each in range(60)))
        numbers = await change_numbers(store)
        assert numbers == list(range(1, len(numbers) + 1))

    async def test_many_readers_at_once_wait_for_each_other(self, store: ArticleStore) -> None:
        await store.save(article())
        assert await asyncio.gather(*(store.count() for _ in range(200))) == [1] * 200

    async def test_an_article_and_its_entry_in_the_log_are_stored_together_or_not_at_all(
        self, database: Database, store: ArticleStore
    ) -> None:
        """A log that already holds the next number makes the entry fail after the article was written, or before."""
        await store.save(article(1))
        before = await store.state()
        await database.change((insert(changes).values(number=2, article_id="0" * 16, kind="insert", mark=""), {}))
        for broken in (store.save(article(2)), store.save(article(1, viewpoint="Other.")), store.remove(article(1).id)):
            with pytest.raises(StoreError, match="refused"):
                await broken
        assert await store.get([article(1).id, article(2).id]) == {article(1).id: article(1)}
        assert await store.state() == before

    async def test_an_error_in_a_transaction_takes_everything_back(
        self, database: Database, store: ArticleStore
    ) -> None:
        def write_and_fail(connection: Connection) -> None:
            connection.execute(insert(changes).values(number=1, article_id="0" * 16, kind="insert", mark=""))
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await database.write(write_and_fail)
        assert await change_numbers(store) == []

    async def test_what_is_read_on_one_connection_is_one_state(
        self, database: Database, store: ArticleStore, database_url: str
    ) -> None:
        async def save_elsewhere() -> None:
            async with Database.open(database_url) as other:
                await ArticleStore(other).save(article())

        def read_around_a_write(connection: Connection) -> bool:
            before = connection.execute(changes.select()).all()
            writing = Thread(target=lambda: asyncio.run(save_elsewhere()))
            writing.start()
            writing.join()
            return connection.execute(changes.select()).all() == before

        assert await database.read(read_around_a_write)
        assert await change_numbers(store) == [1]

    async def test_trying_to_write_changes_nothing(self, store: ArticleStore) -> None:
        await store.save(article())
        before = await store.state()
        await store.try_writing()
        assert await store.state() == before
        assert await change_numbers(store) == [1]


@asynccontextmanager
async def _stores(database_url: str) -> AsyncGenerator[list[ArticleStore]]:
    """The same database, opened four times, as four replicas would."""
    async with AsyncExitStack() as opened:
        yield [ArticleStore(await opened.enter_async_context(Database.open(database_url))) for _ in range(4)]
