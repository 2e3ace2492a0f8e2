"""A small library in a real index, and the parts that read questions over it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.model import Article
from bot.search.index.library_index import LibraryIndex
from bot.search.lexicon.dictionary import Lexicon, prepare
from bot.search.lexicon.glossary import Glossary
from bot.search.query.expansion import QueryExpander

GLOSSARY = """
names = [
  ["字节跳动", "字节", "ByteDance"],
  ["问界", "AITO"],
  ["美国", "United States", "U.S.", "US", "America"],
]
terms = [
  ["合资公司", "joint venture"],
  ["算力", "compute"],
  ["算力中心", "computing center"],
  ["大模型", "large language model", "LLM"],
]
related = [
  ["议员", "lawmaker", "legislator"],
]
places = [
  ["美国", "Arizona"],
]
"""


@pytest.fixture(scope="session")
def lexicon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lexicon]:
    """The dictionary that is installed with the package."""
    opened = Lexicon(prepare(tmp_path_factory.mktemp("lexicon")))
    yield opened
    opened.close()


@pytest.fixture
def glossary(tmp_path: Path) -> Glossary:
    """A few names and terms."""
    path = tmp_path / "glossary.toml"
    path.write_text(GLOSSARY, encoding="utf-8")
    return Glossary.read(path)


@pytest.fixture
def understanding(tmp_path: Path, lexicon: Lexicon, glossary: Glossary) -> Callable[..., QueryExpander]:
    """Reads questions over a library of these articles."""

    def over(*articles: Article) -> QueryExpander:
        index = LibraryIndex(tmp_path / "index", lexicon)
        with index.writing("store", wait_seconds=1) as writer:
            for article in articles:
                writer.put(article)
            writer.commit(len(articles), "mark")
        return QueryExpander(index, lexicon, glossary)

    return over
