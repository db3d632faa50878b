"""One run: starts the servers for each measurement, and gathers rows, notes and faults."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from benchmarks.compare import servers
from benchmarks.compare.figures import CannotMeasure, Outcome, Value
from benchmarks.compare.servers import Server
from benchmarks.compare.visitors import WARM_UP, Visitors, connections

Start = Callable[[], AbstractContextManager[Server]]


@dataclass(frozen=True)
class Measured:
    """The values and faults of one measurement of one server."""

    values: list[Value]
    faults: list[str]


Measure = Callable[[Server, Visitors], Awaitable[Measured]]


@dataclass(frozen=True)
class Counts:
    """How many turns and visitors each measurement has."""

    turns: int
    visitors: int
    load_turns: int
    memory_turns: int
    long_turns: int
    crisis_turns: int


class Bench:
    """Measures our server and Rasa, never both at once: they share the processors."""

    def __init__(self, counts: Counts, rasa_missing: str | None) -> None:
        """`rasa_missing`: why Rasa cannot be measured; None when it can."""
        self.counts = counts
        self.rasa_missing = rasa_missing
        self.outcome = Outcome()

    def ours(self, name: str, measure: Measure, start: Start = servers.ours) -> list[Value]:
        """Measure PPI Guide. That it cannot be measured is a fault; there are no values then."""
        return self._measure(f"{name}, PPI Guide", measure, start)

    def rasa(self, name: str, measure: Measure) -> list[Value]:
        """Measure Rasa. Where it is missing there are no values."""
        if self.rasa_missing is not None:
            return []
        return self._measure(f"{name}, Rasa", measure, servers.rasa)

    def _measure(self, who: str, measure: Measure, start: Start) -> list[Value]:
        try:
            with start() as server:
                measured = asyncio.run(_with_visitors(server, measure))
        except CannotMeasure as error:
            self.outcome.faults.append(f"{who}: {error}")
            return []
        self.outcome.faults += [f"{who}: {fault}" for fault in measured.faults]
        return measured.values


async def _with_visitors(server: Server, measure: Measure) -> Measured:
    async with connections(server.url) as http:
        visitors = Visitors(http, server.client)
        warmed = await visitors.visit(1, WARM_UP)
        measured = await measure(server, visitors)
        return Measured(measured.values, [*warmed.faults, *measured.faults])
