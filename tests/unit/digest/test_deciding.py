"""Which of the slots that are due is sent, and what becomes of the others."""

from datetime import UTC, datetime, timedelta

from bot.digest.deciding import decide
from bot.digest.schedule import Schedule, Slot
from bot.model import SlotOutcome

GRACE = timedelta(hours=6)
FIRST = datetime(2026, 3, 28, 8, 0, tzinfo=UTC)


def slots(count: int) -> list[Slot]:
    return Schedule("09:00", (1, 2, 3, 4, 5, 6, 7), "Europe/Berlin").next(FIRST - timedelta(seconds=1), count)


def outcomes(now: datetime, count: int, *, is_paused: bool = False) -> tuple[Slot | None, list[SlotOutcome]]:
    decision = decide("s", slots(count), now=now, grace=GRACE, is_paused=is_paused)
    return decision.send, [each.outcome for each in decision.skipped]


def test_a_slot_that_is_due_is_sent() -> None:
    assert outcomes(FIRST, 1) == (slots(1)[0], [])


def test_it_is_sent_until_the_end_of_the_grace_period_and_then_missed() -> None:
    assert outcomes(FIRST + GRACE, 1) == (slots(1)[0], [])
    assert outcomes(FIRST + GRACE + timedelta(seconds=1), 1) == (None, [SlotOutcome.MISSED])


def test_of_several_only_the_last_is_sent_and_the_others_are_merged_into_it() -> None:
    last = slots(3)[-1]
    assert outcomes(last.due, 3) == (last, [SlotOutcome.MERGED, SlotOutcome.MERGED])
    assert outcomes(last.due + GRACE * 2, 3) == (None, [SlotOutcome.MISSED] * 3)


def test_of_a_paused_subscription_none_is_sent() -> None:
    assert outcomes(FIRST, 1, is_paused=True) == (None, [SlotOutcome.PAUSED])


def test_nothing_is_sent_when_nothing_is_due() -> None:
    assert outcomes(FIRST, 0) == (None, [])
