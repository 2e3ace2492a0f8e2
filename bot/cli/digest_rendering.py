"""A digest as a terminal shows it. Pure: values in, rich renderables out."""

from collections.abc import Sequence
from datetime import datetime

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot.cli.rendering import render_match
from bot.cli.wording import command_strings
from bot.cli.wrapping import Paragraph
from bot.digest.schedule import Slot
from bot.digest.zones import shown_zone
from bot.language import counted
from bot.model import Digest, Match, Subscription
from bot.slack.wording.digests import digest_strings, reason_in_words, schedule_in_words, short_time, times_in_words
from bot.text import printable


def render_digest(
    subscription: Subscription, paused: str, slot: Slot, sends: Sequence[datetime], digest: Digest
) -> RenderableType:
    """What would go out for a slot, below the subscription with its next sends."""
    language, count = subscription.language, len(digest.entries)
    digest_words, command_words = digest_strings(language), command_strings(language)
    heading = " · ".join(filter(None, (printable(subscription.channel_id), _schedule(subscription, slot))))
    parts: list[RenderableType] = [Paragraph(Text(heading, style="bold"))]
    if sends:
        parts.append(Paragraph(Text(times_in_words(sends, language), style="dim")))
    if paused:
        because = digest_words.paused_by_slack.format(reason=printable(reason_in_words(paused, language)))
        parts.append(Paragraph(Text(because, style="yellow")))
    articles = counted(digest_words.new_articles, count) if count else command_words.no_new_articles
    parts += [Text(f"{short_time(slot.shown, language)} — {articles}"), Text("")]
    if not digest.entries and not subscription.says_when_empty:
        parts.append(Text(command_words.silent, style="dim"))
    for group in digest.groups:
        if group.topic:
            parts.append(Paragraph(Text(printable(group.topic), style="bold magenta")))
        for entry in group.entries:
            match = Match(article=entry.article, score=0.0, points=entry.points)
            parts += [*(Padding(line, (0, 0, 0, 2)) for line in render_match(match, language)), Text("")]
    return Group(*parts)


def _schedule(subscription: Subscription, slot: Slot) -> str:
    """Days, time, zone and topics in a line."""
    language = subscription.language
    schedule = schedule_in_words(subscription, shown_zone(subscription.zone, slot.due), language)
    topics = "; ".join(map(printable, subscription.topics))
    return f"{schedule} · {topics or digest_strings(language).all_articles}"
