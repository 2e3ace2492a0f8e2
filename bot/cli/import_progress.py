"""An import as a person watches it: a bar in a terminal, a line now and then in a log, and what was refused."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from bot.app.indexing.index_process import IndexProcess
from bot.app.intake import open_intake
from bot.app.library import Library, open_library
from bot.app.settings import Settings
from bot.cli.remarks import refusal, remark
from bot.errors import IndexBusyError
from bot.ingest.importing import Counts, files_of, import_paths
from bot.language import Language
from bot.text import printable

_CHUNK = 1 << 20
_SAY_EVERY = 10_000
_MANY = 2_000
"""Changed articles from which a second process for the index pays for its start."""


async def run_import(
    settings: Settings, paths: list[Path], err: Console, now: Callable[[], datetime], language: Language
) -> Counts:
    """Import, index, and count; what was refused and what a reader should know goes to `err` as it is found."""
    counts = Counts()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    async with open_library(settings, err.print) as library:
        with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
            reading = progress.add_task("lines read", total=_count_lines(paths) if err.is_terminal else None)
            path, line = None, 0
            beside = IndexProcess(settings)
            intake = open_intake(library, settings, now)
            async for outcome in import_paths(paths, library.store, intake=intake):
                counts.add(outcome)
                line = line if outcome.path == path else 0
                progress.advance(reading, outcome.line - line)
                path, line = outcome.path, outcome.line
                if outcome.problem:
                    err.print(printable(refusal(outcome.problem, language)), style="red")
                for note in outcome.notes:
                    about = f"{outcome.path}:{outcome.line}: “{outcome.title}”"
                    err.print(printable(remark(about, note, language)), style="yellow")
                taken = counts.new + counts.updated + counts.unchanged
                if counts.new + counts.updated == _MANY:
                    beside.start()
                if outcome.saved and not err.is_terminal and taken % _SAY_EVERY == 0:
                    err.print(f"{taken} articles read …")
            progress.update(reading, visible=False)
            await beside.finish()
            try:
                await library.catch_up(_IndexingBar(progress))
            except IndexBusyError:
                err.print("The articles are stored; another process is writing the index and takes them in.")
            await _encode(library, progress)
    return counts


async def _encode(library: Library, progress: Progress) -> None:
    """Read the new passages by the encoder; whoever stops it finds the rest by words."""
    missing = library.passages.missing() if library.passages else 0
    if missing:
        task = progress.add_task("points read for their meaning", total=missing)
        await library.encode(missing, lambda made: progress.update(task, completed=made))


class _IndexingBar:
    """Shows how far the index has come, from the first report on."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def __call__(self, done: int, total: int) -> None:
        if self._task is None:
            self._task = self._progress.add_task("articles indexed", total=total)
        self._progress.update(self._task, completed=done, total=total)


def _count_lines(paths: list[Path]) -> int:
    count = 0
    for path in paths:
        for file in files_of(path):
            try:
                if not file.is_file():
                    continue
                with file.open("rb") as opened:
                    while chunk := opened.read(_CHUNK):
                        count += chunk.count(b"\n")
            except OSError:
                continue  # the import itself says what is wrong with it
    return count
