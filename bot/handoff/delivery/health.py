"""Which routes to the staff work now, so that the form is offered only while one of them does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

PATIENCE = timedelta(minutes=10)
"""How long a route may fail before it counts as not working: mail servers restart in less."""


class RouteHealth:
    """Whether each route works, as far as this process has seen."""

    def __init__(self) -> None:
        """Every route works until it is seen to fail."""
        self._failing_since: dict[str, datetime] = {}
        self._stuck: frozenset[str] = frozenset()

    def record_success(self, route: str) -> None:
        """Note that a delivery on the route, or a check of it, has succeeded."""
        self._failing_since.pop(route, None)

    def record_failure(self, route: str, *, at_start: bool = False) -> None:
        """Note that a delivery on the route, or a check of it, has failed.

        Args:
            at_start: the route has not worked since the start, so it counts as not working at once.
        """
        now = datetime.now(UTC)
        self._failing_since.setdefault(route, now - PATIENCE if at_start else now)

    def has_failed(self, route: str) -> bool:
        """Whether the last delivery or check of the route has failed."""
        return route in self._failing_since

    def set_stuck(self, routes: Iterable[str]) -> None:
        """Note the routes on which nothing has arrived for too long (`Outbox.stuck_routes`)."""
        self._stuck = frozenset(routes)

    def is_working(self, route: str) -> bool:
        """Whether a delivery made now can be expected to arrive."""
        since = self._failing_since.get(route)
        within_patience = since is None or datetime.now(UTC) - since < PATIENCE
        return within_patience and route not in self._stuck
