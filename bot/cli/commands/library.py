"""`import`, `articles`, `summarize` and `feeds`: what the library holds and how it comes in."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import err, out, say, write_line
from bot.cli.runner import log_model_warnings, run_command

if TYPE_CHECKING:
    from bot.app.settings import Settings


def register(cli: typer.Typer) -> None:
    cli.command("import")(import_)
    cli.command()(articles)
    cli.command()(summarize)
    cli.command()(feeds)


def import_(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files or folders to import.")],
) -> None:
    """Bring articles in: captured pages and JSON Lines files, or folders of them."""
    if run_command(lambda settings: _import(settings, paths)):
        raise SystemExit(1)


def articles(
    as_json: Annotated[bool, typer.Option("--json", help="Every article whole, as JSON Lines (the export).")] = False,
) -> None:
    """List what the library holds, newest first."""
    run_command(lambda settings: _articles(settings, as_json=as_json))


def summarize(
    path: Annotated[Path, typer.Argument(metavar="PATH", help="A file with full text; `latepost import` stores it.")],
    as_json: Annotated[bool, typer.Option("--json", help="The article whole, as JSON Lines.")] = False,
) -> None:
    """Show the summary of a full text, with its paragraphs, without storing it."""
    if run_command(lambda settings: _summarize(settings, path, as_json=as_json)):
        raise SystemExit(1)


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
        run_command(_feeds)


async def _import(settings: "Settings", paths: list[Path]) -> int:
    from bot.app.clock import now
    from bot.cli.import_progress import run_import

    log_model_warnings(settings)
    counts = await run_import(settings, paths, err, now)
    write_line(str(counts))
    return counts.failed


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

    log_model_warnings(settings)
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


async def _feeds(settings: "Settings") -> None:
    from bot.app.clock import now
    from bot.cli.feeds import print_feeds

    await print_feeds(settings, out(), say, now)
