"""A question in the words that it was read in."""

import pytest

from bot.search.query.concept import Alternative, Concept
from bot.search.query.rewriting import as_read


def concept(typed, *alternatives, is_name=False):
    """A part of a question; each alternative is how it came about, and what is shown."""
    readings = tuple(Alternative((shown,), 1.0, how, shown) for how, shown in alternatives)
    return Concept(typed, readings, 0.5, 1.0, 1.0, is_name=is_name)


@pytest.mark.parametrize(
    ("words", "read", "expected"),
    [
        ("luxery suv", [concept("luxery", ("corrected", "luxury")), concept("suv", ("typed", "suv"))], "luxury suv"),
        ("wen jie m9", [concept("wenjie", ("pinyin", "问界"))], "问界 m9"),
        ("Wen2jie4 M9", [concept("wenjie", ("pinyin", "问界"))], "问界 m9"),
        ("tik tok ban", [concept("tik tok", ("joined", "tiktok"))], "tiktok ban"),
        ("Ban of TikTok", [concept("tiktok", ("typed", "tiktok"))], "Ban of TikTok"),
        ("字节 股权", [concept("字节", ("alias", "ByteDance"), is_name=True)], "ByteDance 股权"),
        ("股权", [concept("股权", ("translated", "equity"))], "股权"),
    ],
)
def test_what_was_meant_stands_in_place_of_what_was_typed(words, read, expected):
    assert as_read(words, read) == expected
