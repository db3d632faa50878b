"""Processor time and memory of a server and all its children, read from /proc.

Where there is no /proc (on a Mac), neither is measured.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

PROC = Path("/proc")
HAS_PROC = PROC.joinpath("self", "stat").exists()
TICK = os.sysconf("SC_CLK_TCK")
"""Ticks in a second, most often 100."""
PAGE = os.sysconf("SC_PAGE_SIZE")
# Fields after the name of the program in /proc/PID/stat; see `man proc`.
PARENT, TIMES, RESIDENT = 1, slice(11, 15), 21


def processor_seconds(roots: Iterable[int]) -> float | None:
    """User and system time of these processes and their descendants, ended children included."""
    if not HAS_PROC:
        return None
    return sum(sum(map(int, one[TIMES])) for one in _tree(roots)) / TICK


def resident_bytes(roots: Iterable[int]) -> int | None:
    """Memory (RSS) of these processes and their descendants; a shared page counts for each."""
    return sum(int(one[RESIDENT]) for one in _tree(roots)) * PAGE if HAS_PROC else None


def _tree(roots: Iterable[int]) -> list[list[str]]:
    """The fields of the roots and their descendants, as far as they are running."""
    all_fields = {int(one.name): _fields(one) for one in PROC.iterdir() if one.name.isdigit()}
    found = {pid for pid in roots if all_fields.get(pid)}
    below = found
    while below:
        below = {
            pid for pid, fields in all_fields.items() if fields and int(fields[PARENT]) in below
        }
        found |= below
    return [all_fields[pid] for pid in found]


def _fields(process: Path) -> list[str]:
    """The fields after the name, which may have spaces in it; empty when the process has ended."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
