"""Of updates of one thing that are made at the same time, the newest is the last, in whichever order they come."""

import asyncio
import itertools

import pytest

from bot.slack.api.newest_last import NewestLast

MOMENTS = ("1767225600.000001", "1767225600.000002", "1767225601.5")


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_what_a_newer_one_has_overtaken_is_left_out(order: tuple[int, ...]) -> None:
    updates, sent = NewestLast(), []

    async def update(number: int) -> None:
        async with updates.turn("V1", MOMENTS[number]) as is_newest:
            for _ in range(3 - number):  # the older, the slower
                await asyncio.sleep(0)
            if is_newest:
                sent.append(number)

    await asyncio.gather(*map(update, order))
    assert sent[-1] == 2
    assert sent == sorted(sent)


async def test_each_thing_has_an_order_of_its_own_and_a_time_that_is_none_is_the_oldest() -> None:
    updates = NewestLast(most=2)
    for key, moment, wanted in [
        ("V1", MOMENTS[1], True),
        ("V2", MOMENTS[0], True),
        ("V1", MOMENTS[0], False),
        ("V1", "nan", False),
        ("V3", "", True),
        ("V3", "", True),
        ("V2", MOMENTS[0], True),
    ]:
        async with updates.turn(key, moment) as is_newest:
            assert is_newest is wanted
