"""With a slow maker of summaries an article is there at once, and has the better summary when that is done."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.formats import Parsed
from bot.ingest.intake import Intake
from bot.model import Article, Making, Saved
from bot.store import ArticleStore, Database
from bot.store.arrivals import Arrivals
from bot.summarize.extractive import ExtractiveSummarizer, extract
from tests.feed_server import TEXT
from tests.library import article, change_numbers

Make = Callable[[ArticleStore, "Model"], Intake]
FULL = article(title="江轮换电", sections=(), viewpoint="", viewpoint_citations=(), paragraphs=TEXT)


@dataclass
class Model:
    """A maker that looks at what is held when it is asked, and then writes, fails, or dies."""

    store: ArticleStore
    fails: bool = False
    dies: bool = False
    held: list[Article] = field(default_factory=list)

    async def summarise(self, article: Article) -> Article:
        self.held += [each async for each in self.store.newest_first()]
        if self.dies:
            raise ConnectionError
        if self.fails:
            return extract(article, instead_of="small")
        made = Making(by="model", model="small")
        return extract(article).model_copy(update={"viewpoint": "Ferries.", "made": made})


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with Database.open(tmp_path / "library.sqlite") as opened:
        yield opened


@pytest.fixture
def store(database: Database) -> ArticleStore:
    return ArticleStore(database)


@pytest.fixture
def intake(database: Database) -> Make:
    arrivals = Arrivals(database, lambda: datetime.now(UTC))
    return lambda store, model: Intake(arrivals, model, meanwhile=ExtractiveSummarizer())


def parsed(source: str = "") -> Parsed:
    return Parsed(FULL.model_copy(update={"source": source}) if source else FULL, 1, is_full_text=True)


async def held(store: ArticleStore) -> Article:
    (one,) = [each async for each in store.newest_first()]
    return one


async def test_it_is_held_with_the_extractive_summary_until_the_model_is_done(
    store: ArticleStore, intake: Make
) -> None:
    model = Model(store)
    taken = await intake(store, model).take(parsed())
    assert [each.summary_by for each in model.held] == ["extractive"]
    assert (taken.saved, taken.before, taken.article.summary_by) == (Saved.NEW, None, "model small")
    assert (await held(store)).summary_by == "model small"


async def test_what_a_model_wrote_is_not_asked_for_again(store: ArticleStore, intake: Make) -> None:
    model = Model(store)
    for _ in range(2):
        taken = await intake(store, model).take(parsed())
    await intake(store, model).take(parsed("elsewhere"))
    assert (len(model.held), taken.saved) == (1, Saved.UNCHANGED)
    assert [each.source for each in (await held(store)).also_in] == ["elsewhere"]


async def test_whoever_died_in_between_asks_the_model_when_the_article_comes_again(
    store: ArticleStore, intake: Make
) -> None:
    with pytest.raises(ConnectionError):
        await intake(store, Model(store, dies=True)).take(parsed(), entry=("k", "1"))
    assert (await held(store)).summary_by == "extractive"
    assert await intake(store, Model(store)).mark("k") is None
    await intake(store, Model(store)).take(parsed(), entry=("k", "1"))
    assert (await held(store)).summary_by == "model small"


async def test_a_model_that_failed_on_it_is_said_and_not_asked_again(store: ArticleStore, intake: Make) -> None:
    failing, model = Model(store, fails=True), Model(store)
    await intake(store, failing).take(parsed())
    made = (await held(store)).made
    assert made == Making(by="extractive", model="small")
    changes = await change_numbers(store)
    await intake(store, model).take(parsed())
    assert (model.held, await change_numbers(store)) == ([], changes)


async def test_no_model_is_asked_for_what_was_removed_and_whoever_brings_it_is_told(
    store: ArticleStore, intake: Make
) -> None:
    await intake(store, Model(store)).take(parsed(), entry=("k", "1"))
    removed = await held(store)
    await store.remove(removed.id)
    model = Model(store)
    taken = await intake(store, model).take(parsed(), entry=("k", "2"))
    assert (taken.saved, taken.is_removed, model.held) == (Saved.UNCHANGED, True, [])
    assert f"latepost restore {removed.id}" in taken.notes[0]
    assert await intake(store, model).mark("k") == "2"
    await store.restore(removed.id)
    assert await held(store) == removed
