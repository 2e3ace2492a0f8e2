"""The library that the bench measures: written once, imported by the real command, kept for the next run if asked."""

import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from bot.app.indexing.executor import Executor
from bot.app.library import Library, open_library
from bot.app.settings import Settings
from bot.app.shipped import shipped_data
from bot.search.lexicon.dictionary import Lexicon, prepare
from bot.search.lexicon.glossary import Glossary
from tests.bench.importing import Imported, run_import
from tests.bench.mix import Question, QuestionWriter
from tests.bench.words import NAMES, Words, read_words
from tests.bench.writing import POINTS_AN_ARTICLE, WRITING, write_library

_WARM_UP_SEED = 1
_MEASURED_SEED = 2


@dataclass(frozen=True)
class BenchLibrary:
    """A folder with the file of articles, the data directory made from it, and how long that took."""

    folder: Path
    articles: int
    imported: Imported
    note: str

    @property
    def file(self) -> Path:
        """The articles as JSON Lines."""
        return self.folder / "library.jsonl"

    @property
    def data(self) -> Path:
        """The bot's data directory."""
        return self.folder / "data"

    @property
    def cache(self) -> Path:
        """Where child processes keep their compiled modules."""
        return self.folder / "pycache"

    @property
    def points(self) -> int:
        """How many key points it holds."""
        return self.articles * POINTS_AN_ARTICLE

    def questions(self, count: int) -> tuple[list[Question], list[Question]]:
        """Questions to warm up with, and as many others to measure."""
        english, chinese = _words(self.data)
        lexicon = Lexicon(prepare(self.data))
        try:
            warm, measured = (
                QuestionWriter(self.file, lexicon, english, chinese, seed).questions(count)
                for seed in (_WARM_UP_SEED, _MEASURED_SEED)
            )
        finally:
            lexicon.close()
        return warm, measured

    @asynccontextmanager
    async def open(self, err: Console, executor: Executor | None = None) -> AsyncGenerator[Library]:
        """The library as the bot opens it, its index up to date."""
        settings = Settings.read({"LATEPOST_DATA_DIR": str(self.data)}, self.folder)
        async with open_library(settings, err.print, executor) as library:
            if taken := await library.catch_up():
                err.print(f"The kept index was not up to date: {taken} articles were indexed again.")
            yield library

    def glossary(self) -> Glossary:
        """The glossary that the bot uses on this library."""
        own = self.data / "glossary.toml"
        return Glossary.read(own if own.is_file() else shipped_data() / "glossary.toml")


def make(folder: Path, points: int, err: Console) -> BenchLibrary:
    """The library of so many key points in this folder: the one that is there, or a new one."""
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / "made.json"
    articles = max(1, points // POINTS_AN_ARTICLE)
    asked = {"articles": articles, "writing": WRITING}
    if made.is_file():
        found = json.loads(made.read_text(encoding="utf-8"))
        if found != asked:
            raise SystemExit(f"{folder} holds another library ({found}, asked for {asked}); name another folder.")
        imported = Imported.read(folder / "imported.json")
        note = "import figures are from the run that made the kept library; "
    else:
        file = folder / "library.jsonl"
        write_file(file, articles, folder, err)
        imported = run_import(file, articles, folder, folder / "pycache", err)
        imported.write(folder / "imported.json")
        made.write_text(json.dumps(asked), encoding="utf-8")
        note = ""
    return BenchLibrary(folder, articles, imported, note + _own_glossary(folder / "data"))


def write_file(file: Path, articles: int, folder: Path, err: Console) -> None:
    """Write a library of so many articles to a file."""
    with err.status(f"writing {articles:,} articles"):
        write_library(file, articles, *_words(folder))


def _words(data: Path) -> tuple[Words, Words]:
    return read_words(prepare(data))


def _own_glossary(data: Path) -> str:
    """Names cost something only where a glossary has any: where it is empty, the library gets the bench's own."""
    own = data / "glossary.toml"
    if not own.is_file() and Glossary.read(shipped_data() / "glossary.toml").entries:
        return "the shipped glossary"
    rows = ",\n".join(f"  {json.dumps(forms, ensure_ascii=False)}" for forms in NAMES)
    own.write_text(f"names = [\n{rows},\n]\n", encoding="utf-8")
    return f"a glossary of {len(NAMES)} names, since the shipped one was empty when the library was made"
