"""The vectors follow the index: what has none is encoded, once, a little at a time."""

from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.errors import EncoderUnavailableError
from bot.ingest.encoding import PassageEncoder
from bot.ingest.indexing import catch_up
from bot.model import KeyPoint, Section
from bot.search.index.library_index import LibraryIndex
from bot.search.lexicon.dictionary import Lexicon, prepare
from bot.search.meaning.arrays import FloatMatrix
from bot.search.meaning.vectors import VectorReader
from bot.store import ArticleStore, Database
from tests.library import article

POINTS = ("Apples fell.", "Pears rose a lot.", "Plums stayed as they were.")


class CountingEncoder:
    """Gives a vector to each text, and keeps the texts."""

    name = "counting"

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.is_away = False

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        """A direction by the length of the text."""
        if self.is_away:
            raise EncoderUnavailableError("It is away.", retry_helps=True)
        self.texts += texts
        return np.array([[len(text), 1.0] for text in texts], dtype=np.float32)


@pytest.fixture(scope="module")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lexicon]:
    opened = Lexicon(prepare(tmp_path_factory.mktemp("lexicon")))
    yield opened
    opened.close()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[ArticleStore]:
    """A store of three articles with a point each."""
    async with Database.open(tmp_path / "library.sqlite") as database:
        store = ArticleStore(database)
        for number, text in enumerate(POINTS):
            await store.save(article(number).model_copy(update={"sections": (Section(points=(KeyPoint(text=text),)),)}))
        yield store


@pytest.fixture
def index(tmp_path: Path, lexicon: Lexicon) -> LibraryIndex:
    return LibraryIndex(tmp_path / "index", lexicon)


@pytest.fixture
def encoder() -> CountingEncoder:
    return CountingEncoder()


@pytest.fixture
def passages(tmp_path: Path, store: ArticleStore, index: LibraryIndex, encoder: CountingEncoder) -> PassageEncoder:
    reader = VectorReader(tmp_path / "vectors", encoder.name)
    return PassageEncoder(store, index, tmp_path / "vectors", reader, encoder)


async def test_every_passage_is_encoded_once(store, index, encoder, passages):
    await catch_up(store, index, wait_seconds=0)
    assert passages.missing() == len(POINTS)
    assert await passages.encode(100) == len(POINTS)
    assert passages.missing() == 0
    assert await passages.encode(100) == 0
    assert sorted(encoder.texts) == sorted(POINTS)


async def test_only_what_an_edit_changed_is_encoded_again(store, index, encoder, passages):
    await catch_up(store, index, wait_seconds=0)
    await passages.encode(100)
    edited = article(0).model_copy(update={"sections": (Section(points=(KeyPoint(text="Apples rose."),)),)})
    await store.save(edited)
    await catch_up(store, index, wait_seconds=0)
    assert await passages.encode(100) == 1
    assert encoder.texts[-1] == "Apples rose."


async def test_a_limit_leaves_the_rest_for_the_next_time(store, index, passages):
    await catch_up(store, index, wait_seconds=0)
    told: list[int] = []
    assert await passages.encode(1, told.append) == 1
    assert passages.missing() == len(POINTS) - 1
    assert told == [1]


async def test_what_the_encoder_fails_at_stays_missing(store, index, encoder, passages):
    await catch_up(store, index, wait_seconds=0)
    encoder.is_away = True
    with pytest.raises(EncoderUnavailableError):
        await passages.encode(100)
    assert passages.missing() == len(POINTS)
    encoder.is_away = False
    assert await passages.encode(100) == len(POINTS)
