"""One line in the log a minute for each kind of failure, however often it happens.

When the database is away, every visitor's message fails. Without a line nobody would see why; with
a line for each message the log would fill the disk.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable

SECONDS = 60.0


class OnceAMinute:
    """Writes the first failure of each kind at once, and then at most one line a minute.

    A line says how many were left out before it. Those after the last line are told when the same
    kind of failure happens again, be it days later.
    """

    def __init__(self, log: logging.Logger, *, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock`: in seconds."""
        self._log = log
        self._clock = clock
        self._lock = threading.Lock()
        # Of each kind: when its last line was written, and how many were left out since.
        self._last: dict[str, tuple[float, int]] = {}

    def error(self, kind: str, what: str) -> None:
        """Log a failure, unless its kind was logged within the last minute.

        Args:
            kind: one of a few fixed names, such as the name of the error's class.
            what: what happened, in one line without personal data.
        """
        with self._lock:
            now = self._clock()
            written_at, left_out = self._last.get(kind, (-math.inf, 0))
            if now - written_at < SECONDS:
                self._last[kind] = (written_at, left_out + 1)
                return
            self._last[kind] = (now, 0)
        if left_out:
            what += f" ({left_out} more since the last such line, {now - written_at:.0f} s ago)"
        self._log.error("%s: %s", kind, what)
