"""Bytes as text: labels as browsers read them, what is declared wrongly, what is broken, and what is no text."""

import pytest

from bot.errors import UnreadableTextError
from bot.formats.decoding import declared_in, decode

HARBOUR = "趸船上的咖啡馆今天开张，老板说头三天不收钱，但是杯子要自己带来，洗干净再带走。"
HARBOUR_OF_TAIWAN = "臺中港的職員說，櫃子裏還有一張舊照片，拍的是恒春的碼頭，牆上的銹跡和‧標點都看得見。"
CAFE = "Le café du port ouvre à six heures, dès l’arrivée du premier bac — c’est noté sur l’ardoise."


class TestLabels:
    """A label means what the encoding standard of the web says."""

    @pytest.mark.parametrize("label", ["gb2312", "GBK", "gb_2312-80", "x-gbk", "gb18030"])
    def test_every_label_of_gbk_reads_the_characters_that_only_gb18030_has(self, label: str) -> None:
        text = HARBOUR + "镕𠮷"
        assert decode(text.encode("gb18030"), label).text == text

    @pytest.mark.parametrize("label", ["big5", "Big5-HKSCS", "cn-big5", "x-x-big5"])
    def test_big5_has_the_characters_of_its_vendors(self, label: str) -> None:
        written = HARBOUR_OF_TAIWAN.replace("‧", "").encode("big5hkscs") + "€".encode("cp950")
        assert decode(written, label).text == HARBOUR_OF_TAIWAN.replace("‧", "") + "€"
        assert decode("喆的餐廳開在啫喱店隔壁，啲人都鍾意".encode("big5hkscs"), label).text.startswith("喆的餐廳")

    @pytest.mark.parametrize("label", ["iso-8859-1", "latin1", "us-ascii", "windows-1252"])
    def test_latin_1_has_the_quotes_and_dashes_of_windows(self, label: str) -> None:
        assert decode(CAFE.encode("cp1252"), label).text == CAFE

    def test_shift_jis_and_euc_jp_have_the_vendors_numbers_in_circles(self) -> None:
        text = "①㈱港の食堂は来月から髙橋さんが受け持つ。②予約は電話で。"
        assert decode(text.encode("cp932"), "shift_jis").text == text
        assert decode(text.replace("髙", "高").encode("euc_jis_2004"), "euc-jp").text == text.replace("髙", "高")

    def test_utf_16_is_told_by_its_mark_or_its_server_and_not_by_a_page_that_could_not_say_so(self) -> None:
        assert decode(HARBOUR.encode("utf-16")).text == HARBOUR
        assert decode(f"<p>{HARBOUR}</p>".encode("utf-16-le"), "utf-16").text == f"<p>{HARBOUR}</p>"
        assert decode(HARBOUR.encode(), "utf-16").text == HARBOUR

    def test_japanese_in_seven_bits_is_read(self) -> None:
        text = "港の食堂は来月から休みます。"
        assert decode(text.encode("iso2022_jp"), "iso-2022-jp").text == text
        assert decode(text.encode("iso2022_jp")).text == text

    def test_a_mark_of_byte_order_comes_before_what_is_declared(self) -> None:
        assert decode(b"\xef\xbb\xbf" + HARBOUR.encode(), "gbk").text == HARBOUR

    def test_markup_declares_its_encoding(self) -> None:
        assert declared_in(b'<html><meta http-equiv=x content="text/html; charset=GBK">') == "GBK"
        assert declared_in(b"<?xml version='1.0' encoding='big5'?><rss>") == "big5"
        assert declared_in(b"<html><p>charset=gbk</p>") is None


class TestUndeclared:
    """What nothing is said of is told by what it looks like."""

    @pytest.mark.parametrize(
        ("text", "encoding"),
        [
            (HARBOUR, "gb18030"),
            ("渡口停了", "gb18030"),
            (HARBOUR_OF_TAIWAN.replace("‧", ""), "big5hkscs"),
            ("灯台の電球を新しくした。", "cp932"),
            ("灯台の電球を新しくした。", "euc_jp"),
            ("등대의 전구를 새로 바꾸었다.", "cp949"),
            ("Маяк получил новую лампу, и свет виден за двадцать миль.", "cp1251"),
            (CAFE, "cp1252"),
        ],
    )
    def test_it_is_read_in_its_encoding(self, text: str, encoding: str) -> None:
        assert decode(text.encode(encoding)).text == text


