"""Files and folders into the store, an article a transaction."""

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.errors import UnreadableTextError
from bot.formats import Parsed, Problem, read
from bot.formats.captured.captured_page import ZONE
from bot.formats.full_text import to_article
from bot.ingest.intake import Intake
from bot.store import ArticleStore, Saved


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article: stored as `saved` says, or not, for the reason in `problem`."""

    path: Path
    saved: Saved | None = None
    problem: Problem | None = None
    notes: tuple[str, ...] = ()
    line: int = 1
    title: str = ""


@dataclass(slots=True)
class Counts:
    """How many articles were new, updated, unchanged and refused."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count one more."""
        match outcome.saved:
            case Saved.NEW:
                self.new += 1
            case Saved.UPDATED:
                self.updated += 1
            case Saved.UNCHANGED:
                self.unchanged += 1
            case None:
                self.failed += 1

    def __str__(self) -> str:
        return f"imported {self.new} new, {self.updated} updated, {self.unchanged} unchanged, {self.failed} failed"


async def import_paths(
    paths: Iterable[Path], store: ArticleStore, *, intake: Intake | None = None, are_samples: bool = False
) -> AsyncIterator[Outcome]:
    """Store every article of these files and folders; what can't be read is an outcome too and stops nothing.

    They go through the `intake`, which summarises full texts and holds each piece once, never one in place of another
    of the same import; without, they are stored as they are.
    """
    taken: set[str] = set()
    for path in paths:
        for file in files_of(path):
            for found in read_file(file):
                if isinstance(found, Problem):
                    yield Outcome(file, problem=found, line=found.line)
                    continue
                notes = found.notes
                if intake:
                    result = await intake.take(found, apart=taken)
                    taken.add(result.article.id)
                    saved = result.saved
                    notes += result.notes
                else:
                    saved = await store.save(found.article, is_sample=are_samples)
                yield Outcome(file, saved=saved, notes=notes, line=found.line, title=found.article.title)


def files_of(path: Path) -> Iterator[Path]:
    """The files that a path names: itself, or all files of the folder, by name, without hidden ones."""
    yield from _files_below(path, frozenset())


def _files_below(path: Path, above: frozenset[Path]) -> Iterator[Path]:
    """`above` are the folders that we are in: a link back to one of them would never end."""
    try:
        inside = sorted(path.iterdir()) if path.is_dir() else None
    except OSError:
        inside = None  # reading it says what is wrong
    if inside is None:
        yield path
    elif (here := path.resolve()) not in above:
        for entry in inside:
            if not entry.name.startswith("."):
                yield from _files_below(entry, above | {here})


def read_file(path: Path, source: str | None = None, *, may_be_link: bool = True) -> Iterator[Parsed | Problem]:
    """The articles of a file; a pipe or device is refused, since reading it may never end.

    Where strangers write, none `may_be_link`: they must not read other files with the bot's eyes.
    """
    if not may_be_link and path.is_symlink():
        yield Problem(str(path), 1, "is a link to another file; put the file itself here.")
        return
    try:
        special = path.exists() and not path.is_file() and not path.is_dir()
    except OSError:
        special = False
    if special:
        yield Problem(str(path), 1, "is no regular file; save its content as one and import that.")
    else:
        yield from read(path, source=source)


def read_web_page(
    body: bytes, url: str, charset: str | None, came_at: datetime, source: str
) -> Iterator[Parsed | Problem]:
    """The article of a page that was fetched; `charset` is what its server declares."""
    from bot.formats.web.web_page import read_encoded  # with lxml, which most imports need not load

    try:
        found = read_encoded(body, ZONE, charset=charset, url=url)
    except UnreadableTextError as error:
        yield Problem(url, 1, f"{error}; copy its text.")
    else:
        yield to_article(found, url, came_at, source=source)
