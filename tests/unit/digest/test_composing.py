"""What goes out: under which topic an article comes, and what waits for the index."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.digest.composing import Composer
from bot.errors import IndexBusyError
from bot.model import Answer, Match, MatchedPoint, Subscription
from bot.store import ArticleStore, Database
from bot.store.digests import DigestStore
from bot.store.subscriptions import StoredSubscription, SubscriptionStore
from tests.library import article

DUE = datetime(2026, 3, 28, 8, 0, tzinfo=UTC)


class Library:
    """Answers a topic with the articles whose title holds it; `behind` changes are not indexed yet."""

    def __init__(self, store: ArticleStore) -> None:
        self._store = store
        self.behind = 0

    async def indexed_change(self) -> int:
        return (await self._store.state()).change - self.behind

    async def answer_within(self, question: str, article_ids: Sequence[str]) -> Answer:
        held = await self._store.get(article_ids)
        found = [each for each in held.values() if question in each.title]
        point = MatchedPoint(text=f"about {question}")
        return Answer(query=question, matches=tuple(Match(article=each, score=1.0, points=(point,)) for each in found))


class Desk:
    def __init__(self, database: Database) -> None:
        self.articles = ArticleStore(database)
        self.subscriptions = SubscriptionStore(database)
        self.library = Library(self.articles)
        self.composer = Composer(DigestStore(database), self.library)

    async def subscribe(self, *topics: str) -> StoredSubscription:
        subscription = Subscription(
            id="s", team_id="T", channel_id="C", owner_id="U", at="09:00", days=(1,), zone="UTC", topics=topics
        )
        await self.subscriptions.add(subscription, now=DUE, since=DUE, next_due=DUE)
        held = await self.subscriptions.get("s")
        assert held
        return held


@pytest.fixture
async def context(tmp_path: Path) -> AsyncIterator[Desk]:
    async with Database.open(tmp_path / "library.sqlite") as database:
        yield Desk(database)


async def test_without_topics_all_new_articles_come_newest_first_with_their_leading_points(context: Desk) -> None:
    held = await context.subscribe()
    for number in (1, 3, 2):
        await context.articles.save(article(number))
    digest = await context.composer.compose(held, DUE)
    assert [group.topic for group in digest.groups] == [""]
    assert [each.article.title for each in digest.entries] == [article(number).title for number in (3, 2, 1)]
    assert [point.text for point in digest.entries[0].points] == ["Point one of article 3.", "Point two of article 3."]


async def test_an_article_comes_once_under_the_first_topic_that_it_answers(context: Desk) -> None:
    held = await context.subscribe("chips", "TikTok", "hearing")
    for number, title in enumerate(("TikTok hearing", "chips", "coffee", "hearing"), 1):
        await context.articles.save(article(number, title=title))
    digest = await context.composer.compose(held, DUE)
    shown = [(group.topic, [each.article.title for each in group.entries]) for group in digest.groups]
    assert shown == [("chips", ["chips"]), ("TikTok", ["TikTok hearing"]), ("hearing", ["hearing"])]
    assert digest.entries[0].points[0].text == "about chips"


async def test_of_an_article_in_full_text_its_first_paragraph_comes(context: Desk) -> None:
    held = await context.subscribe()
    await context.articles.save(article(1, sections=(), paragraphs=("First.", "Second.")))
    (entry,) = (await context.composer.compose(held, DUE)).entries
    assert [(point.text, point.citations) for point in entry.points] == [("First.", (1,))]


async def test_composing_changes_nothing(context: Desk) -> None:
    held = await context.subscribe("TikTok")
    await context.articles.save(article(1))
    assert await context.composer.compose(held, DUE) == await context.composer.compose(held, DUE)
    assert await context.subscriptions.get("s") == held


async def test_what_the_index_lacks_is_waited_for_or_left_to_the_next_digest(context: Desk) -> None:
    held = await context.subscribe("TikTok")
    await context.articles.save(article(1))
    await context.articles.save(article(2))
    context.library.behind = 1
    with pytest.raises(IndexBusyError):
        await context.composer.compose(held, DUE, waits_for_index=True)
    digest = await context.composer.compose(held, DUE)
    assert [each.article for each in digest.entries] == [article(1)]
    assert digest.change == 1


async def test_without_topics_the_index_is_not_waited_for(context: Desk) -> None:
    held = await context.subscribe()
    await context.articles.save(article(1))
    context.library.behind = 1
    assert len((await context.composer.compose(held, DUE, waits_for_index=True)).entries) == 1


async def test_what_is_published_later_than_the_slot_waits(context: Desk) -> None:
    held = await context.subscribe()
    await context.articles.save(article(1, published_at=DUE + timedelta(seconds=1)))
    assert (await context.composer.compose(held, DUE)).groups == ()
