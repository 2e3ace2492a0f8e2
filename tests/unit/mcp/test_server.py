"""What another program gets of the tools and resources, through the SDK's own client."""

from datetime import timedelta
from typing import Any

import pytest
from mcp.client.client import Client
from mcp.shared.exceptions import MCPError

from bot.errors import StoreUnavailableError
from bot.links import ArticleLinks
from bot.mcp.server import LibraryServer
from bot.model import Answer, Match, MatchedPoint
from tests.library import START, article
from tests.unit.mcp.shelf import ToolShelf, calling, data, text

READER = "https://reader.example"
HELD = article(1, url="https://latepost.example/1", paragraphs=("One.", "Two.", "# Three."))


class TestAsk:
    async def test_every_statement_comes_with_its_citations_and_its_article(self) -> None:
        async with calling([HELD], READER) as (_, client):
            found = data(await client.call_tool("ask", {"question": "point"}))
        (about,) = found["articles"]
        assert found["outcome"] == "answer"
        assert about["article"] == {
            "id": HELD.id,
            "title": HELD.title,
            "source": "晚点LatePost",
            "published_at": HELD.published_at.isoformat(),
            "first_published": "2025-09-24",
            "address": f"{READER}/articles/{HELD.id}",
            "original": "https://latepost.example/1",
            "summary_by": "source's own",
            "resource": f"latepost://articles/{HELD.id}",
        }
        assert about["viewpoint"]["citations"] == [1, 2]
        assert about["statements"][0] == {
            "text": "Point one of article 1.",
            "section": "Hearing",
            "citations": [3, 5],
            "address": f"{READER}/articles/{HELD.id}#paragraph-3",
            "article_id": HELD.id,
        }

    async def test_its_text_says_the_same_as_markdown_with_the_id_to_go_on_with(self) -> None:
        async with calling([HELD]) as (_, client):
            shown = text(await client.call_tool("ask", {"question": "point"}))
        assert "- Point one of article 1. \\[3\\]\\[5\\]" in shown
        assert f"`{HELD.id}`" in shown

    async def test_without_a_reader_the_address_is_the_original(self) -> None:
        async with calling([HELD, article(2)]) as (_, client):
            found = data(await client.call_tool("ask", {"question": "point"}))
        assert [about["article"]["address"] for about in found["articles"]] == [None, "https://latepost.example/1"]
        assert found["articles"][1]["statements"][0]["address"] == "https://latepost.example/1"

    async def test_what_is_only_near_is_said_to_be_no_answer_in_data_and_text(self) -> None:
        async with calling([HELD]) as (shelf, client):
            shelf.nearest = (Match(article=HELD, score=1, points=(MatchedPoint(text="Near.", citations=(3,)),)),)
            result = await client.call_tool("ask", {"question": "zebras"})
        assert data(result)["outcome"] == "nearest"
        assert data(result)["articles"][0]["statements"][0]["text"] == "Near."
        assert "does not answer" in text(result)

    async def test_a_miss_says_so_and_suggests_what_there_is(self) -> None:
        async with calling([HELD]) as (_, client):
            result = await client.call_tool("ask", {"question": "zebras"})
        assert (data(result)["outcome"], data(result)["suggestions"]) == ("nothing", [HELD.title])
        assert "Nothing on “zebras”" in text(result)

    async def test_an_empty_library_is_a_miss(self) -> None:
        async with calling() as (_, client):
            assert data(await client.call_tool("ask", {"question": "zebras"}))["outcome"] == "nothing"
            assert data(await client.call_tool("latest", {}))["outcome"] == "nothing"
            assert (await client.list_resources()).resources == []

    @pytest.mark.parametrize(
        ("question", "told"),
        [
            ("", "`question` is empty"),
            (" \u200b\n", "`question` is empty"),
            ("x" * 1_000_000, "`question` has 1,000,000 characters, and at most 2,000 are read."),
            ("a\x1b[31m", "`question` holds U+001B, which is no text."),
            ("a\x00b", "`question` holds U+0000"),
        ],
    )
    async def test_hostile_text_gets_a_clear_error_and_never_reaches_the_search(self, question: str, told: str) -> None:
        async with calling([HELD]) as (shelf, client):
            for tool, name in (("ask", "question"), ("timeline", "topic"), ("article", "article")):
                result = await client.call_tool(tool, {name: question})
                assert result.is_error
                assert told.replace("question", name) in text(result)
                assert len(text(result)) < 300
            assert shelf.questions == []

    @pytest.mark.parametrize("limit", [0, 21, -1, 10**30, "many"])
    async def test_a_limit_out_of_bounds_is_refused(self, limit: Any) -> None:
        async with calling([HELD]) as (_, client):
            assert (await client.call_tool("ask", {"question": "point", "limit": limit})).is_error

    async def test_an_error_of_the_library_is_told_in_its_own_sentence(self) -> None:
        class Broken(ToolShelf):
            async def answer(self, question: str, limit: int) -> Answer:
                raise StoreUnavailableError("The database can't be reached.")

        async with Client(LibraryServer(Broken(), ArticleLinks(), "1.0")) as client:
            result = await client.call_tool("ask", {"question": "point"})
        assert result.is_error
        assert "The database can't be reached." in text(result)


