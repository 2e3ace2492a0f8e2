"""A library whose articles were read before captured pages had a grammar: the same page again updates them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.ingest.importing import Counts, import_paths
from bot.ingest.intake import Intake
from bot.model import Article
from bot.store import ArticleStore, Database
from bot.store.arrivals import Arrivals
from bot.summarize.extractive import ExtractiveSummarizer, extract
from tests.feed_server import TEXT

SUMMARY = "Fleet - Nine ferries were refitted [2]. - Two wait for parts [3]. Crews - Pilots retrain in March [4]"
CITED = "Ferries cost less at night [1]. Charging takes four hours [2]. The harbour pays half of it [3]."
FULL = "\n".join(TEXT)
PAGE = f"""南窗周刊
Search documents
江轮换电
南窗周刊· 2025-03-01 09:00
{SUMMARY}
夜里充电
南窗周刊· 2025-03-01 08:00
{CITED}
渡口的夜
南窗周刊· 2025-02-28 08:00
{FULL}
船厂公告（南窗周刊）
2025-02-27 18:30
船厂将于三月停工检修。
"""


def old(title: str, published_at: str, *paragraphs: str) -> Article:
    """An article as it was read then: its whole body is full text."""
    return Article(title=title, source="南窗周刊", published_at=published_at, paragraphs=paragraphs)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database.open(tmp_path / "library.sqlite") as opened:
        yield opened


async def test_articles_in_their_old_form_are_updated_and_not_doubled(database: Database, tmp_path: Path) -> None:
    store = ArticleStore(database)
    for held in (
        old("江轮换电", "2025-03-01T09:00+08:00", SUMMARY),
        extract(old("夜里充电", "2025-03-01T08:00+08:00", CITED)),
        extract(
            old("渡口的夜", "2025-02-28T08:00+08:00", *TEXT, "船厂公告（南窗周刊）", "2025-02-27 18:30", "船厂停工。")
        ),
    ):
        await store.save(held)
    assert (await held_of(store))["夜里充电"].made
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    assert await imported(database, tmp_path / "page.txt") == "imported 1 new, 3 updated, 0 unchanged, 0 failed"
    found = await held_of(store)
    assert len(found) == 4
    assert found["江轮换电"].points[0].text == "Nine ferries were refitted."
    assert found["江轮换电"].paragraphs == ()
    assert (found["夜里充电"].made, found["夜里充电"].sections) == (None, ())
    assert found["夜里充电"].paragraphs[1] == "Charging takes four hours [2]."
    assert not any("2025-02-27" in paragraph for paragraph in found["渡口的夜"].paragraphs)
    assert found["船厂公告（南窗周刊）"].source == "南窗周刊"
    assert await imported(database, tmp_path / "page.txt") == "imported 0 new, 0 updated, 4 unchanged, 0 failed"


async def held_of(store: ArticleStore) -> dict[str, Article]:
    return {article.title: article async for article in store.newest_first()}


async def imported(database: Database, path: Path) -> str:
    intake = Intake(Arrivals(database, lambda: datetime.now(UTC)), ExtractiveSummarizer())
    counts = Counts()
    async for outcome in import_paths([path], ArticleStore(database), intake=intake):
        counts.add(outcome)
    return str(counts)
