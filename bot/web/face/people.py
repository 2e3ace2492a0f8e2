"""Who sits at which window: every window is a person of its own."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf

from bot.local import User, Workspace
from bot.local.refusal import RefusedError

_NAMES = ("ann", "bo", "chen", "dora", "emil", "fang", "grace", "hugo", "ines", "jun", "kofi", "lin")
_OPENING_SECONDS = 6.0
"""A window that was just given a person needs so long at most to be seen as open."""


@dataclass
class _Seat:
    given_at: float


class People:
    """Hands out persons: the first that sits at no window, else a new one. `clock` gives seconds that only grow.

    `places` are the channels that everybody is in.
    """

    def __init__(self, workspace: Workspace, clock: Callable[[], float], places: tuple[str, ...]) -> None:
        self._workspace = workspace
        self._clock = clock
        self._places = places
        self._windows: Counter[str] = Counter()
        self._seats: dict[str, _Seat] = {}
        self.first = self._add(self._new_name())
        """Who sits at the first window: the one person who is there before any."""

    def sit_down(self, *, locale: str, zone: str | None = None) -> User:
        """A person for a new window, with its language (such as `zh-CN`) and time zone."""
        now = self._clock()
        free = (
            name
            for name, seat in self._seats.items()
            if not self._windows[name] and now - seat.given_at > _OPENING_SECONDS
        )
        name = next(free, None)
        user = self._workspace.user(name) if name else self._add(self._new_name())
        self._seats[user.name] = _Seat(now)
        user.locale = locale
        user.tz = zone or user.tz
        return user

    def person(self, name: str) -> User:
        """The person with this name; `user_not_found`."""
        if name not in self._seats:
            raise RefusedError("user_not_found")
        return self._workspace.user(name)

    @contextmanager
    def at_window(self, user: User) -> Iterator[None]:
        """The person looks at a window for the time of the block."""
        self._windows[user.name] += 1
        try:
            yield
        finally:
            self._windows[user.name] -= 1

    def _add(self, name: str) -> User:
        user = self._workspace.add_user(name)
        for place in self._places:
            self._workspace.join(place, user)
        self._workspace.direct_message(user)
        self._seats[name] = _Seat(-inf)
        return user

    def _new_name(self) -> str:
        unused = (name for name in _NAMES if name not in self._seats)
        return next(unused, None) or f"guest{len(self._seats) + 1}"
