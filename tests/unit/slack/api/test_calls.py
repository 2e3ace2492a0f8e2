"""Repeating calls: how long limits are waited for, when a call is given up, and the fence before each one."""

import math

import pytest
from slack_sdk.errors import SlackApiError

from bot.errors import LeaseLostError, SlackUnavailableError, TriggerExpiredError
from bot.slack.api.calls import Calls, fenced, retry_after


class Answer:
    """What Slack answers to a call."""

    def __init__(self, status: int, headers: dict[str, str], error: str = "") -> None:
        self.status_code = status
        self.headers = headers
        self.data = {"error": error} if error else {}


class Slack:
    """Answers every call in the same way, and notes how long it is waited between them."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.calls = 0
        self.waits: list[float] = []

    async def call(self) -> str:
        self.calls += 1
        raise SlackApiError("no", self._answer)

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


def limited(value: str) -> Slack:
    return Slack(Answer(429, {"Retry-After": value}))


@pytest.mark.parametrize("value", ["0", "nan", "-5", "inf", "-inf", "soon", "", "0.0001", "1e-9"])
async def test_a_limit_without_a_time_that_makes_sense_is_waited_for_longer_and_longer(value: str) -> None:
    slack = limited(value)
    with pytest.raises(SlackUnavailableError):
        await Calls(slack.sleep).make("chat.postMessage", slack.call)
    assert slack.calls < 100
    assert min(slack.waits) >= 0.125
    assert sum(slack.waits) <= 300


@pytest.mark.parametrize("value", ["301", "86400", "1e300"])
async def test_a_limit_that_outlasts_all_patience_is_not_waited_for(value: str) -> None:
    slack = limited(value)
    with pytest.raises(SlackUnavailableError):
        await Calls(slack.sleep).make("chat.postMessage", slack.call)
    assert (slack.calls, slack.waits) == (1, [])


async def test_a_limit_is_never_waited_for_shorter_than_slack_says_and_not_by_all_for_equally_long() -> None:
    slack = limited("7")
    with pytest.raises(SlackUnavailableError):
        await Calls(slack.sleep).make("chat.postMessage", slack.call)
    assert min(slack.waits) >= 7
    assert len(set(slack.waits)) > 1


def test_the_time_of_a_limit_is_always_a_number_of_seconds_that_ends() -> None:
    for value in ("nan", "inf", "1e999", "-1", "0", "x", "12", "99999999"):
        assert 0 < retry_after({"retry-after": value}) <= 3600
        assert math.isfinite(retry_after({"Retry-After": value}))
    assert retry_after({}) == 1


@pytest.mark.parametrize("answer", [Answer(429, {"Retry-After": "3"}), Answer(400, {}, "expired_trigger_id")])
async def test_what_must_be_done_within_some_seconds_is_given_up_when_it_can_not_be(answer: Answer) -> None:
    slack = Slack(answer)
    with pytest.raises(TriggerExpiredError) as refused:
        await Calls(slack.sleep).make("views.open", slack.call, within_seconds=3)
    assert not refused.value.retry_helps
    assert (slack.calls, slack.waits) == (1, [])


async def test_the_fence_is_asked_before_each_try_and_only_in_its_block() -> None:
    slack, asked = limited("1"), []

    async def fence() -> None:
        asked.append(slack.calls)
        if slack.calls == 3:
            raise LeaseLostError

    calls = Calls(slack.sleep)
    with fenced(fence), pytest.raises(LeaseLostError):
        await calls.make("chat.postMessage", slack.call)
    assert asked == [0, 1, 2, 3]
    assert slack.calls == 3
    with pytest.raises(SlackUnavailableError):
        await calls.make("chat.postMessage", slack.call)
    assert len(asked) == 4
