"""What feeds of every kind and fault are read as."""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import NoFeedError
from bot.formats.web.feed import Feed, parse_feed
from tests.feed_server import BOMB

ZONE = timezone(timedelta(hours=8))
ADDRESS = "https://a.example/feeds/all.xml"


def rss(*items: str, behind: str = "") -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>F</title>{"".join(items)}</channel></rss>{behind}'


def read(text: str | bytes, charset: str | None = None) -> Feed:
    return parse_feed(text.encode() if isinstance(text, str) else text, ZONE, address=ADDRESS, charset=charset)


class TestNames:
    """An entry keeps the name that the feed gives it, and has a name of its own."""

    @pytest.mark.parametrize(
        "items",
        [
            "<item><title>A</title><description>Tide tables.</description></item>"
            "<item><title>A</title><description>Ice reports.</description></item>",
            "<item><guid>7</guid><title>A</title><description>Tide tables.</description></item>"
            "<item><guid>7</guid><title>A</title><description>Ice reports.</description></item>",
            "<item><link>https://a.example/</link><title>A</title></item>"
            "<item><link>https://a.example/</link><title>B</title></item>",
        ],
        ids=["neither id nor link", "one id", "one link"],
    )
    def test_entries_that_the_feed_does_not_tell_apart_are_told_by_their_content(self, items: str) -> None:
        keys = [entry.key for entry in read(rss(items)).entries]
        assert len(set(keys)) == 2
        assert [entry.key for entry in read(rss(items)).entries] == keys

    def test_an_entry_without_link_has_no_address(self) -> None:
        items = ("<item><guid>x1</guid><title>A</title></item>", "<item><title>B</title></item>")
        assert [entry.text.url for entry in read(rss(*items)).entries] == [None, None]

    @pytest.mark.parametrize(
        ("written", "url"),
        [
            ("/p/1#part-2", "https://a.example/p/1#part-2"),
            ("https://b.example/?2031", "https://b.example/?2031"),
            ("https://b.example/spring plan.html", "https://b.example/spring%20plan.html"),
            ("https://b.example/春 天", "https://b.example/春%20天"),
            ("mailto:a@b.example", None),
        ],
    )
    def test_a_link_is_held_as_published(self, written: str, url: str | None) -> None:
        (entry,) = read(rss(f"<item><title>A</title><link>{written}</link></item>")).entries
        assert entry.text.url == url


class TestHarmless:
    """What browsers and readers of feeds let pass is let pass."""

    @pytest.mark.parametrize(
        ("behind", "is_noted"),
        [
            ("\n<!-- served in 12 ms </rss> -->\n", False),
            ('<script>var seen = "<rss>"</script>', True),
            ("<br />\n<b>Warning</b>: something in line 9", True),
        ],
    )
    def test_what_stands_behind_the_end(self, behind: str, is_noted: bool) -> None:
        feed = read(rss("<item><title>Quay</title></item>", behind=behind))
        assert [entry.text.title for entry in feed.entries] == ["Quay"]
        assert any("XML is faulty" in note for note in feed.notes) is is_noted

    @pytest.mark.parametrize(
        "text",
        [
            "<description><![CDATA[<p>A file may say <code><!ENTITY a 'b'></code> at its top.</p>]]></description>",
            "<!-- <!ENTITY a 'b'> --><description>At its top.</description>",
            "<description>&lt;!ENTITY a 'b'&gt; at its top.</description>",
        ],
    )
    def test_an_entity_that_is_only_spoken_of(self, text: str) -> None:
        (entry,) = read(rss(f"<item><title>Quay</title>{text}</item>")).entries
        assert "at its top" in " ".join(entry.text.paragraphs).lower()

    @pytest.mark.parametrize(
        "body",
        [
            BOMB,
            BOMB.replace(b'<?xml version="1.0"?>', b'<?xml version="1.0"?><?x <!-- ?>') + b"<!-- -->",
            b"<!-- a -->" + BOMB.split(b"?>", 1)[1],
            BOMB.decode().encode("utf-16"),
        ],
        ids=["plain", "hidden by an instruction", "behind a comment", "utf-16"],
    )
    def test_declared_entities_are_refused(self, body: bytes) -> None:
        with pytest.raises(NoFeedError, match="entities"):
            read(body)

    def test_a_feed_that_was_cut_off_is_refused_though_it_speaks_of_its_end(self) -> None:
        text = rss("<item><description><![CDATA[ends with </rss>]]></description></item>")
        for cut in (text[: text.rindex("</rss>")], text[: text.index("</rss>") + 6]):
            with pytest.raises(NoFeedError, match="end is missing"):
                read(cut)


