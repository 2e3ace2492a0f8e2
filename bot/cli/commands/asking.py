"""`ask`: one answer, or one a line."""

import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from bot.answer import DEFAULT_LIMIT, MAX_LIMIT
from bot.cli.output import out, print_json, say, write_line
from bot.cli.runner import run_command
from bot.errors import SettingsError
from bot.model import Answer

Show = Callable[["Settings", Answer], None]

if TYPE_CHECKING:
    from bot.app.settings import Settings


def register(cli: typer.Typer) -> None:
    cli.command()(ask)


def ask(
    query: Annotated[
        list[str],
        typer.Argument(metavar="QUERY", help="The question; `-` reads one a line from standard input."),
    ],
    limit: Annotated[int, typer.Option(min=1, max=MAX_LIMIT, help="The most articles to show.")] = DEFAULT_LIMIT,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a question, on one line.")] = False,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="As Markdown, with citations and addresses, to take along.")
    ] = False,
    explain: Annotated[bool, typer.Option(help="Say of every point why it matched.")] = False,
) -> None:
    """Answer a question from the library, with the paragraphs that each point came from.

    Filters: source:NAME  since:2025-09-24  before:2025-10-01  "an exact phrase"
    """
    question = os.fsencode(" ".join(query)).decode("utf-8", "replace")  # bytes that are no text come as surrogates
    if not question.strip():
        raise SettingsError('Nothing was asked. Try: latepost ask "TikTok 听证会"')
    questions = _lines_of_standard_input() if query == ["-"] else iter([question])
    if as_json and as_markdown:
        raise SettingsError("--json and --markdown are two forms of one answer. Choose one of them.")
    show = _print_markdown if as_markdown else _print_json if as_json else _printer(explain=explain)
    run_command(lambda settings: _ask(settings, questions, limit, show))


async def _ask(settings: "Settings", questions: Iterator[str], limit: int, show: Show) -> None:
    from bot.app.library import open_library

    async with open_library(settings, say) as library:
        for question in questions:
            await library.refresh()
            await library.encode_few()
            show(settings, await library.answer(question, limit))


def _lines_of_standard_input() -> Iterator[str]:
    for line in sys.stdin.buffer if sys.stdin else ():
        yield line.decode("utf-8", "replace").rstrip("\r\n")


def _print_json(_settings: "Settings", answer: Answer) -> None:
    print_json(answer)


def _print_markdown(settings: "Settings", answer: Answer) -> None:
    from bot.app.links import article_links
    from bot.export.documents import Documents
    from bot.language import language_of

    write_line(Documents(language_of(answer.query), article_links(settings)).answer(answer))


def _printer(*, explain: bool) -> Show:
    from bot.cli.rendering import render_answer

    console = out()
    return lambda _settings, answer: console.print(render_answer(answer, explain=explain))
