"""The name of this process in the database, and whether a process so named has ended."""

from __future__ import annotations

import os
import uuid
from functools import cache
from pathlib import Path


def this_process() -> str:
    """The name of this process: unlike that of any other, on any machine, at any time."""
    return f"{_where()}/{os.getpid()}/{_own_part(os.getpid())}"


def has_ended(holder: str) -> bool:
    """Whether the process of that name has surely ended.

    False as long as that is not known, as of a process on another machine or in another container:
    then it has to be waited for. A process that is killed and started again is known at once.
    """
    where, _, rest = holder.rpartition("/")[0].rpartition("/")
    if not where or where != _where() or holder == this_process() or not rest.isdigit():
        return False
    if int(rest) == os.getpid():
        return True  # it had the number that this process has now
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except OSError:  # somebody else's process has that number
        return False
    return False


@cache
def _own_part(_process: int) -> str:
    return uuid.uuid4().hex


@cache
def _where() -> str:
    """The start of this machine and the container: what numbers of processes are good for.

    "" where neither can be told, as on a Mac.
    """
    try:
        started = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        numbered_in = os.readlink("/proc/self/ns/pid")
    except OSError:
        return ""
    return f"{started} {numbered_in}"
