"""The `latepost` command: arguments in, printing out, nothing else."""

import asyncio
import io
import json
import os
import sys
import traceback
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from bot.answer import DEFAULT_LIMIT, MAX_LIMIT
from bot.cli.output import end_unread, err, fail, fail_usage, out, print_json, say, write_line
from bot.errors import LatePostError, SettingsError
from bot.model import Answer
from bot.text import printable

if TYPE_CHECKING:  # read where a command runs: its help needs none
    from bot.app.settings import Settings

Result = TypeVar("Result")

_STOPPED_BY_USER = 130
_UsageError: Any = typer.BadParameter.__base__  # typer exports only this heir of what it raises for bad usage

cli = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Ask a library of 晚点LatePost articles, in Chinese or English, and get cited key points.",
)


def main() -> None:
    """Entry of the `latepost` command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without Chinese gets question marks, not a traceback
    try:
        raise SystemExit(cli(standalone_mode=False))
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
        run()


@cli.command()
def run() -> None:
    """Run the bot: in Slack if its tokens are set, else in a workspace of its own."""
    from bot.app.serving.process import new_event_loop

    _run(_serve, new_event_loop)


@cli.command()
def chat() -> None:
    """Talk to the bot here in the terminal, in a workspace of its own: /latepost TOPIC, @latepost QUESTION, buttons."""
    _run(_chat)


@cli.command()
def manifest(
    socket_mode: Annotated[
        bool | None,
        typer.Option("--socket-mode/--http", help="Default: HTTP where LATEPOST_PUBLIC_URL is set, else Socket Mode."),
    ] = None,
) -> None:
    """Print the app manifest: pasted into Slack it is the whole setup of the app."""
    _run(lambda settings: _manifest(settings, socket_mode))


@cli.command()
def doctor(
    new_key: Annotated[bool, typer.Option("--new-key", help="Only print a new LATEPOST_ENCRYPTION_KEY.")] = False,
) -> None:
    """Check settings, tokens, scopes, store and index, and say what to do."""
    if new_key:
        from bot.slack.receive.oauth import new_key as make

        write_line(make())
    elif not _run(_doctor):
        raise SystemExit(1)


@cli.command("import")
def import_(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files or folders to import.")],
) -> None:
    """Bring articles in: captured pages and JSON Lines files, or folders of them."""
    if _run(lambda settings: _import(settings, paths)):
        raise SystemExit(1)


@cli.command()
def ask(
    query: Annotated[
        list[str],
        typer.Argument(metavar="QUERY", help="The question; `-` reads one a line from standard input."),
    ],
    limit: Annotated[int, typer.Option(min=1, max=MAX_LIMIT, help="The most articles to show.")] = DEFAULT_LIMIT,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a question, on one line.")] = False,
    explain: Annotated[bool, typer.Option(help="Say of every point why it matched.")] = False,
) -> None:
    """Answer a question from the library, with the paragraphs that each point came from.

    Filters: source:NAME  since:2025-09-24  before:2025-10-01  "an exact phrase"
    """
    question = os.fsencode(" ".join(query)).decode("utf-8", "replace")  # bytes that are no text come as surrogates
    if not question.strip():
        raise SettingsError('Nothing was asked. Try: latepost ask "TikTok 听证会"')
    questions = _lines_of_standard_input() if query == ["-"] else iter([question])
    show = print_json if as_json else _printer(explain=explain)
    _run(lambda settings: _ask(settings, questions, limit, show))


@cli.command()
def articles(
    as_json: Annotated[bool, typer.Option("--json", help="Every article whole, as JSON Lines (the export).")] = False,
) -> None:
    """List what the library holds, newest first."""
    _run(lambda settings: _articles(settings, as_json=as_json))


@cli.command()
def summarize(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A file with full text; `latepost import` stores it.")],
    as_json: Annotated[bool, typer.Option("--json", help="The article whole, as JSON Lines.")] = False,
) -> None:
    """Show the summary of a full text, with its paragraphs, without storing it."""
    if _run(lambda settings: _summarize(settings, path, as_json=as_json)):
        raise SystemExit(1)


@cli.command()
def feeds(
    example: Annotated[
        bool, typer.Option("--example", help="Only print a feeds.toml with examples, to fill in.")
    ] = False,
) -> None:
    """Show each feed's last success, last error and next run."""
    if example:
        from bot.app.library import shipped_data

        write_line((shipped_data() / "feeds.toml").read_text(encoding="utf-8").rstrip("\n"))
    else:
        _run(_feeds)


@cli.command()
def settings() -> None:
    """Print every setting with what it does, as a .env file to fill in."""
    from bot.app.library import settings_example

    write_line(settings_example().read_text(encoding="utf-8").rstrip("\n"))


digest_cli = typer.Typer(help="Digests: what goes out to channels.", rich_markup_mode=None)
cli.add_typer(digest_cli, name="digest")


