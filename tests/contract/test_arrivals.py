"""What comes in is held once, in one transaction with where it came from, and can be taken back."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.ingest.duplicates import SamePiece
from bot.model import Article, Taken
from bot.store import ArticleStore, Database, Saved
from bot.store.arrivals import Arrivals, Receipt
from bot.store.feed_states import FeedStates
from tests.feed_server import ENGLISH, TEXT
from tests.library import article, change_numbers

NOW = datetime(2025, 9, 26, 4, 0, tzinfo=UTC)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    async with Database.open(database_url) as opened:
        yield opened


def piece(number: int = 1, **fields: Any) -> Article:
    values = {"title": "江轮换电", "sections": (), "viewpoint": "", "viewpoint_citations": (), "paragraphs": TEXT}
    return article(number, **{**values, **fields})


async def take(arrivals: Arrivals, new: Article, **marks: str) -> Taken:
    return await arrivals.take(new, marks, SamePiece(new, next(iter(marks), None)))


class TestRemoved:
    @pytest.mark.parametrize(
        "again",
        [{}, {"url": "https://a.example/1"}, {"number": 30, "source": "别处"}],
        ids=["by its name", "by its address", "by its text, elsewhere"],
    )
    async def test_a_removed_piece_stays_away_however_it_comes_again(
        self, database: Database, again: dict[str, Any]
    ) -> None:
        store, arrivals = ArticleStore(database), Arrivals(database, lambda: NOW)
        first = await take(arrivals, piece(url="https://a.example/1"))
        await store.remove(first.article.id)
        edited = piece(**again, paragraphs=(*TEXT, "后来补充的一段。"))
        for entry in ("first", "edited"):
            taken = await take(arrivals, edited, k=entry)
            assert (taken.saved, taken.is_removed, taken.article) == (Saved.UNCHANGED, True, first.article)
        assert (await arrivals.fingerprints(["k"]), await arrivals.is_held("k")) == ({"k": "edited"}, False)
        assert (await arrivals.replace(edited, SamePiece(edited))).is_removed
        assert await store.count() == 0
        await store.restore(first.article.id)
        assert await arrivals.fingerprints(["k"]) != {"k": "edited"}  # the feed still has what was not taken
        assert (await take(arrivals, edited)).saved is Saved.UPDATED

    async def test_another_piece_of_its_name_is_held_and_both_can_be(self, database: Database) -> None:
        store, arrivals = ArticleStore(database), Arrivals(database, lambda: NOW)
        first = await take(arrivals, piece(url="https://a.example/1"))
        await store.remove(first.article.id)
        other = await take(arrivals, piece(url="https://a.example/2", paragraphs=ENGLISH))
        assert other.saved is Saved.NEW
        assert await store.restore(first.article.id) == first.article
        assert await store.count() == 2

    async def test_taking_an_upload_back_leaves_a_removed_piece_where_it_is(self, database: Database) -> None:
        store, arrivals = ArticleStore(database), Arrivals(database, lambda: NOW)
        taken = await take(arrivals, piece())
        await arrivals.keep_receipt(Receipt("r1", "T1", "U1", (taken,)))
        await store.remove(taken.article.id)
        assert await arrivals.undo("r1", "U1") == 0
        assert await store.removed() == [taken.article]


class TestTaking:
    async def test_the_same_piece_from_elsewhere_adds_its_source_and_no_article(self, database: Database) -> None:
        store, arrivals = ArticleStore(database), Arrivals(database, lambda: NOW)
        first = await take(arrivals, piece(url="https://a.example/1"))
        second = await take(arrivals, piece(30, source="别处", url="https://b.example/2"))
        again = await take(arrivals, piece(31, source="别处", url="https://b.example/2"))
        assert (first.saved, second.saved, again.saved) == (Saved.NEW, Saved.UPDATED, Saved.UNCHANGED)
        (held,) = [each async for each in store.newest_first()]
        assert held.id == first.article.id
        assert [(each.source, each.url) for each in held.also_in] == [("别处", "https://b.example/2")]

    @pytest.mark.parametrize(
        "other",
        [
            {"paragraphs": ENGLISH},
            {"title": "海船换电"},
            {"published_at": NOW + timedelta(days=9)},
        ],
        ids=["another text", "another title", "long after"],
    )
    async def test_another_piece_is_held_beside_it(self, database: Database, other: dict[str, Any]) -> None:
        arrivals = Arrivals(database, lambda: NOW)
        await take(arrivals, piece())
        await take(arrivals, piece(2, source="别处", **other))
        assert await ArticleStore(database).count() == 2

    @pytest.mark.parametrize(
        ("titles", "text", "figures"),
        [
            (
                ("Shanghai stocks close higher on Monday", "Shanghai stocks close higher on Tuesday"),
                "The index closed at {} points, up {} percent. Turnover on the two exchanges was {} billion yuan, and"
                " shares of banks led, while those of property developers lagged behind, traders said.",
                ((3050, 0.5, 810), (3071, 0.7, 905)),
            ),
            (
                ("蔚山汽车九月交付新车再创新高", "青山汽车九月交付新车再创新高"),
                "公司今日公布，本月共交付新车 {} 辆，同比增长 {}%，环比增长 {}%，再创单月历史新高。公司表示，将继续加大"
                "研发投入，为用户带来更好的产品与服务，并在年内开出更多的门店，让更多的家庭用上新能源汽车。",
                ((40397, 92.6, 16.3), (42013, 75.7, 1.2)),
            ),
        ],
        ids=["english", "chinese"],
    )
    async def test_reports_of_one_pattern_with_other_figures_are_two(
        self, database: Database, titles: tuple[str, str], text: str, figures: tuple[tuple[float, ...], ...]
    ) -> None:
        arrivals = Arrivals(database, lambda: NOW)
        for title, each in zip(titles, figures, strict=True):
            await take(arrivals, piece(title=title, paragraphs=(text.format(*each),)))
        assert await ArticleStore(database).count() == 2

    async def test_what_came_from_the_same_place_is_the_same_though_it_was_edited(self, database: Database) -> None:
        store, arrivals = ArticleStore(database), Arrivals(database, lambda: NOW)
        first = await take(arrivals, piece(), k="1")
        edited = await take(arrivals, piece(200, title="江轮换电记", paragraphs=(*TEXT, "补记。")), k="2")
        assert (edited.article.id, edited.saved) == (first.article.id, Saved.UPDATED)
        assert (await store.get([first.article.id]))[first.article.id].paragraphs[-1] == "补记。"
        assert await arrivals.fingerprints(["k", "unknown"]) == {"k": "2"}

    async def test_an_excerpt_gives_way_to_the_whole_and_never_the_other_way_round(self, database: Database) -> None:
        store, arrivals = ArticleStore(database), Arrivals(database, lambda: NOW)
        first = await take(arrivals, piece(paragraphs=TEXT[:2]))
        await take(arrivals, piece(2, source="别处", paragraphs=TEXT))
        await take(arrivals, piece(3, source="第三处", paragraphs=TEXT[:2]))
        held = (await store.get([first.article.id]))[first.article.id]
        assert held.paragraphs == TEXT
        assert [each.source for each in held.also_in] == ["别处", "第三处"]
        assert await store.count() == 1

    async def test_at_once_from_many_places_it_is_held_once(self, database: Database) -> None:
        arrivals = Arrivals(database, lambda: NOW)
        await asyncio.gather(*(take(arrivals, piece(n, source=f"第 {n} 处")) for n in range(8)))
        (held,) = [each async for each in ArticleStore(database).newest_first()]
        assert len({held.source, *(each.source for each in held.also_in)}) == 8


BOATS = ("The harbour master closes the north quay from Monday on, and all pedestrians cross by the old bridge.",)
BOOKS = ("Upstairs in the canteen there is now a reading room that stays open until nine in the evening.",)


class TestOtherPieces:
    """What the publisher or the text tells apart is held beside what was there, however often and in any order."""

    @pytest.mark.parametrize(
        "fields",
        [
            ({"paragraphs": BOATS}, {"paragraphs": BOOKS}),
            ({"url": "https://a.example/list?17"}, {"url": "https://a.example/list?18"}),
            ({"url": "https://a.example/log#june"}, {"url": "https://a.example/log#july"}),
            ({"url": "https://a.example/x?ref=home"}, {"url": "https://a.example/x?ref=top"}),
        ],
        ids=["text", "bare query", "fragment", "ref"],
    )
    async def test_of_one_title_and_time_both_are_held(
        self, database: Database, fields: tuple[dict[str, Any], dict[str, Any]]
    ) -> None:
        store, arrivals = ArticleStore(database), Arrivals(database, lambda: NOW)
        texts = ({"paragraphs": BOATS}, {"paragraphs": BOOKS}) if "url" in fields[0] else ({}, {})
        pieces = [piece(title="Notice", **text, **each) for text, each in zip(texts, fields, strict=True)]
        for new in pieces:
            await take(arrivals, new)
        changes = await change_numbers(store)
        for new in (*reversed(pieces), *pieces):
            assert (await take(arrivals, new)).saved is Saved.UNCHANGED
        held = {(each.paragraphs, each.url) async for each in store.newest_first()}
        assert held == {(each.paragraphs, each.url) for each in pieces}
        assert await change_numbers(store) == changes

    async def test_texts_of_one_pattern_are_two_where_their_links_differ(self, database: Database) -> None:
        arrivals = Arrivals(database, lambda: NOW)
        pattern = "Berth {} is closed from Monday on for three weeks; lorries take the north gate, people the bridge."
        for name in ("Anna", "Berta", "Clara"):
            url = f"https://a.example/{name}"
            await take(arrivals, piece(title="Berth closed", paragraphs=(pattern.format(name),), url=url))
        assert await ArticleStore(database).count() == 3

    async def test_entries_of_one_link_are_one_article_each(self, database: Database) -> None:
        store, arrivals = ArticleStore(database), Arrivals(database, lambda: NOW)
        url = "https://a.example/news.html"
        for _ in range(2):
            await take(arrivals, piece(title="Quay", paragraphs=BOATS, url=url), quay="1")
            await take(arrivals, piece(title="Books", paragraphs=BOOKS, url=url), books="1")
        held = {(each.title, each.paragraphs) async for each in store.newest_first()}
        assert held == {("Quay", BOATS), ("Books", BOOKS)}

    async def test_an_id_that_a_feed_gives_to_another_piece_replaces_nothing(self, database: Database) -> None:
        store, arrivals = ArticleStore(database), Arrivals(database, lambda: NOW)
        await take(arrivals, piece(title="Quay", paragraphs=BOATS), latest="1")
        await take(arrivals, piece(9, title="Books", paragraphs=BOOKS), latest="2")
        assert {each.paragraphs async for each in store.newest_first()} == {BOATS, BOOKS}

    async def test_an_edit_of_the_same_entry_updates_it_however_much_is_new(self, database: Database) -> None:
        store, arrivals = ArticleStore(database), Arrivals(database, lambda: NOW)
        await take(arrivals, piece(title="Quay", paragraphs=BOATS), quay="1")
        edited = await take(arrivals, piece(title="Quay", paragraphs=BOOKS), quay="2")
        assert edited.saved is Saved.UPDATED
        assert [each.paragraphs async for each in store.newest_first()] == [BOOKS]

    async def test_summaries_of_one_title_and_time_with_other_links_are_two(self, database: Database) -> None:
        store, arrivals = ArticleStore(database), Arrivals(database, lambda: NOW)
        pieces = [article(url=f"https://a.example/{n}", viewpoint=f"{n} boats.") for n in (1, 2)]
        for new in (*pieces, *reversed(pieces)):
            await arrivals.replace(new, SamePiece(new))
        assert {each.viewpoint async for each in store.newest_first()} == {"1 boats.", "2 boats."}


class TestTakingBack:
    async def test_new_articles_go_and_changed_ones_are_as_before(self, database: Database) -> None:
        store, arrivals = ArticleStore(database), Arrivals(database, lambda: NOW)
        await store.save(article(1))
        edited = article(1, viewpoint="Edited.")
        taken = (
            Taken(article=edited, saved=await store.save(edited), before=article(1)),
            Taken(article=article(2), saved=await store.save(article(2))),
        )
        for _ in range(2):
            await arrivals.keep_receipt(Receipt("r", "T1", "U1", taken))
        assert await arrivals.undo("r", "U2") is None  # somebody else's
        assert await arrivals.undo("r", "U1") == 2
        assert [each async for each in store.newest_first()] == [article(1)]
        changes = await change_numbers(store)
        assert await arrivals.undo("r", "U1") == 0
        assert await arrivals.undo("unknown", "U1") is None
        assert await change_numbers(store) == changes

    async def test_what_changed_since_stays(self, database: Database) -> None:
        store, arrivals = ArticleStore(database), Arrivals(database, lambda: NOW)
        await arrivals.keep_receipt(
            Receipt("r", "T1", "U1", (Taken(article=article(1), saved=await store.save(article(1))),))
        )
        await store.save(article(1, viewpoint="Edited."))
        assert await arrivals.undo("r", "U1") == 0
        assert await store.count() == 1

    async def test_old_receipts_are_forgotten(self, database: Database) -> None:
        store, arrivals = ArticleStore(database), Arrivals(database, lambda: NOW)
        await arrivals.keep_receipt(
            Receipt("r", "T1", "U1", (Taken(article=article(1), saved=await store.save(article(1))),))
        )
        await arrivals.forget(NOW + timedelta(seconds=1))
        assert await arrivals.undo("r", "U1") is None


class TestFeedStates:
    async def test_a_due_feed_is_taken_by_one(self, database: Database) -> None:
        one, other = FeedStates(database, lambda: NOW), FeedStates(database, lambda: NOW)
        feeds = [("k", "https://a.example/feed")]
        (taken,) = await one.take_due(feeds, timedelta(minutes=5))
        assert await other.take_due(feeds, timedelta(minutes=5)) == []
        await one.succeeded(taken, NOW)
        assert len(await other.take_due(feeds, timedelta(minutes=5))) == 1

    async def test_a_failing_is_reported_by_one(self, database: Database) -> None:
        states = FeedStates(database, lambda: NOW)
        (taken,) = await states.take_due([("k", "https://a.example/feed")], timedelta(minutes=5))
        await states.failed(taken, "down", NOW)
        assert not await states.take_report("k", NOW - timedelta(days=1))
        assert await states.take_report("k", NOW)
        assert not await states.take_report("k", NOW)
        await states.not_reported("k")
        assert await states.take_report("k", NOW)
