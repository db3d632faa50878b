"""Starts the servers to be measured, on free ports of the loopback interface, with empty records.

Ours is `ppi-guide run`. Rasa is `rasa run` with `rasa run actions` beside it.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

from benchmarks.compare import rasa_project
from benchmarks.compare.clients import Client, OurClient, RasaClient
from benchmarks.compare.figures import CannotMeasure
from benchmarks.compare.processes import processor_seconds, resident_bytes
from benchmarks.compare.questions import QUESTIONS
from benchmarks.compare.visitors import Load, Visitors, connections
from bot.paths import ROOT

LOGS = ROOT / ".bench" / "logs"
START_SECONDS = 600
STOP_SECONDS = 30


@dataclass(frozen=True)
class Server:
    """A running server.

    `live`, `ready`, `answered`: seconds from the start of its processes until each was so.
    """

    url: str
    client: Client
    pids: tuple[int, ...]
    live: float
    ready: float
    answered: float
    spent: float | None
    """Processor time until the first question was answered, in seconds."""
    resident: int | None
    """Memory by then, in bytes."""


@contextmanager
def ours(workers: int = 1, *, limited: bool = True) -> Iterator[Server]:
    """PPI Guide with its default settings and fresh records in a file.

    Raises:
        CannotMeasure: it does not start.
    """
    module = "bot.cli" if limited else "benchmarks.compare.without_limits"
    port = _free_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("PPI_")},
            "PPI_PORT": str(port),
            "PPI_DATA_DIR": folder,
            # Visitors come from many addresses, as behind a proxy: none meets the rate limit.
            "PPI_TRUSTED_PROXIES": "127.0.0.1",
            **({"PPI_WORKERS": str(workers)} if workers > 1 else {}),
        }
        command = [sys.executable, "-m", module, "run"]
        with _running([command], ROOT, environment, port, OurClient()) as server:
            yield server


@contextmanager
def rasa() -> Iterator[Server]:
    """Rasa's default configuration with fresh records in a file, and its action server.

    Raises:
        CannotMeasure: it does not start.
    """
    port, actions = _free_port(), _free_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = rasa_project.environment(
            BENCH_ACTION_PORT=str(actions), BENCH_DATABASE=str(Path(folder) / "tracker.db")
        )
        begin = [*rasa_project.rasa(), "run"]
        commands = [
            [*begin, "actions", "--port", str(actions)],
            [*begin, "--interface", "127.0.0.1", "--port", str(port)]
            + ["--model", str(rasa_project.MODEL)],
        ]
        with _running(commands, rasa_project.PROJECT, environment, port, RasaClient()) as server:
            yield server


@contextmanager
def _running(
    commands: Sequence[list[str]],
    folder: Path,
    environment: dict[str, str],
    port: int,
    client: Client,
) -> Iterator[Server]:
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{client.name}.log"  # of the last start, to be read after a fault
    url = f"http://127.0.0.1:{port}"
    started = time.perf_counter()
    with log.open("w") as out:
        processes = [
            subprocess.Popen(
                command, cwd=folder, env=environment, stdout=out, stderr=out, start_new_session=True
            )
            for command in commands
        ]
    try:
        live = _wait_for(url + client.live, processes, log) - started
        ready = _wait_for(url + client.ready, processes, log) - started
        first = asyncio.run(_first_question(url, client))
        if first.faults:
            raise CannotMeasure(f"the first question was not answered: {first.faults[0]}")
        answered = time.perf_counter() - started
        pids = tuple(process.pid for process in processes)
        spent = processor_seconds(pids)
        yield Server(url, client, pids, live, ready, answered, spent, resident_bytes(pids))
    finally:
        for process in processes:
            _stop(process)


async def _first_question(url: str, client: Client) -> Load:
    load = Load()
    async with connections(url) as http:
        await Visitors(http, client).ask_alone(QUESTIONS[0], load)
    return load


def _wait_for(url: str, processes: Sequence[subprocess.Popen[bytes]], log: Path) -> float:
    """When `url` answers 200, by the clock of `time.perf_counter`."""
    deadline = time.perf_counter() + START_SECONDS
    while time.perf_counter() < deadline:
        if any(process.poll() is not None for process in processes):
            raise CannotMeasure(f"the server did not start: {_last_line(log)}")
        with suppress(OSError, HTTPException), urlopen(url, timeout=5) as response:
            if response.status == 200:
                return time.perf_counter()
        time.sleep(0.02)
    raise CannotMeasure(f"the server was not ready in {START_SECONDS} seconds: {_last_line(log)}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ask a server and its children to end; what has not ended in time is killed."""
    try:
        process.terminate()
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        pass
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _last_line(log: Path) -> str:
    lines = log.read_text("utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
