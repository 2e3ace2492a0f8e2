"""Part 3: how long our whole answer takes, beside other engines on the same questions in the same run."""

import gc
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from bot.app.library import Library
from bot.search.lexicon.dictionary import Lexicon, prepare
from bot.search.query.expansion import QueryExpander
from tests.bench.engines import Bm25s, Engine, ExpandedTantivy, Rapidfuzz, RawTantivy, SqliteFts5
from tests.bench.library import BenchLibrary
from tests.bench.mix import Question
from tests.bench.tables import milliseconds, percentile

OURS = "our whole answer"
OURS_LOOKING = "the same, looking for news first"
_LIMIT = 5
_ALL = "all kinds"


class Spent(NamedTuple):
    """Seconds that passed, and seconds of CPU in all threads, which other work of the machine hardly changes."""

    wall: float
    cpu: float


@dataclass
class Measured:
    """What each question took an engine, by the question's number."""

    name: str
    points: int
    spent: dict[int, Spent] = field(default_factory=dict)

    def wall(self, numbers: Iterable[int]) -> list[float]:
        """Seconds that passed, of those of these questions that it was asked."""
        return [self.spent[number].wall for number in numbers if number in self.spent]

    def cpu(self, numbers: Iterable[int]) -> list[float]:
        """Seconds of CPU, of those of these questions that it was asked."""
        return [self.spent[number].cpu for number in numbers if number in self.spent]


@dataclass(frozen=True)
class Budget:
    """How much the slow engines may take: seconds each for the questions, and key points in their tables."""

    seconds: float
    points: int


async def measure(
    library: BenchLibrary, warm_up: list[Question], questions: list[Question], budget: Budget, err: Console
) -> list[Measured]:
    """Ask everybody. Each measured question is asked once, after others: nothing answers from a cache of its own."""
    async with library.open(err) as opened:
        lexicon = Lexicon(prepare(library.data))
        understanding = QueryExpander(opened.index, lexicon, library.glossary())
        index = library.data / "index"
        quick: list[Engine] = [RawTantivy(index), ExpandedTantivy(index, understanding)]
        with err.status(f"asking ourselves and tantivy {len(questions)} questions"):
            await _side_by_side(opened, quick, warm_up, library.points)
            found = await _side_by_side(opened, quick, questions, library.points)
        lexicon.close()
    size = min(budget.points, library.points)
    slow: list[Callable[[], Engine]] = [
        lambda: Bm25s(library.folder, library.file, size),
        lambda: SqliteFts5(library.folder, library.file, size),
        lambda: Rapidfuzz(library.file, size),
    ]
    for make in slow:  # one after the other: each gives its memory back
        with err.status("building the next alternative"):
            engine = make()
        with err.status(f"asking {engine.name}"):
            found.append(_within(engine, questions, budget, size))
        del engine
        gc.collect()
    return found


