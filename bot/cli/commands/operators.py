"""`remove`, `unanswered` and `feedback`, and what `restore` does with an id: looking after the library."""

import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.output import out, say, write_json, write_line
from bot.cli.runner import run_command
from bot.text import printable

if TYPE_CHECKING:
    from bot.app.operations import Operations
    from bot.app.settings import Settings

Id = Annotated[str, typer.Argument(metavar="ID", help="The article's id, or as much of its beginning as is unique.")]
Since = Annotated[
    datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="From that day on, e.g. 2026-01-31.")
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on a line each.")]


def register(cli: typer.Typer) -> None:
    cli.command()(remove)
    cli.command()(unanswered)
    cli.command()(feedback)


def remove(article_id: Id) -> None:
    """Take an article out of the library; it stays away, also when it comes in again, until it is restored."""
    run_command(lambda settings: _remove(settings, article_id))


def unanswered(since: Since = None, as_json: AsJson = False) -> None:
    """List the questions that found no answer, or only what is near, most asked first; without who asked."""
    run_command(lambda settings: _unanswered(settings, since, as_json=as_json))


def feedback(since: Since = None, as_json: AsJson = False) -> None:
    """List what people marked as helpful and not helpful, newest first; without their names."""
    run_command(lambda settings: _feedback(settings, since, as_json=as_json))


@asynccontextmanager
async def _operations(settings: "Settings") -> AsyncGenerator["Operations"]:
    from bot.app.clock import now
    from bot.app.library import open_library
    from bot.app.logs import configure
    from bot.app.operations import Operations

    configure("WARNING")  # what is logged of it besides stands in the command's own words
    async with open_library(settings, say) as library:
        yield Operations(settings, library, now)


async def _remove(settings: "Settings", article_id: str) -> None:
    async with _operations(settings) as operations:
        article = await operations.remove(article_id)
    write_line(printable(f"Removed “{article.title}”. `latepost restore {article.id}` brings it back."))


def is_id(text: str) -> bool:
    """Whether this can be the id of an article, or its beginning."""
    return re.fullmatch("[0-9a-f]{1,16}", text, re.IGNORECASE) is not None


async def restore_article(settings: "Settings", article_id: str) -> None:
    """Bring it back and say so; `restore`, which knows files too, is beside `backup`."""
    async with _operations(settings) as operations:
        article = await operations.restore(article_id)
    write_line(printable(f"Restored “{article.title}”."))


async def _unanswered(settings: "Settings", since: datetime | None, *, as_json: bool) -> None:
    from bot.cli.operator_rendering import render_unanswered

    async with _operations(settings) as operations:
        questions = await operations.unanswered(since.astimezone() if since else None)
    if as_json:
        for question in questions:
            write_json(question.model_dump(mode="json"))
    elif questions:
        out().print(render_unanswered(questions))
    else:
        say("Every question was answered." if since is None else "Every question since then was answered.")


async def _feedback(settings: "Settings", since: datetime | None, *, as_json: bool) -> None:
    from bot.cli.operator_rendering import render_feedback

    async with _operations(settings) as operations:
        given, titles = await operations.feedback(since.astimezone() if since else None)
    if as_json:
        for answer in given:
            articles = [{"id": article_id, "title": titles.get(article_id)} for article_id in answer.article_ids]
            write_json({**answer.model_dump(mode="json", exclude={"article_ids"}), "articles": articles})
    elif given:
        out().print(render_feedback(given, titles))
    else:
        say("Nobody has marked an answer as helpful or not helpful.")
