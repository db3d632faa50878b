"""Writes the rows as a Markdown table and as JSON, with what they were measured on."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.compare.figures import Outcome, Row, shown

COMMAND = ".venv/bin/python -m benchmarks.compare --only"
CPU_INFO = Path("/proc/cpuinfo")


def markdown(rows: Sequence[Row]) -> str:
    """The table. Its last column says how to measure a line again."""
    lines = [
        "| what | PPI Guide | Rasa's default | again with `… --only` |",
        "|---|---:|---:|---|",
    ]
    lines += [
        f"| {row.label} | {shown(row.ours, row.unit)} | {shown(row.rasa, row.unit)} "
        f"| `{row.measurement}` |"
        for row in rows
    ]
    return "\n".join(lines)


def as_text(outcome: Outcome, machine: str) -> str:
    """The table, the machine, what was left out, and what went wrong."""
    parts = [markdown(outcome.rows), f"{machine} `…` is `{COMMAND.removesuffix(' --only')}`."]
    parts += outcome.notes
    if outcome.faults:
        parts.append(f"Faults: {len(outcome.faults)}. The first: {outcome.faults[0]}")
    return "\n\n".join(parts) + "\n"


def as_json(outcome: Outcome, machine: str) -> str:
    """The same for programs, with numbers that are not rounded."""
    found: dict[str, Any] = {"measured": machine, **asdict(outcome)}
    return json.dumps(found, indent=1, ensure_ascii=False) + "\n"


def machine_now(load_before: float) -> str:
    """One sentence on the machine, and on how busy it was already.

    `load_before`: the load average before anything was started.
    """
    processor = "processor not named"
    if CPU_INFO.exists():
        lines = CPU_INFO.read_text().splitlines()
        named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        processor = named[0] if named else processor
    today = datetime.now(UTC).date().isoformat()
    return (
        f"Measured on {today}: {os.cpu_count()} cores ({processor}), {platform.system()}, Python "
        f"{platform.python_version()}; load average before the start {load_before:.2f}."
    )
