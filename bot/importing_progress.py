"""An import as a person watches it: a bar in a terminal, a line now and then in a log, and what was refused."""

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from bot.app import open_library
from bot.ingest import Counts, import_paths
from bot.ingest.importing import files_of
from bot.settings import Settings

_CHUNK = 1 << 20
_SAY_EVERY = 10_000


async def run_import(settings: Settings, paths: list[Path], err: Console) -> Counts:
    """Import, index, and count; what was refused and what a reader should know goes to `err` as it is found."""
    counts = Counts()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    async with open_library(settings, err.print) as library:
        with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as progress:
            reading = progress.add_task("lines read", total=_count_lines(paths) if err.is_terminal else None)
            done_before: dict[Path, int] = {}
            async for outcome in import_paths(paths, library.store):
                counts.add(outcome)
                done_before[outcome.path] = outcome.line
                progress.update(reading, completed=sum(done_before.values()) if len(done_before) < 50 else None)
                if outcome.problem:
                    err.print(f"refused: {outcome.problem}", style="red")
                for note in outcome.notes:
                    err.print(f"note: {outcome.path}:{outcome.line}: “{outcome.title}”: {note}", style="yellow")
                taken = counts.new + counts.updated + counts.unchanged
                if not err.is_terminal and taken and taken % _SAY_EVERY == 0:
                    err.print(f"{taken} articles read …")
            progress.update(reading, visible=False)
            indexing = _IndexingBar(progress)
            await library.catch_up(indexing)
    return counts


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
                with file.open("rb") as opened:
                    while chunk := opened.read(_CHUNK):
                        count += chunk.count(b"\n")
            except OSError:
                continue  # the import itself says what is wrong with it
    return count
