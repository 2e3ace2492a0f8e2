"""An answer in Slack: the short root message, the cited points in its thread, the miss, and the private answer."""

import re
from collections.abc import Sequence
from functools import lru_cache

from slack_sdk.models.blocks import InteractiveElement

from bot.language import Language, counted, shown_of_total
from bot.model import Answer, Article, Match, MatchedPoint
from bot.slack import ids
from bot.slack.blocks import rich_text
from bot.slack.blocks.elements import LABEL, Block, actions, button, context_block, divider, feedback
from bot.slack.blocks.links import ArticleLinks
from bot.slack.blocks.message import Message, Part, split, top_level
from bot.slack.blocks.mrkdwn import Run, clean, one_line, shorten
from bot.slack.blocks.points import head, line, open_button, parts, title, viewpoint
from bot.slack.blocks.understood import understood
from bot.slack.wording.answers import answer_strings
from bot.text import is_visible

QUESTION_CHARACTERS = 300
_VALUE_CHARACTERS = 500
_SUGGESTIONS = 10
_USER_ID = re.compile(r"[UW][A-Z0-9]{2,20}")


def root(
    question: str, answer: Answer, asker_id: str | None, language: Language, *, shared_by: str | None = None
) -> Message:
    """Who asked what, how many articles and points, the newest date: short enough for a channel.

    `asker_id` is a user's id and mentions them. `shared_by` is a name, shown as text, that pings nobody.
    """
    strings = answer_strings(language)
    asked = shorten(one_line(question), QUESTION_CHARACTERS)
    line: list[rich_text.Element] = []
    if asker_id and _USER_ID.fullmatch(asker_id):
        line += [rich_text.mention(asker_id), *rich_text.parts([Run(f" {strings.asked} ")])]
    line += rich_text.parts([Run(asked, bold=True)])
    facts = [
        counted(strings.articles, len(answer.matches)),
        counted(strings.points, sum(len(match.points) for match in answer.matches)),
    ]
    if answer.matches:
        newest = max(match.article.published_at for match in answer.matches)
        facts.append(strings.newest.format(date=f"{newest:%Y-%m-%d}"))
        facts.append(strings.in_thread)
    small = [" · ".join(facts)]
    if shared_by is not None:
        small.append(strings.shared_by.format(name=shorten(one_line(shared_by), LABEL)))
    section = {"type": "rich_text_section", "elements": line}
    return Message(top_level(asked, *small), (rich_text.block(section), context_block(small)))


def details(
    answer: Answer,
    language: Language,
    *,
    offset: int = 0,
    total: int | None = None,
    answer_key: str,
    more: bool,
    links: ArticleLinks,
    notes: Sequence[str] = (),
    suffix: str = "",
) -> list[Message]:
    """The articles of the answer with their points, in as many messages as they need.

    `offset` articles were shown before, of `total` where that is known; the "More results" button, if there are `more`,
    carries the answer's key and where to go on (`ids.AnswerPlace`). `notes` are further lines of small print, such as
    what a follow-up took over.
    """
    place = ids.AnswerPlace(answer_key, offset)
    return _messages(answer, language, place, total=total, more=more, links=links, notes=notes, suffix=suffix)


def miss(answer: Answer, language: Language, *, said: str = "", notes: Sequence[str] = (), suffix: str = "") -> Message:
    """That the library has nothing on the question, and buttons that ask for what it does have.

    `said` takes the place of the sentence about the question, where something else is missing.
    """
    strings = answer_strings(language)
    said = said or strings.miss.format(question=shorten(one_line(answer.query), QUESTION_CHARACTERS))
    blocks = [rich_text.block(rich_text.section([Run(said, bold=True)]))]
    if small := [*understood(answer, language), *notes]:
        blocks.append(context_block(small))
    suggestions = [each for each in answer.suggestions if is_visible(clean(each))][:_SUGGESTIONS]
    offer = strings.miss_offers if suggestions else strings.empty_library
    blocks.append(rich_text.block(rich_text.section([Run(offer)])))
    if suggestions:
        blocks.append(actions(questions(suggestions), ids.block("ask", "", suffix)))
    return Message(top_level(said, offer, *suggestions), tuple(blocks))


def private(
    answer: Answer,
    language: Language,
    *,
    answer_key: str,
    more: bool,
    links: ArticleLinks,
    can_share: bool,
    said: str = "",
    hint: str | None = None,
    offset: int = 0,
    total: int | None = None,
    notes: Sequence[str] = (),
    suffix: str = "",
) -> list[Message]:
    """The answer, or the miss, for the asker alone, with a button to share it where that is possible.

    `hint` is one sentence on what else could be done, such as how to invite the bot; `said` is as in `miss`.
    """
    strings = answer_strings(language)
    small = [strings.only_you, *([hint] if hint else [])]
    if not answer.matches:
        return [miss(answer, language, said=said, notes=[*small, *notes], suffix=suffix)]
    sharing = [context_block(small)]
    if can_share:
        share = button(strings.share, ids.SHARE, answer_key, primary=True)
        sharing.append(actions([share], ids.block("share", answer_key, suffix)))
    place = ids.AnswerPlace(answer_key, offset)
    last = [Part(tuple(sharing), strings.only_you)]
    return _messages(
        answer, language, place, total=total, more=more, links=links, notes=notes, suffix=suffix, last=last
    )


