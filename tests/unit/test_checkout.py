"""The checkout stands alone: no test, fixture or script names a file outside of it."""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import CHECKOUT

_SYSTEM = ("/bin", "/dev", "/opt", "/proc", "/usr")
"""Where programs and devices are, by the Filesystem Hierarchy Standard, beside Homebrew's programs."""
_SHELL_PATH = re.compile(r"""(?:^|[\s"'=(])((?:\$\(dirname "\$0"\)"?|\.\.)?/[\w./*-]*|\.\.)""")

Known = dict[str, Path]


def test_python_under_tests_names_nothing_outside() -> None:
    trees = {file: ast.parse(file.read_bytes()) for file in sorted((CHECKOUT / "tests").rglob("*.py"))}
    known: Known = {}
    for _ in range(2):  # a constant may stand on one of a module that comes later
        for file, tree in trees.items():
            known |= _constants(tree, file, known)
    assert len(trees) > 100
    assert known["CHECKOUT"] == CHECKOUT
    assert [found for file, tree in trees.items() for found in _outside(tree, file, known)] == []


def test_scripts_of_ci_name_nothing_outside() -> None:
    scripts = list((CHECKOUT / ".ci").iterdir())
    assert scripts
    assert [named for script in scripts for named in _outside_of_script(script.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "source",
    [
        'SEED = Path(__file__).parents[4] / "seed" / "page.txt"',
        'SEED = CHECKOUT.parent / "page.txt"',
        'SEED = CHECKOUT / ".." / "page.txt"',
        'SEED = (CHECKOUT / "tests").joinpath("..", "..", "page.txt")',
        'ABOVE = "../page.txt"\nopen(ABOVE)',
        'Path("/home/ann/page.txt").read_text()',
        'ROOT = Path(__file__).parent.parent\nFILE = ROOT / f"../../{1}.txt"',
    ],
)
def test_a_path_that_leaves_the_checkout_is_found(source: str) -> None:
    file, tree = CHECKOUT / "tests" / "unit" / "test_x.py", ast.parse(source)
    known = {"CHECKOUT": CHECKOUT}
    assert list(_outside(tree, file, known | _constants(tree, file, known)))


@pytest.mark.parametrize(
    "source",
    [
        'client.get("/try/../x")',
        'NAME = "../../etc/passwd"\nreply(f"/latepost {NAME}")',
        'Path(__file__).parents[2] / "data" / "articles"',
        'Path("/dev/full").open()',
        'tmp_path / ".." / "x"',
        'half = 1 / 2\nROOT = Path("mine") / "../data"',
    ],
)
def test_what_only_looks_like_a_path_is_not(source: str) -> None:
    file, tree = CHECKOUT / "tests" / "unit" / "test_x.py", ast.parse(source)
    assert list(_outside(tree, file, _constants(tree, file, {}))) == []


@pytest.mark.parametrize(
    ("line", "is_outside"),
    [
        ("cat ../../seed/page.txt", True),
        ('cp "/home/ann/page.txt" .', True),
        ('cd "$(dirname "$0")/.."', False),
        ('cd "$(dirname "$0")/../.."', True),
        ('uv sync >/dev/null && ls "$folder/clone"', False),
    ],
)
def test_scripts_are_read_as_started_from_their_own_folder(line: str, is_outside: bool) -> None:
    assert bool(_outside_of_script(line)) is is_outside


def _constants(tree: ast.AST, file: Path, known: Known) -> Known:
    """The paths that the constants of a module are; a string may become one."""
    found: Known = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id.isupper():
            value = _path(node.value, file, known | found) or _text_as_path(node.value)
            if value:
                found[node.targets[0].id] = value
    return found


def _outside(tree: ast.AST, file: Path, known: Known) -> Iterator[str]:
    """Each expression that gives a path outside the checkout, with its place."""
    for node in ast.walk(tree):
        path = _path(node, file, known) if not isinstance(node, ast.Name) else None
        if path and not _is_inside(path):
            yield f"{file.relative_to(CHECKOUT)}:{getattr(node, 'lineno', 0)}: {path}"


def _path(node: ast.AST, file: Path, known: Known) -> Path | None:
    """The path that an expression gives, as far as it is plain from the source; relative ones start at the checkout."""
    match node:
        case ast.Name(id=name):
            return known.get(name)
        case ast.Call(func=ast.Name(id="Path"), args=[ast.Name(id="__file__")]):
            return file
        case ast.Call(func=ast.Name(id="Path" | "PurePath" | "open"), args=[first, *_]):
            return _path(first, file, known) or _text_as_path(first)
        case ast.Call(func=ast.Attribute(value=value, attr=name), args=parts):
            base = _path(value, file, known)
            if base is None or name not in ("joinpath", "resolve", "absolute"):
                return None
            return base.joinpath(*map(_text, parts))
        case ast.Attribute(value=value, attr="parent"):
            base = _path(value, file, known)
            return base and _normal(base).parent
        case ast.Subscript(value=ast.Attribute(value=value, attr="parents"), slice=ast.Constant(value=int(above))):
            base = _path(value, file, known)
            return base and _normal(base).parents[above]
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            base = _path(left, file, known)
            return base and base / _text(right)
    return None


def _text_as_path(node: ast.AST) -> Path | None:
    return CHECKOUT / _text(node) if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _text(node: ast.AST) -> str:
    """The text of a string; what an f-string fills in counts as a plain name."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(map(_text, parts))
    return "x"


def _outside_of_script(text: str) -> list[str]:
    """The paths of a shell script that leave the checkout."""
    named = (each.replace('$(dirname "$0")', ".").replace('"', "") for each in _SHELL_PATH.findall(text))
    return [each for each in named if not _is_inside(CHECKOUT / ".ci" / each)]


def _is_inside(path: Path) -> bool:
    normal = _normal(path)
    return normal.is_relative_to(CHECKOUT) or normal == Path("/") or str(normal).startswith(_SYSTEM)


def _normal(path: Path) -> Path:
    return Path(os.path.normpath(path))
