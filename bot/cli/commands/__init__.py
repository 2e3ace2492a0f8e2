"""The `latepost` command: arguments in, printing out, nothing else. One module for each kind of command."""

import io
import sys
import traceback
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from bot.cli.commands import asking, digests, library, operators, serving, setup, upkeep
from bot.cli.output import fail, fail_usage, write_line
from bot.errors import LatePostError, SettingsError

_UsageError: Any = typer.BadParameter.__base__  # typer exports only this heir of what it raises for bad usage


class _WholeSentences(TyperGroup):
    """Lists the commands with what each does, over as many lines as that takes; typer cuts it at one."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        rows = [
            (name, command.get_short_help_str(sys.maxsize))
            for name in self.list_commands(ctx)
            if (command := self.get_command(ctx, name)) and not command.hidden
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)


cli = typer.Typer(
    cls=_WholeSentences,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Ask a library of 晚点LatePost articles, in Chinese or English, and get cited key points.",
)
for commands in (serving, asking, library, operators, digests, setup, upkeep):
    commands.register(cli)


def main() -> None:
    """Entry of the `latepost` command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without Chinese gets question marks, not a traceback
    try:
        raise SystemExit(cli(prog_name="latepost", standalone_mode=False))
    except _UsageError as error:
        fail_usage(error)
    except SettingsError as error:
        fail(str(error), 2)
    except LatePostError as error:
        fail(str(error), 1)
    except Exception:
        traceback.print_exc()
        fail("That is a fault of the bot, not yours. Please report it with the lines above.", 1)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        write_line(f"latepost {version('latepost-bot')}")
        raise typer.Exit


@cli.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Without a command: run the bot."""
    if context.invoked_subcommand is None:
        serving.run()
