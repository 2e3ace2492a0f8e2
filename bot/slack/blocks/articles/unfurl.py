"""What is shown below a message that links to an article: the head, the core viewpoint, and two cited points."""

import itertools
from collections.abc import Iterator, Sequence

from bot.language import Language
from bot.links import ArticleAddress, ArticleLinks
from bot.model import Article
from bot.slack import ids
from bot.slack.blocks import rich_text
from bot.slack.blocks.elements import TEXT_CHARACTERS, Block, actions, plain
from bot.slack.blocks.mrkdwn import Run, bold
from bot.slack.blocks.points import Line, citations, head, heading_line, open_button, parts, title
from bot.text import is_visible

_POINTS = 2
_LONGEST = 800
"""Characters of a text, which ends at a sentence then; the whole of it is behind the button."""
_ROOM = TEXT_CHARACTERS // 2
"""Characters of a text and its citations, so that a heading has room beside them."""
_PREVIEW_CHARACTERS = 150
"""Of the title in Slack's own preview while the message is written; Slack names no limit."""


def unfurl(article: Article, address: ArticleAddress, language: Language, links: ArticleLinks, suffix: str) -> Block:
    """The value of `unfurls` for one link (docs.slack.dev/reference/methods/chat.unfurl).

    The point or paragraph that the address names comes first. `suffix` keeps block_ids apart within a message.
    """
    blocks = head(article, language, links)
    if is_visible(article.viewpoint):
        cited = citations(article, article.viewpoint_citations, links)
        blocks.append(rich_text.block(rich_text.quote(_shortened(article.viewpoint, cited))))
    blocks += [block for part in parts(_first_lines(article, address, links)) for block in part.blocks]
    blocks.append(actions([open_button(article, language)], ids.block("article", article.id, suffix)))
    return {"blocks": blocks, "preview": {"title": plain(title(article), _PREVIEW_CHARACTERS).to_dict()}}


def _first_lines(article: Article, address: ArticleAddress, links: ArticleLinks) -> list[Line]:
    """What the address names, then what cites it, then the others in their order: the first of them, each once."""
    others = (number for number, passage in enumerate(article.passages, 1) if passage.text != article.viewpoint)
    numbers = dict.fromkeys([*_named(article, address), *others])
    return [_line(article, number, links) for number in itertools.islice(numbers, _POINTS)]


def _named(article: Article, address: ArticleAddress) -> Iterator[int]:
    """The passages that the address means, by their number in `Article.passages`, from 1."""
    key_points = len(article.points)
    if address.point and address.point <= key_points:
        yield address.point
    if address.paragraph:
        if address.paragraph <= len(article.paragraphs):
            yield key_points + address.paragraph
        for number, point in enumerate(article.points, 1):
            if address.paragraph in point.citations:
                yield number


def _line(article: Article, number: int, links: ArticleLinks) -> Line:
    passage = article.passages[number - 1]
    point = number if number <= len(article.points) else None
    runs = _shortened(passage.text, citations(article, passage.citations, links, point))
    return Line(tuple(runs) or (Run("—"),), heading_line(passage.heading), rich_text.plain(runs))


def _shortened(text: str, cited: Sequence[Run]) -> Sequence[Run]:
    """As much of the text as is shown, with as many of its citations as a block has room for."""
    first, *others = rich_text.cut(bold(text, ()), _LONGEST) or [[]]
    shown = f"{rich_text.plain(first).rstrip()}…" if others else text
    return next(iter(rich_text.cut([*bold(shown, ()), *cited], _ROOM)), [])
