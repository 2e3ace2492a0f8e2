"""`run`, `chat` and `mcp`: the bot itself."""

import signal
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import out, say
from bot.cli.runner import run_command, settings_unknown, terminal_language

if TYPE_CHECKING:
    from bot.app.settings import Settings


def register(cli: typer.Typer) -> None:
    cli.command()(run)
    cli.command()(chat)
    cli.command()(mcp)


def run(
    host: Annotated[str | None, typer.Option(metavar="ADDRESS", help="In place of LATEPOST_HOST.")] = None,
    port: Annotated[str | None, typer.Option(metavar="NUMBER", help="In place of LATEPOST_PORT.")] = None,
) -> None:
    """Run the bot: in Slack if its tokens are set, else in a workspace of its own."""
    from bot.app.serving.process import new_event_loop

    given = {"LATEPOST_HOST": host, "LATEPOST_PORT": port}
    run_command(_serve, new_event_loop, {name: value for name, value in given.items() if value is not None})


def chat() -> None:
    """Talk to the bot here in the terminal, in a workspace of its own: /latepost TOPIC, @latepost QUESTION, buttons."""
    run_command(_chat)


def mcp() -> None:
    """Answer another program over standard input and output, by the Model Context Protocol (docs/mcp.md)."""
    run_command(_mcp)


async def _mcp(settings: "Settings") -> None:
    from bot.app.logs import configure
    from bot.app.mcp import serve_stdio

    configure("WARNING" if settings.log_level == "INFO" else settings.log_level)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a thread waits for standard input, which nothing else breaks off
    await serve_stdio(settings, say)


async def _serve(settings: "Settings") -> None:
    from bot.app.logs import configure
    from bot.app.serving.process import run

    configure(settings.log_level)
    for sentence in settings_unknown():
        say(f"warning: {sentence}")
    await run(settings, say)


async def _chat(settings: "Settings") -> None:
    from bot.app.logs import configure
    from bot.cli.chat.opening import chat

    configure("ERROR" if settings.log_level == "INFO" else settings.log_level)  # lines of the log are no conversation
    await chat(settings, out(), say, terminal_language())
