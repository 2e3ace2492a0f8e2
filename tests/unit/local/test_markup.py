"""A message is read as Slack would read it."""

from typing import Any

import pytest

from bot.local import Link, read_message, read_mrkdwn
from bot.local.markup import mentions, plain_text

QUIET = {"unfurl_links": False, "unfurl_media": False}


def section(text: str, **more: Any) -> dict[str, Any]:
    return {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": text, **more}}], **QUIET}


class TestPings:
    """Who is called."""

    @pytest.mark.parametrize(
        ("text", "pings"),
        [
            ("<!channel> hi", ["@channel"]),
            ("<!here|here> <!everyone>", ["@here", "@everyone"]),
            ("<@U123> and <@U9|bo>", ["@U123", "@U9|bo"]),
            ("<!subteam^S77|team>", ["@S77|team"]),
            ("`<!channel>`", ["@channel"]),
            ("&lt;!channel&gt;", []),
            ("@channel @here", []),
            ("a < b > c", []),
        ],
    )
    def test_entities_ping_and_escaped_or_bare_names_do_not(self, text: str, pings: list[str]) -> None:
        assert [ping.partition("|")[0] for ping in read_mrkdwn(text).pings] == [p.partition("|")[0] for p in pings]

    def test_bare_names_ping_when_names_are_linked(self) -> None:
        assert read_message({"text": "@channel hi", "link_names": True}).pings == ["@channel"]

    def test_plain_text_pings_nobody(self) -> None:
        blocks = [{"type": "header", "text": {"type": "plain_text", "text": "<!channel>"}}]
        assert read_message({"text": "x", "blocks": blocks}).pings == []

    def test_rich_text_pings_by_its_pieces(self) -> None:
        pieces = [
            {"type": "user", "user_id": "U1"},
            {"type": "broadcast", "range": "here"},
            {"type": "usergroup", "usergroup_id": "S1"},
            {"type": "text", "text": "<!channel>"},
        ]
        block = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": pieces}]}
        assert read_message({"blocks": [block]}).pings == ["@U1", "@here", "@S1"]

    def test_mentions_gives_the_users_alone(self) -> None:
        assert list(mentions("<@U1> <!here> <@U2|bo> @U3")) == ["U1", "U2"]


class TestLinks:
    """Where it leads."""

    def test_a_labelled_link_has_target_and_shown_text(self) -> None:
        assert read_mrkdwn("<https://example.com/a?b=1&amp;c=2|the page>").links == [
            Link("https://example.com/a?b=1&c=2", "the page")
        ]

    def test_bare_addresses_become_links_unless_verbatim(self) -> None:
        text = "see https://example.com/x and latepost.com or a@b.cn"
        targets = [link.target for link in read_mrkdwn(text).links]
        assert targets == ["mailto:a@b.cn", "https://example.com/x", "http://latepost.com"]
        assert read_mrkdwn(text, verbatim=True).links == []
        assert read_message(section(text, verbatim=True)).links == []

    @pytest.mark.parametrize(
        ("text", "forged"),
        [
            ("<https://evil.example.net|https://bank.com>", True),
            ("<https://evil.example.net|bank.com/login>", True),
            ("<https://www.bank.com/login|bank.com>", False),
            ("<https://evil.example.net|read more>", False),
        ],
    )
    def test_a_link_that_shows_another_address_is_forged(self, text: str, forged: bool) -> None:
        assert bool(read_mrkdwn(text).forged_links) is forged
        assert read_message(section(text)).harmless is not forged

    def test_markdown_links_count_in_markdown_blocks(self) -> None:
        block = {"type": "markdown", "text": "[bank.com](https://evil.example.net) <!here>"}
        reading = read_message({"blocks": [block]})
        assert reading.forged_links == [Link("https://evil.example.net", "bank.com")]
        assert reading.pings == ["@here"]

    def test_script_links_are_harmful(self) -> None:
        assert not read_message(section("<javascript:alert(1)|read>")).harmless


class TestUnfurlsAndSteering:
    """What opens by itself, and what turns the reading order."""

    def test_previews_open_unless_both_switches_are_off(self) -> None:
        assert read_message({"text": "https://example.com"}).unfurls
        assert read_message({"text": "https://example.com", "unfurl_links": False}).unfurls
        assert not read_message({"text": "https://example.com", **QUIET}).unfurls
        assert not read_message({"text": "https://example.com", "is_ephemeral": True}).unfurls
        assert not read_message({"text": "no link"}).unfurls

    def test_right_to_left_overrides_are_seen_everywhere(self) -> None:
        assert read_mrkdwn("a\u202eb").steering == ["U+202E"]
        blocks = [{"type": "header", "text": {"type": "plain_text", "text": "a\u2066b"}}]
        assert not read_message({"text": "x", "blocks": blocks}).harmless
        assert read_message({"text": "שלום 晚点"}).harmless

    def test_what_a_reader_sees(self) -> None:
        assert plain_text("<https://a.b|A &amp; B> &lt;x&gt; <@U1> <!here>") == "A & B <x> @U1 @here"
