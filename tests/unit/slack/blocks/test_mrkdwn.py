"""A stranger's text shows as it was typed and does nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.local.markup import plain_text, read_mrkdwn
from bot.slack.blocks.mrkdwn import Run, bold, clean, escape, length, link, one_line, shorten

STEERED = [
    ("a\u202eb\u202c", "ab"),
    ("a\u2066b\u2069", "ab"),
    ("zero\u200bwidth\ufeff", "zerowidth"),
    ("\x00\x07bell\x1b[31m", "bell[31m"),
    ("half\ud83d", "half"),
    ("tag\U000e0041\U000e007f", "tag"),
    ("\u3164\u115f\u2800", ""),
    ("\ufe0f\u200b\ufe0f", ""),
    ("a\r\nb\rc\u2028d\te", "a\nb\nc\nd e"),
]


class TestClean:
    @pytest.mark.parametrize(("typed", "seen"), STEERED)
    def test_what_cannot_be_seen_or_steers_the_reading_goes(self, typed: str, seen: str) -> None:
        assert clean(typed) == seen

    @pytest.mark.parametrize("text", ["👨‍👩‍👧", "❤️", "葛󠄀", "é", "𠮷野家", "ཀྵ", "نص عربي", "晚点：“好”！", "🏳️‍🌈"])
    def test_visible_characters_stay_with_what_belongs_to_them(self, text: str) -> None:
        assert clean(text) == text

    @settings(max_examples=50)
    @given(st.text(alphabet=st.characters(), max_size=60))
    def test_it_is_stable_and_encodable(self, text: str) -> None:
        assert clean(clean(text)) == clean(text) or "\ufe0f" in text or "\u200d" in text
        clean(text).encode()

    def test_a_title_of_blanks_alone_gets_a_dash(self) -> None:
        assert one_line(" \u3000\u200b\n") == "—"


class TestEscape:
    def test_the_three_characters_become_entities(self) -> None:
        assert escape("AT&T <b> 1 > 0") == "AT&amp;T &lt;b&gt; 1 &gt; 0"

    @pytest.mark.parametrize(
        "typed",
        ["<!channel>", "<@U123>", "<#C1>", "<https://evil.example|bank>", "<!date^1^{date}^https://evil.example|x>"],
    )
    def test_no_entity_survives(self, typed: str) -> None:
        reading = read_mrkdwn(escape(typed))
        assert reading.harmless
        assert not reading.links
        assert not reading.channels

    @pytest.mark.parametrize(
        "typed", ["https://evil.example/x", "evil.com", "www.evil.cn/a", "me@evil.com", "HTTP://EVIL.COM", "a://b.co"]
    )
    def test_no_bare_address_becomes_a_link(self, typed: str) -> None:
        assert not read_mrkdwn(escape(typed)).links

    @pytest.mark.parametrize(
        "typed", ["*b*", "_i_", "~s~", "`c`", "```x```", "> quote", "  >>> all", ":tada:", "a\n> b"]
    )
    def test_no_formatting_is_left_to_begin(self, typed: str) -> None:
        escaped = escape(typed)
        assert not set(escaped) & set("*_~`")
        assert ":tada:" not in escaped
        assert not any(line.lstrip().startswith("&gt;") for line in escaped.splitlines())

    @pytest.mark.parametrize("typed", ["@here now", "@channel", "#general", "＠everyone"])
    def test_names_are_parted_from_their_sign(self, typed: str) -> None:
        assert escape(typed)[1] == "\u2060"

    def test_prices_and_times_stay_as_they_are(self) -> None:
        assert escape("3.5 % at 12:30, No. 4") == "3.5 % at 12:30, No. 4"

    @settings(max_examples=50)
    @given(st.text(max_size=200))
    def test_it_at_most_doubles_the_length(self, text: str) -> None:
        assert len(escape(text)) <= 2 * length(clean(text))

    @settings(max_examples=50)
    @given(st.text(alphabet="<>&!@#|*_~`:./\nabc", max_size=60))
    def test_whatever_is_typed_is_harmless(self, text: str) -> None:
        reading = read_mrkdwn(escape(text))
        assert reading.harmless
        assert not reading.links
        assert "<" not in escape(text)
        assert plain_text(escape(text)).count("&") == text.count("&")


class TestLength:
    def test_it_counts_what_slack_may_count_at_worst(self) -> None:
        assert (length("ab"), length("晚点"), length("😀"), length("&<>")) == (2, 2, 2, 13)

    @settings(max_examples=50)
    @given(st.text(max_size=50), st.integers(2, 60))
    def test_a_shortened_text_fits_and_says_that_it_was_cut(self, text: str, maximum: int) -> None:
        short = shorten(text, maximum)
        assert length(short) <= maximum
        assert short == text or short.endswith("…")


class TestBold:
    def test_spans_are_bold_and_the_text_stays_whole(self) -> None:
        runs = bold("华为数字金融", [(0, 2), (4, 6)])
        assert runs == [Run("华为", bold=True), Run("数字"), Run("金融", bold=True)]

    def test_spans_count_the_characters_as_handed_in(self) -> None:
        assert bold("\u200b\u202e华\u200b为 x", [(2, 5)]) == [Run("华为", bold=True), Run(" x")]

    def test_a_picture_that_a_span_cuts_keeps_its_joiner(self) -> None:
        assert "".join(run.text for run in bold("a👨‍👩‍👧b", [(0, 2)])) == "a👨‍👩‍👧b"

    @settings(max_examples=50)
    @given(st.text(max_size=40), st.lists(st.tuples(st.integers(-3, 50), st.integers(-3, 50)), max_size=60))
    def test_no_spans_can_lose_or_double_a_character(self, text: str, spans: list[tuple[int, int]]) -> None:
        assert "".join(run.text for run in bold(text, spans)) == clean(text)


class TestLink:
    def test_a_title_leads_to_its_address(self) -> None:
        assert link("https://a.example/x", "Title") == [Run("Title", url="https://a.example/x")]

    @pytest.mark.parametrize(
        "url",
        [
            "javascript:alert(1)", "data:text/html,x", "slack://x", "//a.example", "https://", "https://a b.example",
            "https://a.example/>|x", "https://[", "https://a.example/\u202e", "https://a.example/" + "x" * 3000, "",
        ],
    )  # fmt: skip
    def test_nothing_but_http_is_linked(self, url: str) -> None:
        assert link(url, "Title") == [Run("Title")]

    @pytest.mark.parametrize("title", ["https://bank.example/login", "bank.com", "Visit bank.com now", "bank。com"])
    def test_a_title_that_looks_like_an_address_shows_the_true_host(self, title: str) -> None:
        url = "https://bank.com@evil.example/x"
        assert link(url, title) == [Run(f"{title} "), Run("evil.example", url=url)]
