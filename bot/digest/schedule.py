"""When a digest is due: a time of day on some days of the week, in a time zone. Pure.

cronsim says on which dates and at which instant, as Debian's cron does: a time that the clock jumps over is due at the
first moment after the jump, one that comes twice is due the first time. So every date has one slot, and no other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from cronsim import CronSim

from bot.model import Subscription

_MARGIN = timedelta(days=2)
"""More than any zone's local time and the same time of another day can lie apart: Apia left out a whole day in 2011."""
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """One due time: `local` is the date and time in the subscription's zone, `due` the instant, in UTC."""

    local: datetime
    zone: str
    due: datetime

    def key(self, subscription_id: str) -> str:
        """What tells this slot of the subscription from all others, e.g. `5f0c/2026-03-29T09:00/Europe/Berlin`.

        Where `local` has an offset, as an alert's, that is part of it: an hour that comes twice has two alerts.
        """
        return f"{subscription_id}/{self.local:%Y-%m-%dT%H:%M%z}/{self.zone}"

    @property
    def shown(self) -> datetime:
        """The instant as a clock on a wall there shows it: later than `local` where the clock jumped over that."""
        return self.due.astimezone(ZoneInfo(self.zone))


class Schedule:
    """The slots of one time of day (`09:00`), days of the week (1 is Monday, 7 Sunday) and IANA zone."""

    def __init__(self, at: str, days: tuple[int, ...], zone: str) -> None:
        hour, minute = at.split(":")
        self._expression = f"{int(minute)} {int(hour)} * * {','.join(map(str, days))}"
        self._zone = ZoneInfo(zone)

    @classmethod
    def of(cls, subscription: Subscription) -> "Schedule":
        """The schedule of a subscription."""
        return cls(subscription.at, subscription.days, subscription.zone)

    def after(self, moment: datetime) -> Iterator[Slot]:
        """The slots due after that moment, the next one first, without end."""
        moment = moment.astimezone(UTC)  # times of one zone are compared by their clocks, which go back
        for local in CronSim(self._expression, self._local(moment) - _MARGIN):
            slot = self._slot(local)
            if slot is not None and slot.due > moment:
                yield slot

    def until(self, moment: datetime) -> Iterator[Slot]:
        """The slots due until that moment, the last one first, without end."""
        moment = moment.astimezone(UTC)
        for local in CronSim(self._expression, self._local(moment) + _MARGIN, reverse=True):
            slot = self._slot(local)
            if slot is not None and slot.due <= moment:
                yield slot

    def next(self, moment: datetime, count: int = 1) -> list[Slot]:
        """The next slots after that moment."""
        return list(islice(self.after(moment), count))

    def last(self, since: datetime, moment: datetime, most: int) -> list[Slot]:
        """The last slots, at most so many, of those due from `since` until that moment, in their order."""
        first = since.astimezone(UTC)
        found = takewhile(lambda slot: slot.due >= first, self.until(moment))
        return list(islice(found, most))[::-1]

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self._zone).replace(tzinfo=None)

    def _slot(self, local: datetime) -> Slot | None:
        """The slot of a date, None for a date that the zone left out."""
        due = next(CronSim(self._expression, (local - _MINUTE).replace(tzinfo=self._zone)))
        if due.date() > local.date() and not self._exists(datetime.combine(local, time())):
            return None
        return Slot(local, self._zone.key, due.astimezone(UTC))

    def _exists(self, local: datetime) -> bool:
        there = local.replace(tzinfo=self._zone)
        return there.astimezone(UTC).astimezone(self._zone).replace(tzinfo=None) == local
