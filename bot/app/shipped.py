"""What a checkout has beside the package, and an installed package carries with it."""

from pathlib import Path

_PACKAGE = Path(__file__).parents[1]


def shipped_data() -> Path:
    """The folder of the sample library and the glossary: in the package once installed, else the checkout's `data`."""
    installed = _PACKAGE / "shipped"
    return installed if installed.is_dir() else _PACKAGE.parent / "data"


def settings_example() -> Path:
    """`.env.example`, which an installed package carries with it."""
    installed = shipped_data() / ".env.example"
    return installed if installed.is_file() else _PACKAGE.parent / ".env.example"
