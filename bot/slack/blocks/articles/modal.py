"""One article in a modal: the whole summary by section and the full text, page by page, and single paragraphs."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from slack_sdk.models.blocks import InteractiveElement, Option
from slack_sdk.models.views import View

from bot.language import Language, describe_shared
from bot.links import ArticleLinks
from bot.model import Article, Related
from bot.slack import ids
from bot.slack.blocks import rich_text
from bot.slack.blocks.articles.document import document_parts
from bot.slack.blocks.elements import (
    OPTIONS,
    Block,
    actions,
    button,
    context_block,
    divider,
    header,
    menu,
    option,
    plain,
)
from bot.slack.blocks.home import articles as article_rows
from bot.slack.blocks.message import VIEW_BLOCKS, VIEW_BYTES, Part, modal_or_home, pack
from bot.slack.blocks.mrkdwn import Run, bold, link, one_line, shorten
from bot.slack.blocks.points import Line, about, head, line, parts, viewpoint
from bot.slack.wording.answers import answer_strings

_PAGE_WEIGHT = 12_000
"""Of a page: a few screens to scroll, a fifth of what Slack takes even where each character needs six bytes."""
_PAGE_BLOCKS = VIEW_BLOCKS - 20
"""The title, however long, and the buttons stand beside them."""
_TITLE_BLOCKS = 3
_DOCUMENT_BYTES = VIEW_BYTES - 50_000
"""Of an article's Markdown in a modal, as JSON; the blocks around its pieces stand beside it."""


def article_view(
    article: Article,
    language: Language,
    page: int,
    *,
    focus_paragraph: int | None = None,
    links: ArticleLinks | None = None,
    related: Sequence[Related] = (),
) -> Block:
    """A page of the article, from 0; the nearest there is for a number that is none.

    With `focus_paragraph`, a page of that paragraph and of the points that cite it; the summary where its text is not
    held. What is `related` stands behind the rest. `private_metadata` is an `ids.ArticlePlace`.
    """
    links = links or ArticleLinks()
    focused = focus_paragraph if focus_paragraph and 1 <= focus_paragraph <= len(article.paragraphs) else None
    content = _paragraph(article, focused, language, links) if focused else _whole(article, language, links)
    if not focused:
        content = chain(content, _related(related, language))
    pages = pack(content, _PAGE_BLOCKS, _PAGE_WEIGHT) or [[]]
    page = min(max(page, 0), len(pages) - 1)
    place = ids.ArticlePlace(article.id, language, page, focused)
    strings = answer_strings(language)
    blocks = _head(article, language, links) if page == 0 and not focused else head(article, language, links)
    blocks += [block for part in pages[page] for block in part.blocks]
    if len(pages) > 1:
        blocks.append(context_block([strings.page.format(page=page + 1, total=len(pages))]))
    if steps := _steps(place, len(pages), article):
        blocks.append(actions(steps, ids.block("steps", article.id)))
    return _modal(article, place, blocks)


def document_view(article: Article, place: ids.ArticlePlace, text: str) -> Block | None:
    """The article's Markdown in its modal, to copy, with the way back; None for a text that a modal has no room for."""
    back = button(answer_strings(place.language).back_to_summary, ids.ARTICLE_BACK, place.encode())
    blocks = [block for part in document_parts(text, place.language) for block in part.blocks]
    if len(blocks) >= VIEW_BLOCKS or len(json.dumps(text)) > _DOCUMENT_BYTES:
        return None
    return _modal(article, place, [*blocks, actions([back], ids.block("back", article.id))])


def _modal(article: Article, place: ids.ArticlePlace, blocks: list[Block]) -> Block:
    strings = answer_strings(place.language)
    return modal_or_home(
        "modal",
        blocks,
        callback_id=ids.ARTICLE_MODAL,
        title=plain(one_line(article.source, strings.article), View.title_max_length),
        close=plain(strings.close, View.close_max_length),
        private_metadata=place.encode(),
    )


def _head(article: Article, language: Language, links: ArticleLinks) -> list[Block]:
    """The title in its whole length, as far as a modal has room for it."""
    pieces = rich_text.cut(link(links.title(article), article.title, bold=True))
    shown = pieces[:_TITLE_BLOCKS]
    if len(shown) < len(pieces):
        shown.append([Run("…")])
    return [*(rich_text.block(rich_text.section(line)) for line in shown), context_block([about(article, language)])]


