"""Searching is limited for each client alone, and by how many search at once."""

import pytest

from bot.web.reader.rate_limit import RateLimitedError, RateLimiter
from tests.unit.web.shelf import Hands


def search(limiter: RateLimiter, client: str = "ann") -> None:
    with limiter.search(client):
        pass


class TestOneClient:
    def test_after_its_burst_it_waits_for_as_long_as_it_is_told(self) -> None:
        hands = Hands()
        limiter = RateLimiter(hands, burst=2, per_second=0.5)
        search(limiter)
        search(limiter)
        with pytest.raises(RateLimitedError) as refused:
            search(limiter)
        hands.seconds += refused.value.seconds
        search(limiter)

    def test_another_one_is_not_held_back(self) -> None:
        limiter = RateLimiter(Hands(), burst=1)
        search(limiter, "ann")
        search(limiter, "bo")

    def test_the_burst_does_not_grow_beyond_itself(self) -> None:
        hands = Hands()
        limiter = RateLimiter(hands, burst=2, per_second=1)
        search(limiter)
        hands.seconds += 1000
        search(limiter)
        search(limiter)
        with pytest.raises(RateLimitedError):
            search(limiter)


def test_no_more_than_so_many_search_at_once() -> None:
    limiter = RateLimiter(Hands(), at_once=1)
    with limiter.search("ann"), pytest.raises(RateLimitedError) as refused:
        search(limiter, "bo")
    assert refused.value.seconds == 0
    search(limiter, "bo")


def test_a_search_that_fails_makes_room_again() -> None:
    limiter = RateLimiter(Hands(), at_once=1)
    with pytest.raises(ValueError, match="no"), limiter.search("ann"):
        raise ValueError("no")
    search(limiter)


def test_many_clients_do_not_grow_memory_without_end() -> None:
    limiter = RateLimiter(Hands(), burst=1, most=10)
    for number in range(100):
        search(limiter, str(number))
    search(limiter, "0")
    with pytest.raises(RateLimitedError):
        search(limiter, "99")
