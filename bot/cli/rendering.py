"""Answers and articles as a terminal shows them, in the language of the question. Pure: values in, renderables out."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from rich.console import Group, RenderableType
from rich.text import Text

from bot.cli.wording import command_strings
from bot.cli.wrapping import Paragraph
from bot.export.timeline import describe_first_publication
from bot.language import Language, counted, describe_note, how_in_words, join_names, language_of, origin, shown_of_total
from bot.model import Answer, Article, Match, MatchedPoint, Reason
from bot.text import printable

_SHORT_ID = 6
"""Characters of an id that are shown at least: what is unique now may not be when more has come."""


def render_answer(answer: Answer, *, explain: bool = False) -> RenderableType:
    """The whole answer, the point that answers best in front of its article; what is nearest; or the miss."""
    language = language_of(answer.query)
    strings = command_strings(language)
    parts: list[RenderableType] = []
    if answer.read_as:
        parts.append(_line(strings.searched_for.format(text=answer.read_as), "yellow"))
    parts += [_line(strings.note.format(note=describe_note(note, language)), "yellow") for note in answer.notes]
    if answer.matches:
        for place, match in enumerate(answer.matches):
            parts += [*render_match(match, language, explain=explain, leads=not place), Text("")]
        parts.append(_line(f"{counted(strings.articles, len(answer.matches))} · {answer.took_ms:.1f} ms", "dim"))
    elif answer.nearest:
        parts += [_line(strings.nearest, "bold"), Text("")]
        for match in answer.nearest:
            parts += [*render_match(match, language, explain=explain), Text("")]
    else:
        parts += [_line(strings.nothing, "bold"), _line(strings.offers if answer.suggestions else strings.empty)]
        parts += [Paragraph(Text(printable(suggestion)), mark="• ", left=2) for suggestion in answer.suggestions]
    return Group(*parts)


def render_articles(articles: Sequence[Article], language: Language) -> RenderableType:
    """A list of articles, a row each, with as much of its id as tells it from the others."""
    from rich.table import Table  # an answer needs none

    strings = command_strings(language)
    length = _unique_length(sorted(article.id for article in articles))
    table = Table(box=None, pad_edge=False)
    table.add_column(strings.id, no_wrap=True)
    table.add_column(strings.published, style="dim", no_wrap=True)
    table.add_column(strings.title)
    table.add_column(strings.source, style="dim")
    table.add_column(strings.holds, style="dim", no_wrap=True)
    for article in articles:
        table.add_row(
            article.id[:length],
            f"{article.published_at:%Y-%m-%d %H:%M}",
            Paragraph(Text(printable(article.title))),
            Text(printable(article.source)),
            _holding(article, language),
        )
    return Group(table, _line(counted(strings.articles, table.row_count), "dim"))


def _unique_length(ids: Sequence[str]) -> int:
    """How much of the ids, which are sorted, tells each from all others."""
    differ = (
        next(at for at, pair in enumerate(zip(*ids, strict=False)) if len(set(pair)) > 1) for ids in pairwise(ids)
    )
    return max(_SHORT_ID, 1 + max(differ, default=0))


def _holding(article: Article, language: Language) -> str:
    strings = command_strings(language)
    points, paragraphs = len(article.points), len(article.paragraphs)
    counts = [counted(strings.points, points)] * bool(points)
    counts += [counted(strings.paragraphs, paragraphs)] * bool(paragraphs)
    if counts:
        return join_names(counts, language)
    return strings.viewpoint_only if article.viewpoint else strings.title_only


def render_match(
    match: Match, language: Language, *, explain: bool = False, leads: bool = False
) -> Iterator[RenderableType]:
    """One article with the points that answer, those of a section together, and where asked for why each matched.

    `leads` puts the best point before the title, unless title or viewpoint alone matched.
    """
    strings = command_strings(language)
    if leads and match.best:
        yield from _render_point(match.best, language, explain=explain)
    yield from _render_head(match.article, language)
    heading = ""
    for point in match.by_section(without_best=leads):
        if point.section != heading and point.section:
            yield _line(point.section, "bold green", left=2)
        heading = point.section
        yield from _render_point(point, language, explain=explain, mark="- ", left=2)
    if match.by_title:
        yield _line(f"({strings.by_title})", "dim", left=2)
    if total := shown_of_total(match.article, match.points, language):
        yield _line(total, "dim", left=2)
    if explain:
        reasons = _reasons(match.reasons, language)
        yield _line(strings.article_reasons.format(score=match.score, reasons=reasons), "dim", left=2)


def _render_head(article: Article, language: Language) -> Iterator[RenderableType]:
    """Title, source and time, address, how the summary was made, and the viewpoint."""
    yield _line(article.title, "bold")
    about = f"{article.source} · {article.published_at:%Y-%m-%d %H:%M}"
    if first := describe_first_publication(article, language):
        about += f" · {first}"
    yield _line(about, "dim")
    if article.url:
        yield Text(printable(article.url), style="dim underline")  # a terminal makes a link of what it wraps itself
    if made := origin(article, language, printable):
        yield _line(" · ".join(made), "dim")
    if article.viewpoint:
        viewpoint = Text(printable(article.viewpoint), style="italic")
        viewpoint.append(_citations(article.viewpoint_citations), style="cyan not italic")
        yield Paragraph(viewpoint, left=2)


def render_article(article: Article) -> RenderableType:
    """One article whole: its summary and its paragraphs with their numbers."""
    points = (
        MatchedPoint(text=point.text, section=section.heading, citations=point.citations)
        for section in article.sections
        for point in section.points
    )
    match = Match(article=article, score=0.0, points=tuple(points))
    language = language_of(article.title)
    parts = list(render_match(match, language))
    if not article.is_summarised and article.paragraphs:
        parts.append(_line(command_strings(language).no_summary, "dim", left=2))
    parts.append(Text(""))
    for number, paragraph in enumerate(article.paragraphs, 1):
        parts.append(Paragraph(Text.assemble((f"[{number}] ", "cyan"), printable(paragraph))))
    return Group(*parts)


def _render_point(
    point: MatchedPoint, language: Language, *, explain: bool, mark: str = "", left: int = 0
) -> Iterator[RenderableType]:
    text = Text()
    at = 0
    for start, end in point.highlights:
        text.append(printable(point.text[at:start]))
        text.append(printable(point.text[start:end]), style="bold yellow")
        at = end
    text.append(printable(point.text[at:]))
    text.append(_citations(point.citations), style="cyan")
    yield Paragraph(text, mark=mark, left=left)
    if explain and point.reasons:
        reasons = _reasons(point.reasons, language)
        why = command_strings(language).point_reasons.format(score=point.score, reasons=reasons)
        yield _line(why, "dim", left=left + len(mark) + 2)


def _reasons(reasons: Iterable[Reason], language: Language) -> str:
    strings = command_strings(language)
    shown = (
        strings.reason.format(query=reason.query, how=how_in_words(reason.how, language) or strings.as_typed)
        + ("" if reason.how == "typed" else f" “{reason.matched}”")
        for reason in reasons
    )
    return strings.separator.join(shown) or strings.no_reasons


def _citations(citations: Iterable[int]) -> str:
    marks = "".join(f"[{number}]" for number in citations)
    return f" {marks}" if marks else ""


def _line(text: str, style: str = "", left: int = 0) -> RenderableType:
    return Paragraph(Text(printable(text), style=style), left=left)
