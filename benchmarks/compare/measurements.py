"""Each measurement by its name: what is asked, and what is counted.

Each starts its own server, so that it gives the same alone as in a full run.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any

from benchmarks.compare import rasa_project, servers
from benchmarks.compare.bench import Bench, Measure, Measured, Start
from benchmarks.compare.disk import installed_bytes
from benchmarks.compare.figures import NOTHING_LIKE_IT, Value, percentile, rows_of
from benchmarks.compare.processes import processor_seconds, resident_bytes
from benchmarks.compare.questions import CRISIS
from benchmarks.compare.scenarios import play_written
from benchmarks.compare.servers import Server
from benchmarks.compare.visitors import Load, Visitors
from bot.paths import ROOT
from bot.settings import known_names

MIB = 1024 * 1024


def start(bench: Bench, name: str) -> None:
    """Seconds from the start of the processes."""

    async def measure(server: Server, _: Visitors) -> Measured:
        return Measured([
            Value("until it lives", server.live, "s"),
            Value("until it is ready", server.ready, "s"),
            Value("until the first question is answered", server.answered, "s"),
            Value("processor time until then", server.spent, "s"),
        ], [])  # fmt: skip

    _both(bench, name, "start", measure)


def one(bench: Bench, name: str) -> None:
    """One visitor, each turn in a fresh conversation."""
    turns = bench.counts.turns

    async def measure(server: Server, visitors: Visitors) -> Measured:
        load, spent = await _timed(server, visitors.visit(1, turns, each=1))
        new = _processor(spent, load, "processor time of a turn and its new conversation")
        return Measured([*_waits(load, "a turn, "), new], load.faults)

    _both(bench, name, f"one visitor, {turns} fresh conversations", measure)


def load(bench: Bench, name: str) -> None:
    """Many visitors at once."""
    group = f"{bench.counts.visitors} visitors at once"
    _both(bench, name, group, _many(bench, name))


def load_two(bench: Bench, name: str) -> None:
    """Many visitors at once, over two processes of ours."""
    group = f"{bench.counts.visitors} visitors at once, two processes"
    _ours_alone(bench, name, group, _many(bench, name), _two)


def crisis(bench: Bench, name: str) -> None:
    """A crisis card, with nobody else there and among many visitors."""
    _ours_alone(bench, name, "a crisis card", _crisis(bench))


def crisis_two(bench: Bench, name: str) -> None:
    """The same over two processes."""
    _ours_alone(bench, name, "a crisis card, two processes", _crisis(bench), _two)


def memory(bench: Bench, name: str) -> None:
    """Memory after the first question, and after many turns."""
    turns = bench.counts.memory_turns

    async def measure(server: Server, visitors: Visitors) -> Measured:
        load = await visitors.visit(bench.counts.visitors, turns)
        after = resident_bytes(server.pids)
        return Measured([
            Value("when the first question is answered", _mib(server.resident), "MiB"),
            Value(f"after {turns:,} turns", _mib(after), "MiB"),
        ], load.faults)  # fmt: skip

    _both(bench, name, "memory of all processes", measure)


def long(bench: Bench, name: str) -> None:
    """A long conversation: whether a turn takes longer, the more there were before it."""
    turns = bench.counts.long_turns

    async def measure(_: Server, visitors: Visitors) -> Measured:
        load = await visitors.one_conversation(turns)
        return Measured([
            Value("around turn 5", _median(load.answered()[2:8]), "ms"),
            Value(f"around turn {turns:,}", _median(load.answered()[-20:]), "ms"),
        ], load.faults)  # fmt: skip

    _both(bench, name, "one long conversation", measure, _without_limits)


def written(bench: Bench, name: str) -> None:
    """Written conversations at once, each answer compared with the written one."""

    async def measure(server: Server, _: Visitors) -> Measured:
        played = await play_written(server, bench.counts.visitors)
        what = f"answers not as written, of {played.turns:,}"
        return Measured([Value(what, len(played.faults), "")], played.faults)

    _ours_alone(bench, name, f"written conversations, {bench.counts.visitors} at once", measure)


def disk(bench: Bench, name: str) -> None:
    """The size of the installed environments."""

    def size(lock: Path, site_packages: Path) -> list[Value]:
        size = installed_bytes(lock / "requirements.lock", site_packages) / 1e6
        return [Value("packages, bytecode included", size, "MB")]

    ours, rasa = size(ROOT, Path(sysconfig.get_path("purelib"))), []
    if bench.rasa_missing is None:
        folders = (rasa_project.VENV / "lib").glob("python3.*/site-packages")
        rasa = size(rasa_project.SOURCE, next(folders))
    bench.outcome.rows += rows_of(name, "installed", ours, rasa)


def train(bench: Bench, name: str) -> None:
    """Our training. Rasa trains for few epochs here, so that its time would say nothing."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "bot.cli", "train", "--force"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        bench.outcome.faults.append(f"{name}: `ppi-guide train --force` failed")
        return
    values = [
        Value("by the clock", seconds, "s"),
        Value("processor time", used.ru_utime + used.ru_stime, "s"),
    ]
    bench.outcome.rows += rows_of(name, "training", values, [], NOTHING_LIKE_IT)


