"""The reader's pages over HTTP, as a browser without script gets them."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from structlog.testing import capture_logs

from bot.model import (
    Answer,
    Appearance,
    FilteredOut,
    KeyPoint,
    Making,
    Match,
    MatchedPoint,
    QueryCut,
    Related,
    Section,
    SharedWord,
)
from bot.web.reader.access import Access
from tests.library import START, article
from tests.unit.web.shelf import Hands, Shelf, reading

ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = article(
    1,
    title="<script>alert(1)</script> \u202eelttit",
    source='"><img src=x onerror=alert(2)>',
    viewpoint="<svg onload=alert(3)> [x](javascript:alert(4)) \u202edesrever\u202c",
    sections=(
        Section(
            heading="</h2><script>alert(5)</script>",
            points=(
                KeyPoint(text="\"' onmouseover=alert(6) <a href=javascript:alert(7)>hearing</a>", citations=(1, 99)),
            ),
        ),
    ),
    paragraphs=("<iframe src=javascript:alert(8)></iframe> \u2066isolated", "第二段"),
)


class Page(HTMLParser):
    """What a page's HTML really holds: elements with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str, **attributes: str) -> list[dict[str, Any]]:
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [held for each, held in self.elements if each == tag and wanted.items() <= held.items()]


class _Filtering(Shelf):
    """Lets no article pass a filter."""

    def __init__(self, shelf: Shelf) -> None:
        super().__init__(shelf.articles)
        self.notes = shelf.notes

    async def answer(self, question: str, limit: int) -> Answer:
        if ":" in question:
            return Answer(query=question, notes=self.notes)
        return await super().answer(question, limit)


async def page(client: httpx.AsyncClient, address: str, **headers: str) -> Page:
    answer = await client.get(address, headers=headers)
    assert answer.status_code == 200, answer.text
    return Page(answer.text)


