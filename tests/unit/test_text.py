"""Normalising of Chinese and English text."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.text import HAN, fold, has_han, is_han, is_visible, printable, simplified

any_text = st.text(st.characters(), max_size=40)
"""With lone surrogates, as JSON may hold them."""
thorough = settings(max_examples=100, deadline=None)


class TestHan:
    """What a Chinese character is."""

    def test_chinese_characters_of_every_block_are(self) -> None:
        assert all(map(is_han, "渡輪〇々㐀\uf900\U00020000\U000323af"))

    def test_punctuation_kana_letters_and_digits_are_not(self) -> None:
        assert not any(map(is_han, "，。「」・ーあア한aéЖ1１ \n😀"))

    def test_text_has_them_or_not(self) -> None:
        assert has_han("abc 渡")
        assert not has_han("abc，。あ")
        assert not has_han("")

    @thorough
    @given(st.characters())
    def test_class_for_regular_expressions_holds_the_same_characters(self, character: str) -> None:
        assert bool(re.match(f"[{HAN}]", character)) == is_han(character)


class TestSimplified:
    """Traditional characters as simplified ones."""

    def test_traditional_text_becomes_simplified(self) -> None:
        assert simplified("聽證會與電動車") == "听证会与电动车"

    def test_other_text_stays(self) -> None:
        assert simplified("Ferry 渡轮, 2025! é") == "Ferry 渡轮, 2025! é"
        assert simplified("") == ""

    def test_half_a_character_stays_and_the_rest_is_simplified(self) -> None:
        assert simplified("聽\ud800證\udfff") == "听\ud800证\udfff"

    @thorough
    @given(any_text)
    def test_any_text_is_taken(self, text: str) -> None:
        assert len(simplified(text)) == len(text)


class TestFold:
    """Texts that a person takes for the same are the same."""

    @pytest.mark.parametrize(
        ("typed", "folded"),
        [
            ("TikTok", "tiktok"),
            ("ＴｉｋＴｏｋ　１２３", "tiktok 123"),
            ("Citroën", "citroen"),
            ("Citroe\u0308n", "citroen"),
            ("Citroën 汽车", "citroen 汽车"),
            ("Straße", "strasse"),
            ("İstanbul", "istanbul"),
            ("ﬁve", "five"),
            ("聽證會", "听证会"),
            ("豈", "岂"),
            ("Tik\u200bTok", "tiktok"),
            ("co\u00adoperate", "cooperate"),
            ("\u202eabc", "abc"),
            ("a\x1b[1mb", "a[1mb"),
            ("a\nb\tc", "a\nb\tc"),
            ("聽\ud800", "听"),
            ("한국", "한국"),
            ("", ""),
        ],
    )
    def test_forms_of_a_word_are_one(self, typed: str, folded: str) -> None:
        assert fold(typed) == folded

    @thorough
    @given(any_text)
    @example("ﾞ\u0345ΐ")
    def test_folded_text_stays_as_it_is(self, text: str) -> None:
        assert fold(fold(text)) == fold(text)

    @thorough
    @given(any_text)
    def test_case_and_composition_make_no_difference(self, text: str) -> None:
        assert fold(text.upper()) == fold(text.upper().lower())

    @thorough
    @given(st.text("abÉé ñ1", max_size=8))
    def test_chinese_beside_a_word_makes_no_difference_to_it(self, text: str) -> None:
        assert fold(text + "渡") == fold(text) + "渡"


class TestVisible:
    """Whether there is anything to see."""

    def test_words_signs_and_pictures_are_visible(self) -> None:
        assert all(map(is_visible, ("a", " a ", "渡", "-", "。", "😀", "\u200ba")))

    def test_blanks_controls_and_invisible_characters_are_not(self) -> None:
        assert not any(map(is_visible, ("", " ", "\n\t", "\u3000", "\u200b\u2060", "\ufeff", "\x00\x1b", "\u202e")))


class TestPrintable:
    """What may be shown on a terminal."""

    def test_controls_escapes_and_bidi_overrides_are_taken_out(self) -> None:
        assert printable("a\x1b[31mb\x07\u202ec\u200bd\x9be\ud800f") == "a[31mbcdef"

    def test_words_of_every_script_and_line_breaks_stay(self) -> None:
        text = "Ferry\t渡轮\nПаром フェリー é 😀"
        assert printable(text) == text

    @thorough
    @given(any_text)
    def test_nothing_is_added_or_moved(self, text: str) -> None:
        kept = iter(text)
        assert all(character in kept for character in printable(text))
        printable(text).encode()
