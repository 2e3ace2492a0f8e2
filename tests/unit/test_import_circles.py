"""No circle of imports: any module can be read knowing only those below it."""

import ast
from collections.abc import Set
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import bot

PACKAGE = Path(bot.__file__).parent


def test_no_module_imports_one_that_imports_it_not_even_for_its_types() -> None:
    modules = {_name(file): file for file in PACKAGE.rglob("*.py")}
    imports = {name: _imported(file, modules.keys()) - {name} for name, file in modules.items()}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def _name(file: Path) -> str:
    return ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


def _imported(file: Path, modules: Set[str]) -> set[str]:
    """The modules of the package that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names} & modules
            found |= inner if len(inner) == len(node.names) else {node.module, *inner}
    return found & modules
