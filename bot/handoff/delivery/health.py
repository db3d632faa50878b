"""Which ways to the staff work at this moment: nobody is offered a way that leads nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

PATIENCE = timedelta(minutes=10)
"""How long a way may fail before it counts as failing: a restart of a mail server takes less."""


class Health:
    """What this process knows of each way."""

    def __init__(self) -> None:
        """Every way works until it is seen to fail."""
        self._down: dict[str, datetime] = {}
        self._stuck: frozenset[str] = frozenset()

    def works(self, way: str) -> None:
        """A delivery, or a check of the way, has succeeded."""
        self._down.pop(way, None)

    def fails(self, way: str, *, for_long: bool = False) -> None:
        """A delivery or a check has failed. `for_long`: it has never worked since the start."""
        now = datetime.now(UTC)
        self._down.setdefault(way, now - PATIENCE if for_long else now)

    def is_down(self, way: str) -> bool:
        """Whether the last that was tried on the way has failed."""
        return way in self._down

    def stuck(self, ways: Iterable[str]) -> None:
        """The ways on which deliveries have been failing for too long (`Outbox.stuck`)."""
        self._stuck = frozenset(ways)

    def working(self, way: str) -> bool:
        """Whether something given to the way now can be expected to arrive."""
        since = self._down.get(way)
        lately = since is None or datetime.now(UTC) - since < PATIENCE
        return lately and way not in self._stuck
