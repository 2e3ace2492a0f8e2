"""Run as a process of its own: several `latepost` commands, one behind the other, to start Python once for them all.

Reads a list of [arguments, variables, folder, standard input] as JSON and writes a list of [exit code, output, errors].
"""

import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout

from bot.cli.commands import main


def _run(arguments: list[str], variables: dict[str, str], folder: str, given: str) -> list[object]:
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    before = dict(os.environ)
    os.environ.update(variables)
    os.chdir(folder)
    sys.argv = ["latepost", *arguments]
    sys.stdin = io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8")
    code: object = None
    with redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            code = end.code
    os.environ.clear()
    os.environ.update(before)
    return [code or 0, *(stream.buffer.getvalue().decode() for stream in (out, err))]


if __name__ == "__main__":
    print(json.dumps([_run(*each) for each in json.load(sys.stdin)]))
