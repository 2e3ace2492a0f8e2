"""Articles that are near to one, in the sample library, by words alone and with the bundled encoder."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app.library import Library, open_library
from bot.app.settings import Settings
from bot.app.shipped import shipped_data
from bot.ingest.importing import import_paths
from bot.model import Article, KeyPoint, Section
from tests.library import article

ABOUT_TIKTOK = "2022丨谁在管理 TikTok"
ABOUT_A_CAR = "打破外资品牌垄断"


@pytest.fixture(params=["off", "bundled"])
async def library(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Library]:
    environment = {"LATEPOST_DATA_DIR": str(tmp_path / "data"), "LATEPOST_ENCODER": request.param}
    async with open_library(Settings.read(environment, tmp_path), lambda _: None) as library:
        async for _ in import_paths([shipped_data() / "articles"], library.store):
            pass
        await library.catch_up()
        await library.encode(1_000)
        yield library


async def titled(library: Library, beginning: str) -> Article:
    return next(each for each in await library.older(20) if each.title.startswith(beginning))


async def test_they_are_of_the_same_affair_and_the_reason_stands_in_both_else_there_are_none(library: Library) -> None:
    asked = await titled(library, ABOUT_TIKTOK)
    related = await library.related(asked, 3)
    assert len(related) == 3
    for near in related:
        assert near.article.id != asked.id
        assert "TikTok" in [word.here for word in near.shared]
        for word in near.shared:
            assert word.here in text(asked)
            assert word.there in text(near.article)
        assert (near.points is not None) == (library.passages is not None)
        if near.points:
            here, there = near.points
            assert KeyPoint(text=here.text, citations=here.citations) in asked.points
            assert there.text in [passage.text for passage in near.article.passages]
    assert [near.score for near in related] == sorted((near.score for near in related), reverse=True)
    assert await library.related(await titled(library, ABOUT_A_CAR), 3) == [], "nothing is near"
    assert await library.related(article(5, title="…", viewpoint="", sections=()), 3) == [], "it says nothing"


async def test_a_name_counts_as_the_same_in_the_other_language(library: Library) -> None:
    english = article(
        1,
        title="Unitree before its listing",
        viewpoint="",
        sections=one_section("Unitree sells robots.", "Wang Xingxing owns most of Unitree."),
    )
    chinese = article(
        2,
        title="宇树科技的一年",
        viewpoint="",
        sections=one_section("宇树科技卖出更多机器人。", "王兴兴仍是宇树的大股东。"),
    )
    for each in (english, chinese):
        await library.store.save(each)
    await library.catch_up()
    await library.encode(1_000)
    [near] = await library.related(english, 3)
    assert near.article.title == chinese.title
    assert ("Unitree", "宇树科技") in [(word.here, word.there) for word in near.shared]


def one_section(*points: str) -> tuple[Section, ...]:
    return (Section(points=tuple(KeyPoint(text=text, citations=(1,)) for text in points)),)


def text(of: Article) -> str:
    return "\n".join((of.title, of.viewpoint, *(passage.text for passage in of.passages)))
