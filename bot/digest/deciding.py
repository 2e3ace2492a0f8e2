"""What is to be done about slots that are due: which one is sent, and what becomes of the others. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.digest.schedule import Slot
from bot.model import SlotOutcome
from bot.store.digests import SkippedSlot

REMEMBERED = 10
"""So many slots of a long downtime are remembered: as many as `/latepost digest why` shows."""


@dataclass(frozen=True, slots=True)
class Decision:
    """The slot to send, if any, and the ones for which nothing is sent."""

    send: Slot | None
    skipped: tuple[SkippedSlot, ...]


def decide(
    subscription_id: str, slots: Sequence[Slot], *, now: datetime, grace: timedelta, is_paused: bool
) -> Decision:
    """Of the slots that are due, in their order, the last is sent if it is due for no longer than `grace`.

    What was new for the earlier ones comes with it, so one digest goes out, whatever the downtime.
    """
    if is_paused:
        return Decision(None, _skipped(subscription_id, slots, SlotOutcome.PAUSED))
    if slots and now - slots[-1].due <= grace:
        return Decision(slots[-1], _skipped(subscription_id, slots[:-1], SlotOutcome.MERGED))
    return Decision(None, _skipped(subscription_id, slots, SlotOutcome.MISSED))


def _skipped(subscription_id: str, slots: Sequence[Slot], outcome: SlotOutcome) -> tuple[SkippedSlot, ...]:
    return tuple(SkippedSlot(slot.key(subscription_id), slot.due, outcome) for slot in slots)
