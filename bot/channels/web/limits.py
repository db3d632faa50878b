"""Limits on the HTTP requests of one visitor and of one IP address; a restart resets the counts."""

from __future__ import annotations

import math
import time

from starlette.requests import Request

from bot.channels.web.problems import Problem
from bot.channels.web.window import Window

HOUR = 3600.0

# (number, seconds): at most so many in so many seconds. A person who types, or a page that asks
# for new messages every 15 s, stays far below.
PER_SESSION = ((20, 10.0), (240, HOUR))
# A whole hospital or university may share one IP address.
PER_ADDRESS = ((300, 10.0), (20_000, HOUR))
SESSIONS_PER_ADDRESS = ((600, 60.0), (6_000, HOUR))


class RateLimits:
    """Counts HTTP requests, and refuses those above a limit."""

    def __init__(self) -> None:
        """Start with nothing counted."""
        self._session, self._address, self._sessions = (
            [Window(number, seconds) for number, seconds in limits]
            for limits in (PER_SESSION, PER_ADDRESS, SESSIONS_PER_ADDRESS)
        )

    def count_turn(self, request: Request, session: str) -> None:
        """Count an HTTP request of one visitor, and of the IP address it comes from.

        Args:
            session: the visitor's keyed hash.

        Raises:
            Problem: 429 with the seconds to wait.
        """
        _count(self._session, session)
        _count(self._address, address_of(request))

    def count_session(self, request: Request) -> None:
        """Count a new conversation of an IP address.

        Raises:
            Problem: 429 with the seconds to wait.
        """
        _count(self._sessions, address_of(request))


def _count(windows: list[Window], who: str) -> None:
    for window in windows:
        wait = window.hit(who, time.monotonic())
        if wait:
            seconds = max(1, math.ceil(wait))
            raise Problem(
                429,
                "too_many",
                "That was a lot in a short time. Your message was not lost: "
                f"please send it again in {seconds} seconds.",
                {"Retry-After": str(seconds)},
            )


def address_of(request: Request) -> str:
    """The visitor's IP address, or "unknown"; uvicorn has put it in place of a trusted proxy's."""
    return request.client.host if request.client else "unknown"
