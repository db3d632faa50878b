"""Waiting until something is so, however busy the machine is: what comes late has still come."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any


def wait_until(
    met: Callable[[], Any], seconds: float = 30, seen: Callable[[], object] | None = None
) -> None:
    """Look again and again; `seen` tells what was there in the end, when it never was so."""
    deadline = time.monotonic() + seconds
    while not met():
        last = "" if seen is None else f": {seen()}"
        assert time.monotonic() < deadline, f"not within {seconds} s{last}"
        time.sleep(0.01)


async def until(met: Callable[[], Any], seconds: float = 10) -> float:
    """The same within an event loop; returns how many seconds it took."""
    loop = asyncio.get_running_loop()
    started = loop.time()
    while not met():
        assert loop.time() - started < seconds, f"not within {seconds} s"
        await asyncio.sleep(0.01)
    return loop.time() - started
