"""Wakes those who deliver: a request is written in a thread, they wait in an event loop."""

from __future__ import annotations

import asyncio
from contextlib import suppress


class Bell:
    """Rung when something new is to be delivered; ringing it where nobody listens does nothing."""

    def __init__(self) -> None:
        """Without listeners."""
        self._listeners: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    def listen(self) -> asyncio.Event:
        """An event of the running loop that is set at each ring."""
        event = asyncio.Event()
        self._listeners.append((asyncio.get_running_loop(), event))
        return event

    def ring(self) -> None:
        """Wake all who listen; from any thread.

        It may be rung within a transaction: they look into the outbox through `Records.writing`,
        so they wait for that transaction to end.
        """
        for loop, event in self._listeners:
            with suppress(RuntimeError):  # the loop has been closed
                loop.call_soon_threadsafe(event.set)
