"""An article in parts: its head, its points under their headings, and what of it is shown."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import ButtonElement

from bot.export.timeline import TimelineEntry, describe_first_publication
from bot.language import Language, counted, origin
from bot.links import ArticleLinks
from bot.model import Article, KeyPoint, MatchedPoint
from bot.slack import ids
from bot.slack.blocks import rich_text
from bot.slack.blocks.elements import TEXT_CHARACTERS, Block, button, context_block
from bot.slack.blocks.limits import CONTAINER, MESSAGE_WEIGHT
from bot.slack.blocks.message import Part
from bot.slack.blocks.mrkdwn import Run, bold, link, one_line, shorten
from bot.slack.wording.answers import answer_strings
from bot.text import is_visible

TITLE_CHARACTERS = 300
_HEADING_CHARACTERS = 200
_NAME_CHARACTERS = 80
_BLOCK_WEIGHT = MESSAGE_WEIGHT // 2
_OBJECTS_AROUND = 8
"""The bullet, its list, the heading with its section, the block."""
_LINKED_CITATIONS = 12
"""Of one point; the marks behind them stand without a link."""


@dataclass(frozen=True, slots=True)
class Line:
    """A point or paragraph as runs, under its heading; `text` is what the top-level text says of it."""

    runs: tuple[Run, ...]
    heading: str = ""
    text: str = ""


def date(article: Article) -> str:
    """The day of publication, in the article's own zone."""
    return f"{article.published_at:%Y-%m-%d}"


def about(article: Article, language: Language) -> str:
    """As `dated`, with how the summary was made and where else the piece was published."""
    return " · ".join([dated(article, language), *made(article, language)])


def dated(article: Article, language: Language) -> str:
    """Source, day, and the day or year of the first publication where it was an earlier one."""
    parts = [shorten(one_line(article.source), TITLE_CHARACTERS), date(article)]
    if first := describe_first_publication(article, language):
        parts.append(first)
    return " · ".join(parts)


def made(article: Article, language: Language) -> list[str]:
    """How the summary was made, what of it was left out, and where else the piece was published."""
    phrases = origin(article, language, lambda name: shorten(one_line(name), _NAME_CHARACTERS))
    return [shorten(phrase, TITLE_CHARACTERS) for phrase in phrases]


def title(article: Article) -> str:
    """The title on one line, shortened if it is very long."""
    return shorten(one_line(article.title), TITLE_CHARACTERS)


def head(article: Article, language: Language, links: ArticleLinks, number: int | None = None) -> list[Block]:
    """Title, linked where there is an address, with source and date below; with a number, as one of a list."""
    runs = link(links.title(article), title(article), bold=True)
    if number is not None:
        runs = [Run(f"{number}. ", bold=True), *runs]
    return [rich_text.block(rich_text.section(runs)), context_block([about(article, language)])]


def timeline_head(entry: TimelineEntry, language: Language, links: ArticleLinks) -> list[Block]:
    """The title with the date below at which it stands, and the day of its republication."""
    article = entry.match.article
    source = shorten(one_line(article.source), TITLE_CHARACTERS)
    dates = [str(entry.date), *filter(None, [entry.republished])]
    runs = link(links.title(article), title(article), bold=True)
    below = " · ".join([*dates, source, *made(article, language)])
    return [rich_text.block(rich_text.section(runs)), context_block([below])]


def viewpoint(article: Article, links: ArticleLinks) -> list[Block]:
    """The core viewpoint as a quote, in as many blocks as its length needs."""
    if not is_visible(article.viewpoint):
        return []
    runs = [*bold(article.viewpoint, ()), *citations(article, article.viewpoint_citations, links)]
    return [rich_text.block(rich_text.quote(piece)) for piece in rich_text.cut(runs)]