async def _side_by_side(
    library: Library, engines: list[Engine], questions: list[Question], points: int
) -> list[Measured]:
    """Every question to everybody before the next one, each time another first: noise and caches meet all alike."""
    ours, looking = Measured(OURS, points), Measured(OURS_LOOKING, points)
    others = [Measured(engine.name, points) for engine in engines]
    for number, question in enumerate(questions):
        prepared = [engine.prepare(question.text) for engine in engines]

        async def ask(text: str = question.text, number: int = number) -> None:
            ours.spent[number] = await _timed(lambda: library.answerer.answer(text, _LIMIT))

        def compare(number: int = number, prepared: list[Any] = prepared) -> None:
            for engine, form, measured in zip(engines, prepared, others, strict=True):
                measured.spent[number] = _search(engine, form)

        if number % 2:
            await ask()
            compare()
        else:
            compare()
            await ask()
    # Their second time: what differs from the first is the look at the store, and what a cache saves.
    for number, question in enumerate(questions[: len(questions) // 4]):

        async def look(text: str = question.text) -> None:
            await library.refresh()
            await library.answer(text, _LIMIT)

        looking.spent[number] = await _timed(look)
    return [ours, looking, *others]


def _within(engine: Engine, questions: list[Question], budget: Budget, points: int) -> Measured:
    """As many questions as the budget lets, all kinds in turn; the first is asked twice and counted once."""
    measured = Measured(engine.name, points)
    engine.search(engine.prepare(questions[0].text))
    ends = time.perf_counter() + budget.seconds
    for number, question in enumerate(questions):
        measured.spent[number] = _search(engine, engine.prepare(question.text))
        if time.perf_counter() > ends:
            break
    return measured


def _search(engine: Engine, prepared: Any) -> Spent:
    wall, cpu = time.perf_counter(), time.process_time()
    engine.search(prepared)
    return Spent(time.perf_counter() - wall, time.process_time() - cpu)


async def _timed(ask: Callable[[], Awaitable[Any]]) -> Spent:
    wall, cpu = time.perf_counter(), time.process_time()
    await ask()
    return Spent(time.perf_counter() - wall, time.process_time() - cpu)


def tables(found: list[Measured], questions: list[Question]) -> list[Table]:
    """All engines over the whole mix; ours and tantivy by kind of question."""
    return [_by_engine(found), _by_kind(found, questions)]


def _by_engine(found: list[Measured]) -> Table:
    ours = found[0]
    result = Table(
        title="Query latency over the mix",
        caption="ratios on the questions that the engine was asked: our p50 / its p50, our p99 / its p99; "
        "CPU time, of all threads, is hardly changed by what else the machine does" + _share_note(found),
    )
    for heading in ("engine", "points", "asked", "p50", "p99", "CPU p50", "CPU p99", "ours to it", "by CPU time"):
        result.add_column(heading, justify="left" if heading == "engine" else "right")
    for each in found:
        asked = list(each.spent)
        wall, cpu = _both(each.wall(asked)), _both(each.cpu(asked))
        ratios = [_ratios(_both(ours.wall(asked)), wall), _ratios(_both(ours.cpu(asked)), cpu)]
        if each.name in (OURS, OURS_LOOKING):
            ratios = ["", ""]
        result.add_row(each.name, f"{each.points:,}", str(len(asked)), *map(milliseconds, (*wall, *cpu)), *ratios)
    return result


def _by_kind(found: list[Measured], questions: list[Question]) -> Table:
    ours, _, raw, expanded = found[:4]
    result = Table(title="Our whole answer beside tantivy's top 20, by kind of question (p50 / p99)")
    for heading in ("kind", "questions", "ours", "literal terms", "expanded terms", "ours to literal", "to expanded"):
        result.add_column(heading, justify="left" if heading == "kind" else "right")
    kinds: dict[str, list[int]] = {}
    for number, question in enumerate(questions):
        kinds.setdefault(question.kind, []).append(number)
    kinds[_ALL] = list(range(len(questions)))
    for kind, numbers in kinds.items():
        if kind == _ALL:
            result.add_section()
        times = [_both(each.wall(numbers)) for each in (ours, raw, expanded)]
        shown = [" / ".join(map(milliseconds, each)) for each in times]
        result.add_row(kind, str(len(numbers)), *shown, *(_ratios(times[0], each) for each in times[1:]))
    return result


def _share_note(found: list[Measured]) -> str:
    """Says so when an alternative had only a part of the library before it."""
    whole = found[0].points
    part = [f"{each.name} {each.points:,}" for each in found if each.points < whole]
    return f"; NOT the whole library, so its ratios flatter it: {', '.join(part)} of {whole:,} points" if part else ""


def _both(values: list[float]) -> tuple[float, float]:
    """The median, and what one in a hundred exceeds."""
    return percentile(values, 0.5), percentile(values, 0.99)


def _ratios(ours: tuple[float, float], other: tuple[float, float]) -> str:
    return " / ".join(_ratio(mine, its) for mine, its in zip(ours, other, strict=True))


def _ratio(ours: float, other: float) -> str:
    ratio = ours / other
    return f"{ratio:.2f}x" if ratio >= 1 else f"1/{other / ours:,.1f}"
