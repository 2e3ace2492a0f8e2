"""`python -m tests.bench`: import, first answer, query latency, whole-process, Slack and web figures.

Figures go to standard output, progress to standard error. `--keep DIR` keeps the library for the next run.
"""

import argparse
import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from tests.bench import first, hot_spots, importing, latency, long_texts, process, replicas, slack, web
from tests.bench.library import BenchLibrary, make, write_file
from tests.bench.machine import machine
from tests.bench.writing import POINTS_AN_ARTICLE

PARTS = ("import", "first", "query", "process", "slack", "web", "texts", "replicas", "profile")
_DEFAULT_PARTS = PARTS[:7]
_WIDTH = 140


def main() -> None:
    """Measure what was asked for, and print a table as soon as it is there."""
    chosen = _arguments()
    parts = chosen.part.split(",")
    if unknown := set(parts) - set(PARTS):
        raise SystemExit(f"unknown part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    out = Console(highlight=False, markup=False, width=None if Console().is_terminal else _WIDTH)
    err = Console(stderr=True, highlight=False, markup=False)
    out.print(machine(), style="dim")
    with _folder(chosen.keep) as folder:
        if set(parts) - {"process", "slack", "replicas"}:
            library = make(folder, chosen.points, err)
            out.print(f"{library.articles:,} articles of {POINTS_AN_ARTICLE} key points; {library.note}", style="dim")
            _measure_library(library, parts, chosen, out, err)
        if "process" in parts:
            with err.status("starting processes in turn"):
                out.print(process.table(chosen.rounds))
        if "slack" in parts:
            out.print(slack.table(chosen.slack_seconds, slack.RATES, err))
        if "replicas" in parts:
            out.print(replicas.table(chosen.slack_seconds, err))


def _measure_library(
    library: BenchLibrary, parts: list[str], chosen: argparse.Namespace, out: Console, err: Console
) -> None:
    if "import" in parts:
        measured = {"this library": library.imported}
        if chosen.import_articles:
            measured["separate import"] = _separate_import(library, chosen.import_articles, err)
        out.print(importing.table(measured))
    if not {"first", "query", "web", "texts", "profile"} & set(parts):
        return
    with err.status("drawing questions"):
        warm_up, questions = library.questions(chosen.queries)
    if "first" in parts:
        with err.status("starting answering processes"):
            asyncio.run(_bring_up_to_date(library, err))
            out.print(*first.tables(library, questions))
    if "query" in parts:
        budget = latency.Budget(chosen.seconds, chosen.alternative_points or library.points)
        found = asyncio.run(latency.measure(library, warm_up, questions, budget, err))
        out.print(*latency.tables(found, questions))
    if "web" in parts:
        with err.status("asking for pages"):
            pages, cost = asyncio.run(web.measure(library, warm_up, questions, err)), web.measured_channels(library)
        out.print(*web.tables(pages, cost))
    if "texts" in parts:
        out.print(long_texts.table(asyncio.run(long_texts.measure(library, err))))
    if "profile" in parts:
        out.print(*asyncio.run(hot_spots.tables(library, warm_up, questions[:500], err)))


async def _bring_up_to_date(library: BenchLibrary, err: Console) -> None:
    async with library.open(err):
        pass  # an index of another schema is built again here, not in the time of the first answer


def _separate_import(library: BenchLibrary, articles: int, err: Console) -> importing.Imported:
    folder = library.folder / "separate"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        file = folder / "library.jsonl"
        write_file(file, articles, folder, err)
        return importing.run_import(file, articles, folder, library.cache, err)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    if keep:
        yield keep.resolve()
        return
    with TemporaryDirectory(prefix="latepost-bench-") as name:
        yield Path(name)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--points", type=int, default=200_000, help="key points of the library (200000)")
    parser.add_argument(
        "--part", default=",".join(_DEFAULT_PARTS), help=f"some of {','.join(PARTS)} (all but replicas, profile)"
    )
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the library here and use it again")
    parser.add_argument("--queries", type=int, default=1200, help="questions of the mix (1200)")
    parser.add_argument(
        "--import-articles", type=int, default=0, help="also import so many articles apart, e.g. 100000"
    )
    parser.add_argument("--seconds", type=float, default=90, help="for the questions of each slow alternative (90)")
    parser.add_argument("--alternative-points", type=int, default=0, help="key points in the slow alternatives (all)")
    parser.add_argument("--rounds", type=int, default=15, help="of the whole-process part (15)")
    parser.add_argument(
        "--slack-seconds", type=float, default=5, help="at each rate of the slack and replicas parts (5)"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
