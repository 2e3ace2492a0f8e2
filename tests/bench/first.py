"""Part 2: a new process on an existing index: its first answer, and the memory that it holds after many."""

import json
from statistics import median

from rich.table import Table

from tests.bench.child import Memory, environment, python, timed
from tests.bench.library import BenchLibrary
from tests.bench.mix import Question
from tests.bench.tables import mebibytes, milliseconds

_RUNS = 5
_STEPS = ("imports", "opening", "first answer", "second answer")


def tables(library: BenchLibrary, questions: list[Question]) -> list[Table]:
    """Time to the first answer, and resident memory step by step."""
    asked = library.folder / "questions.json"
    asked.write_text(json.dumps([each.text for each in questions]), encoding="utf-8")
    few = library.folder / "first.json"
    few.write_text(json.dumps([each.text for each in questions[:2]]), encoding="utf-8")
    env = environment(library.data, library.cache)
    probe = python("-m", "tests.bench.probe", str(library.data))
    ask = python("-m", "bot", "ask", "--json", questions[0].text)
    timed(ask, env, library.folder)  # compiles the modules
    whole = [timed(ask, env, library.folder)[0] for _ in range(_RUNS)]
    inside = [json.loads(timed([*probe, str(few)], env, library.folder)[1])["seconds"] for _ in range(_RUNS)]
    after = json.loads(timed([*probe, str(asked)], env, library.folder)[1])

    times = Table(title=f"A new process on the existing index (median of {_RUNS}, files in the system's cache)")
    times.add_column("")
    times.add_column("time", justify="right")
    times.add_row("latepost ask --json, whole process", milliseconds(median(whole)))
    for step in _STEPS:
        times.add_row(f"  inside: {step}", milliseconds(median(each[step] for each in inside)))
    return [times, _memory_table(library, after["memory"], len(questions))]


def _memory_table(library: BenchLibrary, found: dict[str, list[int]], questions: int) -> Table:
    result = Table(
        title=f"Resident memory of one answering process over {questions} questions of the mix",
        caption=f"index {mebibytes(library.imported.index_bytes)}, store {mebibytes(library.imported.store_bytes)}",
    )
    for name in ("after", "VmRSS", "its own (RssAnon)", "mapped files (RssFile)"):
        result.add_column(name, justify="left" if name == "after" else "right")
    for step, values in found.items():
        memory = Memory(*values)
        result.add_row(step, *(mebibytes(each) for each in (memory.rss, memory.own, memory.files)))
    if not found:
        result.add_row("not known: this system has no /proc")
    return result
