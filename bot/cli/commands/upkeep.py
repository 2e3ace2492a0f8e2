"""`backup` and `restore`: what an operator does with the whole library."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import say, write_line
from bot.cli.runner import run_command

if TYPE_CHECKING:
    from bot.app.settings import Settings


def register(cli: typer.Typer) -> None:
    cli.command()(backup)
    cli.command()(restore)


def backup(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The file to make, such as latepost-2026-01-31.backup.")],
) -> None:
    """Write all that the database holds to one file, also while the bot runs."""
    run_command(lambda settings: _backup(settings, path))


def restore(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A file that latepost backup made.")],
    force: Annotated[bool, typer.Option("--force", help="Replace everything that the database holds.")] = False,
) -> None:
    """Put a backup into the database of the settings, SQLite or PostgreSQL; stop the bot before."""
    run_command(lambda settings: _restore(settings, path, force=force))


async def _backup(settings: "Settings", path: Path) -> None:
    from bot.app.clock import now
    from bot.store.upkeep.backup import back_up

    counts = await back_up(settings.database, path, now())
    write_line(f"backed up {_counted(counts)} to {path}")
    say("It holds questions and, encrypted as they are stored, tokens: keep it where only you can read it.")


async def _restore(settings: "Settings", path: Path, *, force: bool) -> None:
    from bot.store.upkeep.backup import restore

    counts = await restore(settings.database, path, force=force)
    write_line(f"restored {_counted(counts)}")
    say("The index is brought up to date by the next command that needs it.")


def _counted(counts: dict[str, int]) -> str:
    return f"{counts.get('articles', 0)} articles ({sum(counts.values())} rows of {len(counts)} tables)"
