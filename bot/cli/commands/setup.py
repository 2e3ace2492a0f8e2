"""`manifest`, `doctor` and `settings`: what sets the bot up and says what is missing."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import out, say, write_line
from bot.cli.runner import run_command, settings_unknown
from bot.text import printable

if TYPE_CHECKING:
    from bot.app.settings import Settings


def register(cli: typer.Typer) -> None:
    cli.command()(manifest)
    cli.command()(doctor)
    cli.command()(settings)


def manifest(
    socket_mode: Annotated[
        bool | None,
        typer.Option("--socket-mode/--http", help="Default: HTTP where LATEPOST_PUBLIC_URL is set, else Socket Mode."),
    ] = None,
) -> None:
    """Print the app manifest: pasted into Slack it is the whole setup of the app."""
    run_command(lambda settings: _manifest(settings, socket_mode))


def doctor(
    new_key: Annotated[bool, typer.Option("--new-key", help="Only print a new LATEPOST_ENCRYPTION_KEY.")] = False,
    again: Annotated[
        bool,
        typer.Option("--encrypt-again", help="Encrypt stored tokens with the first key of LATEPOST_ENCRYPTION_KEY."),
    ] = False,
) -> None:
    """Check settings, tokens, scopes, store and index, and say what to do."""
    if new_key:
        from bot.slack.receive.oauth import new_key as make

        write_line(make())
    elif again:
        run_command(_encrypt_again)
    elif not run_command(_doctor):
        raise SystemExit(1)


def settings() -> None:
    """Print every setting with what it does, as a .env file to fill in."""
    from bot.app.shipped import settings_example

    write_line(settings_example().read_text(encoding="utf-8").rstrip("\n"))


async def _manifest(settings: "Settings", socket_mode: bool | None) -> None:
    from bot.app.serving.slack import app_manifest

    write_line(json.dumps(app_manifest(settings, socket_mode=socket_mode), ensure_ascii=False, indent=2))


async def _encrypt_again(settings: "Settings") -> None:
    from bot.cli.doctor import renew_tokens

    write_line(await renew_tokens(settings))


async def _doctor(settings: "Settings") -> bool:
    from bot.cli.doctor import check_all

    checks = await check_all(settings, say, settings_unknown())
    for check in checks:
        out().print(f"{'ok  ' if check.ok else 'FAIL'} {check.name}: {printable(check.said)}", soft_wrap=True)
    return all(check.ok for check in checks)
