"""A room is taken in at a glance: few modules in a folder, few lines in a module."""

from pathlib import Path

import bot

PACKAGE = Path(bot.__file__).parent
_MOST_MODULES = 15
_MOST_LINES = 350
_AT_THE_TOP = 8
_LARGE = {"local"}
"""The pretend Slack, whose Web API has many methods."""


def _modules(folder: Path) -> list[Path]:
    return [module for module in folder.glob("*.py") if module.name != "__init__.py"]


def test_no_folder_holds_more_modules_than_one_takes_in() -> None:
    folders = [folder for folder in PACKAGE.rglob("*/") if folder.relative_to(PACKAGE).parts[0] not in _LARGE]
    assert {folder.name: len(_modules(folder)) for folder in folders if len(_modules(folder)) > _MOST_MODULES} == {}
    assert len(_modules(PACKAGE)) <= _AT_THE_TOP


def test_no_module_is_longer_than_one_reads_at_a_sitting() -> None:
    lengths = {str(module.relative_to(PACKAGE)): module.read_bytes().count(b"\n") for module in PACKAGE.rglob("*.py")}
    assert {name: lines for name, lines in lengths.items() if lines > _MOST_LINES} == {}
