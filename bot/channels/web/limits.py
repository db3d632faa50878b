"""How many requests one visitor and one address may make; forgotten at a restart."""

from __future__ import annotations

import math
import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.requests import Request

from bot.channels.web.problems import Problem

# A person types slower than this; a page that polls every 15 s stays far below.
PER_SESSION = (parse("20/10seconds"), parse("240/hour"))
# A whole hospital or university may come from one address.
PER_ADDRESS = (parse("300/10seconds"), parse("20000/hour"))
SESSIONS_PER_ADDRESS = (parse("600/minute"), parse("6000/hour"))


class RateLimits:
    """Counts requests, and refuses those above a limit."""

    def __init__(self) -> None:
        """Start with nothing counted."""
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def count_turn(self, request: Request, session: str) -> None:
        """Count a call of one session.

        Raises:
            Problem: 429 with the seconds to wait.
        """
        self._count(PER_SESSION, "session", session)
        self._count(PER_ADDRESS, "address", address_of(request))

    def count_session(self, request: Request) -> None:
        """Count a new session.

        Raises:
            Problem: 429 with the seconds to wait.
        """
        self._count(SESSIONS_PER_ADDRESS, "sessions", address_of(request))

    def _count(self, limits: tuple[RateLimitItem, ...], *who: str) -> None:
        for limit in limits:
            if not self._limiter.hit(limit, *who):
                reset_at = self._limiter.get_window_stats(limit, *who).reset_time
                seconds = max(1, math.ceil(reset_at - time.time()))
                raise Problem(
                    429,
                    "too_many",
                    "That was a lot in a short time. Your message was not lost: "
                    f"please send it again in {seconds} seconds.",
                    {"Retry-After": str(seconds)},
                )


def address_of(request: Request) -> str:
    """The visitor's address; uvicorn has put it in place of a trusted proxy's."""
    return request.client.host if request.client else "unknown"
