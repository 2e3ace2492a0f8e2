"""The index on disk: what it finds, who may write it, and what it makes of files that are not as it left them."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import IndexBusyError, IndexDamagedError, SearchIndexError
from bot.model import Appearance, Article, KeyPoint, Section, utc_milliseconds
from bot.search.analysis.tokenizer import tokenize_with_offsets
from bot.search.index.documents import SCHEMA_VERSION
from bot.search.index.library_index import LibraryIndex
from bot.search.index.queries import Scope, Term
from bot.search.lexicon.dictionary import Lexicon, prepare
from tests.full_disk import full_disk
from tests.library import article

_STORE = "store"
_ANYWHERE = Scope()


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lexicon]:
    lexicon = Lexicon(prepare(tmp_path_factory.mktemp("lexicon")))
    yield lexicon
    lexicon.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


@pytest.fixture
def index(folder: Path, lexicon: Lexicon) -> LibraryIndex:
    return LibraryIndex(folder, lexicon)


def write(index: LibraryIndex, *articles: Article, removed: tuple[str, ...] = (), change: int = 1) -> None:
    """Put these articles in and take those out, in one commit."""
    with index.writing(_STORE, wait_seconds=0) as writer:
        for each in articles:
            writer.put(each)
        for each in removed:
            writer.remove(each)
        writer.commit(change, f"mark {change}")


def found(index: LibraryIndex, words: str, scope: Scope = _ANYWHERE) -> set[str]:
    """Ids of the articles that hold any of these words."""
    return {article_id for article_id, _ in index.articles(terms(words), scope, 10)}


def terms(words: str) -> list[Term]:
    return [Term(token.term) for token in tokenize_with_offsets(words).main]


def about(text: str, number: int = 1, **fields: object) -> Article:
    """An article whose only point is this text."""
    return article(number, sections=(Section(heading="Part", points=(KeyPoint(text=text),)),), **fields)


class TestSearching:
    def test_an_article_is_found_by_every_part_of_it(self, index: LibraryIndex) -> None:
        whole = about(
            "pointword",
            title="titleword",
            viewpoint="viewword",
            paragraphs=("firstword", "secondword"),
        )
        write(index, whole)
        for word in ("pointword", "titleword", "viewword", "firstword", "secondword", "Part"):
            assert found(index, word) == {whole.id}
        assert found(index, "otherword") == set()

    def test_every_point_and_paragraph_is_a_passage_of_its_article(self, index: LibraryIndex) -> None:
        sections = (
            Section(heading="One", points=(KeyPoint(text="alpha"), KeyPoint(text="beta"))),
            Section(heading="Two", points=(KeyPoint(text="gamma"),)),
        )
        held = article(sections=sections, paragraphs=("delta", "epsilon"))
        write(index, held)
        for word in ("alpha", "beta", "gamma", "delta", "epsilon"):
            assert [hit.article_id for hit in index.passages(terms(word), _ANYWHERE, 5)] == [held.id]
        assert (index.passage_count(), index.point_count()) == (5, 3)

    def test_the_better_match_comes_first(self, index: LibraryIndex) -> None:
        write(index, about("cloud and rain", 1), about("cloud cloud cloud", 2), about("rain and rain", 3))
        hits = index.articles(terms("cloud"), _ANYWHERE, 5)
        assert [article_id for article_id, _ in hits] == [article(2).id, article(1).id]
        assert hits[0][1] > hits[1][1]

    def test_a_weight_raises_what_a_term_counts(self, index: LibraryIndex) -> None:
        write(index, about("apple", 1), about("pear", 2))
        hits = index.articles([Term("appl", 1.0), Term("pear", 3.0)], _ANYWHERE, 5)
        assert [article_id for article_id, _ in hits] == [article(2).id, article(1).id]

    def test_simplified_traditional_full_width_and_inflected_words_are_one(self, index: LibraryIndex) -> None:
        write(index, about("华为与小鵬 ＡＰＩ hearings"))
        for words in ("華為", "小鹏", "api", "Api", "hearing"):
            assert found(index, words) == {article().id}

    def test_sources_limit_a_search_in_any_width_and_case(self, index: LibraryIndex) -> None:
        ours, theirs = about("same", 1), about("same", 2, source="The Other")
        write(index, ours, theirs)
        assert found(index, "same", Scope(sources=("the ＯＴＨＥＲ",))) == {theirs.id}
        assert found(index, "same", Scope(sources=("nobody",))) == set()

    @pytest.mark.parametrize("character", ["x", "晚", "“", "😀", "."])
    def test_a_source_of_any_length_is_looked_for(self, index: LibraryIndex, character: str) -> None:
        write(index, about("same", 1))
        for length in (49, 50, 51, 40_000):
            assert found(index, "same", Scope(sources=("a" + character * length,))) == set()

    def test_a_source_also_finds_what_it_carried_second(self, index: LibraryIndex) -> None:
        shared = about("same", 1, source="First", also_in=(Appearance(source="The Other"), Appearance(source="Third")))
        write(index, shared, about("same", 2))
        for source in ("first", "the other", "third"):
            assert found(index, "same", Scope(sources=(source,))) == {shared.id}
        assert index.newest(Scope(sources=("third",)), 5) == [shared.id]

    @pytest.mark.parametrize(
        ("typed", "is_found"),
        [("latepost", True), ("晚点", True), ("post l", False), (".*", False), ("l.tepost", False)],
    )
    def test_a_source_is_found_by_a_part_of_its_name_and_by_nothing_else(
        self, index: LibraryIndex, typed: str, is_found: bool
    ) -> None:
        write(index, about("same", 1, source="晚点LatePost"))
        assert bool(found(index, "same", Scope(sources=(typed,)))) is is_found

    def test_times_limit_a_search_from_the_first_moment_to_before_the_last(self, index: LibraryIndex) -> None:
        held = [about("same", number) for number in (1, 2, 3)]
        write(index, *held)
        second, third = (utc_milliseconds(each.published_at) for each in held[1:])
        assert found(index, "same", Scope(since_ms=second, before_ms=third)) == {held[1].id}
        assert found(index, "same", Scope(since_ms=second)) == {held[1].id, held[2].id}
        assert found(index, "same", Scope(before_ms=second)) == {held[0].id}

    def test_a_phrase_stands_in_one_piece(self, index: LibraryIndex) -> None:
        together, apart = about("the closed hearing room", 1), about("a hearing was closed", 2)
        write(index, together, apart)
        phrase = Scope(phrases=(tuple(token.term for token in tokenize_with_offsets("closed hearing").main),))
        assert found(index, "hearing", phrase) == {together.id}

    def test_the_newest_come_first_within_a_scope(self, index: LibraryIndex) -> None:
        held = [about("same", number, source="ab"[number % 2]) for number in range(5)]
        write(index, *held)
        assert index.newest(_ANYWHERE, 2) == [held[4].id, held[3].id]
        assert index.newest(Scope(sources=("b",)), 5) == [held[3].id, held[1].id]

    def test_a_record_is_kept_of_every_article(self, index: LibraryIndex) -> None:
        write(index, about("tea tea coffee", 1), about("water", 2))
        records = index.records([article(1).id, "0" * 16])
        assert set(records) == {article(1).id}
        assert records[article(1).id].has_run(("tea", "coffe"))

    def test_words_are_listed_by_their_beginning_and_chinese_by_its_sound(self, index: LibraryIndex) -> None:
        write(index, about("hearings heard 华为"))
        assert dict(index.words("hear")) == {"heard": 1, "hearings": 1}
        assert ("华为", 1) in index.sounding("huawei")

    def test_an_empty_index_finds_nothing(self, index: LibraryIndex) -> None:
        assert found(index, "anything") == set()
        assert index.passages(terms("anything"), _ANYWHERE, 5) == []
        assert index.newest(_ANYWHERE, 5) == []
        assert index.records([article().id]) == {}
        assert index.words("a") == []
        assert index.sounding("a") == []
        assert (index.article_count(), index.passage_count(), index.point_count()) == (0, 0, 0)
        assert index.average_length() == 1.0


class TestWriting:
    def test_nothing_is_seen_before_the_commit(self, index: LibraryIndex) -> None:
        with index.writing(_STORE, wait_seconds=0) as writer:
            writer.put(about("apple"))
            assert found(index, "apple") == set()
            writer.commit(1, "mark")
            assert found(index, "apple") == {article().id}

    def test_what_was_not_committed_is_lost_and_the_rest_stays(self, index: LibraryIndex) -> None:
        write(index, about("apple", 1))

        def write_and_fail() -> None:
            with index.writing(_STORE, wait_seconds=0) as writer:
                writer.put(about("pear", 2))
                writer.remove(article(1).id)
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            write_and_fail()
        write(index, about("plum", 3), change=2)
        assert [found(index, word) for word in ("apple", "pear", "plum")] == [{article(1).id}, set(), {article(3).id}]

    def test_an_article_put_again_takes_the_place_of_the_older_one(self, index: LibraryIndex) -> None:
        write(index, about("apple"))
        write(index, about("pear"), change=2)
        assert (found(index, "apple"), found(index, "pear")) == (set(), {article().id})
        assert (index.article_count(), index.passage_count()) == (1, 1)

    def test_an_article_put_twice_before_a_commit_is_held_once(self, index: LibraryIndex) -> None:
        write(index, about("apple"), about("pear"))
        assert (index.article_count(), index.passage_count()) == (1, 1)

    def test_an_article_whose_commit_failed_half_way_is_held_once_after_the_next(
        self, index: LibraryIndex, folder: Path
    ) -> None:
        write(index, about("plum", 3))
        blocked = folder / "about.new"
        blocked.mkdir()
        with pytest.raises(SearchIndexError):
            write(index, about("apple"), change=2)
        blocked.rmdir()
        write(index, about("apple"), change=2)
        assert (index.article_count(), index.passage_count()) == (2, 2)

    def test_a_removed_article_is_found_no_more(self, index: LibraryIndex) -> None:
        write(index, about("apple", 1), about("apple", 2))
        write(index, removed=(article(1).id, "0" * 16), change=2)
        assert found(index, "apple") == {article(2).id}
        assert (index.article_count(), index.passage_count()) == (1, 1)

    def test_it_remembers_the_change_that_it_stands_at(
        self, index: LibraryIndex, folder: Path, lexicon: Lexicon
    ) -> None:
        write(index, about("apple"), change=7)
        reopened = LibraryIndex(folder, lexicon).about
        assert reopened == index.about
        assert reopened
        assert (reopened.store_id, reopened.change, reopened.change_token) == (_STORE, 7, "mark 7")

    def test_a_second_writer_is_told(self, index: LibraryIndex, folder: Path, lexicon: Lexicon) -> None:
        second = LibraryIndex(folder, lexicon)
        with index.writing(_STORE, wait_seconds=0), pytest.raises(IndexBusyError, match="Another process is writing"):
            write(second, about("pear"))
        write(second, about("pear"))
        assert found(second, "pear") == {article().id}

    def test_a_second_writer_goes_on_from_where_the_first_one_stopped(
        self, index: LibraryIndex, folder: Path, lexicon: Lexicon
    ) -> None:
        second = LibraryIndex(folder, lexicon)
        write(index, about("apple", 1), change=4)
        with second.writing(_STORE, wait_seconds=0) as writer:
            assert writer.change == 4
            writer.put(about("pear", 2))
            writer.commit(5, "mark 5")
        assert found(second, "apple pear") == {article(1).id, article(2).id}

    def test_a_place_that_can_not_be_written_is_named(self, tmp_path: Path, lexicon: Lexicon) -> None:
        (tmp_path / "file").write_text("in the way")
        with pytest.raises(SearchIndexError, match=r"can't be written.*LATEPOST_DATA_DIR"):
            write(LibraryIndex(tmp_path / "file" / "index", lexicon), about("apple"))


class TestFullDisk:
    def test_an_article_that_finds_no_place_is_said_to_and_the_index_stays(
        self, index: LibraryIndex, folder: Path, lexicon: Lexicon
    ) -> None:
        write(index, about("apple", 1))
        with full_disk(), pytest.raises(SearchIndexError, match=r"can't be written.*free space") as told:
            write(index, about("pear", 2), change=2)
        assert not isinstance(told.value, IndexDamagedError)
        assert found(LibraryIndex(folder, lexicon), "apple pear") == {article(1).id}
        write(index, about("pear", 2), change=2)
        assert found(index, "apple pear") == {article(1).id, article(2).id}

    def test_so_is_a_removal(self, index: LibraryIndex, folder: Path, lexicon: Lexicon) -> None:
        write(index, about("apple", 1), about("pear", 2))
        with full_disk(), pytest.raises(SearchIndexError, match=r"can't be written.*free space") as told:
            write(index, removed=(article(2).id,), change=2)
        assert not isinstance(told.value, IndexDamagedError)
        assert found(LibraryIndex(folder, lexicon), "apple pear") == {article(1).id, article(2).id}
        write(index, removed=(article(2).id,), change=2)
        assert found(index, "apple pear") == {article(1).id}

    def test_so_is_an_index_that_is_begun(self, index: LibraryIndex) -> None:
        with full_disk(), pytest.raises(SearchIndexError, match=r"can't be written.*free space") as told:
            write(index, about("apple"))
        assert not isinstance(told.value, IndexDamagedError)
        write(index, about("apple"))
        assert found(index, "apple") == {article().id}


class TestTwoProcesses:
    """Two objects on one folder know no more of each other than two processes do."""

    def test_a_reader_sees_what_was_committed_once_it_looks(
        self, index: LibraryIndex, folder: Path, lexicon: Lexicon
    ) -> None:
        reader = LibraryIndex(folder, lexicon)
        write(index, about("apple", 1))
        reader.refresh()
        assert found(reader, "apple") == {article(1).id}
        write(index, about("apple", 2), change=2)
        assert found(reader, "apple") == {article(1).id}
        reader.refresh()
        assert found(reader, "apple") == {article(1).id, article(2).id}

    def test_a_reader_goes_on_while_the_index_is_built_anew_and_then_sees_the_new_one(
        self, index: LibraryIndex, folder: Path, lexicon: Lexicon
    ) -> None:
        write(index, about("apple", 1))
        reader = LibraryIndex(folder, lexicon)
        index.discard()
        with index.writing(_STORE, wait_seconds=0) as writer:
            assert found(reader, "apple") == {article(1).id}
            writer.put(about("apple", 2))
            writer.commit(1, "mark 1")
        reader.refresh()
        assert found(reader, "apple") == {article(2).id}

    def test_an_index_that_its_writer_discarded_in_between_is_whole_after_the_commit(self, index: LibraryIndex) -> None:
        """As when an answer finds damage while the same process already builds the index anew."""
        with index.writing(_STORE, wait_seconds=0) as writer:
            writer.put(about("apple"))
            index.discard()
            writer.commit(1, "mark 1")
        assert found(index, "apple") == {article().id}


class TestOpening:
    @pytest.fixture(autouse=True)
    def written(self, index: LibraryIndex) -> None:
        write(index, about("apple"), change=3)

    def test_one_that_is_missing_is_none(self, folder: Path, lexicon: Lexicon) -> None:
        shutil.rmtree(folder)
        assert LibraryIndex(folder, lexicon).about is None

    def test_one_of_another_schema_is_none(self, folder: Path, lexicon: Lexicon) -> None:
        file = folder / "about.json"
        file.write_text(file.read_text().replace(f'"schema_version":{SCHEMA_VERSION}', '"schema_version":0'))
        reopened = LibraryIndex(folder, lexicon)
        assert reopened.about is None
        assert found(reopened, "apple") == set()

    @pytest.mark.parametrize("content", ["", "{", "[1]", "{}", '{"schema_version": 1, "change": "x"}', "\ud800"])
    def test_one_that_does_not_say_whose_it_is_is_none(self, folder: Path, lexicon: Lexicon, content: str) -> None:
        (folder / "about.json").write_bytes(content.encode("utf-8", "surrogatepass"))
        assert LibraryIndex(folder, lexicon).about is None

    def test_one_of_another_store_is_begun_anew(self, folder: Path, lexicon: Lexicon) -> None:
        reopened = LibraryIndex(folder, lexicon)
        with reopened.writing("another store", wait_seconds=0) as writer:
            assert writer.change == 0
            writer.commit(0, "")
        assert found(reopened, "apple") == set()

    def test_a_file_in_its_place_makes_way(self, folder: Path, lexicon: Lexicon) -> None:
        shutil.rmtree(folder)
        folder.write_text("no folder")
        reopened = LibraryIndex(folder, lexicon)
        write(reopened, about("pear"))
        assert found(reopened, "pear") == {article().id}


class TestDamage:
    """A byte that changed is noticed when the index is opened, before anything answers from it."""

    @pytest.mark.parametrize("suffix", ["term", "idx", "pos", "fast", "fieldnorm", "store"])
    @pytest.mark.parametrize("part", ["articles", "passages"])
    def test_a_changed_byte_of_any_file_is_noticed_and_nothing_native_is_printed(
        self, folder: Path, lexicon: Lexicon, part: str, suffix: str, capfd: pytest.CaptureFixture[str]
    ) -> None:
        write(LibraryIndex(folder, lexicon), *(about("apple pear", number) for number in range(3)))
        (file,) = (folder / part).glob(f"*.{suffix}")
        whole = file.read_bytes()
        for at in range(0, len(whole), max(1, len(whole) // 20)):
            file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
            reopened = LibraryIndex(folder, lexicon)
            assert reopened.about is None or at > len(whole) - 150  # the footer names versions too
        file.write_bytes(whole)
        assert found(LibraryIndex(folder, lexicon), "apple") == {article(number).id for number in range(3)}
        assert capfd.readouterr().err == ""

    def test_an_index_whose_files_are_cut_off_is_begun_anew(self, folder: Path, lexicon: Lexicon) -> None:
        write(LibraryIndex(folder, lexicon), about("apple"))
        for file in (folder / "passages").glob("*.idx"):
            file.write_bytes(file.read_bytes()[:5])
        reopened = LibraryIndex(folder, lexicon)
        assert reopened.about is None
        write(reopened, about("apple"))
        assert found(reopened, "apple") == {article().id}


class TestOrder:
    def test_articles_that_match_alike_come_the_newest_first_however_the_index_came_about(
        self, tmp_path: Path, lexicon: Lexicon
    ) -> None:
        alike = [about("apple", number) for number in range(6)]
        orders = []
        for name, batches in (("whole", [alike]), ("backwards", [[each] for each in reversed(alike)])):
            index = LibraryIndex(tmp_path / name, lexicon)
            for change, batch in enumerate(batches, 1):
                write(index, *batch, change=change)
            articles = [hit.article_id for hit in index.articles(terms("apple"), _ANYWHERE, 10)]
            passages = [hit.article_id for hit in index.passages(terms("apple"), _ANYWHERE, 10)]
            orders += [articles, passages, list(index.records([each.id for each in alike]))]
        assert orders == [[each.id for each in reversed(alike)]] * 6
