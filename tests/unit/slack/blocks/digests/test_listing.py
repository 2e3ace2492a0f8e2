"""What happened to the last slots of a digest, as one message."""

from datetime import UTC, datetime

import pytest

from bot.language import Language
from bot.model import PastSlot, SlotOutcome, Subscription
from bot.slack.blocks.digests.listing import Listed, why_message
from bot.slack.blocks.message import check
from tests.unit.slack.samples import shown

DUE = datetime(2026, 3, 28, 9, 0, tzinfo=UTC)
ONE = Subscription(
    id="s", team_id="T", channel_id="C1", owner_id="U", at="09:00", days=(1, 2, 3, 4, 5, 6, 7), zone="UTC"
)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("outcome", list(SlotOutcome))
def test_ten_slots_that_ended_in_long_errors_are_all_told(outcome: SlotOutcome, language: Language) -> None:
    told = {"outcome": outcome, "articles": 1200, "error": "长 x" * 900, "at": DUE, "message_ts": ""}
    slots = [PastSlot(key=f"{hour}", due=DUE.replace(hour=hour), **told) for hour in range(10)]
    message = why_message(Listed(ONE, "", (DUE,)), slots, language)
    check(message)
    text = shown(message.blocks)
    assert [f"2026-03-28 {hour:02d}:00 —" in text for hour in range(10)] == [True] * 10