def questions(suggestions: Sequence[str]) -> list[InteractiveElement]:
    """Buttons that ask: the whole question is the value, a short form of it the label."""
    return [
        button(each, ids.ask(number), shorten(one_line(each), _VALUE_CHARACTERS), spoken=each)
        for number, each in enumerate(suggestions)
    ]


def _messages(
    answer: Answer,
    language: Language,
    place: ids.AnswerPlace,
    *,
    total: int | None,
    more: bool,
    links: ArticleLinks,
    notes: Sequence[str],
    suffix: str,
    last: Sequence[Part] = (),
) -> list[Message]:
    found = [
        *_opening(answer, language, place.offset, total, notes),
        *_articles(answer.matches, language, place.offset, links, suffix),
        _closing(len(answer.matches), language, place, more, suffix),
        *last,
    ]
    return split(found, shorten(one_line(answer.query), QUESTION_CHARACTERS), language)


def _opening(answer: Answer, language: Language, offset: int, total: int | None, notes: Sequence[str]) -> list[Part]:
    """What was understood, and which of the articles these are where they are not the first."""
    strings = answer_strings(language)
    small = [*understood(answer, language), *notes]
    if offset and answer.matches:
        template = strings.articles_from_to if total is None else strings.of_total
        small.append(template.format(first=offset + 1, last=offset + len(answer.matches), total=total))
    return [Part((context_block(small),), "\n".join(small))] if small else []


def _articles(
    matches: Sequence[Match], language: Language, offset: int, links: ArticleLinks, suffix: str
) -> list[Part]:
    found: list[Part] = []
    for place, match in enumerate(matches):
        number = offset + place + 1 if len(matches) > 1 or offset else None
        first, *others = article_parts(match, language, number, links, suffix)
        found += [Part((divider(), *first.blocks), first.text) if place else first, *others]
    return found


def article_parts(match: Match, language: Language, number: int | None, links: ArticleLinks, suffix: str) -> list[Part]:
    """An article with its points. Its head stays with what follows it, and its button with the last point."""
    article = match.article
    strings = answer_strings(language)
    small = list(
        filter(None, [shown_of_total(article, match.points, language), strings.by_title if match.by_title else ""])
    )
    top, button_below = _around_points(_Same(article), language, number, links, suffix)
    end: list[Block] = [context_block([" · ".join(small)])] if small else []
    end.append(button_below)
    pieces = [
        Part(top, title(article)),
        *parts(line(article, point, links) for point in _by_section(match.points)),
    ]
    if len(pieces) > 1:
        first, second, *others = pieces
        pieces = [Part((*first.blocks, *second.blocks), f"{first.text}\n{second.text}"), *others]
    pieces[-1] = Part((*pieces[-1].blocks, *end), pieces[-1].text)
    return pieces


class _Same:
    """An article as the key of what is remembered of it: this very object, which compares faster than its fields."""

    def __init__(self, article: Article) -> None:
        self.article = article

    def __hash__(self) -> int:
        return id(self.article)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.article is self.article


@lru_cache(maxsize=200)  # what is asked for is asked for again
def _around_points(
    same: _Same, language: Language, number: int | None, links: ArticleLinks, suffix: str
) -> tuple[tuple[Block, ...], Block]:
    """What stands above an article's points, and the button below them."""
    article = same.article
    row = actions([open_button(article, language)], ids.block("article", article.id, suffix))
    return (*head(article, language, links, number), *viewpoint(article, links)), row


def _by_section(points: Sequence[MatchedPoint]) -> list[MatchedPoint]:
    """The points best first, those of one section together, so that each heading stands once."""
    order = {section: place for place, section in enumerate(dict.fromkeys(point.section for point in points))}
    return sorted(points, key=lambda point: order[point.section])


def _closing(shown: int, language: Language, place: ids.AnswerPlace, more: bool, suffix: str) -> Part:
    blocks: list[Block] = []
    if more:
        following = ids.AnswerPlace(place.answer_key, place.offset + shown)
        going_on = button(answer_strings(language).more_results, ids.MORE_RESULTS, following.encode())
        blocks.append(actions([going_on], ids.block("more", place.answer_key, suffix)))
    blocks.append(feedback(place.answer_key, language, ids.block("feedback", place.answer_key, suffix)))
    return Part(tuple(blocks))
