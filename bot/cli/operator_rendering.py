"""What `latepost unanswered` and `latepost feedback` show in a terminal."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.model import GivenFeedback, Tier, UnansweredQuestion
from bot.text import printable

_GOT = {Tier.NEAR: "nearest points", Tier.NOTHING: "nothing"}


def render_unanswered(questions: Iterable[UnansweredQuestion]) -> RenderableType:
    """A question a row: how often it was asked, when last, and what it got."""
    table = Table(box=None, pad_edge=False)
    table.add_column("asked", justify="right")
    table.add_column("last", style="dim", no_wrap=True)
    table.add_column("got", style="dim", no_wrap=True)
    table.add_column("question", overflow="fold")
    for question in questions:
        got = _GOT.get(question.tier, "")
        table.add_row(str(question.count), _day(question.last_asked_at), got, Text(printable(question.question)))
    return table


def render_feedback(given: Iterable[GivenFeedback], titles: Mapping[str, str]) -> RenderableType:
    """An answer a paragraph: the thumbs, the question, and the articles below it."""
    return Group(*(_answer(answer, titles) for answer in given))


def _answer(answer: GivenFeedback, titles: Mapping[str, str]) -> Text:
    thumbs = [f"{answer.helpful} helpful"] * bool(answer.helpful)
    thumbs += [f"{answer.not_helpful} not helpful"] * bool(answer.not_helpful)
    style = "red" if answer.not_helpful else "green"
    text = Text.assemble(
        (", ".join(thumbs), style), f"  {printable(answer.question)}  ", (_day(answer.last_given_at), "dim")
    )
    for article_id in answer.article_ids:
        title = printable(titles[article_id]) if article_id in titles else "(no longer in the library)"
        text.append(f"\n  {article_id}  {title}", style="dim")
    return text


def _day(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
