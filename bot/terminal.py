"""Answers and articles as a terminal shows them. Pure: values in, rich renderables out."""

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot.model import Answer, Article, Match, MatchedPoint, Reason
from bot.text import printable

_HOW = {
    "typed": "as typed",
    "joined": "written as",
    "alias": "also known as",
    "translated": "translated",
    "corrected": "corrected to",
    "related": "close in meaning",
    "pinyin": "pinyin of",
}


def render_answer(answer: Answer, *, explain: bool = False) -> RenderableType:
    """The whole answer, or the miss with its suggestions."""
    parts: list[RenderableType] = []
    if answer.read_as:
        parts.append(Text(f"searched for: {printable(answer.read_as)}", style="yellow"))
    parts += [Text(f"note: {printable(note)}", style="yellow") for note in answer.notes]
    if not answer.matches:
        parts.append(Text("Nothing on that in the library.", style="bold"))
        if answer.suggestions:
            parts.append(Text("It does have:"))
            parts += [Text(f"  • {printable(suggestion)}") for suggestion in answer.suggestions]
        else:
            parts.append(Text("The library is empty. Bring articles in with: latepost import PATH"))
        return Group(*parts)
    for match in answer.matches:
        parts += [*render_match(match, explain=explain), Text("")]
    parts.append(Text(f"{counted(len(answer.matches), 'article')} · {answer.took_ms:.1f} ms", style="dim"))
    return Group(*parts)


def render_articles(articles: Iterable[Article]) -> RenderableType:
    """A list of articles, a row each."""
    from rich.table import Table  # an answer needs none

    table = Table(box=None, pad_edge=False)
    table.add_column("published", style="dim", no_wrap=True)
    table.add_column("title", overflow="fold")
    table.add_column("source", style="dim")
    table.add_column("holds", style="dim", no_wrap=True)
    for article in articles:
        table.add_row(
            f"{article.published_at:%Y-%m-%d %H:%M}",
            Text(printable(article.title)),
            Text(printable(article.source)),
            _holding(article),
        )
    return table


def _holding(article: Article) -> str:
    points, paragraphs = len(article.points), len(article.paragraphs)
    held = [counted(points, "point")] * bool(points) + [counted(paragraphs, "paragraph")] * bool(paragraphs)
    return ", ".join(held) or "title only"


def counted(number: int, noun: str) -> str:
    """`1 point`, `2 points`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def render_match(match: Match, *, explain: bool = False) -> Iterator[RenderableType]:
    """One article with the points that answer, and where asked for why each matched."""
    article = match.article
    yield Text(printable(article.title), style="bold")
    about = f"{printable(article.source)} · {article.published_at:%Y-%m-%d %H:%M}"
    if year := article.first_published_year:
        about += f" · first published {year}"
    yield Text(about, style="dim")
    if article.url:
        yield Text(printable(article.url), style="dim underline")
    if article.viewpoint:
        viewpoint = Text(printable(article.viewpoint), style="italic")
        viewpoint.append(_citations(article.viewpoint_citations), style="cyan not italic")
        yield Padding(viewpoint, (0, 0, 0, 2))
    heading = None
    for point in match.points:
        if point.section and point.section != heading:
            yield Padding(Text(printable(point.section), style="bold green"), (0, 0, 0, 2))
        heading = point.section
        yield Padding(_render_point(point), (0, 0, 0, 2))
        if explain and point.reasons:
            yield Padding(_render_reasons(point.reasons, f"score {point.score:.1f}"), (0, 0, 0, 6))
    if match.by_title:
        yield Padding(Text("(the title or viewpoint matches; these are the leading points)", style="dim"), (0, 0, 0, 2))
    total = len(article.points) or len(article.paragraphs)
    if total:
        held = counted(total, "point" if article.points else "paragraph")
        yield Padding(Text(f"{len(match.points)} of {held}", style="dim"), (0, 0, 0, 2))
    if explain:
        yield Padding(
            _render_reasons(match.reasons, f"article score {match.score:.1f}; in title or viewpoint"),
            (0, 0, 0, 2),
        )


def _render_point(point: MatchedPoint) -> Text:
    text = Text("- ")
    at = 0
    for start, end in point.highlights:
        text.append(printable(point.text[at:start]))
        text.append(printable(point.text[start:end]), style="bold yellow")
        at = end
    text.append(printable(point.text[at:]))
    text.append(_citations(point.citations), style="cyan")
    return text


def _render_reasons(reasons: Iterable[Reason], label: str) -> Text:
    shown = (
        f"“{printable(reason.query)}” {_HOW[reason.how]}"
        + ("" if reason.how == "typed" else f" “{printable(reason.matched)}”")
        for reason in reasons
    )
    return Text(f"{label}: " + ("; ".join(shown) or "none"), style="dim")


def _citations(citations: Iterable[int]) -> str:
    marks = "".join(f"[{number}]" for number in citations)
    return f" {marks}" if marks else ""
