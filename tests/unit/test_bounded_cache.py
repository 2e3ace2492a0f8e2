"""What was made of a text is made once, but not for texts of any length."""

import gc
import tracemalloc
from collections.abc import Iterator
from contextlib import closing

import pytest

from bot.bounded_cache import bounded_cache
from bot.search.lexicon.dictionary import INSTALLED, Lexicon
from bot.search.lexicon.stemming import stem
from bot.search.query.vocabulary import main_terms

_LETTERS = str.maketrans("0123456789", "abcdefghij")


@pytest.fixture
def lexicon() -> Iterator[Lexicon]:
    with closing(Lexicon(INSTALLED)) as opened:
        yield opened


def test_short_texts_are_remembered_and_long_ones_are_not() -> None:
    made: list[str] = []

    @bounded_cache(count=2, longest=5)
    def work(text: str) -> str:
        made.append(text)
        return text.upper()

    assert [work(text) for text in ("short", "short", "longer", "longer", "")] == [
        "SHORT",
        "SHORT",
        "LONGER",
        "LONGER",
        "",
    ]
    assert made == ["short", "longer", "longer", ""]


def test_only_the_last_ones_are_kept() -> None:
    made: list[str] = []

    @bounded_cache(count=2, longest=5)
    def work(text: str) -> str:
        made.append(text)
        return text

    for text in "abcba":
        work(text)
    assert made == ["a", "b", "c", "a"]


def test_what_strangers_type_is_not_kept_for_ever(lexicon: Lexicon) -> None:
    """Long words and runs of Chinese, each another one, leave no more behind than the caches may hold."""
    tracemalloc.start()
    try:
        sizes = []
        for first in (0, 40, 80):
            for number in range(first, first + 40):
                word = f"{number}" + "qx" * 1_500
                stem(word.translate(_LETTERS))
                main_terms(f"{chr(0x4E00 + number)}江轮" * 800)
                lexicon.zipf(word)
                lexicon.english(word)
            gc.collect()
            sizes.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert sizes[2] - sizes[1] < 100_000
