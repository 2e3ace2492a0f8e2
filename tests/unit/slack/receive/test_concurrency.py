"""How many deliveries are worked on at a time."""

import asyncio

from bot.slack.receive.concurrency import ConcurrencyLimit


async def test_no_more_than_the_places_are_taken_and_the_rest_waits() -> None:
    places, at_work, most = ConcurrencyLimit(2), 0, 0

    async def work() -> None:
        nonlocal at_work, most
        async with places.slot():
            at_work += 1
            most = max(most, at_work)
            await asyncio.sleep(0)
            at_work -= 1

    await asyncio.gather(*(work() for _ in range(10)))
    assert (most, at_work) == (2, 0)


async def test_who_waits_for_slack_holds_nobody_up() -> None:
    places, limited = ConcurrencyLimit(1), asyncio.Event()

    async def is_limited() -> None:
        async with places.slot():
            limited.set()
            await places.sleep(3600)

    waiting = asyncio.create_task(is_limited())
    await limited.wait()
    async with asyncio.timeout(60), places.slot():
        assert not waiting.done()
        waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    async with asyncio.timeout(60), places.slot():
        pass


async def test_a_wait_without_a_place_takes_none() -> None:
    places = ConcurrencyLimit(1)
    async with places.slot():
        await asyncio.create_task(_without_place(places))
    async with asyncio.timeout(60), places.slot():
        pass


async def _without_place(places: ConcurrencyLimit) -> None:
    await ConcurrencyLimit(1).sleep(0)
    assert places
