"""What strangers wrote is read apart, within limits, and ends with whoever waits for it."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import aclosing

import pytest

from bot.errors import NoFeedError, TooDemandingError
from bot.ingest.fetching.bounded_process import Limits, read_bounded


def count_to(number: int) -> Iterator[int]:
    yield from range(1, number + 1)


def never_end(first: str) -> Iterator[str]:
    yield first
    while True:
        pass


def sleep() -> Iterator[str]:
    time.sleep(3600)
    yield ""


def fill_memory() -> Iterator[int]:
    held = []
    while True:
        held.append(bytearray(1 << 24))
    yield len(held)


def refuse() -> Iterator[str]:
    raise NoFeedError("it is no feed")
    yield ""


def fail() -> Iterator[str]:
    yield "first"
    raise ZeroDivisionError


async def test_what_is_yielded_arrives_in_order() -> None:
    async with aclosing(read_bounded(Limits(), count_to, 3)) as found:
        assert [each async for each in found] == [1, 2, 3]


@pytest.mark.parametrize(
    ("limits", "work"),
    [
        (Limits(processor_seconds=0), lambda limits: read_bounded(limits, never_end, "first")),
        (Limits(seconds=0.01), lambda limits: read_bounded(limits, sleep)),
        (Limits(), lambda limits: read_bounded(limits, fill_memory)),
    ],
    ids=["processor", "clock", "memory"],
)
async def test_what_takes_too_much_is_ended_and_says_what_to_do(limits: Limits, work) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(TooDemandingError, match=r"takes too much time or memory.*save its text"):
        async with aclosing(work(limits)) as found:
            assert [each async for each in found] in ([], ["first"])


async def test_errors_of_the_bot_come_through_and_faults_bring_their_traceback() -> None:
    with pytest.raises(NoFeedError, match="it is no feed"):
        await anext(read_bounded(Limits(), refuse))
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        async with aclosing(read_bounded(Limits(), fail)) as found:
            assert [each async for each in found] == ["first"]


async def test_whoever_waits_can_be_stopped_at_once() -> None:
    waiting = asyncio.ensure_future(anext(read_bounded(Limits(), sleep)))
    await asyncio.wait({waiting}, timeout=0.05)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