def _whole(article: Article, language: Language, links: ArticleLinks) -> Iterator[Part]:
    strings = answer_strings(language)
    if quoted := viewpoint(article, links):
        menus = _menus(article, article.viewpoint_citations, language, "viewpoint")
        yield Part((*quoted, *menus))
    for number, section in enumerate(article.sections):
        pieces = list(parts(line(article, point, links, section.heading) for point in section.points))
        cited = [citation for point in section.points for citation in point.citations]
        menus = _menus(article, cited, language, str(number))
        if pieces and menus:
            pieces[-1] = Part((*pieces[-1].blocks, *menus))
        yield from pieces
    if article.paragraphs:
        first, *others = _paragraphs(article)
        yield Part((divider(), header(strings.full_text), *first.blocks))
        yield from others


def _paragraphs(article: Article) -> Iterator[Part]:
    """Each paragraph behind its number."""
    for number, paragraph in enumerate(article.paragraphs, 1):
        runs = [Run(f"[{number}] ", bold=True), *bold(paragraph, ())]
        yield Part(tuple(rich_text.block(rich_text.section(piece)) for piece in rich_text.cut(runs)))


def _related(related: Sequence[Related], language: Language) -> Iterator[Part]:
    """A row for each article that is near, with the reason and the button that opens it."""
    above: list[Block] = [divider(), header(answer_strings(language).related)]
    for near in related:
        [row] = article_rows([near.article], language)
        reason = [context_block([describe_shared(near.shared, language)])] if near.shared else []
        yield Part((*above, row, *reason))
        above = []


def _paragraph(article: Article, number: int, language: Language, links: ArticleLinks) -> Iterator[Part]:
    strings = answer_strings(language)
    label = strings.paragraph_of.format(number=number, total=len(article.paragraphs))
    pieces = rich_text.cut(bold(article.paragraphs[number - 1], ()) or [Run("—")])
    yield Part((header(label), *(rich_text.block(rich_text.quote(piece)) for piece in pieces)))
    citing = list(_citing(article, number, links))
    if citing:
        yield Part((context_block([strings.cited_by]),))
        yield from parts(citing)


def _citing(article: Article, number: int, links: ArticleLinks) -> Iterable[Line]:
    for section in article.sections:
        for point in section.points:
            if number in point.citations:
                yield line(article, point, links, section.heading)


def _menus(article: Article, cited: Sequence[int], language: Language, key: str) -> list[Block]:
    """A menu that leads from a citation to its paragraph, for those whose text is held."""
    numbers = sorted({number for number in cited if number <= len(article.paragraphs)})
    strings = answer_strings(language)
    groups = [numbers[at : at + OPTIONS] for at in range(0, len(numbers), OPTIONS)]
    return [
        actions(
            [
                menu(
                    strings.read_paragraph,
                    ids.ARTICLE_PARAGRAPH,
                    [_option(article, paragraph, language) for paragraph in group],
                )
            ],
            ids.block("cited", f"{key}.{place}"),
        )
        for place, group in enumerate(groups)
    ]


def _option(article: Article, number: int, language: Language) -> Option:
    beginning = shorten(article.paragraphs[number - 1][:200], 100)
    value = ids.ArticlePlace(article.id, language, 0, number).encode()
    return option(f"[{number}] {beginning}", value)


def _steps(place: ids.ArticlePlace, pages: int, article: Article) -> list[InteractiveElement]:
    """Buttons to the pages beside this one, and from a paragraph to those beside it and back."""
    strings = answer_strings(place.language)
    steps: list[InteractiveElement] = []

    def step(label: str, action_id: str, page: int, paragraph: int | None) -> None:
        target = ids.ArticlePlace(place.article_id, place.language, page, paragraph)
        steps.append(button(label, action_id, target.encode()))

    if place.page > 0:
        step(strings.previous, ids.ARTICLE_PREVIOUS, place.page - 1, place.paragraph)
    if place.page < pages - 1:
        step(strings.next, ids.ARTICLE_NEXT, place.page + 1, place.paragraph)
    if place.paragraph:
        if place.paragraph > 1:
            step(strings.previous_paragraph, ids.ARTICLE_PREVIOUS_PARAGRAPH, 0, place.paragraph - 1)
        if place.paragraph < len(article.paragraphs):
            step(strings.next_paragraph, ids.ARTICLE_NEXT_PARAGRAPH, 0, place.paragraph + 1)
        step(strings.back_to_summary, ids.ARTICLE_BACK, 0, None)
    else:
        step(strings.copy_markdown, ids.COPY_ARTICLE, place.page, None)
    return steps
