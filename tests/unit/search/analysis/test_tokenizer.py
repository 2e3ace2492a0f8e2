"""Texts cut into terms, each with its place."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.search.analysis.tokenizer import Analysis, places_of, tokenize, tokenize_with_offsets
from bot.search.lexicon.stemming import stem
from bot.text import fold, simplified

thorough = settings(max_examples=100, deadline=None)
any_text = st.text(st.characters(), max_size=60)
mixed_text = st.text("ab 中文听證会あé1.,'-&\u200b\u0301ﷲﬁ\ud800Ａ．’", max_size=30)


def main(text: str) -> list[str]:
    """The terms of the main stream."""
    return [token.term for token in tokenize_with_offsets(text).main]


def extra(text: str) -> list[str]:
    """The extra terms."""
    return [token.term for token in tokenize_with_offsets(text).extra]


def _runs(text: str, phrase: str) -> bool:
    """Whether the terms of a phrase are neighbours in the main stream of a text."""
    terms, run = main(text), main(phrase)
    return any(terms[at : at + len(run)] == run for at in range(len(terms)))


class TestEnglish:
    """Words as stems; numbers and names as people write them."""

    @pytest.mark.parametrize(
        ("text", "terms"),
        [
            ("Ferries were running", ["ferri", "were", "run"]),
            ("U.S. U.S.A. u.s", ["us", "usa", "us"]),
            ("U.S.A's", ["usa"]),
            ("1,000 12,345,678 1,234.5", ["1000", "12345678", "1234.5"]),
            ("1,00", ["1", "00"]),
            ("3.5% 0.25", ["3.5", "0.25"]),
            ("GPT-4.5", ["gpt", "4.5"]),
            ("version 1.2.3", ["version", "1.2", "3"]),
            ("in the growth.2023 began", ["in", "the", "growth", "2023", "began"]),
            ("company's company’s COMPANY'S", ["compani", "compani", "compani"]),
            ("users' choice", ["user", "choic"]),
            ("state-of-the-art", ["state", "of", "the", "art"]),
            ("non\u2011stop", ["non", "stop"]),
            ("#harbor @mei $AAPL C++ a_b", ["harbor", "mei", "aapl", "c", "a", "b"]),
            ("iPhone15 3nm 5G", ["iphone15", "3nm", "5g"]),
            ("", []),
            (" .,-'&!?_ ", []),
        ],
    )
    def test_terms(self, text: str, terms: list[str]) -> None:
        assert main(text) == terms

    def test_compound_is_found_by_its_parts_and_as_one_word(self) -> None:
        for text in ("open-source", "Open‑Source", "open‐source"):
            assert main(text) == ["open", "sourc"]
            assert extra(text) == main("opensource")
        assert extra("R&D") == ["rd"]
        assert extra("O'Neil's") == ["oneil"]
        assert extra("first.Second") == []

    def test_accents_and_their_composition_make_no_difference(self) -> None:
        assert main("Citroën café") == main("Citroe\u0308n cafe\u0301") == main("Citroen cafe")

    def test_full_width_is_the_same_as_half_width(self) -> None:
        assert main("ＴｉｋＴｏｋ ３．５％ Ｕ．Ｓ． ２０２４") == main("TikTok 3.5% U.S. 2024")

    def test_invisible_characters_in_a_word_make_no_difference(self) -> None:
        for invisible in ("\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad"):
            assert main(f"Tik{invisible}Tok") == ["tiktok"]

    def test_stem_is_for_english_words_only(self) -> None:
        assert stem("running") == "run"
        assert [stem(word) for word in ("2024s1", "паромы", "听证", "é")] == ["2024s1", "паромы", "听证", "é"]


class TestChinese:
    """Pairs of neighbouring characters, and words of other lengths."""

    def test_main_stream_is_pairs(self) -> None:
        assert main("听证会") == ["听证", "证会"]
        assert main("车") == ["车"]

    def test_words_of_one_three_and_more_characters_are_extra(self) -> None:
        assert extra("听证会") == ["听证会"]
        assert tokenize_with_offsets("听证会").words == ["听证会"]

    def test_traditional_is_the_same_as_simplified(self) -> None:
        assert tokenize_with_offsets("聽證會與電動車") == tokenize_with_offsets("听证会与电动车")

    def test_compatibility_ideograph_is_the_same_as_its_own(self) -> None:
        assert main("\uf900有此理") == main("豈有此理") == main("岂有此理")

    def test_blank_where_a_line_was_broken_is_none(self) -> None:
        assert main("听证 会") == main("听证会")
        assert main("听  会") == ["听", "会"]

    def test_invisible_character_between_is_none(self) -> None:
        assert main("听\u200b证\ufe00会") == main("听证会")

    def test_punctuation_parts_pairs(self) -> None:
        assert main("听证，会议") == ["听证", "会议"]

    def test_mixed_text_needs_no_blanks(self) -> None:
        assert main("问界M9的销量") == main("问界 M9 的销量") == ["问界", "m9", "的销", "销量"]


class TestPlaces:
    """Every token points at what it was made from."""

    def test_places_are_those_of_the_original_text(self) -> None:
        text = "The U.S. 聽證會: ＴｉｋＴｏｋ's open-source, 1,000 café"
        places = {token.term: text[token.start : token.end] for token in tokenize_with_offsets(text).tokens}
        assert places == {
            "the": "The",
            "us": "U.S",
            "听证": "聽證",
            "证会": "證會",
            "听证会": "聽證會",
            "tiktok": "ＴｉｋＴｏｋ",
            "open": "open",
            "sourc": "source",
            "opensourc": "open-source",
            "US": "U.S.",
            "1000": "1,000",
            "cafe": "café",
        }

    def test_places_of_chinese_reach_over_the_blank_between(self) -> None:
        text = "听 证会"
        assert [(token.term, text[token.start : token.end]) for token in tokenize_with_offsets(text).main] == [
            ("听证", "听 证"),
            ("证会", "证会"),
        ]

    @thorough
    @given(st.one_of(any_text, mixed_text))
    @example("a-ﷺ")
    @example("㍿ﾞ-ﾞ")
    def test_terms_are_clean_and_places_lie_in_the_text_in_order(self, text: str) -> None:
        found = tokenize_with_offsets(text)
        for token in found.tokens:
            assert 0 <= token.start < token.end <= len(text)
            assert token.term
            assert token.term.split() == [token.term], "a term with a blank would be two in the index"
            assert len(token.term) <= 60
            token.term.encode()
        assert all(word.split() == [word] for word in found.words)
        starts = [token.start for token in found.main]
        assert starts == sorted(starts)

    @thorough
    @given(st.one_of(any_text, mixed_text))
    def test_what_a_token_points_at_folds_to_its_term(self, text: str) -> None:
        for token in tokenize_with_offsets(text).main:
            surface = fold(text[token.start : token.end])
            bare = "".join(character for character in surface if character not in ",. ")
            assert token.term.replace(".", "")[:2] in bare

    @thorough
    @given(st.text("渡轮聽證會电动車12ab ，。", max_size=30))
    def test_every_chinese_character_and_digit_is_in_some_token(self, text: str) -> None:
        covered = {place for token in tokenize_with_offsets(text).tokens for place in range(token.start, token.end)}
        assert covered >= {place for place, character in enumerate(text) if character.isalnum()}


class TestSameForIndexAndQuery:
    """A text and a question that quotes it meet."""

    @thorough
    @given(st.one_of(any_text, mixed_text, st.text("ab U.S1,05-'&_s", max_size=30)))
    @example("the U.S.'s open-source, 1,000.5 growth.2023's")
    @example("听证会 a-ﷺ 车")
    def test_terms_without_places_are_those_with_places(self, text: str) -> None:
        found = tokenize_with_offsets(text)
        quick = tokenize(text)
        assert quick.main == [token.term for token in found.main]
        assert quick.extra == [token.term for token in found.extra]
        assert sorted(quick.words) == sorted(found.words)

    @thorough
    @given(st.one_of(mixed_text, st.text("ab U.S1,05-'&_s", max_size=30)), st.data())
    def test_places_of_some_terms_are_those_of_their_tokens(self, text: str, data: st.DataObject) -> None:
        tokens = tokenize_with_offsets(text).tokens
        terms = data.draw(st.sets(st.sampled_from([token.term for token in tokens]))) if tokens else set()
        assert places_of(terms, text) == sorted({(token.start, token.end) for token in tokens if token.term in terms})

    def test_chinese_terms_of_two_characters_and_more_are_named_for_their_sound(self) -> None:
        assert tokenize("M9 听证会, ferry 车").chinese == ["听证", "证会", "听证会"]

    @pytest.mark.parametrize("phrase", ["swap batteries", "batteries: the crew", "crew's 1,000", "听证会", "证会 the"])
    def test_phrase_is_a_run_of_neighbours_in_the_main_stream(self, phrase: str) -> None:
        assert _runs("Ferries swap batteries; the crew’s 1000 tools, 听证会 The end", phrase)

    def test_words_that_are_not_neighbours_are_no_phrase(self) -> None:
        assert not _runs("Ferries swap old batteries", "swap batteries")
        assert not _runs("听见证会", "听证会")

    @thorough
    @given(
        st.lists(
            st.sampled_from(["Ferries", "1,000", "U.S.", "渡轮", "听證会", "open-source", "3.5%", "的"]), min_size=1
        )
    )
    def test_every_run_of_whole_words_is_a_phrase_of_the_text(self, words: list[str]) -> None:
        text = "; ".join(words)
        for start in range(len(words)):
            assert _runs(text, "; ".join(words[start : start + 3]))

    @thorough
    @given(mixed_text)
    def test_script_of_the_text_makes_no_difference(self, text: str) -> None:
        assert main(text) == main(simplified(text))

    def test_extra_terms_do_not_part_neighbours(self) -> None:
        assert main("an open-source ferry") == ["an", "open", "sourc", "ferri"]
        assert _runs("an open-source ferry", "source ferry")


class TestHostileText:
    """Nothing makes it fail, and no term is out of bounds."""

    @pytest.mark.parametrize(
        ("piece", "count"),
        [
            ("a", 100_000),
            ("渡", 100_000),
            ("a-", 50_000),
            ("渡 ", 50_000),
            ("1,", 50_000),
            ("111,", 25_000),
            ("u.", 50_000),
            ("a\u200b", 50_000),
            ("e\u0301", 50_000),
            ("\u0301", 100_000),
            ("\ud800", 100_000),
            ("a\ud800渡\udfff", 25_000),
            ("ﷺ", 100_000),
            ("ﷺ-", 1_000),
            ("ﬃ", 100_000),
            ("\0", 100_000),
            ("'s", 50_000),
        ],
        ids=ascii,
    )
    def test_long_text_is_cut(self, piece: str, count: int) -> None:
        found = tokenize_with_offsets(piece * count)
        assert isinstance(found, Analysis)
        assert all(token.term and len(token.term) <= 60 for token in found.tokens)
        assert len(found.tokens) <= 4 * len(piece * count) + 1

    def test_ligature_that_opens_into_several_words_is_several_terms_at_one_place(self) -> None:
        tokens = tokenize_with_offsets("x ﷺ").main[1:]
        assert len(tokens) == 4
        assert {(token.start, token.end) for token in tokens} == {(2, 3)}

    def test_ligature_in_a_compound_is_one_extra_term_without_blanks(self) -> None:
        (token,) = tokenize_with_offsets("a-ﷺ").extra
        assert " " not in token.term

    def test_lone_surrogate_parts_words(self) -> None:
        assert main("ferry\ud800渡轮\udfffx") == ["ferri", "渡轮", "x"]

    def test_part_of_which_nothing_is_left_is_no_term(self) -> None:
        assert main("ﾞ") == []
        assert extra("a-ﾞ") == []
