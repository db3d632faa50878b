"""Wakes the delivery tasks: requests are written in a thread, the tasks wait in an event loop."""

from __future__ import annotations

import asyncio
from contextlib import suppress


class WakeSignal:
    """Sent when there is something new to deliver; without subscribers it does nothing."""

    def __init__(self) -> None:
        """Begin without subscribers."""
        self._subscribers: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    def subscribe(self) -> asyncio.Event:
        """An event of the running event loop; every signal sets it."""
        event = asyncio.Event()
        self._subscribers.append((asyncio.get_running_loop(), event))
        return event

    def send(self) -> None:
        """Wake all subscribers, from any thread.

        It may be sent within a transaction: subscribers look into the outbox through
        `Records.writing`, which waits until that transaction has ended.
        """
        for loop, event in self._subscribers:
            with suppress(RuntimeError):  # the loop has been closed
                loop.call_soon_threadsafe(event.set)
