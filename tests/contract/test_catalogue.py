"""What every database must do for looking through the library page by page."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.model import Article, Cursor
from bot.store import ArticleStore, Database
from bot.store.catalogue import Catalogue
from tests.library import START, article


class TestOlder:
    @pytest.fixture
    async def catalogue(self, database_url: str) -> AsyncIterator[Catalogue]:
        """Twenty articles, five at each of four times, every second one of another source."""
        async with Database.open(database_url) as database:
            store = ArticleStore(database)
            for number in range(20):
                source = "另一家" if number % 2 else "晚点LatePost"
                await store.save(article(number, source=source, published_at=START + timedelta(hours=number // 5)))
            yield Catalogue(database)

    @pytest.mark.parametrize("source", [None, "另一家"])
    async def test_page_by_page_every_article_comes_once_newest_first(
        self, catalogue: Catalogue, source: str | None
    ) -> None:
        found: list[Article] = []
        while page := await catalogue.older(3, Cursor.of(found[-1]) if found else None, source):
            assert len(page) <= 3
            found += page
        assert len(found) == (10 if source else 20)
        assert found == sorted(found, key=lambda each: (-Cursor.of(each).published_ms, each.id))
        assert {each.source for each in found} == ({source} if source else {"另一家", "晚点LatePost"})

    async def test_an_article_that_comes_meanwhile_moves_nothing(self, catalogue: Catalogue) -> None:
        first = await catalogue.older(5)
        rest = await catalogue.older(5, Cursor.of(first[-1]))
        assert await catalogue.older(5, Cursor.of(first[-1])) == rest
        assert not {each.id for each in first} & {each.id for each in rest}

    async def test_a_place_whose_article_is_gone_is_a_place_still(self, catalogue: Catalogue) -> None:
        place = Cursor(published_ms=Cursor.of(article(0)).published_ms, article_id="f" * 16)
        assert all(Cursor.of(each).published_ms <= place.published_ms for each in await catalogue.older(50, place))
