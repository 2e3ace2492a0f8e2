"""`python -m tests.licences PYTHON`: whether every package of that Python's environment may be used and passed on.

pip-licenses tells what each package states: an SPDX expression, else its classifiers, else what its author wrote. An
expression is judged as it reads: of `A OR B` one is enough, of `A AND B` both must be allowed. What is allowed, and the
packages that state none, with their reasons, stand in `pyproject.toml`. Exit code 1 and a line for each that is not.
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from license_expression import AND, OR, ExpressionError, LicenseWithExceptionSymbol, Licensing
from packaging.utils import canonicalize_name

_PIP_LICENSES = "pip-licenses>=5,<6"
_PROJECT = Path(__file__).parents[1] / "pyproject.toml"


def is_allowed(stated: str, allowed: frozenset[str], classifiers: Mapping[str, str]) -> bool:
    """Whether what a package states is allowed; several classifiers, joined by `; `, count as all of them."""
    return all(_holds(classifiers.get(part, part), allowed) for part in stated.split("; "))


def _holds(expression: str, allowed: frozenset[str]) -> bool:
    try:
        return _satisfied(Licensing().parse(expression), allowed)
    except ExpressionError:
        return False


def _satisfied(term: Any, allowed: frozenset[str]) -> bool:
    if isinstance(term, AND):
        return all(_satisfied(part, allowed) for part in term.args)
    if isinstance(term, OR):
        return any(_satisfied(part, allowed) for part in term.args)
    if isinstance(term, LicenseWithExceptionSymbol):  # an exception takes nothing of what the licence allows
        term = term.license_symbol
    return term is not None and term.key in allowed


def main() -> int:
    (python,) = sys.argv[1:]
    rules = tomllib.loads(_PROJECT.read_text(encoding="utf-8"))["tool"]["licences"]
    listed = subprocess.run(
        ["uv", "tool", "run", _PIP_LICENSES, "--python", python, "--from", "mixed", "--format", "json"],
        check=True,
        capture_output=True,
        text=True,
    )
    packages = {canonicalize_name(package["Name"]): package["License"] for package in json.loads(listed.stdout)}
    allowed = frozenset(rules["allowed"])
    refused = [
        f"{name} states the licence {stated!r}. If it may be used, allow that in pyproject.toml ([tool.licences])."
        for name, stated in packages.items()
        if name not in rules["exceptions"] and not is_allowed(stated, allowed, rules["classifiers"])
    ]
    for line in refused:
        print(line, file=sys.stderr)
    print(f"licences of {len(packages)} packages: {len(refused)} refused")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