class TestDeclaredWrongly:
    """A declaration that plainly fails is not believed."""

    @pytest.mark.parametrize("label", ["utf-8", "iso-8859-1", "windows-1252", "zlib", "idna", "no-such", "hz-gb-2312"])
    def test_gbk_under_another_name_is_read(self, label: str) -> None:
        assert decode(HARBOUR.encode("gbk"), label).text == HARBOUR

    @pytest.mark.parametrize("label", ["gbk", "big5", "shift_jis", "iso-8859-1", "euc-kr", "windows-1251"])
    @pytest.mark.parametrize("text", [HARBOUR, CAFE], ids=["Chinese", "French"])
    def test_utf_8_under_another_name_is_read(self, label: str, text: str) -> None:
        assert decode(text.encode(), label).text == text

    @pytest.mark.parametrize(
        ("text", "encoding", "label"),
        [
            (HARBOUR, "gbk", "big5"),
            (HARBOUR_OF_TAIWAN.replace("‧", ""), "big5hkscs", "gbk"),
            ("灯台の電球を新しくしたので、船から二十海里の先までよく見える。", "cp932", "gb2312"),
        ],
    )
    def test_an_encoding_that_gives_rare_characters_alone_is_not_believed(
        self, text: str, encoding: str, label: str
    ) -> None:
        assert decode(text.encode(encoding), label).text == text

    @pytest.mark.parametrize("text", ["鱻犇骉", "龘靐齉齾爩鱻麤龗灪吁龖厵滟爨癵籱饢驫鲡鹂鸾麣纞虋讟钃骊郁鸜麷"])
    def test_rare_characters_are_read_as_declared(self, text: str) -> None:
        assert decode(text.encode("gb18030"), "gbk").text == text

    def test_the_page_s_own_declaration_is_asked_where_the_server_s_fails(self) -> None:
        assert decode(HARBOUR_OF_TAIWAN.replace("‧", "").encode("big5hkscs"), "utf-8", "big5").text.startswith("臺中港")

    def test_two_characters_of_gbk_that_are_utf_8_by_chance_stay_what_they_are_declared(self) -> None:
        "选票".encode("gbk").decode("utf-8")  # by chance
        assert decode("选票".encode("gbk"), "gbk").text == "选票"


class TestBroken:
    """Only what is broken is lost."""

    @pytest.mark.parametrize("label", [None, "utf-8", "gbk", "iso-8859-1"])
    def test_a_bad_byte_in_utf_8_is_one_mark(self, label: str | None) -> None:
        found = decode(HARBOUR[:9].encode() + b"\xff" + HARBOUR[9:].encode(), label)
        assert (found.text, found.replaced) == (HARBOUR[:9] + "\ufffd" + HARBOUR[9:], 1)

    @pytest.mark.parametrize("label", [None, "gb2312", "utf-8"])
    def test_a_bad_byte_in_gbk_is_one_mark(self, label: str | None) -> None:
        found = decode(HARBOUR[:9].encode("gbk") + b"\xff" + HARBOUR[9:].encode("gbk"), label)
        assert (found.text, found.replaced) == (HARBOUR[:9] + "\ufffd" + HARBOUR[9:], 1)
        assert "1 character" in found.notes[0]

    def test_a_character_that_was_cut_at_the_end_is_one_mark(self) -> None:
        assert decode(HARBOUR.encode()[:-1]).text == HARBOUR[:-1] + "\ufffd"

    def test_a_mark_that_was_published_is_not_counted(self) -> None:
        assert decode((HARBOUR + "\ufffd").encode()).replaced == 0

    @pytest.mark.parametrize("label", [None, "utf-8", "gbk"])
    @pytest.mark.parametrize("data", [bytes(range(256)) * 4, b"\x00\x9d\xff\x8f\x01" * 30], ids=["all", "some"])
    def test_what_is_no_text_is_refused(self, label: str | None, data: bytes) -> None:
        with pytest.raises(UnreadableTextError):
            decode(data, label)
