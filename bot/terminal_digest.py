"""A digest as a terminal shows it. Pure: values in, rich renderables out."""

from collections.abc import Sequence
from datetime import datetime

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot.digest.schedule import Slot
from bot.model import Digest, Match, Subscription
from bot.terminal import counted, render_match
from bot.text import printable

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def render_digest(
    subscription: Subscription, paused: str, slot: Slot, sends: Sequence[datetime], digest: Digest
) -> RenderableType:
    """What would go out for a slot, below the subscription with its next sends."""
    parts: list[RenderableType] = [
        Text(f"{printable(subscription.channel_id)} · {_schedule(subscription)}", style="bold"),
        Text("next: " + ", ".join(f"{each:%a %Y-%m-%d %H:%M}" for each in sends), style="dim"),
    ]
    if paused:
        parts.append(Text(f"It is paused ({printable(paused)}): nothing goes out until it is resumed.", style="yellow"))
    count = counted(len(digest.entries), "new article")
    parts += [Text(f"{slot.shown:%A, %d %B %Y, %H:%M}: {count if digest.entries else 'no new articles'}"), Text("")]
    if not digest.entries and not subscription.says_when_empty:
        parts.append(Text("On such a day it stays silent.", style="dim"))
    for group in digest.groups:
        if group.topic:
            parts.append(Text(printable(group.topic), style="bold magenta"))
        for entry in group.entries:
            match = Match(article=entry.article, score=0.0, points=entry.points)
            parts += [*(Padding(each, (0, 0, 0, 2)) for each in render_match(match)), Text("")]
    return Group(*parts)


def _schedule(subscription: Subscription) -> str:
    """Days, time, zone and topics in a line."""
    days = "daily" if len(subscription.days) == 7 else ", ".join(_DAYS[day - 1] for day in subscription.days)
    about = "; ".join(map(printable, subscription.topics)) or "all new articles"
    return f"{days} at {subscription.at} ({subscription.zone}) · {about}"
