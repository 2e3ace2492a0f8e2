"""`import`, `articles`, `summarize` and `feeds`: what the library holds and how it comes in."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import err, out, say, write_line
from bot.cli.runner import log_model_warnings, run_command, terminal_language
from bot.errors import SettingsError

if TYPE_CHECKING:
    from bot.app.library import Library
    from bot.app.settings import Settings
    from bot.model import Article


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
    named: Annotated[
        str | None,
        typer.Argument(
            metavar="[ARTICLE]", help="Only this one, whole: by its id or how that begins, or by its title."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Every article whole, as JSON Lines (the export).")] = False,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Every article whole, as Markdown with citations and addresses.")
    ] = False,
    removed: Annotated[bool, typer.Option("--removed", help="What was removed, the last removed first.")] = False,
) -> None:
    """List what the library holds, newest first, with the ids that `remove` takes; or show one article."""
    if as_json and as_markdown:
        raise SettingsError("--json and --markdown are two forms of one article. Choose one of them.")
    run_command(lambda settings: _articles(settings, named, as_json=as_json, as_markdown=as_markdown, removed=removed))


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
        from bot.app.shipped import shipped_data

        write_line((shipped_data() / "feeds.toml").read_text(encoding="utf-8").rstrip("\n"))
    else:
        run_command(_feeds)


async def _import(settings: "Settings", paths: list[Path]) -> int:
    from bot.app.clock import now
    from bot.cli.import_progress import run_import

    log_model_warnings(settings)
    counts = await run_import(settings, paths, err, now, terminal_language())
    write_line(str(counts))
    return counts.failed


async def _articles(
    settings: "Settings", named: str | None, *, as_json: bool, as_markdown: bool, removed: bool
) -> None:
    from bot.app.library import open_library

    async with open_library(settings, say) as library:
        chosen = None if named is None else await _named(library, named)
        if as_json or as_markdown:
            written = _as_markdown(settings) if as_markdown else _as_json_line
            async for article in _listed(library, chosen, removed=removed):
                write_line(written(article))
            return
        from bot.cli.rendering import render_article, render_articles

        if chosen:
            out().print(render_article(chosen))
            return
        newest = [article async for article in _listed(library, None, removed=removed)]
        out().print(render_articles(newest, terminal_language()))


async def _named(library: "Library", named: str) -> "Article":
    await library.refresh()
    ids = await library.store.ids(named.strip().lower(), 2)
    article = await library.article(ids[0]) if len(ids) == 1 else await library.by_title(named)
    if article is None:
        raise SettingsError(f"No article has the id or a title like “{named}”. `latepost articles` lists the titles.")
    return article


async def _listed(library: "Library", chosen: "Article | None", *, removed: bool) -> "AsyncIterator[Article]":
    if chosen or removed:
        for article in [chosen] if chosen else await library.store.removed():
            yield article
    else:
        async for article in library.store.newest_first():
            yield article


def _as_json_line(article: "Article") -> str:
    from bot.formats.json_lines import write

    return write(article)


def _as_markdown(settings: "Settings") -> "Callable[[Article], str]":
    from bot.app.links import article_links
    from bot.export.documents import Documents
    from bot.language import language_of

    links = article_links(settings)
    return lambda article: Documents(language_of(article.title), links).article(article)


async def _summarize(settings: "Settings", path: Path, *, as_json: bool) -> int:
    from bot.app.intake import summarizer
    from bot.cli.remarks import refusal, remark
    from bot.cli.rendering import render_article
    from bot.formats import Problem, read
    from bot.formats.json_lines import write

    log_model_warnings(settings)
    make = summarizer(settings)
    failed = 0
    for found in read(path):
        if isinstance(found, Problem):
            say(refusal(found, terminal_language()))
            failed += 1
            continue
        for note in found.notes:
            say(remark(f"“{found.article.title}”", note, terminal_language()))
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
