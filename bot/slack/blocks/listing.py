"""Lists of articles: the newest, and how the coverage of a topic went."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from slack_sdk.models.blocks import CardBlock

from bot.export.timeline import TimelineEntry
from bot.export.timeline import timeline as by_first_publication
from bot.language import Language, counted
from bot.links import ArticleLinks
from bot.model import Answer, Article, Match
from bot.slack import ids
from bot.slack.blocks import rich_text
from bot.slack.blocks.elements import Block, actions, button, context_block, dump, header
from bot.slack.blocks.home import articles as article_rows
from bot.slack.blocks.message import Message, Part, split, top_level
from bot.slack.blocks.mrkdwn import Run, bold, escape, length, one_line, shorten
from bot.slack.blocks.points import dated, line, open_button, parts, timeline_head, title
from bot.slack.wording.answers import answer_strings
from bot.text import is_visible

_TOPIC_CHARACTERS = 300
_NAME_CHARACTERS = 80
_COMPARED_POINTS = 5
_CELL_CHARACTERS = 560
"""Of a point, so that a column stays within what a block, and both within what a message takes."""


def latest(articles: Sequence[Article], language: Language, *, suffix: str = "") -> list[Message]:
    """The articles in the order given, each with the button that opens it."""
    strings = answer_strings(language)
    heading = rich_text.block(rich_text.section([Run(strings.latest, bold=True)]))
    rows = [Part((row,)) for row in article_rows(articles, language, suffix)]
    if articles:
        titles = [f"{title(article)} ({dated(article, language)})" for article in articles]
        cards = [_card(article, language, suffix) for article in articles]
        rows = [Part(row.blocks, text, (card,)) for row, text, card in zip(rows, titles, cards, strict=True)]
    return split([Part((heading,)), *rows], strings.latest, language)


def _card(article: Article, language: Language, suffix: str) -> Block:
    """The article with as many sentences of its core viewpoint as a card has room for.

    docs.slack.dev/reference/block-kit/blocks/card-block
    """
    first, *others = rich_text.cut(bold(article.viewpoint, ()), CardBlock.body_max_length - 1) or [[]]
    texts = {
        "title": (title(article), CardBlock.title_max_length),
        "subtitle": (dated(article, language), CardBlock.subtitle_max_length),
        "body": (f"{rich_text.plain(first).rstrip()}{'…' if others else ''}", CardBlock.body_max_length),
    }
    return {
        "type": "card",
        "block_id": ids.block("article", article.id, suffix),
        **{name: _harmless(text, most) for name, (text, most) in texts.items() if is_visible(text)},
        "actions": [dump(open_button(article, language))],
    }


def _harmless(text: str, maximum: int) -> Block:
    """A text of at most so many characters as mrkdwn, which a card takes alone, that does nothing."""
    room = maximum
    while length(shown := escape(shorten(text, room))) > maximum:
        room = room * 3 // 4
    return {"type": "mrkdwn", "text": shown, "verbatim": True}


def timeline(
    topic: str,
    matches: Sequence[Match],
    language: Language,
    *,
    links: ArticleLinks,
    notes: Sequence[str] = (),
    suffix: str = "",
) -> list[Message]:
    """The matches by first publication, oldest first, under months or years, each with the best of its points."""
    strings = answer_strings(language)
    heading = strings.timeline.format(topic=shorten(one_line(topic), _TOPIC_CHARACTERS))
    small = [counted(strings.articles, len(matches)), *notes]
    opening = Part((rich_text.block(rich_text.section([Run(heading, bold=True)])), context_block(small)))
    periods = by_first_publication(matches, language)
    entries = [part for name, group in periods for part in _period(name, group, language, links, suffix)]
    copy = button(strings.copy_markdown, ids.COPY_TIMELINE, shorten(one_line(topic), _TOPIC_CHARACTERS))
    return split([opening, *entries, Part((actions([copy], ids.block("copy", "", suffix)),))], heading, language)


def _period(
    name: str, entries: Sequence[TimelineEntry], language: Language, links: ArticleLinks, suffix: str
) -> Iterator[Part]:
    """The heading of the month, or year, stays with its first article."""
    above: list[Block] = [header(name)]
    for entry in entries:
        article = entry.match.article
        points = list(parts(line(article, point, links) for point in entry.match.points[:1]))
        blocks = [*above, *timeline_head(entry, language, links), *(block for part in points for block in part.blocks)]
        above = []
        blocks.append(actions([open_button(article, language)], ids.block("article", article.id, suffix)))
        texts = "\n".join(part.text for part in points)
        yield Part(tuple(blocks), f"{entry.date} {title(article)}: {texts}")


def comparison(
    names: tuple[str, str], answers: tuple[Answer, Answer], language: Language, *, links: ArticleLinks
) -> list[Message]:
    """The best points of two things side by side, each with its citations and article."""
    columns = [_column(answer, links) for answer in answers]
    heading = " / ".join(shorten(one_line(name), _NAME_CHARACTERS) for name in names)
    nothing = [Run(answer_strings(language).nothing)]
    columns = [column or [nothing] for column in columns]
    headings = [[Run(shorten(one_line(name), _NAME_CHARACTERS), bold=True)] for name in names]
    rows = [headings, *zip_longest(*columns, fillvalue=[])]
    listed = [
        rich_text.block(rich_text.section(heading), rich_text.bullets(column))
        for heading, column in zip(headings, columns, strict=True)
    ]
    titles = dict.fromkeys(f"{title(m.article)} · {dated(m.article, language)}" for a in answers for m in a.matches)
    text = "\n".join(rich_text.plain(runs) for column in columns for runs in column)
    opening = rich_text.block(rich_text.section([Run(heading, bold=True)]))
    small = [context_block(titles)]
    return [Message(top_level(heading, text), (opening, *listed, *small), newer=(opening, _table(rows), *small))]


def _table(rows: Sequence[Sequence[Sequence[Run]]]) -> Block:
    """A table of rich texts whose lines are wrapped (docs.slack.dev/reference/block-kit/blocks/table-block)."""
    cells = [[rich_text.block(rich_text.section(runs or [Run("—")])) for runs in row] for row in rows]
    return {"type": "table", "rows": cells, "column_settings": [{"is_wrapped": True} for _ in rows[0]]}


def _column(answer: Answer, links: ArticleLinks) -> list[Sequence[Run]]:
    best = ((point.score, match.article, point) for match in answer.matches for point in match.points)
    ordered = sorted(best, key=lambda pair: -pair[0])[:_COMPARED_POINTS]
    return [rich_text.cut(line(article, point, links).runs, _CELL_CHARACTERS)[0] for _, article, point in ordered]
