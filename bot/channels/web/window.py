"""A limit on how often something may happen: so many times in so many seconds, for each key.

The package `limits` is not used: its storage in memory looks through every key it ever saw, a
hundred times a second. With ten thousand IP addresses that was half of the work of a turn.
"""

from __future__ import annotations


class Window:
    """Counts in windows of time; the window before counts for the share of it that is recent.

    A key's count is off by a few at most. Keys are forgotten after two windows, all at once.
    """

    def __init__(self, number: int, seconds: float) -> None:
        """Allow each key `number` hits in any period of `seconds`."""
        self.number = number
        self.seconds = seconds
        self._began = 0.0
        self._now: dict[str, int] = {}
        self._before: dict[str, int] = {}

    def hit(self, key: str, now: float) -> float:
        """Count one hit of a key; returns 0.0, or the seconds to wait if it is over the limit.

        A hit over the limit is not counted. `now` is in seconds of a clock that never goes back.
        """
        self._turn_over(now)
        here, before = self._now.get(key, 0), self._before.get(key, 0)
        passed = (now - self._began) / self.seconds
        if here + before * (1 - passed) + 1 <= self.number:
            self._now[key] = here + 1
            return 0.0
        if here + 1 > self.number:  # wait for the next window, where this one counts for less
            return (2 - passed - (self.number - 1) / here) * self.seconds
        return (1 - passed - (self.number - 1 - here) / before) * self.seconds

    def _turn_over(self, now: float) -> None:
        windows = int((now - self._began) // self.seconds)
        if windows > 0:
            self._before = self._now if windows == 1 else {}
            self._now = {}
            self._began += windows * self.seconds
