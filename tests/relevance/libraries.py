"""The libraries of `tests/relevance` with their questions, and a way to open one of them."""

import tempfile
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.app.library import Library, open_library
from bot.app.settings import Settings
from bot.ingest.importing import import_paths
from tests.relevance.measure import Question, read_questions

HERE = Path(__file__).parent
LIBRARIES = {
    "sample": HERE.parent.parent / "data" / "articles",
    "second": HERE / "second_library.jsonl",
    "third": HERE / "third_library.jsonl",
    "fourth": HERE / "fourth_library.jsonl",
    "fifth": HERE / "fifth_library.jsonl",
}
QUESTIONS = {
    "sample": ("sample", "fresh_sample", "further_sample"),
    "second": ("second", "later", "further_second"),
    "third": ("third", "fresh_third", "further_third", "last_third"),
    "fourth": ("fourth",),
    "fifth": ("fifth",),
}
"""The files of questions about each library, without `_questions.jsonl`."""
FAR_OFF = "far"
"""Questions of daily life, of an office and of general knowledge: no library of business articles comes near them."""


def questions_of(library: str) -> list[Question]:
    """All questions put to a library, those far off it among them."""
    return [
        question
        for name in (*QUESTIONS[library], FAR_OFF)
        for question in read_questions(HERE / f"{name}_questions.jsonl")
    ]


@asynccontextmanager
async def opened(articles: Path) -> AsyncGenerator[Library]:
    """A fresh library of these articles, indexed and encoded."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings.read({"LATEPOST_DATA_DIR": folder}, Path(folder))
        async with open_library(settings, say=lambda _: None) as library:
            async for outcome in import_paths([articles], library.store):
                if outcome.problem:
                    raise SystemExit(f"The library of the questions is wrong: {outcome.problem}")
            await library.catch_up()
            await library.encode(1_000_000)
            yield library
