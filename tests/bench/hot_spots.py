"""Where the time of our answer goes: the functions that take most of it, over questions of the mix."""

import cProfile
import pstats
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.child import ROOT
from tests.bench.library import BenchLibrary
from tests.bench.mix import Question

_ROWS = 45


async def tables(
    library: BenchLibrary, warm_up: list[Question], questions: list[Question], err: Console
) -> list[Table]:
    """The functions with the most time of their own, and with the most including what they call."""
    profile = cProfile.Profile(time.process_time)  # what else the machine does stays out of it
    async with library.open(err) as opened:
        for question in warm_up:
            await opened.answerer.answer(question.text, 5)
        with err.status(f"profiling {len(questions)} answers"):
            profile.enable()
            for question in questions:
                await opened.answerer.answer(question.text, 5)
            profile.disable()
    stats = pstats.Stats(profile)
    return [
        _table(stats, "own time", 2, len(questions)),
        _table(stats, "time with what it calls", 3, len(questions)),
    ]


def _table(stats: pstats.Stats, title: str, column: int, questions: int) -> Table:
    result = Table(
        title=f"Functions by {title}, in milliseconds of CPU a question",
        caption="under the profiler, which makes small functions look slower; a wait for a thread holds its work",
    )
    for heading in ("calls a question", "own", "with calls"):
        result.add_column(heading, justify="right")
    result.add_column("function")
    found = stats.stats.items()  # type: ignore[attr-defined]
    for place, (_, calls, own, whole, _) in sorted(found, key=lambda item: -item[1][column])[:_ROWS]:
        figures = (f"{calls / questions:.1f}", f"{own / questions * 1000:.3f}", f"{whole / questions * 1000:.3f}")
        result.add_row(*figures, _name(*place))
    return result


def _name(file: str, line: int, function: str) -> str:
    if file == "~":
        return function
    path = Path(file)
    shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else Path(*path.parts[-2:])
    return f"{shown}:{line} {function}"
