"""The terms of an article as the index keeps them: found where they stand, as often as they stand there."""

import sys

from hypothesis import given
from hypothesis import strategies as st

from bot.search.analysis.tokenizer import Cut, tokenize
from bot.search.index.forward import HEADING, PARAGRAPH, POINT, TITLE, ForwardEntry, Piece, needles, pack


def record(*pieces: tuple[str, str]) -> ForwardEntry:
    return ForwardEntry(pack([Piece(kind, tokenize(text)) for kind, text in pieces]))


def places(held: ForwardEntry, *terms: str) -> dict[int, dict[str, int]]:
    return held.places(held.characters(needles(terms)))


def counts(held: ForwardEntry, *terms: str) -> dict[str, int]:
    return held.counts(held.characters(needles(terms)))


def test_a_term_is_found_in_every_piece_that_holds_it():
    held = record((TITLE, "tea and coffee"), (HEADING, ""), (POINT, "coffee coffee tea coffee"), (PARAGRAPH, "water"))
    assert held.kinds == "thpq"
    assert places(held, "tea", "coffe", "milk") == {0: {"tea": 1, "coffe": 1}, 2: {"tea": 1, "coffe": 3}}
    assert counts(held, "tea", "coffe", "milk") == {"tea": 2, "coffe": 4}


def test_a_part_of_a_term_is_not_found():
    assert places(record((POINT, "teapots")), "tea", "") == {}


def test_the_title_is_known_apart():
    held = record((TITLE, "tea"), (POINT, "milk"))
    found = held.characters(needles(["tea", "milk"]))
    assert found["tea"] in held.title
    assert found["milk"] not in held.title


def test_chinese_words_stand_beside_the_pairs_of_characters():
    found = places(record((POINT, "人工智能 in 东南亚")), "人工", "智能", "东南亚")
    assert set(found[0]) == {"人工", "智能", "东南亚"}


def test_a_run_stands_in_one_piece_and_not_over_the_end_of_the_text():
    held = record((POINT, "open joint"), (POINT, "venture open-source"))
    assert held.has_run(("open", "joint"))
    assert not held.has_run(("joint", "ventur"))
    assert not held.has_run(("sourc", "opensourc"))  # the compound is no neighbour
    assert not held.has_run(("open", "nothing"))


def test_lengths_count_terms():
    held = record((TITLE, ""), (POINT, "one two"), (POINT, "open-source"))
    assert [held.length_of(piece) for piece in range(3)] == [0, 2, 3]
    assert held.length == 5


def test_an_article_of_very_many_terms_is_held_whole():
    many = [f"t{number}" for number in range(60_000)]
    held = ForwardEntry(pack([Piece(TITLE, Cut([], [], [], [])), Piece(POINT, Cut([*many, many[-1]], [], [], []))]))
    assert counts(held, many[0], many[55_000], many[-1]) == {many[0]: 1, many[55_000]: 1, many[-1]: 2}


def test_an_article_of_more_terms_than_there_are_characters_is_held_without_the_last_ones():
    many = [f"{number:x}" for number in range(sys.maxunicode)]
    held = ForwardEntry(
        pack([Piece(TITLE, Cut(["first"], [], [], [])), Piece(POINT, Cut([*many, "first"], [], [], []))])
    )
    assert counts(held, "first", many[0], many[1_000_000], many[-1]) == {"first": 2, many[0]: 1, many[1_000_000]: 1}


_TERMS = st.lists(st.sampled_from(["a", "ab", "b", "数据", "数", "據"]), max_size=6)


@given(st.lists(st.tuples(_TERMS, _TERMS), min_size=1, max_size=5))
def test_what_is_found_is_what_was_packed(pieces: list[tuple[list[str], list[str]]]):
    held = ForwardEntry(pack([Piece(POINT, Cut(main, extra, [], [])) for main, extra in pieces]))
    wanted = ("a", "ab", "数据", "數")
    expected = {}
    for number, (main, extra) in enumerate(pieces):
        if found := {term: count for term in wanted if (count := [*main, *extra].count(term))}:
            expected[number] = found
    assert places(held, *wanted) == expected
    assert held.length == sum(len(main) + len(extra) for main, extra in pieces)
    lengths = [len(main) + len(extra) for main, extra in pieces]
    assert [held.length_of(number) for number in range(len(pieces))] == lengths
