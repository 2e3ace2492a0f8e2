"""`backup`, `restore` and `forget`: what an operator does with what the database holds."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.commands.operators import is_id, restore_article
from bot.cli.output import say, write_line
from bot.cli.runner import run_command
from bot.errors import SettingsError

if TYPE_CHECKING:
    from bot.app.settings import Settings


def register(cli: typer.Typer) -> None:
    cli.command()(backup)
    cli.command()(restore)
    cli.command()(forget)


def backup(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The file to make, such as latepost-2026-01-31.backup.")],
) -> None:
    """Write all that the database holds to one file, also while the bot runs."""
    run_command(lambda settings: _backup(settings, path))


def restore(
    what: Annotated[
        Path, typer.Argument(metavar="ID|PATH", help="A removed article, or a file that latepost backup made.")
    ],
    force: Annotated[bool, typer.Option("--force", help="Replace everything that the database holds.")] = False,
) -> None:
    """Bring a removed article back as it was; or put a backup into the database of the settings.

    `latepost articles --removed` shows ids. Stop the bot before you put a backup back, into SQLite or PostgreSQL.
    """
    if not force and not what.exists() and is_id(str(what)):
        run_command(lambda settings: restore_article(settings, str(what)))
    else:
        run_command(lambda settings: _restore(settings, what, force=force))


def forget(
    user: Annotated[str, typer.Argument(metavar="USER", help="A person's id in Slack, such as U012AB3CD.")],
    export: Annotated[Path | None, typer.Option("--export", help="First write what is held of them to a file.")] = None,
    workspace: Annotated[str, typer.Option(help="Only in this workspace, by its id (T...).")] = "",
    keep: Annotated[bool, typer.Option("--keep", help="Erase nothing: only say, and export, what is held.")] = False,
) -> None:
    """Erase what the database holds of a person: questions, feedback, uploads' receipts, digests of their own."""
    run_command(lambda settings: _forget(settings, user, workspace, export, keep=keep))


async def _forget(settings: "Settings", user: str, workspace: str, export: Path | None, *, keep: bool) -> None:
    from bot.app.settings import PERSON_ID
    from bot.store import Database
    from bot.store.upkeep.personal_data import empty_log, erase, find

    if not PERSON_ID.fullmatch(user):
        raise SettingsError(f"{user!r} is no user id. It begins with U; a profile in Slack has it (⋮, Copy member ID).")
    async with Database.open(settings.database) as database:
        found = await find(database, user, workspace)
        if len(found.workspaces) > 1:
            raise SettingsError(
                f"{user} is known in {', '.join(sorted(found.workspaces))}. Name one of the workspaces: --workspace ID"
            )
        if export:
            _write_for_owner(export, found.as_json(user))
        counts = (
            {name: len(rows) for name, rows in found.rows.items()} if keep else await erase(database, user, workspace)
        )
        if not keep and not await empty_log(database):
            say("Somebody reads the database's log, which may still hold what was erased. Run this again in a minute.")
    listed = ", ".join(f"{count} in {name}" for name, count in counts.items())
    write_line(f"{'held of' if keep else 'erased of'} {user}: {listed or 'nothing'}")


def _write_for_owner(path: Path, text: str) -> None:
    """A new file that only its owner can read."""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise SettingsError(f"{path} can't be written ({error.strerror}). Name a new file.") from error


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
