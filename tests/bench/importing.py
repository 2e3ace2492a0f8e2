"""Part 1: `latepost import` of a large file, watched from outside."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from tests.bench.child import Memory, Moment, environment, python, timed, watch
from tests.bench.tables import mebibytes


@dataclass(frozen=True)
class Imported:
    """What an import came to. Times in seconds, sizes in bytes."""

    articles: int
    seconds: float
    store_seconds: float
    """Until the last article was in the store; the rest of the time went into the index."""
    peak: int
    memory: dict[str, Memory]
    """The greatest until each share of storing, then of indexing; pages of mapped files counted apart."""
    file_bytes: int
    store_bytes: int
    index_bytes: int
    encoding_seconds: float = 0.0
    """From the index's last change to the end: the encoder reads the points."""
    vector_bytes: int = 0

    @classmethod
    def read(cls, path: Path) -> "Imported":
        """Figures written by an earlier run."""
        fields = json.loads(path.read_text(encoding="utf-8"))
        fields["memory"] = {name: Memory(**each) for name, each in fields["memory"].items()}
        return cls(**fields)

    def write(self, path: Path) -> None:
        """Keep the figures for a later run on the same library."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")


def run_import(library: Path, articles: int, folder: Path, cache: Path, err: Console) -> Imported:
    """Import a JSON Lines file into the new data directory `folder/data` by the real command."""
    data = folder / "data"
    data.mkdir(parents=True)
    with TemporaryDirectory() as empty:  # compiles the modules, which only the first start ever does
        timed(python("-m", "bot", "articles"), environment(Path(empty), cache), Path(empty))
    command = python("-m", "bot", "import", str(library))
    with Progress(console=err, transient=True) as bars:
        tasks = [bars.add_task(name, total=articles) for name in ("stored", "indexed")]

        def show(moment: Moment) -> None:
            for task, done in zip(tasks, moment.progress, strict=True):
                bars.update(task, completed=done)

        watched = watch(command, environment(data, cache), folder, _progress_of(data), show)
    if watched.code or f"imported {articles} new" not in watched.output:
        raise SystemExit(f"The import failed:\n{watched.output[-2000:]}")
    stored = (moment.seconds for moment in watched.moments if moment.progress[0] >= articles)
    indexed = (moment.seconds for moment in watched.moments if moment.progress[1] >= articles)
    return Imported(
        articles=articles,
        seconds=watched.seconds,
        store_seconds=next(stored, watched.seconds),
        peak=watched.peak_bytes,
        memory=_greatest(watched.moments, articles),
        file_bytes=library.stat().st_size,
        store_bytes=sum(file.stat().st_size for file in data.glob("library.sqlite*")),
        index_bytes=size_of(data / "index"),
        encoding_seconds=watched.seconds - next(indexed, watched.seconds),
        vector_bytes=size_of(data / "vectors"),
    )


def size_of(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def table(measured: dict[str, Imported]) -> Table:
    """The figures of one or more imports, a column each."""
    result = Table(title="latepost import FILE, and the process that it starts for the index")
    result.add_column("")
    for name in measured:
        result.add_column(name, justify="right")
    rows: list[tuple[str, Callable[[Imported], str]]] = [
        ("articles", lambda each: f"{each.articles:,}"),
        ("file", lambda each: mebibytes(each.file_bytes)),
        ("whole time", lambda each: f"{each.seconds:.1f} s"),
        ("  of it store", lambda each: f"{each.store_seconds:.1f} s"),
        ("  of it index", lambda each: f"{each.seconds - each.store_seconds - each.encoding_seconds:.1f} s"),
        ("  of it encoder", lambda each: f"{each.encoding_seconds:.1f} s"),
        ("articles a second, index up to date", lambda each: f"{each.articles / each.seconds:,.0f}"),
        ("  store alone", lambda each: f"{each.articles / each.store_seconds:,.0f}"),
        ("store on disk", lambda each: mebibytes(each.store_bytes)),
        ("index on disk", lambda each: mebibytes(each.index_bytes)),
        ("  a key point", lambda each: f"{each.index_bytes / each.articles / 12:,.0f} B"),
        ("vectors on disk", lambda each: mebibytes(each.vector_bytes)),
        ("peak memory of one process, mapped files included", lambda each: mebibytes(each.peak)),
    ]
    for label, shown in rows:
        result.add_row(label, *(shown(each) for each in measured.values()))
    result.add_section()
    for share in next(iter(measured.values())).memory:
        columns = (each.memory.get(share) for each in measured.values())
        cells = (f"{mebibytes(each.own)} + {mebibytes(each.files)}" if each else "" for each in columns)
        result.add_row(f"most memory to {share}, own + files", *cells)
    return result


def _progress_of(data: Path) -> Callable[[], tuple[int, int]]:
    """How many articles are in the store and in the index, as last committed."""
    store, about = data / "library.sqlite", data / "index" / "about.json"
    last = (0, 0)

    def look() -> tuple[int, int]:
        nonlocal last
        stored, indexed = last
        try:
            database = sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=0.05)
            try:
                stored = database.execute("SELECT last_change FROM library").fetchone()[0]
            finally:
                database.close()
            indexed = json.loads(about.read_text(encoding="utf-8"))["change"]
        except (sqlite3.Error, OSError, ValueError):
            pass  # not made yet, or being replaced
        last = (stored, indexed)
        return last

    return look


def _greatest(moments: list[Moment], articles: int) -> dict[str, Memory]:
    """While storing by the share of articles stored; then by the share of the time, as the index tells only commits."""
    storing = [(each.progress[0] / articles, each.memory) for each in moments if each.progress[0] < articles]
    rest = [each for each in moments if each.progress[0] >= articles]
    begin, end = (rest[0].seconds, rest[-1].seconds) if rest else (0.0, 0.0)
    indexing = [((each.seconds - begin) / (end - begin or 1.0), each.memory) for each in rest]
    found: dict[str, Memory] = {}
    for phase, known in (("the articles are stored", storing), ("the indexing time", indexing)):
        for percent in (10, 50, 100):
            until = [(each.rss, each.own, each.files) for share, each in known if share <= percent / 100]
            if until:
                found[f"{percent} % of {phase}"] = Memory(*map(max, zip(*until, strict=True)))
    return found
