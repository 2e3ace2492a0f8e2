"""App Home: the library at a glance."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import InputBlock, InteractiveElement, PlainTextInputElement
from slack_sdk.models.blocks.basic_components import DispatchActionConfig

from bot.language import Language, counted
from bot.model import Article
from bot.slack import ids
from bot.slack.blocks.elements import (
    OPTIONS,
    TEXT_CHARACTERS,
    Block,
    actions,
    button,
    context_block,
    divider,
    dump,
    header,
    menu,
    option,
    plain,
    section,
)
from bot.slack.blocks.message import VIEW_BLOCKS, modal_or_home
from bot.slack.blocks.points import dated, open_button, title
from bot.slack.wording.answers import answer_strings

MESSAGE_ONLY = frozenset({"context_actions"})
"""Blocks that a view can't hold (docs.slack.dev/reference/block-kit/blocks)."""
MAX_ARTICLES = VIEW_BLOCKS - 20
"""Articles that one page of Home can hold."""
_QUESTION_CHARACTERS = 2000


@dataclass(frozen=True, slots=True)
class SourceCount:
    """A source, and how many articles of it the library holds."""

    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What Home shows: the whole library in numbers, and one page (from 0) of its articles, newest first.

    `source` is the one that `articles` and `pages` are filtered by; the numbers are of the whole library.
    """

    article_count: int
    point_count: int
    sources: tuple[SourceCount, ...] = ()
    newest: datetime | None = None
    articles: tuple[Article, ...] = ()
    page: int = 0
    pages: int = 1
    source: str | None = None


def home_view(
    overview: Overview,
    language: Language,
    *,
    suffix: str = "",
    more: Sequence[Block] = (),
    found: Sequence[Block] = (),
) -> Block:
    """App Home with a search box, the filter by source, and a page of at most `MAX_ARTICLES` articles.

    `more` are blocks below them, for which a page of so many articles has no room; `found`, what a search found, takes
    the place of the articles.

    `private_metadata` is an `ids.HomePlace`. A new `suffix` empties the search box; all else keeps its block_ids, so
    that what is pressed while Home is being shown anew still means what it did.
    """
    strings = answer_strings(language)
    place = ids.HomePlace(language, overview.page, ids.source_value(overview.source))
    blocks = [header(strings.home), context_block([_holds(overview, language)]), _search(language, suffix)]
    if len(overview.sources) > 1:
        blocks += _filter(overview, language)
    blocks.append(divider())
    if found:
        blocks += [*found[: VIEW_BLOCKS - len(blocks) - 1], divider()]
        return _home(blocks, place)
    blocks += articles(overview.articles, language)
    if overview.pages > 1:
        blocks.append(context_block([strings.page.format(page=overview.page + 1, total=overview.pages)]))
        blocks.append(actions(_steps(overview, place), ids.block("home.steps")))
    return _home([*blocks, *more], place)


def _home(blocks: list[Block], place: ids.HomePlace) -> Block:
    return modal_or_home("home", blocks, callback_id=ids.HOME_VIEW, private_metadata=place.encode())


def articles(shown: Sequence[Article], language: Language, suffix: str = "") -> list[Block]:
    """A row for each article, with the button that opens it; a sentence where there is none."""
    if not shown:
        return [section(answer_strings(language).no_articles)]
    return [
        section(
            f"{title(article)}\n{dated(article, language)}",
            open_button(article, language),
            ids.block("article", article.id, suffix),
        )
        for article in shown
    ]


def _holds(overview: Overview, language: Language) -> str:
    strings = answer_strings(language)
    parts = [counted(strings.articles, overview.article_count), counted(strings.points, overview.point_count)]
    if overview.newest:
        parts.append(strings.newest.format(date=f"{overview.newest:%Y-%m-%d}"))
    return " · ".join(parts)


def _search(language: Language, suffix: str) -> Block:
    strings = answer_strings(language)
    box = PlainTextInputElement(
        action_id=ids.HOME_SEARCH,
        placeholder=plain(strings.search_placeholder, PlainTextInputElement.placeholder_max_length),
        max_length=min(_QUESTION_CHARACTERS, TEXT_CHARACTERS),
        dispatch_action_config=DispatchActionConfig(trigger_actions_on=["on_enter_pressed"]),
    )
    label = plain(strings.search, InputBlock.label_max_length)
    return dump(
        InputBlock(label=label, element=box, dispatch_action=True, block_id=ids.block("home.search", "", suffix))
    )


def _filter(overview: Overview, language: Language) -> list[Block]:
    """The sources with the most articles as a menu, the chosen one always among them.

    Its block_id is of the choice: Slack keeps what was chosen in a block of the same name, whatever the view now says.
    """
    strings = answer_strings(language)
    ranked = sorted(
        overview.sources, key=lambda source: (source.name != overview.source, -source.articles, source.name)
    )
    listed = ranked[: OPTIONS - 1]
    every = option(strings.all_sources, ids.source_value(None))
    options = [
        every,
        *(option(f"{source.name} ({source.articles:,})", ids.source_value(source.name)) for source in listed),
    ]
    is_filtered = any(source.name == overview.source for source in listed)
    chosen = options[1] if is_filtered else every
    block_id = ids.block("home.source", ids.source_value(overview.source))
    blocks = [actions([menu(strings.source_filter, ids.HOME_SOURCE, options, chosen)], block_id)]
    if left_out := len(ranked) - len(listed):
        blocks.append(context_block([counted(strings.more_sources, left_out)]))
    return blocks


def _steps(overview: Overview, place: ids.HomePlace) -> list[InteractiveElement]:
    strings = answer_strings(place.language)
    steps: list[InteractiveElement] = []
    if overview.page > 0:
        newer = ids.HomePlace(place.language, overview.page - 1, place.source)
        steps.append(button(strings.newer, ids.HOME_NEWER, newer.encode()))
    if overview.page < overview.pages - 1:
        older = ids.HomePlace(place.language, overview.page + 1, place.source)
        steps.append(button(strings.older, ids.HOME_OLDER, older.encode()))
    return steps
