"""A limit on how often something may happen: so many times in so many seconds, for each key.

Our own, since the memory of `limits` looks through every key it ever saw, a hundred times a second:
with ten thousand addresses that was half of the work of a turn.
"""

from __future__ import annotations


class Window:
    """Counts in windows of time, and takes the last one in for the share that still counts.

    A key's count is off by a few at most. Keys are forgotten after two windows, all at once.
    """

    def __init__(self, number: int, seconds: float) -> None:
        """Allow `number` in any `seconds`."""
        self.number = number
        self.seconds = seconds
        self._began = 0.0
        self._now: dict[str, int] = {}
        self._before: dict[str, int] = {}

    def hit(self, key: str, now: float) -> float:
        """Count one, at `now` in seconds of a clock that only goes forward.

        Returns 0.0, or the seconds to wait; then it is not counted.
        """
        self._turn_over(now)
        here, before = self._now.get(key, 0), self._before.get(key, 0)
        passed = (now - self._began) / self.seconds
        if here + before * (1 - passed) + 1 <= self.number:
            self._now[key] = here + 1
            return 0.0
        if here + 1 > self.number:  # nothing is free before all of this window counts for less
            return (2 - passed - (self.number - 1) / here) * self.seconds
        return (1 - passed - (self.number - 1 - here) / before) * self.seconds

    def _turn_over(self, now: float) -> None:
        windows = int((now - self._began) // self.seconds)
        if windows > 0:
            self._before = self._now if windows == 1 else {}
            self._now = {}
            self._began += windows * self.seconds
