"""How a question that is still being typed goes on: names first, then words, all of them in the library."""

import pytest

from bot.search.index.library_index import LibraryIndex
from bot.search.query.completion import Completer
from tests.unit.search.query.test_expansion import library_article


@pytest.fixture
def completer(tmp_path, lexicon, glossary):
    """Completes from three articles of which two are on ByteDance."""
    articles = (
        library_article("ByteDance hires in Arizona.", "AITO M9 sells well.", title="字节跳动的招聘"),
        library_article("ByteDance buys bytes.", "An algorithm ranks videos.", title="买卖"),
        library_article("Algorithms rank ships.", title="Ships of America"),
    )
    index = LibraryIndex(tmp_path / "index", lexicon)
    with index.writing("store", wait_seconds=1) as writer:
        for article in articles:
            writer.put(article)
        writer.commit(len(articles), "mark")
    return Completer(index, glossary)


def queries(completer, typed):
    return [proposal.query for proposal in completer.complete(typed, 5)]


def test_names_come_before_words_as_the_glossary_writes_them(completer):
    assert queries(completer, "byte") == ["ByteDance", "bytes"]


@pytest.mark.parametrize(
    ("typed", "query"),
    [("字节", "字节跳动"), ("字", "字节跳动"), ("ait", "AITO"), ("ALGO", "algorithm"), ("united st", "United States")],
)
def test_a_beginning_in_either_script_is_completed(completer, typed, query):
    assert query in queries(completer, typed)


def test_the_end_of_the_question_goes_on_with_what_stands_beside_its_beginning(completer):
    assert queries(completer, "bytedance vid") == ["bytedance videos"]
    assert queries(completer, "ships vid") == []


def test_the_end_of_a_chinese_question_without_blanks_is_completed(completer):
    assert "arizona的字节跳动" in queries(completer, "arizona的字节")


@pytest.mark.parametrize("typed", ["", " ", "a", "douy", "the", "字节跳动!", "x" * 5000])
def test_what_the_library_has_nothing_for_is_not_completed(completer, typed):
    assert queries(completer, typed) == []


def test_a_proposal_knows_the_titles_that_name_it_in_any_spelling(completer):
    (proposal, *_) = completer.complete("byted", 5)
    assert len(proposal.article_ids) == 2
    assert proposal.is_named_in("字节跳动的招聘")
    assert proposal.is_named_in("What ByteDance wants")
    assert not proposal.is_named_in("The megabytedances")
