"""Runs the work of a command: settings read, an event loop around it, Ctrl+C and an unread pipe ended well."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.cli.output import end_unread, fail
from bot.language import Language

if TYPE_CHECKING:  # read where a command runs: its help needs none
    from bot.app.settings import Settings

Result = TypeVar("Result")

_STOPPED_BY_USER = 130


def run_command(
    work: Callable[["Settings"], Awaitable[Result]],
    loop_factory: Callable[[], asyncio.AbstractEventLoop] | None = None,
    options: Mapping[str, str] | None = None,
) -> Result:
    """What the work returns, called with the settings of the environment; `SettingsError` where those are wrong.

    `options` are settings that the command was given, by their names; they come before those of the environment.
    """
    try:
        from bot.app.settings import Settings

        settings = Settings.read({**os.environ, **(options or {})}, Path.cwd())

        async def whole() -> Result:
            return await work(settings)

        with asyncio.Runner(loop_factory=loop_factory) as runner:
            return runner.run(whole())
    except KeyboardInterrupt:
        fail("Stopped.", _STOPPED_BY_USER)
    except BrokenPipeError:
        end_unread()


def settings_unknown() -> list[str]:
    """A sentence for each variable that looks like a setting and is none."""
    from bot.app.settings import unknown_settings

    return unknown_settings(os.environ, Path.cwd())


def terminal_language() -> Language:
    """The language that the locale of the terminal asks for, English where it is neither of the two."""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if locale.startswith("zh") else "en"


def log_model_warnings(settings: "Settings") -> None:
    """Have what goes wrong with a model told on standard error; without one nothing is logged."""
    if settings.model:
        from bot.app.logs import configure

        configure("WARNING")