@digest_cli.command()
def preview(
    channel: Annotated[str | None, typer.Option(help="Only the digests of this channel, by its id.")] = None,
    at: Annotated[
        str | None,
        typer.Option(help="The first send from then on, e.g. 09:00 or 2026-03-29T09:00; default: the next one."),
    ] = None,
) -> None:
    """Show what would go out if nothing more came in. Nothing is sent or changed."""
    _run(lambda settings: _preview(settings, channel, at))


async def _serve(settings: "Settings") -> None:
    from bot.app.logs import configure
    from bot.app.serving.process import run

    configure(settings.log_level)
    for sentence in _unknown_settings():
        say(f"warning: {sentence}")
    await run(settings, say)


async def _chat(settings: "Settings") -> None:
    from bot.app.logs import configure
    from bot.cli.chat.opening import chat

    configure("ERROR" if settings.log_level == "INFO" else settings.log_level)  # lines of the log are no conversation
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    await chat(settings, out(), say, "zh" if locale.startswith("zh") else "en")


async def _manifest(settings: "Settings", socket_mode: bool | None) -> None:
    from bot.app.serving.slack import app_manifest

    write_line(json.dumps(app_manifest(settings, socket_mode=socket_mode), ensure_ascii=False, indent=2))


async def _doctor(settings: "Settings") -> bool:
    from bot.cli.doctor import check_all

    checks = await check_all(settings, say, _unknown_settings())
    for check in checks:
        out().print(f"{'ok  ' if check.ok else 'FAIL'} {check.name}: {printable(check.said)}", soft_wrap=True)
    return all(check.ok for check in checks)


async def _preview(settings: "Settings", channel: str | None, at: str | None) -> None:
    from bot.app.clock import now
    from bot.cli.digest_preview import preview

    for rendered in await preview(settings, channel, at, say, now()):
        out().print(rendered)


async def _import(settings: "Settings", paths: list[Path]) -> int:
    from bot.app.clock import now
    from bot.cli.import_progress import run_import

    _log_warnings(settings)
    counts = await run_import(settings, paths, err, now)
    write_line(str(counts))
    return counts.failed


async def _ask(settings: "Settings", questions: Iterator[str], limit: int, show: Callable[[Answer], None]) -> None:
    from bot.app.library import open_library

    async with open_library(settings, say) as library:
        for question in questions:
            await library.refresh()
            await library.encode_few()
            show(await library.answer(question, limit))


async def _articles(settings: "Settings", *, as_json: bool) -> None:
    from bot.app.library import open_library
    from bot.formats.json_lines import write

    async with open_library(settings, say) as library:
        if as_json:
            async for article in library.store.newest_first():
                write_line(write(article))
            return
        from bot.cli.rendering import render_articles

        newest = [article async for article in library.store.newest_first()]
        out().print(render_articles(newest))
        out().print(f"{len(newest)} articles", style="dim")


async def _summarize(settings: "Settings", path: Path, *, as_json: bool) -> int:
    from bot.app.intake import summarizer
    from bot.cli.rendering import render_article
    from bot.formats import Problem, read
    from bot.formats.json_lines import write

    _log_warnings(settings)
    make = summarizer(settings)
    failed = 0
    for found in read(path):
        if isinstance(found, Problem):
            say(f"refused: {found}")
            failed += 1
            continue
        for note in found.notes:
            say(f"note: “{found.article.title}”: {note}")
        article = await make.summarise(found.article) if found.is_full_text else found.article
        if as_json:
            write_line(write(article))
        else:
            out().print(render_article(article))
    return failed


def _log_warnings(settings: "Settings") -> None:
    """Have what goes wrong with a model told on standard error; without one nothing is logged."""
    if settings.model:
        from bot.app.logs import configure

        configure("WARNING")


async def _feeds(settings: "Settings") -> None:
    from bot.app.clock import now
    from bot.cli.feeds import print_feeds

    await print_feeds(settings, out(), say, now)


def _unknown_settings() -> list[str]:
    from bot.app.settings import unknown_settings

    return unknown_settings(os.environ, Path.cwd())


def _run(
    work: Callable[["Settings"], Awaitable[Result]],
    loop_factory: Callable[[], asyncio.AbstractEventLoop] | None = None,
) -> Result:
    try:
        from bot.app.settings import Settings

        settings = Settings.read(os.environ, Path.cwd())

        async def whole() -> Result:
            return await work(settings)

        with asyncio.Runner(loop_factory=loop_factory) as runner:
            return runner.run(whole())
    except KeyboardInterrupt:
        fail("Stopped.", _STOPPED_BY_USER)
    except BrokenPipeError:
        end_unread()


def _lines_of_standard_input() -> Iterator[str]:
    for line in sys.stdin.buffer if sys.stdin else ():
        yield line.decode("utf-8", "replace").rstrip("\r\n")


def _printer(*, explain: bool) -> Callable[[Answer], None]:
    from bot.cli.rendering import render_answer

    console = out()
    return lambda answer: console.print(render_answer(answer, explain=explain))
