"""A digest as a terminal shows it. Pure: values in, rich renderables out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot.cli.rendering import render_match
from bot.digest.schedule import Slot
from bot.digest.zones import shown_zone
from bot.language import Language, Plural, counted
from bot.model import Digest, Match, Subscription
from bot.text import printable


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    days: tuple[str, ...]
    daily: str
    schedule: str
    alert: str
    all_articles: str
    separator: str
    next_sends: str
    paused: str
    articles: Plural
    no_articles: str
    silent: str


_EN = _Words(
    days=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    daily="daily",
    schedule="{days} at {at} ({zone})",
    alert="{days} from {at} to {until} ({zone}), as soon as it comes",
    all_articles="all new articles",
    separator=", ",
    next_sends="next: {times}",
    paused="It is paused ({because}): nothing goes out until it is resumed.",
    articles=Plural("{count} new article", "{count} new articles"),
    no_articles="no new articles",
    silent="On such a day it stays silent.",
)
_ZH = _Words(
    days=("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    daily="每天",
    schedule="{days} {at}（{zone}）",
    alert="{days} {at} 至 {until}（{zone}），一有就发",
    all_articles="全部新文章",
    separator="、",
    next_sends="接下来：{times}",
    paused="已暂停（{because}）：恢复之前什么也不发。",
    articles=Plural("{count} 篇新文章", "{count} 篇新文章"),
    no_articles="没有新文章",
    silent="这样的日子不发消息。",
)
_WORDS: dict[Language, _Words] = {"en": _EN, "zh": _ZH}


def render_digest(
    subscription: Subscription, paused: str, slot: Slot, sends: Sequence[datetime], digest: Digest
) -> RenderableType:
    """What would go out for a slot, below the subscription with its next sends."""
    strings, count = _WORDS[subscription.language], len(digest.entries)
    times = strings.separator.join(_time(moment, strings) for moment in sends)
    where = printable(subscription.channel_id)
    parts: list[RenderableType] = [
        Text(" · ".join(filter(None, (where, _schedule(subscription, slot, strings)))), style="bold"),
    ]
    if sends:
        parts.append(Text(strings.next_sends.format(times=times), style="dim"))
    if paused:
        parts.append(Text(strings.paused.format(because=printable(paused)), style="yellow"))
    articles = counted(strings.articles, count) if count else strings.no_articles
    parts += [Text(f"{_time(slot.shown, strings)} — {articles}"), Text("")]
    if not digest.entries and not subscription.says_when_empty and subscription.kind != "alert":
        parts.append(Text(strings.silent, style="dim"))
    for group in digest.groups:
        if group.topic:
            parts.append(Text(printable(group.topic), style="bold magenta"))
        for entry in group.entries:
            match = Match(article=entry.article, score=0.0, points=entry.points)
            shown = render_match(match, subscription.language)
            parts += [*(Padding(line, (0, 0, 0, 2)) for line in shown), Text("")]
    return Group(*parts)


def _schedule(subscription: Subscription, slot: Slot, strings: _Words) -> str:
    """Days, time, zone and topics in a line."""
    zone = shown_zone(subscription.zone, slot.due)
    daily = len(subscription.days) == 7
    days = strings.daily if daily else strings.separator.join(strings.days[day - 1] for day in subscription.days)
    about = "; ".join(map(printable, subscription.topics)) or strings.all_articles
    template = strings.alert if subscription.kind == "alert" else strings.schedule
    return f"{template.format(days=days, at=subscription.at, until=subscription.until, zone=zone)} · {about}"


def _time(moment: datetime, strings: _Words) -> str:
    return f"{strings.days[moment.weekday()]} {moment:%Y-%m-%d %H:%M}"
