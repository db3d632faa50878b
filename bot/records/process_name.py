"""The name of this process in the database, and whether a process with a given name has ended."""

from __future__ import annotations

import os
import uuid
from functools import cache
from pathlib import Path


def this_process() -> str:
    """The name of this process; no other process, on any machine at any time, has the same one."""
    return f"{_id_space()}/{os.getpid()}/{_unique_part(os.getpid())}"


def has_ended(name: str) -> bool:
    """Whether the process with this name has certainly ended.

    A killed process is recognised at once when we run on the same machine and in the same
    container. Of a process elsewhere nothing is known: the answer is False, and whoever asks has to
    wait until that process has been silent for long enough.
    """
    id_space, _, process_id = name.rpartition("/")[0].rpartition("/")
    known_here = id_space and id_space == _id_space() and process_id.isdigit()
    if not known_here or name == this_process():
        return False
    if int(process_id) == os.getpid():
        return True  # it had the process id that we have now
    try:
        os.kill(int(process_id), 0)  # signal 0 only asks whether there is such a process
    except ProcessLookupError:
        return True
    except OSError:  # there is one, and it belongs to another user
        return False
    return False


@cache
def _unique_part(_process_id: int) -> str:
    # A forked process has another process id, and so gets a part of its own.
    return uuid.uuid4().hex


@cache
def _id_space() -> str:
    """Within what process ids are unique: one boot of the machine, and one container.

    "" where neither can be read, as on a Mac.
    """
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        container = os.readlink("/proc/self/ns/pid")
    except OSError:
        return ""
    return f"{boot} {container}"
