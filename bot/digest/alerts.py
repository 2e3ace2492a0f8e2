"""When an alert may be told: outside of its quiet hours, and some time after the last one. Pure.

An alert has no times of its own: its slot is the moment at which something new is told.
"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.digest.reading import ALL_DAYS
from bot.digest.schedule import Schedule, Slot
from bot.model import Subscription

_MIDNIGHT = "00:00"
REST = timedelta(hours=1)
"""From one alert of a person to the next; what comes meanwhile is gathered in that one."""


def alert_slot(subscription: Subscription, now: datetime, last: datetime | None = None) -> Slot:
    """The first moment from now on at which the alert may be told; `last` is when it was told before."""
    moment = now if last is None else max(now, last + REST)
    due = _end_of_quiet(subscription, moment.astimezone(UTC))
    return Slot(due.astimezone(ZoneInfo(subscription.zone)), subscription.zone, due)


def _end_of_quiet(subscription: Subscription, moment: datetime) -> datetime:
    """The moment itself outside of the quiet hours, else when they end; without such hours a day begins at midnight."""
    is_never_quiet = subscription.at == subscription.until
    at, until = (_MIDNIGHT, _MIDNIGHT) if is_never_quiet else (subscription.at, subscription.until)
    ends = Schedule(at, subscription.days, subscription.zone)
    begins = Schedule(until, ALL_DAYS, subscription.zone)
    woke = next(ends.until(moment)).due
    return moment if moment < begins.next(woke)[0].due else ends.next(moment)[0].due
