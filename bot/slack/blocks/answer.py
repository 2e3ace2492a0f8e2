"""An answer in Slack: the root message with its best point, the points in its thread, what is nearest, the miss."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from slack_sdk.models.blocks import ContainerBlock, InteractiveElement

from bot.language import Language, counted, shown_of_total
from bot.links import ArticleLinks
from bot.model import Answer, Article, Match, MatchedPoint
from bot.slack import ids
from bot.slack.blocks import rich_text
from bot.slack.blocks.elements import LABEL, Block, actions, button, context_block, divider, dump, feedback, plain
from bot.slack.blocks.message import Message, Part, split, top_level
from bot.slack.blocks.mrkdwn import Run, clean, one_line, shorten
from bot.slack.blocks.points import dated, head, line, made, open_button, parts, title, viewpoint
from bot.slack.blocks.understood import all_readings, understood
from bot.slack.wording.answers import answer_strings
from bot.text import is_visible

QUESTION_CHARACTERS = 300
_VALUE_CHARACTERS = 500
_SUGGESTIONS = 10
_OPEN_ARTICLES = 2
"""Of an answer; those behind them are folded where Slack can, so that a long thread is looked through by titles."""
_USER_ID = re.compile(r"[UW][A-Z0-9]{2,20}")


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """Some articles of an answer as a message shows them.

    `offset` articles were shown before, of `total` where that is known; if there are `more`, a button carries the
    answer's `key` and where to go on. `notes` are further lines of small print, such as what a follow-up took over.
    `missing` takes the place of the sentence about the question in a miss. `suffix` keeps block_ids new.
    """

    answer: Answer
    language: Language
    key: str = ""
    links: ArticleLinks = field(default_factory=ArticleLinks)
    offset: int = 0
    total: int | None = None
    more: bool = False
    notes: tuple[str, ...] = ()
    missing: str = ""
    suffix: str = ""

    @property
    def is_miss(self) -> bool:
        """Whether there is nothing to show, not even what is nearest."""
        return not (self.answer.matches or self.answer.nearest)


def root(page: AnswerPage, question: str, asker_id: str | None = None, *, shared_by: str | None = None) -> Message:
    """Who asked what, the point that answers best with its article, and how much more there is in the thread.

    `asker_id` is a user's id and mentions them. `shared_by` is a name, shown as text, that pings nobody.
    """
    strings, answer = answer_strings(page.language), page.answer
    asked = shorten(one_line(question), QUESTION_CHARACTERS)
    runs: list[rich_text.Element] = []
    if asker_id and _USER_ID.fullmatch(asker_id):
        runs += [rich_text.mention(asker_id), *rich_text.parts([Run(f" {strings.asked} ")])]
    runs += rich_text.parts([Run(asked, bold=True)])
    blocks = [rich_text.block({"type": "rich_text_section", "elements": runs})]
    first = lead(page)
    blocks += first.blocks
    small = [
        " · ".join(
            [
                counted(strings.articles, len(answer.matches)),
                counted(strings.points, sum(len(match.points) for match in answer.matches)),
                strings.in_thread,
            ]
        )
    ]
    if shared_by is not None:
        small.append(strings.shared_by.format(name=shorten(one_line(shared_by), LABEL)))
    return Message(top_level(asked, first.text, *small), (*blocks, context_block(small)))


def lead(page: AnswerPage) -> Part:
    """The one point that answers best, cited, and the article that it is from."""
    match = next((match for match in page.answer.matches if match.points), None)
    if match is None:
        return Part(())
    best = _quoted(match.article, match.points[0], page.links)
    source = f"{title(match.article)} · {dated(match.article, page.language)}"
    return Part((*best.blocks, context_block([source])), f"{best.text} ({source})")


def _quoted(article: Article, point: MatchedPoint, links: ArticleLinks) -> Part:
    best = line(article, point, links)
    first, *_ = rich_text.cut(best.runs)
    return Part((rich_text.block(rich_text.quote(first)),), best.text)


def details(page: AnswerPage, *, leads: bool = False) -> list[Message]:
    """The articles with their points, in as many messages as they need; `leads` puts the best point first."""
    return _messages(page, (), leads=leads)


def miss(page: AnswerPage) -> Message:
    """That the library has nothing on the question, and buttons that ask for what it does have."""
    strings, answer = answer_strings(page.language), page.answer
    sentence = page.missing or strings.miss.format(question=shorten(one_line(answer.query), QUESTION_CHARACTERS))
    blocks = [rich_text.block(rich_text.section([Run(sentence, bold=True)]))]
    if small := [*understood(answer, page.language), *page.notes]:
        blocks.append(context_block(small))
    suggestions = [suggestion for suggestion in answer.suggestions if is_visible(clean(suggestion))][:_SUGGESTIONS]
    offer = strings.offers if suggestions else strings.empty_library
    blocks.append(rich_text.block(rich_text.section([Run(offer)])))
    if suggestions:
        blocks.append(actions(questions(suggestions), ids.block("ask", "", page.suffix)))
    return Message(top_level(sentence, offer, *suggestions), tuple(blocks))


def reply(page: AnswerPage, *, leads: bool = False) -> list[Message]:
    """The answer, what is nearest, or the miss."""
    return [miss(page)] if page.is_miss else details(page, leads=leads)


def private(page: AnswerPage, *, can_share: bool, hint: str | None = None) -> list[Message]:
    """The reply for the asker alone, with a button to share it where that is possible.

    `hint` is one sentence on what else could be done, such as how to invite the bot.
    """
    strings = answer_strings(page.language)
    small = [strings.only_you, *([hint] if hint else [])]
    if page.is_miss:
        return [miss(replace(page, notes=(*small, *page.notes)))]
    sharing = [context_block(small)]
    if can_share:
        share = button(strings.share, ids.SHARE, page.key, primary=True)
        sharing.append(actions([share], ids.block("share", page.key, page.suffix)))
    return _messages(page, [Part(tuple(sharing), strings.only_you)], leads=not page.offset)


def questions(suggestions: Sequence[str]) -> list[InteractiveElement]:
    """Buttons that ask: the whole question is the value, a short form of it the label."""
    return [
        button(suggestion, ids.ask(number), shorten(one_line(suggestion), _VALUE_CHARACTERS), spoken=suggestion)
        for number, suggestion in enumerate(suggestions)
    ]


def _messages(page: AnswerPage, last: Sequence[Part], *, leads: bool) -> list[Message]:
    found = [*_opening(page), *_articles(page, leads=leads), _closing(page), *last]
    return split(found, shorten(one_line(page.answer.query), QUESTION_CHARACTERS), page.language)


def _opening(page: AnswerPage) -> list[Part]:
    """That nothing answers where it is so; what was understood; and which of the articles these are."""
    strings, answer = answer_strings(page.language), page.answer
    opening: list[Part] = []
    if answer.nearest and not answer.matches:
        intro = rich_text.block(rich_text.section([Run(strings.nearest, bold=True)]))
        opening.append(Part((intro,), strings.nearest))
    small = [*understood(answer, page.language), *page.notes]
    if page.offset and answer.matches:
        template = strings.articles_from_to if page.total is None else strings.of_total
        last = page.offset + len(answer.matches)
        small.append(template.format(first=page.offset + 1, last=last, total=page.total))
    return [*opening, Part((context_block(small),), "\n".join(small))] if small else opening


def _articles(page: AnswerPage, *, leads: bool) -> list[Part]:
    matches = page.answer.matches or page.answer.nearest
    found: list[Part] = []
    for place, match in enumerate(matches):
        number = page.offset + place + 1 if len(matches) > 1 or page.offset else None
        answers = bool(page.answer.matches)  # the viewpoint of what does not answer says nothing to the question
        form = ArticleForm(number=number, suffix=page.suffix, quotes=answers, leads=leads and answers and not place)
        first, *others = article_parts(match, page.language, page.links, form)
        folds = answers and place >= _OPEN_ARTICLES and not others
        if place:
            newer = _folded(match.article, page.offset + place + 1, first, page.language) if folds else None
            first = Part((divider(), *first.blocks), first.text, newer)
        found += [first, *others]
    return found


def _folded(article: Article, number: int, part: Part, language: Language) -> tuple[Block, ...] | None:
    """The article in a container that opens below its title; None where it has more than a container holds.

    The title is no link there, as pressing it opens the container; that of the window behind the button is one.

    docs.slack.dev/reference/block-kit/blocks/container-block, of June 2026
    """
    _title, _about, *rest = part.blocks
    notes = made(article, language)
    children = [*([context_block([" · ".join(notes)])] if notes else []), *rest]
    container: Block = {
        "type": "container",
        "title": dump(plain(f"{number}. {title(article)}", ContainerBlock.title_max_length)),
        "subtitle": dump(plain(dated(article, language), ContainerBlock.subtitle_max_length)),
        "is_collapsible": True,
        "default_collapsed": True,
        "child_blocks": children,
    }
    return (container,) if len(children) <= ContainerBlock.child_blocks_max_length else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleForm:
    """How an article is shown: `number` is its place in a list, `suffix` keeps its block_ids new.

    `quotes` shows its viewpoint; `leads` puts the point that answers best before its title.
    """

    number: int | None = None
    suffix: str = ""
    quotes: bool = True
    leads: bool = False


def article_parts(match: Match, language: Language, links: ArticleLinks, form: ArticleForm) -> list[Part]:
    """An article with its points. Its head stays with what follows it, and its button with the last point."""
    article = match.article
    small = list(
        filter(
            None,
            [
                shown_of_total(article, match.points, language),
                answer_strings(language).by_title if match.by_title else "",
            ],
        )
    )
    end: list[Block] = [context_block([" · ".join(small)])] if small else []
    end.append(actions([open_button(article, language)], ids.block("article", article.id, form.suffix)))
    quote = viewpoint(article, links) if form.quotes else []
    points = match.by_section(without_best=form.leads)
    pieces = [
        Part((*head(article, language, links, form.number), *quote), title(article)),
        *parts(line(article, point, links) for point in points),
    ]
    if len(pieces) > 1:
        first, second, *others = pieces
        pieces = [Part((*first.blocks, *second.blocks), f"{first.text}\n{second.text}"), *others]
    pieces[-1] = Part((*pieces[-1].blocks, *end), pieces[-1].text)
    return [_quoted(article, match.best, links), *pieces] if form.leads and match.best else pieces


def _closing(page: AnswerPage) -> Part:
    strings = answer_strings(page.language)
    blocks: list[Block] = []
    row: list[InteractiveElement] = []
    if page.more:
        following = ids.AnswerPlace(page.key, page.offset + len(page.answer.matches))
        row.append(button(strings.more_results, ids.MORE_RESULTS, following.encode()))
    if page.key and len(all_readings(page.answer, page.language)) > 1:
        row.append(button(strings.how_it_was_read, ids.EXPLAIN, page.key))
    if page.key:
        row.append(button(strings.copy_markdown, ids.COPY_ANSWER, page.key))
    if row:
        blocks.append(actions(row, ids.block("more", page.key, page.suffix)))
    blocks.append(feedback(page.key, page.language, ids.block("feedback", page.key, page.suffix)))
    return Part(tuple(blocks))
