"""The index follows the store, whatever happened to its files, to the store, or to the task that was at it."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot.app.library import Library, open_library
from bot.app.settings import Settings
from bot.errors import IndexBusyError
from bot.ingest.indexing import catch_up
from bot.model import Answer
from bot.search.analysis.tokenizer import tokenize_with_offsets
from bot.search.index.library_index import LibraryIndex
from bot.search.index.queries import Scope, Term
from bot.search.lexicon.dictionary import Lexicon, prepare
from bot.store import ArticleStore, Database
from tests.library import article

_WORDS = ["apple", "pear", "plum", "quince"]


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lexicon]:
    lexicon = Lexicon(prepare(tmp_path_factory.mktemp("lexicon")))
    yield lexicon
    lexicon.close()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[ArticleStore]:
    """A store that holds an article a word."""
    async with Database.open(tmp_path / "library.sqlite") as database:
        store = ArticleStore(database)
        for number, word in enumerate(_WORDS):
            await store.save(article(number, viewpoint=word))
        yield store


@pytest.fixture
def index(tmp_path: Path, lexicon: Lexicon) -> LibraryIndex:
    return LibraryIndex(tmp_path / "index", lexicon)


def words_in(index: LibraryIndex) -> list[str]:
    """Those of the words that the index finds, each with the number of articles that hold it if that is not one."""
    found = []
    for word in _WORDS:
        hits = index.articles([Term(token.term) for token in tokenize_with_offsets(word).main], Scope(), 10)
        found += [word] * len(hits)
    return found


class TestFollowing:
    async def test_everything_in_the_store_is_found_after_it(self, store: ArticleStore, index: LibraryIndex) -> None:
        assert await catch_up(store, index, wait_seconds=0) == len(_WORDS)
        assert words_in(index) == _WORDS

    async def test_an_index_that_is_up_to_date_is_left_alone(
        self, store: ArticleStore, index: LibraryIndex, tmp_path: Path
    ) -> None:
        await catch_up(store, index, wait_seconds=0)
        before = (tmp_path / "index" / "about.json").stat()
        assert await catch_up(store, index, wait_seconds=0) == 0
        assert (tmp_path / "index" / "about.json").stat() == before

    async def test_edits_and_removals_follow(self, store: ArticleStore, index: LibraryIndex) -> None:
        await catch_up(store, index, wait_seconds=0)
        await store.save(article(0, viewpoint="changed"))
        await store.remove(article(1).id)
        assert await catch_up(store, index, wait_seconds=0) == 2
        assert words_in(index) == ["plum", "quince"]

    async def test_an_article_that_came_and_went_before_the_index_looked_is_no_trouble(
        self, store: ArticleStore, index: LibraryIndex
    ) -> None:
        await store.save(article(9, viewpoint="apple"))
        await store.remove(article(9).id)
        await catch_up(store, index, wait_seconds=0)
        assert words_in(index) == _WORDS

    async def test_the_way_to_go_is_told(self, store: ArticleStore, index: LibraryIndex) -> None:
        told: list[tuple[int, int]] = []
        await catch_up(store, index, wait_seconds=0, on_progress=lambda done, total: told.append((done, total)))
        assert told[-1] == (len(_WORDS), len(_WORDS))
        assert told == sorted(told)


class TestBuiltAnew:
    async def test_when_it_is_missing(self, store: ArticleStore, index: LibraryIndex, tmp_path: Path) -> None:
        await catch_up(store, index, wait_seconds=0)
        shutil.rmtree(tmp_path / "index")
        assert await catch_up(store, index, wait_seconds=0) == len(_WORDS)
        assert words_in(index) == _WORDS

    async def test_when_it_is_of_another_schema(
        self, store: ArticleStore, index: LibraryIndex, lexicon: Lexicon, tmp_path: Path
    ) -> None:
        await catch_up(store, index, wait_seconds=0)
        file = tmp_path / "index" / "about.json"
        file.write_text(file.read_text().replace('"schema_version":', '"schema_version":1000'))
        assert await catch_up(store, index, wait_seconds=0) == len(_WORDS)
        assert words_in(LibraryIndex(tmp_path / "index", lexicon)) == _WORDS

    async def test_when_it_is_of_another_store(self, store: ArticleStore, index: LibraryIndex, tmp_path: Path) -> None:
        await catch_up(store, index, wait_seconds=0)
        async with Database.open(tmp_path / "other.sqlite") as database:
            other = ArticleStore(database)
            for number in range(len(_WORDS)):  # as many changes as the first store has
                await other.save(article(number, viewpoint="other"))
            await catch_up(other, index, wait_seconds=0)
        assert words_in(index) == []
        assert index.article_count() == len(_WORDS)

    @pytest.mark.parametrize("changes_since", [0, 1, 2, 3], ids=lambda count: f"{count} changes since")
    async def test_when_the_store_was_put_back_to_an_older_state(
        self, index: LibraryIndex, tmp_path: Path, changes_since: int
    ) -> None:
        """The index has seen two changes that are undone; the store gave their numbers to others since, or more."""
        await _fill(tmp_path / "library.sqlite", index, ["apple", "pear"])
        _copy(tmp_path / "library.sqlite", tmp_path / "backup.sqlite")
        await _fill(tmp_path / "library.sqlite", index, ["plum", "quince"], first=2)
        _copy(tmp_path / "backup.sqlite", tmp_path / "library.sqlite")
        since = ["quince", "quince", "plum"][:changes_since]
        await _fill(tmp_path / "library.sqlite", index, since, first=2)
        assert words_in(index) == sorted(["apple", "pear", *since], key=_WORDS.index)


class TestDamage:
    """Whatever file of the index is hurt, each in another way than its neighbour: the articles are found again."""

    async def test_the_next_answer_of_a_new_process_comes(
        self, store: ArticleStore, tmp_path: Path, lexicon: Lexicon
    ) -> None:
        settings = Settings.read({"LATEPOST_DATA_DIR": str(tmp_path), "LATEPOST_ENCODER": "off"}, tmp_path)

        async def answer() -> set[tuple[str, tuple[str, ...]]]:
            async with open_library(settings, print) as library:
                await library.refresh()
                answer = await library.answer("TikTok 听证会 point one", 10)
                return {(match.article.title, tuple(point.text for point in match.points)) for match in answer.matches}

        expected = await answer()
        assert len(expected) == len(_WORDS)
        for number, (copy, file) in enumerate(await _copies(store, tmp_path, lexicon)):
            shutil.rmtree(tmp_path / "index")
            copy.rename(tmp_path / "index")
            how = _DAMAGES[number % len(_DAMAGES)]
            how(tmp_path / "index" / file)
            assert await answer() == expected, (how, file)

    async def test_a_running_process_goes_on_with_what_changes_after_it(
        self, store: ArticleStore, tmp_path: Path, lexicon: Lexicon
    ) -> None:
        for number, (copy, file) in enumerate(await _copies(store, tmp_path, lexicon)):
            index = LibraryIndex(copy, lexicon)
            how = _DAMAGES[number % len(_DAMAGES)]
            how(copy / file)
            await store.save(article(2, viewpoint=f"plum {number}"))
            await catch_up(store, index, wait_seconds=0)
            assert words_in(index) == _WORDS, (how, file)


class TestTakingTurns:
    async def test_one_that_is_being_written_is_waited_for(
        self, store: ArticleStore, index: LibraryIndex, lexicon: Lexicon, tmp_path: Path
    ) -> None:
        other = LibraryIndex(tmp_path / "index", lexicon)
        with other.writing("another process", wait_seconds=0):
            waiting = asyncio.create_task(catch_up(store, index, wait_seconds=60))
            await asyncio.sleep(0)
            assert not waiting.done()
        await waiting
        assert words_in(index) == _WORDS

    async def test_whoever_waits_for_too_long_is_told(
        self, store: ArticleStore, index: LibraryIndex, lexicon: Lexicon, tmp_path: Path
    ) -> None:
        other = LibraryIndex(tmp_path / "index", lexicon)
        with other.writing("another process", wait_seconds=0), pytest.raises(IndexBusyError, match="Another process"):
            await catch_up(store, index, wait_seconds=0)

    @pytest.mark.slow
    async def test_an_answer_waits_longer_for_another_process_where_there_is_nothing_yet_to_answer_from(
        self, store: ArticleStore, lexicon: Lexicon, tmp_path: Path
    ) -> None:
        """It gives up waiting for newer articles after two seconds; that the library is empty would not be true."""
        other = LibraryIndex(tmp_path / "index", lexicon)
        settings = Settings.read({"LATEPOST_DATA_DIR": str(tmp_path), "LATEPOST_ENCODER": "off"}, tmp_path)
        async with open_library(settings, print) as library:
            with other.writing("another process", wait_seconds=0):
                asking = asyncio.create_task(_newest_answer(library, "apple"))
                await asyncio.wait([asking], timeout=3)
                assert not asking.done()
            assert len((await asking).matches) == 1
            await store.save(article(9, viewpoint="apple"))
            with other.writing((await store.state()).store_id, wait_seconds=0):
                assert len((await _newest_answer(library, "apple")).matches) == 1
            assert len((await _newest_answer(library, "apple")).matches) == 2

    async def test_a_task_that_was_cancelled_while_it_waited_does_not_keep_the_others_waiting(
        self, store: ArticleStore, index: LibraryIndex, lexicon: Lexicon, tmp_path: Path
    ) -> None:
        other = LibraryIndex(tmp_path / "index", lexicon)
        with other.writing("another process", wait_seconds=0):
            waiting = asyncio.create_task(catch_up(store, index, wait_seconds=60))
            await store.count()  # the task gets its turns meanwhile
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
        await catch_up(store, other, wait_seconds=0)
        assert words_in(other) == _WORDS

    async def test_a_task_may_be_cancelled_at_any_moment_and_the_next_one_completes_it(
        self, store: ArticleStore, index: LibraryIndex
    ) -> None:
        for turns in range(0, 60, 5):
            await store.save(article(0, viewpoint=f"apple {turns}"))
            working = asyncio.create_task(catch_up(store, index, wait_seconds=0))
            for _ in range(turns):
                await store.count()
            working.cancel()
            with suppress(asyncio.CancelledError):
                await working
            await catch_up(store, index, wait_seconds=0)
            assert words_in(index) == _WORDS
            assert index.article_count() == len(_WORDS)

    async def test_several_tasks_of_one_process_may_catch_up_at_once(
        self, store: ArticleStore, index: LibraryIndex
    ) -> None:
        await asyncio.gather(*(catch_up(store, index, wait_seconds=60) for _ in range(5)))
        assert words_in(index) == _WORDS
        assert index.article_count() == len(_WORDS)


async def _newest_answer(library: Library, question: str) -> Answer:
    await library.refresh()
    return await library.answer(question, 5)


async def _copies(store: ArticleStore, tmp_path: Path, lexicon: Lexicon) -> list[tuple[Path, Path]]:
    """A copy of the whole index for each of its files, and that file's place in it."""
    whole = tmp_path / "whole"
    await catch_up(store, LibraryIndex(whole, lexicon), wait_seconds=0)
    files = sorted(path.relative_to(whole) for path in whole.rglob("*") if path.is_file())
    assert len(files) > 15
    return [(shutil.copytree(whole, tmp_path / f"copy {number}"), file) for number, file in enumerate(files)]


