"""The terms of an article as the index keeps them: found where they stand, as often as they stand there."""

from hypothesis import given
from hypothesis import strategies as st

from bot.search.record import HEADING, PARAGRAPH, POINT, TITLE, Piece, Record, length_of, needles, pack
from bot.search.segment import Cut, cut


def record(*pieces: tuple[str, str]) -> Record:
    return Record(pack([Piece(kind, cut(text)) for kind, text in pieces]))


def test_a_term_is_found_in_every_piece_that_holds_it():
    held = record((TITLE, "tea and coffee"), (HEADING, ""), (POINT, "coffee coffee tea coffee"), (PARAGRAPH, "water"))
    assert held.kinds == "thpq"
    assert held.find(needles(["tea", "coffe", "milk"])) == {0: {"tea": 1, "coffe": 1}, 2: {"tea": 1, "coffe": 3}}


def test_a_part_of_a_term_is_not_found():
    assert record((POINT, "teapots")).find(needles(["tea"])) == {}


def test_chinese_words_stand_beside_the_pairs_of_characters():
    found = record((POINT, "人工智能 in 东南亚")).find(needles(["人工", "智能", "东南亚"]))
    assert set(found[0]) == {"人工", "智能", "东南亚"}


def test_a_run_stands_in_one_piece_and_not_over_the_end_of_the_text():
    held = record((POINT, "open joint"), (POINT, "venture open-source"))
    assert held.has_run(("open", "joint"))
    assert not held.has_run(("joint", "ventur"))
    assert not held.has_run(("sourc", "opensourc"))  # the compound is no neighbour


def test_lengths_count_terms():
    held = record((TITLE, ""), (POINT, "one two"), (POINT, "open-source"))
    assert [length_of(line) for line in held.lines] == [0, 2, 3]
    assert held.length == 5


_TERMS = st.lists(st.sampled_from(["a", "ab", "b", "数据", "数", "據"]), max_size=6)


@given(st.lists(st.tuples(_TERMS, _TERMS), min_size=1, max_size=5))
def test_what_is_found_is_what_was_packed(pieces: list[tuple[list[str], list[str]]]):
    held = Record(pack([Piece(POINT, Cut(main, extra, [], [])) for main, extra in pieces]))
    wanted = {"a", "ab", "数据", "數"}
    expected = {}
    for number, (main, extra) in enumerate(pieces):
        if counts := {term: count for term in wanted if (count := [*main, *extra].count(term))}:
            expected[number] = counts
    assert held.find(needles(wanted)) == expected
    assert held.length == sum(len(main) + len(extra) for main, extra in pieces)
    assert [length_of(line) for line in held.lines] == [len(main) + len(extra) for main, extra in pieces]
