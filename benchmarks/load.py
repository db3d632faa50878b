"""Many visitors at once, each with a written conversation: `.venv/bin/python -m benchmarks.load`.

A server is started on a free port of loopback; the visitors come over the web channel, as a page
does. Every answer is held against its scenario: a fast wrong answer is an error, too.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

import httpx

from bot.paths import ROOT
from bot.shell.scenarios import Heard, Scenario, load_scenarios, play

SCENARIOS = ROOT / "tests" / "scenarios" / "scenarios.yml"
BASE = "/webhooks/web"
START_SECONDS = 120


class Visitor:
    """One visitor of the website in one conversation."""

    def __init__(self, client: httpx.AsyncClient, times: list[float]) -> None:
        self._client = client
        self._times = times
        self._token = ""

    async def play(self, scenario: Scenario) -> list[str]:
        """Hold one conversation; what did not come back as written."""
        started = await self._client.post(f"{BASE}/session")
        self._token = started.json()["token"]
        # The web channel says nothing of the decision, so only cards and words are held against it.
        turns = [turn.model_copy(update={"decision": None}) for turn in scenario.turns]
        return [f"{scenario.name}: {fault}" for fault in await play(turns, self._take)]

    async def _take(self, text: str | None, payload: str | None) -> Heard:
        asked = {"text": text} if payload is None else {"payload": payload}
        before = time.perf_counter()
        response = await self._client.post(
            f"{BASE}/message",
            json={"message_id": secrets.token_hex(12), **asked},
            headers={"Authorization": f"Bearer {self._token}"},
        )
        self._times.append((time.perf_counter() - before) * 1000)
        if response.status_code != 200:
            return Heard(f"HTTP {response.status_code}", None, None, {})
        messages = response.json()["messages"]
        card = messages[0].get("card") if messages else None
        return Heard(
            text="\n\n".join(message["text"] for message in messages),
            card=card["id"] if card else None,
            decision=None,
            buttons={b["title"]: b["payload"] for m in messages for b in m["buttons"]},
        )


async def _measure(url: str, visitors: int, rounds: int) -> int:
    scenarios = load_scenarios(SCENARIOS)
    times: list[float] = []
    faults: list[str] = []
    waiting = asyncio.Semaphore(visitors)
    async with httpx.AsyncClient(base_url=url, timeout=60) as client:

        async def visit(scenario: Scenario) -> None:
            async with waiting:
                faults.extend(await Visitor(client, times).play(scenario))

        started = time.perf_counter()
        await asyncio.gather(*(visit(scenario) for scenario in scenarios * rounds))
        seconds = time.perf_counter() - started
    times.sort()
    print("| what | figure |")
    print("|---|---|")
    print(f"| conversations, visitors at once | {len(scenarios) * rounds}, {visitors} |")
    print(f"| turns a second | {len(times) / seconds:.0f} |")
    print(f"| a turn, median | {statistics.median(times):.0f} ms |")
    print(f"| a turn, 95th percentile | {times[int(len(times) * 0.95)]:.0f} ms |")
    print(f"| answers that were not as written | {len(faults)} of {len(times)} |")
    for fault in faults[:5]:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def main() -> int:
    """Start a server, send the visitors, stop the server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visitors", type=int, default=20, help="conversations at the same time")
    parser.add_argument("--rounds", type=int, default=5, help="how often each scenario is played")
    given = parser.parse_args()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "PPI_PORT": str(port), "PPI_DATA_DIR": data}
        server = subprocess.Popen(
            [sys.executable, "-m", "bot.cli", "run"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_ready(url, server)
            return asyncio.run(_measure(url, given.visitors, given.rounds))
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(30)


def _wait_until_ready(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if httpx.get(f"{url}/health/ready").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise SystemExit("The server did not start.")


if __name__ == "__main__":
    sys.exit(main())