async def _fill(path: Path, index: LibraryIndex, words: list[str], first: int = 0) -> None:
    """What a process does that imports: articles into the store, then the index."""
    async with Database.open(path) as database:
        store = ArticleStore(database)
        for number, word in enumerate(words, first):
            await store.save(article(number, viewpoint=word))
        await catch_up(store, index, wait_seconds=0)


def _copy(database: Path, to: Path) -> None:
    """A backup, or its return: the file with its log, while nobody has it open."""
    for suffix in ("", "-wal", "-shm"):
        to.with_name(to.name + suffix).unlink(missing_ok=True)
        if database.with_name(database.name + suffix).exists():
            shutil.copy(database.with_name(database.name + suffix), to.with_name(to.name + suffix))


def _delete(path: Path) -> None:
    path.unlink()


def _cut_in_half(path: Path) -> None:
    _replace(path, path.read_bytes()[: path.stat().st_size // 2])


def _overwrite(path: Path) -> None:
    _replace(path, bytes(each % 251 for each in range(path.stat().st_size + 100)))


def _replace(path: Path, content: bytes) -> None:
    """Another file under the same name; a mapped file that shrinks would kill whoever has it open, index or not."""
    path.unlink()
    path.write_bytes(content)


_DAMAGES = [_delete, _cut_in_half, _overwrite]
