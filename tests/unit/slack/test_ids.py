"""Values that travel with buttons come back as they went."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.ids import AnswerPlace, ArticlePlace, Feedback, HomePlace, block, find_source, source_value

KEYS = st.text(min_size=1, max_size=40)
LANGUAGES = st.sampled_from(["zh", "en"])


@settings(max_examples=50)
@given(KEYS, st.integers(0, 10**6))
def test_a_place_in_an_answer(key: str, offset: int) -> None:
    assert AnswerPlace.decode(AnswerPlace(key, offset).encode()) == AnswerPlace(key, offset)


@settings(max_examples=50)
@given(KEYS, st.booleans())
def test_a_thumb(key: str, helpful: bool) -> None:
    assert Feedback.decode(Feedback(key, helpful).encode()) == Feedback(key, helpful)


@settings(max_examples=50)
@given(st.from_regex("[0-9a-f]{16}", fullmatch=True), LANGUAGES, st.integers(0, 99), st.none() | st.integers(1, 99))
def test_a_place_in_an_article(article_id: str, language: str, page: int, paragraph: int | None) -> None:
    place = ArticlePlace(article_id, language, page, paragraph)  # type: ignore[arg-type]
    assert ArticlePlace.decode(place.encode()) == place


@settings(max_examples=50)
@given(LANGUAGES, st.integers(0, 99), st.text(max_size=200))
def test_a_place_in_home(language: str, page: int, source: str) -> None:
    place = HomePlace(language, page, source_value(source))  # type: ignore[arg-type]
    assert HomePlace.decode(place.encode()) == place
    assert find_source(place.source, ["another", source]) == source


@pytest.mark.parametrize("value", ["", "a", "a:b:c:d", "a:zh:x:", "a:fr:1:", "a:zh:1:2:3"])
def test_a_value_that_is_none_of_ours_is_an_error(value: str) -> None:
    for kind in (ArticlePlace, AnswerPlace, Feedback, HomePlace):
        with pytest.raises(ValueError, match=r".*"):
            kind.decode(value)


def test_a_block_id_fits_whatever_it_is_made_of() -> None:
    assert len(block("a", "b" * 400, "c" * 400)) <= 255
    assert block("a", "b" * 400, "1") != block("a", "b" * 400, "2")
