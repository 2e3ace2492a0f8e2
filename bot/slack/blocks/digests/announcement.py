"""A digest in Slack: the root message with titles and viewpoints, and the cited points in its thread."""

from collections.abc import Iterator
from datetime import datetime

from bot.language import Language, counted
from bot.links import ArticleLinks
from bot.model import Digest, DigestEntry, Match, Subscription
from bot.slack.blocks import rich_text
from bot.slack.blocks.answer import ArticleForm, article_parts
from bot.slack.blocks.elements import context_block, divider, header
from bot.slack.blocks.message import Message, Part, split
from bot.slack.blocks.mrkdwn import Run, link, one_line, shorten
from bot.slack.blocks.points import title
from bot.slack.wording.answers import answer_strings
from bot.slack.wording.digests import digest_strings, long_date
from bot.text import is_visible

VIEWPOINT_CHARACTERS = 160
"""Of the one line that the root shows, which ends with a sentence or word; the thread has the whole."""
_TOPIC_CHARACTERS = 140


def messages_for(
    subscription: Subscription, digest: Digest, local: datetime, links: ArticleLinks, *, suffix: str = ""
) -> list[Message]:
    """The messages of a subscription's digest; the first is the root of the others."""
    language = subscription.language
    if subscription.kind == "alert":
        return alert_messages(digest, language, links=links, suffix=suffix)
    return digest_messages(digest, local, language, links=links, suffix=suffix)


def alert_messages(digest: Digest, language: Language, *, links: ArticleLinks, suffix: str = "") -> list[Message]:
    """The articles under the topics that they answer, with their points at once: one message unless they are many."""
    heading = digest_strings(language).alert_title
    opening = Part((rich_text.block(rich_text.section([Run(heading, bold=True)])),))
    return split([opening, *_details(digest, language, links, suffix)], heading, language)


def digest_messages(
    digest: Digest, local: datetime, language: Language, *, links: ArticleLinks, suffix: str = ""
) -> list[Message]:
    """The root message, and all that goes into its thread: the rest of a long list, then the points of each article.

    `local` is the due time in the subscription's zone.
    """
    strings = digest_strings(language)
    heading = strings.title.format(date=long_date(local, language))
    opening = rich_text.block(rich_text.section([Run(heading, bold=True)]))
    if not digest.entries:
        return [Message(f"{heading}: {strings.nothing_new}", (opening, context_block([strings.nothing_new])))]
    count = counted(strings.new_articles, len(digest.entries))
    small = context_block([f"{count} · {answer_strings(language).in_thread}"])
    listed = split([Part((opening, small), count), *_listed(digest, links)], heading, language)
    return [*listed, *split(_details(digest, language, links, suffix), heading, language)]


def _listed(digest: Digest, links: ArticleLinks) -> Iterator[Part]:
    """A line for each article, under the topics; a topic stays with its first article."""
    for number, (topic, entry) in enumerate(_entries(digest), 1):
        part = _line(number if len(digest.entries) > 1 else None, entry, links)
        yield Part((header(topic), *part.blocks), f"{topic}\n{part.text}") if topic else part


def _line(number: int | None, entry: DigestEntry, links: ArticleLinks) -> Part:
    article = entry.article
    runs = link(links.title(article), title(article), bold=True)
    if number is not None:
        runs = [Run(f"{number}. ", bold=True), *runs]
    sections = [rich_text.section(runs)]
    if is_visible(article.viewpoint):
        begins, *rest = rich_text.cut([Run(one_line(article.viewpoint))], VIEWPOINT_CHARACTERS)
        viewpoint = rich_text.plain(begins).rstrip()
        sections.append(rich_text.section([Run(f"{viewpoint} …" if rest else viewpoint)]))
    return Part((rich_text.block(*sections),), title(article))


def _details(digest: Digest, language: Language, links: ArticleLinks, suffix: str) -> Iterator[Part]:
    for number, (topic, entry) in enumerate(_entries(digest), 1):
        match = Match(article=entry.article, score=0.0, points=entry.points)
        shown = number if len(digest.entries) > 1 else None
        first, *others = article_parts(match, language, links, ArticleForm(number=shown, suffix=suffix))
        above = ((divider(),) if number > 1 else ()) + ((header(topic),) if topic else ())
        yield Part((*above, *first.blocks), first.text)
        yield from others


def _entries(digest: Digest) -> Iterator[tuple[str, DigestEntry]]:
    """Each entry, the first one of a group with its topic."""
    for group in digest.groups:
        topic = shorten(one_line(group.topic), _TOPIC_CHARACTERS) if group.topic else ""
        for place, entry in enumerate(group.entries):
            yield ("" if place else topic), entry