class TestText:
    @pytest.mark.parametrize(
        ("given", "held"),
        [
            ("Why the &lt;template&gt; element waits", "Why the <template> element waits"),
            ("<![CDATA[A <nav> for n<m]]>", "A <nav> for n<m"),
            ("<![CDATA[Nuts &amp; <b>bolts</b>]]>", "Nuts & bolts"),
        ],
    )
    def test_a_title_is_markup_only_where_it_is_meant_so(self, given: str, held: str) -> None:
        (entry,) = read(rss(f"<item><title>{given}</title></item>")).entries
        assert entry.text.title == held

    @pytest.mark.parametrize(
        ("given", "held"),
        [
            ("A &lt;textarea&gt; keeps its text. All of it.", ("A <textarea> keeps its text. All of it.",)),
            ("&lt;p&gt;One&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;&lt;p&gt;Two&lt;/p&gt;", ("One", "Two")),
            ("A list&amp;lt;int&amp;gt; of\n&lt;k&gt; things.", ("A list<int> of <k> things.",)),
            ("One ship\ncame.\n\nThe other\ndid not.\n \nNobody knows why.",
             ("One ship came.", "The other did not.", "Nobody knows why.")),
        ],
        ids=["never closed", "closed", "no element", "blank lines"],
    )  # fmt: skip
    def test_no_word_of_a_description_is_lost_to_what_looks_like_a_tag(self, given: str, held: tuple[str, ...]) -> None:
        (entry,) = read(rss(f"<item><title>A</title><description>{given}</description></item>")).entries
        assert entry.text.paragraphs == held

    def test_one_bad_byte_breaks_one_character(self) -> None:
        whole = rss("<item><title>潮汐</title><description>涨潮在早上，退潮在晚上。</description></item>").encode()
        broken = whole.replace("退".encode(), "退".encode()[:2])
        (entry,) = read(broken, "utf-8").entries
        assert (entry.text.title, entry.text.paragraphs) == ("潮汐", ("涨潮在早上，\ufffd潮在晚上。",))


class TestJsonFeed:
    def test_an_item_may_name_its_time_as_a_number_and_one_that_can_not_be_read_is_said(self) -> None:
        feed = read(
            '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": 1, "title": "A", "date_published":'
            ' 1759107600}, {"id": 2, "title": ["B"]}]}'
        )
        assert [entry.text.published for entry in feed.entries] == [datetime(2025, 9, 29, 1, 0, tzinfo=UTC)]
        assert "`title`" in feed.problems[0]


class TestBadEntries:
    """One entry that can't be read is a sentence, and loses no other."""

    GOOD = "<item><title>A</title><description>Tide tables.</description></item>"

    @pytest.mark.parametrize(
        "bad",
        [
            '<item><title>B</title><gml:pos xmlns:gml="http://www.opengis.net/gml">1 2</gml:pos></item>',
        ],
    )
    def test_the_others_of_an_xml_feed_come_in(self, bad: str) -> None:
        feed = read(rss(self.GOOD, bad, self.GOOD.replace("A", "C")))
        assert [entry.text.title for entry in feed.entries] == ["A", "C"]
        (problem,) = feed.problems
        assert problem.startswith("an entry can't be read: an element in it is out of place")

    def test_the_others_of_a_json_feed_come_in(self) -> None:
        items = [{"id": "1", "title": "A", "url": "https://["}, {"id": "2", "title": 5}, {"id": "3", "title": "C"}]
        feed = read(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}))
        assert [entry.text.title for entry in feed.entries] == ["A", "C"]
        (problem,) = feed.problems
        assert "title" in problem

    @settings(max_examples=300, deadline=None, derandomize=True)
    @given(data=st.data())
    def test_a_mutated_feed_is_read_or_refused(self, data: st.DataObject) -> None:
        text = rss(self.GOOD, self.GOOD)
        for _ in range(data.draw(st.integers(1, 4))):
            at = data.draw(st.integers(0, len(text)))
            put = data.draw(st.sampled_from(_MUTATIONS) | st.text(max_size=3))
            text = text[:at] + put + text[at + data.draw(st.integers(0, 5)) :]
        with suppress(NoFeedError):
            read(text.encode("utf-8", "replace"))


_MUTATIONS = (
    "<",
    ">",
    "]]>",
    "<![CDATA[",
    "<!--",
    "&#xD800;",
    "&#0;",
    "\0",
    "https://[",
    '<link href="https://[">',
    "<gml:pos>1 2</gml:pos>",
    "<georss:point>1</georss:point>",
    "</textInput>",
    "<textInput>",
    '<category term="x" domain="http://["/>',
    '<enclosure url="http://["/>',
    'xml:base="http://["',
    "<pubDate>9999-99-99</pubDate>",
)
