"""How many deliveries are worked on at a time."""

import asyncio

from bot.slack.receive.concurrency import Places


async def test_no_more_than_the_places_are_taken_and_the_rest_waits() -> None:
    places, at_work, most = Places(2), 0, 0

    async def work() -> None:
        nonlocal at_work, most
        async with places.place():
            at_work += 1
            most = max(most, at_work)
            await asyncio.sleep(0)
            at_work -= 1

    await asyncio.gather(*(work() for _ in range(10)))
    assert (most, at_work) == (2, 0)


async def test_who_waits_for_slack_holds_nobody_up() -> None:
    places, limited = Places(1), asyncio.Event()

    async def is_limited() -> None:
        async with places.place():
            limited.set()
            await places.sleep(3600)

    waiting = asyncio.create_task(is_limited())
    await limited.wait()
    async with asyncio.timeout(60), places.place():
        assert not waiting.done()
        waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    async with asyncio.timeout(60), places.place():
        pass


async def test_a_wait_without_a_place_takes_none() -> None:
    places = Places(1)
    async with places.place():
        await asyncio.create_task(_without_place(places))
    async with asyncio.timeout(60), places.place():
        pass


async def _without_place(places: Places) -> None:
    await Places(1).sleep(0)
    assert places