class TestNewest:
    async def test_articles_come_newest_first_with_source_time_and_viewpoint(self) -> None:
        async with reading(Shelf([article(1), article(2)])) as client:
            shown = await page(client, "/")
        titles = re.findall(r"第 \d 篇", shown.text)
        assert titles == ["第 2 篇", "第 1 篇"]
        assert "2025-09-24 17:28 UTC+08:00" in shown.text
        assert "Viewpoint number 2." in shown.text

    async def test_older_ones_are_reached_by_plain_links_each_once_also_where_times_are_equal(self) -> None:
        shelf = Shelf([article(number, published_at=START + timedelta(hours=number // 40)) for number in range(95)])
        seen: list[str] = []
        async with reading(shelf) as client:
            address: str | None = "/"
            while address:
                shown = await page(client, address)
                addresses = [held.get("href", "") for held in shown.all("a")]
                seen += [each for each in addresses if re.fullmatch(r"/articles/\w+", each)]
                address = next((held["href"] for held in shown.all("a", id="older")), None)
        assert seen == [f"/articles/{each.id}" for each in shelf.articles]

    async def test_a_source_is_chosen_at_the_side(self) -> None:
        shelf = Shelf([article(1), article(2, source="另一家")])
        async with reading(shelf) as client:
            every = await page(client, "/")
            (link,) = [
                held["href"] for held in every.all("a") if "source=" in held["href"] and "%E5%8F%A6" in held["href"]
            ]
            shown = await page(client, link)
        assert "第 2 篇" in shown.text
        assert "第 1 篇" not in shown.text

    async def test_sources_that_have_no_room_at_the_side_are_counted_and_stand_in_the_filters(self) -> None:
        shelf = Shelf([article(number, source=f"S{number}") for number in range(63)])
        async with reading(shelf) as client:
            assert "3 more sources" in (await page(client, "/")).text
            shown = await page(client, "/search")
        assert len(shown.all("option")) == 64

    async def test_an_empty_library_says_how_to_fill_it(self) -> None:
        async with reading(Shelf()) as client:
            shown = await page(client, "/")
        assert "uv run latepost import PATH" in shown.text

    @pytest.mark.parametrize("address", ["/search", "/search?q=tiktok", "/topics", "/topics?q=tiktok"])
    async def test_so_does_every_other_page_of_it(self, address: str) -> None:
        async with reading(Shelf()) as client:
            english, chinese = await page(client, address), await page(client, address, **{"accept-language": "zh"})
        assert "The library is still empty." in english.text
        assert "Nothing on" not in english.text
        assert "uv run latepost import" in english.text
        assert "资料库还是空的" in chinese.text

    async def test_a_piece_that_is_dated_by_its_day_alone_has_no_time(self) -> None:
        async with reading(Shelf([article(1, published_at=START.replace(hour=0, minute=0))])) as client:
            shown = await page(client, "/")
        assert shown.all("time", datetime="2025-09-24")
        assert "00:00" not in shown.text

    async def test_a_source_without_articles_is_not_an_empty_library(self) -> None:
        async with reading(Shelf([article(1)])) as client:
            shown = await page(client, "/?source=nope")
        assert "no article of the source “nope”" in shown.text
        assert "still empty" not in shown.text
        assert shown.all("a", href="/")

    async def test_a_place_that_is_none_shows_the_newest(self) -> None:
        async with reading(Shelf([article(1)])) as client:
            assert "第 1 篇" in (await page(client, "/?older=../../x")).text


class TestSearch:
    async def test_the_question_is_asked_with_its_filters_and_the_matched_words_are_marked(self) -> None:
        shelf = Shelf([article(1)])
        async with reading(shelf) as client:
            shown = await page(client, "/search?q=point&source=晚点LatePost&since=2025-09-01&before=2025-10-01")
        assert shelf.questions == [('point source:"晚点LatePost" since:2025-09-01 before:2025-10-01', 6)]
        assert shown.all("mark")
        assert "Point one of article 1." in shown.text

    async def test_quotes_in_a_source_do_not_end_the_filter(self) -> None:
        shelf = Shelf([article(1)])
        async with reading(shelf) as client:
            await page(client, '/search?q=point&source=a"b since:x')
        assert shelf.questions[0][0] == 'point source:"a b since:x"'

    async def test_what_was_understood_is_shown(self) -> None:
        shelf = Shelf([article(1)])
        shelf.read_as = "points"
        shelf.notes = (QueryCut(count=2000),)
        async with reading(shelf) as client:
            shown = await page(client, "/search?q=point", **{"accept-language": "zh-CN"})
        assert "“points”的搜索结果" in shown.text
        assert "问题只读了前 2,000 个字符" in shown.text

    async def test_the_point_that_answers_best_leads_before_its_article(self) -> None:
        async with reading(Shelf([article(1), article(2)])) as client:
            shown = await page(client, "/search?q=point")
        assert len(shown.all("p", class_="best")) == 1
        best, title, more = (shown.text.index(text) for text in ("Point one of article 2", "第 2 篇", "Point two"))
        assert best < title < more
        assert shown.text.count("Point one of article 2") == 1

    async def test_an_article_that_only_its_title_matches_leads_with_no_point(self) -> None:
        async with reading(Shelf([article(1, title="Zebras")])) as client:
            assert not (await page(client, "/search?q=zebras")).all("p", class_="best")

    async def test_points_under_one_heading_stand_together_with_the_heading_once(self) -> None:
        points = (KeyPoint(text="Point a."), KeyPoint(text="Point c."))
        held = article(
            1,
            sections=(
                Section(heading="Lead", points=(KeyPoint(text="Point z."),)),
                Section(heading="First", points=points[:1]),
                Section(heading="Second", points=(KeyPoint(text="Point b."),)),
                Section(heading="First", points=points[1:]),
            ),
        )
        async with reading(Shelf([held])) as client:
            shown = await page(client, "/search?q=point")
        assert len(shown.all("h3", class_="section")) == 2
        places = [shown.text.index(text) for text in ("First", "Point a.", "Point c.", "Second", "Point b.")]
        assert places == sorted(places)

    async def test_what_is_only_near_is_shown_as_no_answer(self) -> None:
        shelf = Shelf([article(1)])
        shelf.nearest = (
            Match(article=article(1), score=0.1, points=(MatchedPoint(text="It comes close.", citations=(3,)),)),
        )
        async with reading(shelf) as client:
            shown = await page(client, "/search?q=nowhere")
            topic = await page(client, "/topics?q=nowhere")
            feed = ElementTree.fromstring((await client.get("/feed.atom?q=nowhere")).content)
        assert "Nothing says exactly that. Nearest in the library:" in shown.text
        assert "It comes close. [3]" in " ".join(shown.text.split())
        assert not shown.all("p", class_="best")
        assert not topic.all("figure"), "a timeline takes answers alone"
        assert list(feed.iter(f"{ATOM}entry")) == []

    async def test_one_line_says_how_the_question_was_read_and_the_rest_is_folded(self) -> None:
        shelf = Shelf([article(1)])
        shelf.read_as, shelf.notes = "points", (QueryCut(count=2000),)
        async with reading(shelf) as client:
            folded = await page(client, "/search?q=point")
            shelf.notes, shelf.state = (), "2"
            alone = await page(client, "/search?q=point")
        assert folded.text.index("Results for “points”") < folded.text.index("Only the first 2,000")
        assert [tag for tag, held in folded.elements if "understood" in (held.get("class") or "")] == ["details"]
        assert [tag for tag, held in alone.elements if "understood" in (held.get("class") or "")] == ["p"]

    async def test_filters_without_matches_are_named_with_what_there_is_without_them(self) -> None:
        shelf = Shelf([article(1), article(2)])
        shelf.notes = (FilteredOut(filters=("since:2030-01-01", "source:X"), answered_without=True),)
        async with reading(_Filtering(shelf)) as client:
            shown = await page(client, "/search?q=point&since=2030-01-01&source=X")
            chinese = await page(client, "/search?q=point&since=2030-01-01&lang=zh")
        assert "No matches since 2030-01-01, from X. Remove the filter to see 2" in " ".join(shown.text.split())
        assert shown.all("a", href="/search?q=point")
        assert "没有匹配的内容。 去掉筛选可看到 2 篇" in " ".join(chinese.text.split())

    async def test_what_is_near_stands_below_the_filters_that_left_nothing(self) -> None:
        shelf = Shelf([article(1)])
        shelf.notes = (FilteredOut(filters=("before:2020-01-01",), answered_without=False),)
        shelf.nearest = (Match(article=article(1), score=0.1, points=(MatchedPoint(text="It comes close."),)),)
        async with reading(shelf) as client:
            shown = await page(client, "/search?q=nowhere&before=2020-01-01")
        places = [shown.text.index(text) for text in ("No articles before 2020-01-01.", "Nearest", "It comes close.")]
        assert places == sorted(places)

    @pytest.mark.parametrize("headers", [{}, {"x-part": "1"}], ids=["whole page", "while one types"])
    async def test_the_beginning_of_a_word_is_answered_as_it_could_go_on(self, headers: dict[str, str]) -> None:
        shelf = Shelf([article(number, title=f"Zebras cross {number}") for number in range(6)])
        async with reading(shelf) as client:
            beginning = await page(client, "/search?q=zeb", **headers)
            (more,) = [link["href"] for link in beginning.all("a", class_="button")]
            following = await page(client, more, **headers)
            nothing = await page(client, "/search?q=xyz", **headers)
        assert "Results for “Zebras”" in beginning.text
        assert beginning.all("a", href="/topics?q=Zebras")
        assert beginning.all("a", href="/feed.atom?q=Zebras")
        assert "Results for “Zebras”" in following.text
        assert "6 articles" in following.text
        assert "Nothing on “xyz”" in nothing.text

    async def test_completions_are_questions_and_articles_to_choose_from(self) -> None:
        held = article(1, title="Zebras cross")
        async with reading(Shelf([held, article(2)])) as client:
            offered = await page(client, "/complete?q=zeb")
            exact = await page(client, "/complete?q=zebras")
            nothing = await client.get("/complete?q=")
        assert [(option["href"], option["role"]) for option in offered.all("a")] == [
            ("/search?q=Zebras", "option"),
            (f"/articles/{held.id}", "option"),
        ]
        assert [option["href"] for option in exact.all("a")] == [f"/articles/{held.id}"]
        assert nothing.text.strip() == ""

    async def test_a_miss_says_so_and_offers_what_there_is(self) -> None:
        async with reading(Shelf([article(1)])) as client:
            shown = await page(client, "/search?q=nowhere")
        assert "Nothing on “nowhere” in the library." in shown.text
        assert [held for held in shown.all("a") if held["href"].startswith("/search?q=%E7%AC%AC")]

    async def test_more_results_are_a_link_away(self) -> None:
        shelf = Shelf([article(number) for number in range(40)])
        async with reading(shelf) as client:
            shown = await page(client, "/search?q=point")
            (more,) = [held["href"] for held in shown.all("a", class_="button")]
            following = await page(client, more)
        assert "The first 5 articles" in shown.text
        assert "The first 15 articles" in following.text

    @pytest.mark.parametrize(("address", "step"), [("/search", 5), ("/topics", 20)])
    async def test_no_more_are_offered_where_there_are_none(self, address: str, step: int) -> None:
        async with reading(Shelf([article(number) for number in range(step)])) as client:
            shown = await page(client, f"{address}?q=point")
        assert f"{step} articles" in shown.text
        assert "first" not in shown.text
        assert not shown.all("a", class_="button")

    async def test_the_script_gets_the_results_alone(self) -> None:
        async with reading(Shelf([article(1)])) as client:
            answer = await client.get("/search?q=point", headers={"x-part": "1"})
        assert "<html" not in answer.text
        assert 'id="results"' in answer.text

    @pytest.mark.parametrize("words", ["", " ", "🙂" * 700, "í\xa0\x80"])
    async def test_any_words_are_answered(self, words: str) -> None:
        async with reading(Shelf([article(1)])) as client:
            assert (await client.get("/search", params={"q": words})).status_code == 200

    @pytest.mark.parametrize("address", ["/search?q=a%00b", "/?source=%00", "/articles/%00"])
    async def test_an_address_with_what_no_database_can_hold_leads_nowhere(self, address: str) -> None:
        shelf = Shelf([article(1)])
        async with reading(shelf) as client:
            answer = await client.get(address)
        assert answer.status_code == 404
        assert "There is no page at this address" in answer.text
        assert shelf.questions == []

    async def test_an_address_without_end_is_refused(self) -> None:
        async with reading(Shelf([article(1)])) as client:
            assert (await client.get("/search", params={"q": "长" * 5_000})).status_code == 414


class TestArticle:
    HELD = article(1, paragraphs=("One.", "Two.", "Three."))

    async def test_every_key_point_has_an_address_that_counts_through_the_summary(self) -> None:
        async with reading(Shelf([self.HELD])) as client:
            shown = await page(client, f"/articles/{self.HELD.id}")
        assert [held["id"] for held in shown.all("li") if str(held.get("id")).startswith("p")] == ["p1", "p2"]

    async def test_a_citation_leads_to_its_paragraph_and_one_that_is_not_held_to_what_is_said_of_that(self) -> None:
        async with reading(Shelf([self.HELD])) as client:
            shown = await page(client, f"/articles/{self.HELD.id}")
            found = await page(client, "/search?q=point")
        leads = [held["href"] for held in shown.all("a", class_="cite")]
        assert leads == ["#paragraph-1", "#paragraph-2", "#paragraph-3"]
        assert shown.all("div", id="paragraph-3")
        assert shown.all("p", id="original")
        absent = shown.all("a", class_="cite absent")
        assert {held["href"] for held in absent} == {"#original"}
        assert {held["href"] for held in found.all("a", class_="cite absent")} == {f"/articles/{self.HELD.id}#original"}
        assert [held["title"] for held in absent] == [
            "Paragraph 5 of the original; its text is not in the library",
            "Paragraph 6 of the original; its text is not in the library",
        ]

    async def test_a_citation_whose_text_is_not_held_leads_to_the_original_where_there_is_one(self) -> None:
        original = "https://example.com/a"
        online = article(1, url=original)
        async with reading(Shelf([online, article(2)])) as client:
            linked = await page(client, f"/articles/{online.id}")
            unlinked = await page(client, f"/articles/{article(2).id}")
        assert {held["href"] for held in linked.all("a", class_="cite")} == {original}
        assert "whose text is not in the library" in linked.text
        assert "whose text is not in the library" in unlinked.text
        assert not unlinked.all("a", class_="cite")

    async def test_nothing_is_said_of_the_original_where_all_that_is_cited_is_held(self) -> None:
        held = article(1, paragraphs=tuple(f"Paragraph {number}." for number in range(1, 8)))
        async with reading(Shelf([held])) as client:
            assert "not in the library" not in (await page(client, f"/articles/{held.id}")).text

    async def test_a_paragraph_leads_back_to_the_points_that_cite_it(self) -> None:
        async with reading(Shelf([self.HELD])) as client:
            shown = await page(client, f"/articles/{self.HELD.id}")
        assert [held["href"] for held in shown.all("a") if held.get("aria-label") == "Key point 1"] == ["#p1"]

    async def test_how_the_summary_was_made_is_said(self) -> None:
        async with reading(Shelf([self.HELD, article(2, sections=(), viewpoint="", paragraphs=("Full.",))])) as client:
            summarised = await page(client, f"/articles/{self.HELD.id}")
            full = await page(client, f"/articles/{article(2).id}")
        assert "How this summary was made" in summarised.text
        assert "There is no summary of this article" in full.text

    @pytest.mark.parametrize(
        ("made", "told"),
        [
            (None, "The source's own summary"),
            (Making(by="extractive"), "Sentences of the article, word for word; no model"),
            (Making(by="extractive", model="m-1"), "Sentences of the article, word for word, in place of model m-1"),
            (Making(by="model", model="m<1>", dropped=2), "Written by model m<1>; every sentence was checked against"),
            (Making(by="model", model="m-1", dropped=2), "2 points left out: the text does not say so"),
        ],
    )
    async def test_who_made_the_summary_is_named(self, made: Making | None, told: str) -> None:
        held = article(1, made=made)
        async with reading(Shelf([held])) as client:
            assert told in (await page(client, f"/articles/{held.id}")).text

    async def test_where_else_the_piece_was_published_is_linked(self) -> None:
        held = article(
            1, also_in=(Appearance(source="另一家", url="https://other.example/a"), Appearance(source="<b>"))
        )
        async with reading(Shelf([held])) as client:
            shown = await page(client, f"/articles/{held.id}")
        assert shown.all("a", href="https://other.example/a")
        assert "<b>" in shown.text

    async def test_only_an_http_address_becomes_a_link_to_the_original(self) -> None:
        held = article(1, url="https://example.com/a?b=c&d=e")
        forged = article(2).model_copy(update={"url": "javascript:alert(1)"})
        async with reading(Shelf([held, forged])) as client:
            good = await page(client, f"/articles/{held.id}")
            bad = await page(client, f"/articles/{forged.id}")
        links = {link["href"] for link in good.all("a", rel="noopener noreferrer external")}
        assert links == {"https://example.com/a?b=c&d=e"}
        assert not bad.all("a", rel="noopener noreferrer external")

    async def test_related_articles_stand_below_it_with_the_reason(self) -> None:
        other = article(2, title="船厂")
        shelf = Shelf([self.HELD, other])
        points = tuple(
            MatchedPoint(text=of.points[0].text, section="Hearing", citations=of.points[0].citations)
            for of in (self.HELD, other)
        )
        shared = (SharedWord(here="TikTok", there="TikTok"), SharedWord(here="Biden", there="拜登"))
        shelf.near = (Related(article=other, score=0.4, shared=shared, points=(points[0], points[1])),)
        async with reading(shelf) as client:
            shown = await page(client, f"/articles/{self.HELD.id}")
            chinese = await page(client, f"/articles/{self.HELD.id}?lang=zh")
        assert "In both: TikTok, Biden (拜登)" in shown.text
        assert "两篇都有：TikTok、Biden (拜登)" in chinese.text
        assert shown.all("a", href=f"/articles/{other.id}")
        assert [link["href"] for link in shown.all("a", class_="to-point")] == [
            f"/articles/{self.HELD.id}#p1",
            f"/articles/{other.id}#p1",
        ]
        assert shown.all("a", href="#related")

    async def test_where_nothing_is_near_nothing_is_said_of_it(self) -> None:
        async with reading(Shelf([self.HELD])) as client:
            shown = await page(client, f"/articles/{self.HELD.id}")
        assert "Related" not in shown.text

    async def test_an_article_is_read_also_by_whoever_has_asked_too_much(self) -> None:
        shelf = Shelf([self.HELD])
        shelf.near = (Related(article=article(2), score=0.4),)
        async with reading(shelf, burst=1) as client:
            first, second = [await client.get(f"/articles/{self.HELD.id}") for _ in range(2)]
        assert "Related" in first.text
        assert "Related" not in second.text
        assert "Point one of article 1." in second.text
        assert first.headers["etag"] != second.headers["etag"], "the browser asks again"

    @pytest.mark.parametrize("article_id", ["0" * 16, "x", "../../etc/passwd"])
    async def test_one_that_is_not_there_says_so_with_a_way_back(self, article_id: str) -> None:
        async with reading(Shelf([article(1)])) as client:
            answer = await client.get(f"/articles/{article_id}")
        assert answer.status_code == 404
        assert "All 0" not in " ".join(Page(answer.text).text.split())


class TestTopic:
    async def test_dated_points_come_oldest_first_under_their_months_below_a_chart(self) -> None:
        months = [article(number, published_at=START + timedelta(days=40 * number)) for number in (2, 0, 1)]
        async with reading(Shelf(months)) as client:
            shown = await page(client, "/topics?q=point")
        assert re.findall(r"Point one of article (\d)", shown.text) == ["0", "1", "2"]
        assert (
            shown.text.index("September 2025") < shown.text.index("November 2025") < shown.text.index("December 2025")
        )
        assert len(shown.all("circle", class_="series-0")) == 3, "few articles are dots"

    async def test_without_a_topic_it_asks_for_one(self) -> None:
        async with reading(Shelf([article(1)])) as client:
            assert "Name a topic" in (await page(client, "/topics")).text


class TestFeed:
    async def test_the_library_is_a_feed_of_its_newest_articles(self) -> None:
        async with reading(Shelf([article(1), article(2)]), public_url="https://read.example/") as client:
            answer = await client.get("/feed.atom")
        feed = ElementTree.fromstring(answer.content)
        assert answer.headers["content-type"] == "application/atom+xml"
        assert [entry.findtext(f"{ATOM}title", "")[:5] for entry in feed.iter(f"{ATOM}entry")] == ["第 2 篇", "第 1 篇"]
        links = [link.get("href", "") for link in feed.iter(f"{ATOM}link")]
        assert all(link.startswith("https://read.example/") for link in links)

    async def test_any_search_is_a_feed_too(self) -> None:
        shelf = Shelf([article(1), article(2, title="Other", sections=())])
        async with reading(shelf) as client:
            feed = ElementTree.fromstring((await client.get("/feed.atom?q=point&since=2025-01-01")).content)
        assert len(list(feed.iter(f"{ATOM}entry"))) == 1
        assert shelf.questions == [("point since:2025-01-01", 20)]

    async def test_the_feed_of_a_search_by_its_days_alone_asks_for_them(self) -> None:
        shelf = Shelf([article(1)])
        async with reading(shelf) as client:
            feed = ElementTree.fromstring((await client.get("/feed.atom?since=2025-01-01")).content)
        assert [question for question, _ in shelf.questions] == ["since:2025-01-01"]
        assert "since:2025-01-01" in feed.findtext(f"{ATOM}title", "")

    async def test_characters_that_xml_cannot_hold_are_left_out(self) -> None:
        held = article(1, viewpoint="a\x0bb\ufffe & <c>")
        async with reading(Shelf([held])) as client:
            feed = ElementTree.fromstring((await client.get("/feed.atom")).content)
        assert next(feed.iter(f"{ATOM}summary")).text == "ab & <c>"


class TestDocument:
    """What a page says, as Markdown to take along."""

    @pytest.mark.parametrize(
        ("address", "heading"),
        [("/search?q=point", "# point"), ("/topics?q=point", "# Coverage of “point” over time")],
    )
    async def test_a_page_leads_to_its_document_with_citations_and_whole_addresses(
        self, address: str, heading: str
    ) -> None:
        held = article(1, url="https://latepost.example/1", paragraphs=("One.", "Two.", "Three."))
        async with reading(Shelf([held]), public_url="https://reader.example") as client:
            (link,) = (await page(client, address)).all("button", class_="copy")
            got = await client.get(link["data-document"])
        assert got.headers["content-type"] == "text/markdown; charset=utf-8"
        assert got.text.startswith(f"{heading}\n")
        address = f"https://reader.example/articles/{held.id}"
        assert f"Point one of article 1. [\\[3\\]]({address}#paragraph-3)[\\[5\\]]({address}#p1)" in got.text
        assert "(https://latepost.example/1)" in got.text

    async def test_an_article_has_one_and_names_the_secret_where_readers_need_it(self) -> None:
        async with reading(Shelf([article(1)]), access=Access("a-very-secret-word")) as client:
            (link,) = (await page(client, f"/r/a-very-secret-word/articles/{article(1).id}")).all(
                "button", class_="copy"
            )
            got = await client.get(link["data-document"])
            kept = await client.get(link["data-document"], headers={"if-none-match": got.headers["etag"]})
            refused = await client.get(link["data-document"].replace("secret-word", "secret-wordy"))
        assert f"http://reader.example/r/a-very-secret-word/articles/{article(1).id}" in got.text
        assert kept.status_code == 304
        assert refused.status_code == 404

    async def test_it_is_in_the_language_of_the_page(self) -> None:
        async with reading(Shelf([article(1)])) as client:
            shown = await page(client, "/search?q=point&lang=zh")
            (link,) = shown.all("a", href="/search?q=point&n=5&format=md&lang=zh")
            got = await client.get(link["href"])
        assert "在资料库中阅读" in got.text

    async def test_what_is_no_article_or_no_question_has_none(self) -> None:
        async with reading(Shelf([article(1)])) as client:
            gone = await client.get("/articles/0123456789abcdef?format=md")
            empty = await client.get("/search?format=md")
        assert gone.status_code == 404
        assert "text/html" in empty.headers["content-type"]


class TestHostileArticle:
    @pytest.mark.parametrize("address", ["/", f"/articles/{HOSTILE.id}", "/search?q=hearing", "/topics?q=hearing"])
    async def test_it_stays_text(self, address: str) -> None:
        shelf = Shelf([HOSTILE])
        evil = MatchedPoint(text=HOSTILE.points[0].text, citations=(1,))
        shared = (SharedWord(here="<script>alert(9)</script>", there="\u202e<img src=x onerror=alert(10)>"),)
        shelf.near = (Related(article=HOSTILE, score=1.0, shared=shared, points=(evil, evil)),)
        async with reading(shelf) as client:
            shown = await page(client, address)
        assert [held.get("src") for tag, held in shown.elements if tag == "script"] == [
            held["src"] for held in shown.all("script") if held["src"].startswith("/static/")
        ]
        assert not {tag for tag, _ in shown.elements} & {"img", "iframe", "object", "embed"}
        assert not [name for _, held in shown.elements for name in held if name.startswith("on") or name == "style"]
        addresses = [held.get("href") or "" for _, held in shown.elements]
        assert not [each for each in addresses if each.startswith("javascript:")]
        assert "<script>alert(1)</script> elttit" in shown.text
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", shown.text)

    @pytest.mark.parametrize("words", ['"><script>alert(1)</script>', "javascript:alert(1)", "\u202etset", "{{7*7}}"])
    async def test_a_hostile_question_stays_text(self, words: str) -> None:
        async with reading(Shelf([article(1)])) as client:
            for address in ("/search", "/topics"):
                answer = await client.get(address, params={"q": words, "source": words})
                shown = Page(answer.text)
                assert len(shown.all("script")) == 1
                assert "49" not in shown.text
                assert not [held for held in shown.all("a") if str(held.get("href")).startswith("javascript:")]

    async def test_every_answer_forbids_script_and_loading_from_elsewhere(self) -> None:
        async with reading(Shelf([article(1)])) as client:
            for address in ("/", "/nowhere", "/feed.atom", "/static/reader.js"):
                headers = (await client.get(address)).headers
                policy = headers["content-security-policy"]
                assert "default-src 'none'" in policy
                assert "unsafe" not in policy
                assert headers["x-content-type-options"] == "nosniff"
                assert "set-cookie" not in headers


class TestWhoMayRead:
    async def test_with_a_secret_every_page_is_behind_it_and_names_it_in_its_links(self) -> None:
        shelf = Shelf([article(1)])
        async with reading(shelf, access=Access(secret="s3cret-s3cret-s3cret")) as client:
            shown = await page(client, "/r/s3cret-s3cret-s3cret/")
            for address in ("/", "/search", "/feed.atom", "/r/wrong/", "/r/wrong/search?q=point"):
                assert (await client.get(address)).status_code == 404
            own = [held["href"] for _, held in shown.elements if str(held.get("href")).startswith("/")]
            assert own
            assert all(each.startswith("/r/s3cret-s3cret-s3cret/") for each in own)
            assert (await client.get(next(each for each in own if "/articles/" in each))).status_code == 200
        assert shelf.questions == []

    async def test_behind_the_secret_an_address_without_a_page_leads_back_to_the_library(self) -> None:
        async with reading(Shelf(), access=Access("s3cret")) as client:
            right = await client.get("/r/s3cret/nowhere", headers={"accept": "text/html"})
            wrong = await client.get("/r/other/nowhere", headers={"accept": "text/html"})
        assert right.status_code == wrong.status_code == 404
        assert Page(right.text).all("a", href="/r/s3cret/")
        assert "s3cret" not in wrong.text

    async def test_with_a_header_only_those_whom_the_proxy_names_read(self) -> None:
        async with reading(Shelf([article(1)]), access=Access(user_header="X-Forwarded-User")) as client:
            denied = await client.get("/")
            assert denied.status_code == 403
            assert "第 1 篇" not in denied.text
            assert (await client.get("/", headers={"X-Forwarded-User": " "})).status_code == 403
            assert (await client.get("/", headers={"X-Forwarded-User": "ann"})).status_code == 200


class TestSearchingTooMuch:
    async def test_it_is_refused_for_a_while_with_a_page_that_says_how_long(self) -> None:
        hands = Hands()
        async with reading(Shelf([article(1)]), clock=hands, burst=3) as client:
            for _ in range(3):
                assert (await client.get("/search?q=point")).status_code == 200
            assert (await client.get("/complete?q=po")).status_code == 429
            typed = await client.get("/search?q=point", headers={"x-part": "1"})
            assert typed.status_code == 429
            assert "again in 1 second." in typed.text
            assert "<html" not in typed.text, "a page within the page"
            refused = await client.get("/topics?q=point")
            assert refused.status_code == 429
            assert int(refused.headers["retry-after"]) >= 1
            assert "try again in 1 second." in refused.text
            assert (await client.get("/")).status_code == 200, "reading goes on"
            hands.seconds += 1.1
            assert (await client.get("/search?q=point")).status_code == 200


class TestSavingWork:
    @pytest.mark.parametrize("address", ["/", "/search?q=point", "/topics?q=point", "/feed.atom"])
    async def test_a_page_that_did_not_change_is_not_made_again(self, address: str) -> None:
        shelf = Shelf([article(1)])
        async with reading(shelf) as client:
            first = await client.get(address)
            asked = len(shelf.questions)
            tag = {"if-none-match": first.headers["etag"]}
            same = await client.get(address, headers=tag)
            assert (same.status_code, same.content) == (304, b"")
            assert len(shelf.questions) == asked
            shelf.state = "2"
            assert (await client.get(address, headers=tag)).status_code == 200

    async def test_the_other_language_is_another_page(self) -> None:
        async with reading(Shelf([article(1)])) as client:
            english = await client.get("/", headers={"accept-language": "en"})
            tag = {"if-none-match": english.headers["etag"]}
            chinese = await client.get("/", headers={"accept-language": "zh-CN,zh;q=0.9,en;q=0.8", **tag})
        assert chinese.status_code == 200
        assert "最新文章" in chinese.text

    async def test_files_are_kept_for_good_under_the_address_of_their_content(self) -> None:
        async with reading(Shelf()) as client:
            shown = await page(client, "/")
            answer = await client.get(shown.all("script")[0]["src"])
            assert "immutable" in answer.headers["cache-control"]
            assert answer.headers["content-type"].startswith("text/javascript")
            assert (await client.get("/static/../pages.py")).status_code == 404


async def test_a_store_that_is_away_is_told_with_a_number_that_the_log_has_too() -> None:
    shelf = Shelf([article(1)])
    shelf.is_away = True
    with capture_logs() as logged:
        async with reading(shelf) as client:
            answer = await client.get("/")
    assert answer.status_code == 503
    (number,) = re.findall(r"the number ([0-9a-f]{8})", answer.text)
    assert [each["error_id"] for each in logged] == [number]


async def test_the_log_says_which_page_failed_and_not_the_secret_in_its_address() -> None:
    shelf = Shelf([article(1)])
    shelf.is_away = True
    with capture_logs() as logged:
        async with reading(shelf, access=Access("s3cret")) as client:
            await client.get("/r/s3cret/search?q=point")
    assert [entry["path"] for entry in logged] == ["/search"]


async def test_the_links_at_the_top_are_named_in_the_language_of_the_page() -> None:
    async with reading(Shelf([article(1)])) as client:
        for language, name in {"en": "Other pages", "zh": "其他页面"}.items():
            assert (await page(client, f"/?lang={language}")).all("nav", class_="top-links", aria_label=name)


async def test_the_language_of_the_address_wins_and_stays_in_links() -> None:
    async with reading(Shelf([article(1)])) as client:
        shown = await page(client, "/?lang=zh", **{"accept-language": "en"})
    assert "最新文章" in shown.text
    assert all("lang=zh" in held["href"] for held in shown.all("a") if "/articles/" in held["href"])


async def test_a_question_is_remembered_when_it_is_sent_not_while_it_is_typed() -> None:
    shelf = Shelf()
    async with reading(shelf) as client:
        for part in ("typing", "1"):
            await client.get("/search?q=moon", headers={"x-part": part})
        assert shelf.remembered == []
        for path in ("/search?q=moon+farm&since=2025-01-01", "/search", "/topics?q=mars"):
            await client.get(path)
    assert shelf.remembered == ["moon farm since:2025-01-01"]