MEASUREMENTS: dict[str, Callable[[Bench, str], None]] = {
    "start": start,
    "one": one,
    "load": load,
    "load-two": load_two,
    "crisis": crisis,
    "crisis-two": crisis_two,
    "memory": memory,
    "long": long,
    "written": written,
    "disk": disk,
    "train": train,
}
OURS_ONLY = {"load-two", "crisis", "crisis-two", "written", "train"}
"""Measurements for which Rasa is not started."""


def _both(
    bench: Bench, name: str, group: str, measure: Measure, start_ours: Start = servers.ours
) -> None:
    ours = bench.ours(name, measure, start_ours)
    bench.outcome.rows += rows_of(name, group, ours, bench.rasa(name, measure))


def _ours_alone(
    bench: Bench, name: str, group: str, measure: Measure, start_ours: Start = servers.ours
) -> None:
    """Measure what Rasa has no counterpart for, or cannot do as it is installed."""
    if start_ours is _two and "PPI_WORKERS" not in known_names():
        bench.outcome.notes.append(f"{name} was left out: the setting PPI_WORKERS is not known.")
        return
    ours = bench.ours(name, measure, start_ours)
    bench.outcome.rows += rows_of(name, group, ours, [], NOTHING_LIKE_IT)


def _two() -> Any:
    return servers.ours(workers=2)


def _without_limits() -> Any:
    return servers.ours(limited=False)


def _many(bench: Bench, name: str) -> Measure:
    async def measure(server: Server, visitors: Visitors) -> Measured:
        counts = bench.counts
        load, spent = await _timed(server, visitors.visit(counts.visitors, counts.load_turns))
        own = _each(load.driver_seconds, load)
        bench.outcome.notes.append(
            f"{name}, {server.client.name}: the visitors themselves, on the same processors, took "
            f"{own:.2f} ms of processor time a turn."
        )
        rate = len(load.times) / load.seconds
        return Measured([
            Value("turns a second", rate, "", more_is_better=True),
            *_waits(load, "a turn, "),
            _processor(spent, load),
        ], load.faults)  # fmt: skip

    return measure


def _crisis(bench: Bench) -> Measure:
    counts = bench.counts

    async def measure(_: Server, visitors: Visitors) -> Measured:
        alone, among = Load(), Load()
        for _turn in range(counts.crisis_turns):
            await visitors.ask_alone(CRISIS, alone)
        others = asyncio.create_task(visitors.visit(counts.visitors, sys.maxsize))
        await asyncio.sleep(1)  # until all of them wait for an answer
        for _turn in range(counts.crisis_turns):
            await visitors.ask_alone(CRISIS, among)
        visitors.leave()
        faults = [*alone.faults, *among.faults, *(await others).faults]
        busy = f"among {counts.visitors} visitors, "
        return Measured([*_waits(alone, "nobody else there, "), *_waits(among, busy)], faults)

    return measure


async def _timed(server: Server, visit: Coroutine[Any, Any, Load]) -> tuple[Load, float | None]:
    """A load, and the processor time that the server's processes spent on it, in seconds."""
    before = processor_seconds(server.pids)
    load = await visit
    after = processor_seconds(server.pids)
    return load, None if before is None or after is None else after - before


def _waits(load: Load, what: str) -> list[Value]:
    return [
        Value(f"{what}median", _median(load.answered()), "ms"),
        Value(f"{what}95th percentile", percentile(load.answered(), 0.95), "ms"),
    ]


def _processor(seconds: float | None, load: Load, what: str = "processor time a turn") -> Value:
    return Value(what, None if seconds is None else _each(seconds, load), "ms")


def _each(seconds: float, load: Load) -> float:
    return seconds * 1000 / len(load.answered())


def _median(times: Sequence[float]) -> float:
    return percentile(times, 0.5)


def _mib(size: int | None) -> float | None:
    return None if size is None else size / MIB