class TestArticle:
    @pytest.mark.parametrize("named", [HELD.id, "tiktok 听证会"])
    async def test_it_is_found_by_id_or_title_with_the_paragraphs_that_are_asked_for(self, named: str) -> None:
        async with calling([HELD]) as (_, client):
            result = await client.call_tool("article", {"article": named, "paragraphs": [3, 9, 3]})
        found = data(result)
        assert [point["citations"] for point in found["article"]["statements"]] == [[3, 5], [6]]
        assert found["paragraphs"] == [{"number": 3, "text": "# Three."}]
        assert "\\# Three." in text(result)
        assert "Two." not in text(result)

    async def test_one_that_is_not_there_is_said_with_others(self) -> None:
        async with calling([HELD]) as (_, client):
            found = data(await client.call_tool("article", {"article": "point"}))
        assert (found["outcome"], found["article"], found["suggestions"]) == ("nothing", None, [HELD.title])


class TestLists:
    MANY = (article(1), article(2, source="晚点科技"), article(3, title="2019丨船厂 point"))

    async def test_the_latest_are_newest_first_of_one_publication_if_asked(self) -> None:
        async with calling(self.MANY) as (_, client):
            newest = data(await client.call_tool("latest", {"limit": 2}))
            of_source = data(await client.call_tool("latest", {"source": "晚点科技"}))
            on_topic = data(await client.call_tool("latest", {"topic": "point", "source": "晚点LatePost"}))
        assert [about["article"]["id"] for about in newest["articles"]] == [self.MANY[2].id, self.MANY[1].id]
        assert [about["article"]["id"] for about in of_source["articles"]] == [self.MANY[1].id]
        assert [about["article"]["id"] for about in on_topic["articles"]] == [self.MANY[2].id, self.MANY[0].id]
        assert newest["articles"][0]["viewpoint"]["text"] == "Viewpoint number 3."

    async def test_the_latest_on_a_topic_are_looked_for_in_the_publication_alone(self) -> None:
        behind_many = article(0, source="晚点 科技", published_at=START - timedelta(days=30))
        async with calling([behind_many, *map(article, range(1, 30))]) as (_, client):
            result = await client.call_tool("latest", {"topic": "point", "source": '晚点"科技'})
        assert [about["article"]["id"] for about in data(result)["articles"]] == [behind_many.id]

    async def test_a_timeline_goes_by_first_publication_with_the_best_point_of_each(self) -> None:
        async with calling(self.MANY) as (_, client):
            result = await client.call_tool("timeline", {"topic": "point"})
        found = data(result)["articles"]
        assert [about["article"]["first_published"] for about in found] == ["2019", "2025-09-24", "2025-09-24"]
        assert all(len(about["statements"]) == 1 for about in found)
        assert text(result).index("## 2019") < text(result).index("## September 2025")

    async def test_a_comparison_has_a_side_for_each_and_says_which_has_nothing(self) -> None:
        async with calling(self.MANY) as (shelf, client):
            result = await client.call_tool("compare", {"first": "point", "second": "zebras", "aspect": "cost"})
        assert [side["outcome"] for side in data(result)["sides"]] == ["answer", "nothing"]
        assert [question for question, _ in shelf.questions] == ["point cost", "zebras cost"]


class TestResources:
    async def test_the_newest_articles_are_listed_and_each_is_read_whole(self) -> None:
        async with calling([HELD, article(2)], READER) as (_, client):
            listed = (await client.list_resources()).resources
            (whole,) = (await client.read_resource(f"latepost://articles/{HELD.id}")).contents
        assert [(resource.title, resource.uri) for resource in listed] == [
            (held.title, f"latepost://articles/{held.id}") for held in (article(2), HELD)
        ]
        assert whole.mime_type == "text/markdown"
        assert "**\\[3\\]** \\# Three." in whole.text

    @pytest.mark.parametrize("address", ["0123456789abcdef", "..%2F..%2Fetc%2Fpasswd", "%00", "x" * 100_000])
    async def test_one_that_is_not_there_is_an_error(self, address: str) -> None:
        async with calling([HELD]) as (_, client):
            with pytest.raises(MCPError):
                await client.read_resource(f"latepost://articles/{address}")


async def test_the_tools_say_that_they_only_read_and_the_server_how_to_read_an_outcome() -> None:
    async with calling() as (_, client):
        tools = (await client.list_tools()).tools
        assert [tool.name for tool in tools] == ["ask", "article", "latest", "timeline", "compare"]
        assert all(tool.annotations and tool.annotations.read_only_hint and tool.output_schema for tool in tools)
        assert all(tool.description for tool in tools)
        assert "Never present that as an answer" in (client.instructions or "")
