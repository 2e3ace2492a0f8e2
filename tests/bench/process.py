"""Part 4: `latepost ask` on the sample library as a whole process, beside importing its heaviest parts alone."""

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from rich.table import Table

from tests.bench.child import environment, python, timed
from tests.bench.tables import milliseconds, percentile

_IMPORTS = "import pydantic, sqlalchemy, tantivy, rapidfuzz"
_QUESTION = "TikTok 听证会"
_LIMIT = 2.5


def table(rounds: int) -> Table:
    """Both processes in turn, so that what else the machine does meets both alike."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        env = environment(None, folder / "pycache")
        commands = {
            f'latepost ask "{_QUESTION}"': python("-m", "bot", "ask", _QUESTION),
            "latepost ask --json": python("-m", "bot", "ask", "--json", _QUESTION),
            f'python -c "{_IMPORTS}"': python("-c", _IMPORTS),
        }
        for command in commands.values():
            timed(command, env, folder)  # the first start imports the sample library; modules are compiled
        seconds: dict[str, list[float]] = {each: [] for each in commands}
        for _ in range(rounds):
            for each, command in commands.items():
                seconds[each].append(timed(command, env, folder)[0])
    base = median(seconds[f'python -c "{_IMPORTS}"'])
    result = Table(title=f"Whole process on the sample library, {rounds} rounds in turn", caption=f"limit: {_LIMIT}x")
    for heading in ("process", "median", "fastest", "p90", "median to the imports'"):
        result.add_column(heading, justify="left" if heading == "process" else "right")
    for each, found in seconds.items():
        shown = (median(found), min(found), percentile(found, 0.9))
        result.add_row(each, *map(milliseconds, shown), f"{median(found) / base:.2f}x")
    return result
