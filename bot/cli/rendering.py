"""Answers and articles as a terminal shows them, in the language of the question. Pure: values in, renderables out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot.language import Language, Plural, counted, describe_note, how_in_words, join_names, language_of, shown_of_total
from bot.model import Answer, Article, Match, MatchedPoint, Reason
from bot.text import printable
from bot.timeline import describe_first_publication


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    searched_for: str
    note: str
    miss: str
    nearest: str
    offers: str
    empty: str
    by_title: str
    no_summary: str
    articles: Plural
    reasons: str
    article_reasons: str
    no_reasons: str
    made_by_source: str
    made_extractive: str
    made_extractive_for: str
    made_by_model: str
    dropped: Plural
    also_in: str
    as_typed: str


_EN = _Words(
    searched_for="searched for: {text}",
    note="note: {text}",
    miss="Nothing on that in the library.",
    nearest="Nothing says exactly that. Nearest in the library:",
    offers="Try:",
    empty="The library is empty. Bring articles in with: latepost import PATH",
    by_title="(the title or viewpoint matches; these are the leading points)",
    no_summary="no summary, only the full text",
    articles=Plural("{count} article", "{count} articles"),
    reasons="score {score:.1f}",
    article_reasons="article score {score:.1f}; in title or viewpoint",
    no_reasons="none",
    made_by_source="summary: source's own",
    made_extractive="summary: extractive",
    made_extractive_for="summary: extractive, in place of model {model}",
    made_by_model="summary: model {model}",
    dropped=Plural(
        "{count} point left out: the text does not say so", "{count} points left out: the text does not say so"
    ),
    also_in="also in {sources}",
    as_typed="as typed",
)
_ZH = _Words(
    searched_for="按此查找：{text}",
    note="说明：{text}",
    miss="资料库里没有这方面的内容。",
    nearest="没有直接的内容，最接近的是：",
    offers="或许相关：",
    empty="资料库还是空的。导入文章：latepost import PATH",
    by_title="（标题或核心观点相符，以下为开头的要点）",
    no_summary="没有摘要，只有全文",
    articles=Plural("{count} 篇文章", "{count} 篇文章"),
    reasons="得分 {score:.1f}",
    article_reasons="文章得分 {score:.1f}；标题或核心观点",
    no_reasons="无",
    made_by_source="摘要：来源自带",
    made_extractive="摘要：原文摘句",
    made_extractive_for="摘要：原文摘句（代替模型 {model}）",
    made_by_model="摘要：模型 {model}",
    dropped=Plural("{count} 个要点因原文不支持而略去", "{count} 个要点因原文不支持而略去"),
    also_in="另见 {sources}",
    as_typed="照原文",
)
_WORDS: dict[Language, _Words] = {"en": _EN, "zh": _ZH}


def render_answer(answer: Answer, *, explain: bool = False) -> RenderableType:
    """The whole answer, or the miss with its suggestions."""
    language = language_of(answer.query)
    strings = _WORDS[language]
    parts: list[RenderableType] = []
    if answer.read_as:
        parts.append(Text(strings.searched_for.format(text=printable(answer.read_as)), style="yellow"))
    parts += [
        Text(strings.note.format(text=printable(describe_note(note, language))), style="yellow")
        for note in answer.notes
    ]
    if answer.nearest:
        parts += [Text(strings.nearest, style="bold"), Text("")]
        for match in answer.nearest:
            parts += [*render_match(match, language, explain=explain), Text("")]
        return Group(*parts)
    if not answer.matches:
        parts.append(Text(strings.miss, style="bold"))
        if answer.suggestions:
            parts.append(Text(strings.offers))
            parts += [Text(f"  • {printable(suggestion)}") for suggestion in answer.suggestions]
        else:
            parts.append(Text(strings.empty))
        return Group(*parts)
    for match in answer.matches:
        parts += [*render_match(match, language, explain=explain), Text("")]
    parts.append(Text(f"{counted(strings.articles, len(answer.matches))} · {answer.took_ms:.1f} ms", style="dim"))
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
    counts = [_count(points, "point")] * bool(points) + [_count(paragraphs, "paragraph")] * bool(paragraphs)
    return ", ".join(counts) or ("viewpoint only" if article.viewpoint else "title only")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def render_match(match: Match, language: Language, *, explain: bool = False) -> Iterator[RenderableType]:
    """One article with the points that answer, and where asked for why each matched."""
    strings = _WORDS[language]
    article = match.article
    yield Text(printable(article.title), style="bold")
    about = f"{printable(article.source)} · {article.published_at:%Y-%m-%d %H:%M}"
    if first := describe_first_publication(article, language):
        about += f" · {first}"
    yield Text(about, style="dim")
    if article.url:
        yield Text(printable(article.url), style="dim underline")
    if made := _made(article, language):
        yield Text(made, style="dim")
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
            yield Padding(
                _render_reasons(point.reasons, language, strings.reasons.format(score=point.score)), (0, 0, 0, 6)
            )
    if match.by_title:
        yield Padding(Text(strings.by_title, style="dim"), (0, 0, 0, 2))
    if total := shown_of_total(article, match.points, language):
        yield Padding(Text(total, style="dim"), (0, 0, 0, 2))
    if explain:
        label = strings.article_reasons.format(score=match.score)
        yield Padding(_render_reasons(match.reasons, language, label), (0, 0, 0, 2))


def _made(article: Article, language: Language) -> str:
    """How the summary was made, what of it was left out, and where else the piece was published."""
    strings = _WORDS[language]
    phrases: list[str] = []
    if article.is_summarised:
        by = {"extractive": strings.made_extractive, "model": strings.made_by_model}
        template = by[article.made.by] if article.made else strings.made_by_source
        if article.made and article.made.by == "extractive" and article.made.model:
            template = strings.made_extractive_for
        phrases.append(template.format(model=printable(article.made.model) if article.made else ""))
    if article.made and article.made.dropped:
        phrases.append(counted(strings.dropped, article.made.dropped))
    if article.also_in:
        phrases.append(
            strings.also_in.format(sources=join_names([printable(each.source) for each in article.also_in], language))
        )
    return " · ".join(phrases)


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
        parts.append(Padding(Text(_WORDS[language].no_summary, style="dim"), (0, 0, 0, 2)))
    parts.append(Text(""))
    for number, paragraph in enumerate(article.paragraphs, 1):
        parts.append(Text.assemble((f"[{number}] ", "cyan"), printable(paragraph)))
    return Group(*parts)


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


def _render_reasons(reasons: Iterable[Reason], language: Language, label: str) -> Text:
    strings = _WORDS[language]
    shown = (
        f"“{printable(reason.query)}” {how_in_words(reason.how, language) or strings.as_typed}"
        + ("" if reason.how == "typed" else f" “{printable(reason.matched)}”")
        for reason in reasons
    )
    return Text(f"{label}: " + ("; ".join(shown) or strings.no_reasons), style="dim")


def _citations(citations: Iterable[int]) -> str:
    marks = "".join(f"[{number}]" for number in citations)
    return f" {marks}" if marks else ""