def citations(article: Article, numbers: Sequence[int], links: ArticleLinks, point: int | None = None) -> list[Run]:
    """A blank and the marks `[3][5]`, each linked to its paragraph, or to the point itself, where that can be read.

    `point` is the number of the key point in the whole summary, from 1.
    """
    if not numbers:
        return []
    marks = [
        Run(f"[{number}]", url=links.paragraph(article, number, point) if place < _LINKED_CITATIONS else None)
        for place, number in enumerate(numbers if links.reader else ())
    ]
    if not any(mark.url for mark in marks):
        marks = [Run("".join([f"[{number}]" for number in numbers]))]
    return [Run(" "), *marks]


def line(article: Article, point: MatchedPoint | KeyPoint, links: ArticleLinks, heading: str = "") -> Line:
    """A point with its matched words bold and its citations behind."""
    if isinstance(point, MatchedPoint):
        spans, heading = point.highlights, point.section
    else:
        spans = ()
    number = article.number_of(point.text, point.citations) if links.reader else None
    runs = [*bold(point.text, spans), *citations(article, point.citations, links, number)]
    return Line(tuple(runs) or (Run("—"),), heading_line(heading), rich_text.plain(runs))


def heading_line(heading: str) -> str:
    """A section's heading as it stands above its points, empty where nothing of it is visible."""
    return shorten(one_line(heading), _HEADING_CHARACTERS) if is_visible(heading) else ""


def parts(lines: Iterable[Line]) -> Iterator[Part]:
    """The lines as bullets under their headings, several in a block as long as it has room.

    A line longer than a block goes on in further blocks, which are one part.
    """
    together: list[Line] = []
    characters = weight = 0
    for line in lines:
        size, heaviness = _size(line)
        if together and (characters + size > TEXT_CHARACTERS or weight + heaviness > _BLOCK_WEIGHT):
            yield _part(together)
            together = []
            characters = weight = 0
        if size > TEXT_CHARACTERS:
            yield _long(line)
            continue
        together.append(line)
        characters += size
        weight += heaviness
    if together:
        yield _part(together)


def open_button(article: Article, language: Language) -> ButtonElement:
    """`All 13 points`, or what else the article holds: opens its modal."""
    strings = answer_strings(language)
    label = strings.open_article
    if article.points:
        label = counted(strings.all_points, len(article.points))
    elif article.paragraphs:
        label = counted(strings.all_paragraphs, len(article.paragraphs))
    value = ids.ArticlePlace(article.id, language).encode()
    return button(label, ids.OPEN_ARTICLE, value, spoken=f"{label}: {title(article)}")


def _size(line: Line) -> tuple[int, int]:
    """The characters of a line with its heading, and at most what it weighs as a bullet."""
    characters = rich_text.size(line.runs) + rich_text.size([Run(line.heading)])
    addresses = sum(len(run.url) for run in line.runs if run.url)
    objects = 2 * len(line.runs) + _OBJECTS_AROUND
    return characters, characters + addresses + CONTAINER * objects


def _part(lines: Sequence[Line]) -> Part:
    return Part((_block(lines),), "\n".join(line.text for line in lines))


def _block(lines: Sequence[Line]) -> Block:
    elements: list[rich_text.Element] = []
    heading = None
    items: list[Sequence[Run]] = []
    for line in lines:
        if line.heading != heading and items:
            elements.append(rich_text.bullets(items))
            items = []
        if line.heading and line.heading != heading:
            elements.append(rich_text.section([Run(line.heading, bold=True)]))
        heading = line.heading
        items.append(line.runs)
    elements.append(rich_text.bullets(items))
    return rich_text.block(*elements)


def _long(line: Line) -> Part:
    room = TEXT_CHARACTERS - 4 * _HEADING_CHARACTERS
    first, *others = rich_text.cut(line.runs, room)
    blocks = [_block([Line(tuple(first), line.heading)])]
    blocks += [rich_text.block(rich_text.section(piece)) for piece in others]
    return Part(tuple(blocks), line.text)
