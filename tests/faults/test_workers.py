"""Several processes at one address, which are killed one by one: PPI_WORKERS."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.paths import ROOT
from tests.support.bot_api import TOKEN, BotApi
from tests.support.serving import Server
from tests.support.waiting import wait_until
from tests.support.web_visitor import Visitor

LONG = bool(os.environ.get("LONG"))
KILLS = 10 if LONG else 2
QUESTIONS = ("What is involvement?", "What is engagement?", "What is participation?", "hello")
CHAT = 41_000_001


@pytest.fixture(scope="module")
def two(model: Path, api: BotApi, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server of two workers."""
    folder = tmp_path_factory.mktemp("workers")
    with Server(folder, PPI_WORKERS="2", **api.settings) as running:
        _until(lambda: "All 2 workers answer" in running.log.read_text())
        yield running


def _until(met: Callable[[], bool]) -> None:
    """A worker that takes another's place loads the model first."""
    wait_until(met, 90)


def _children(server: Server) -> list[int]:
    listed = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True, check=True
    )
    rows = [line.split() for line in listed.stdout.splitlines()]
    return [int(pid) for pid, ppid, stat in rows if int(ppid) == server.pid and stat[0] != "Z"]


def _nothing_waits(server: Server) -> bool:
    """Whether it is written down that every update was answered."""
    with sqlite3.connect(server.data_dir / "ppi-guide.sqlite3") as db:
        return bool(
            db.execute("SELECT count(*) = 0 FROM inbox WHERE body IS NOT NULL").fetchone()[0]
        )


def _poller(server: Server) -> int:
    """The process that polls Telegram; 0 when none does."""
    with sqlite3.connect(server.data_dir / "ppi-guide.sqlite3") as db:
        found = db.execute("SELECT holder FROM lease WHERE name = 'telegram'").fetchone()
    return int(found[0].split("/")[-2]) if found else 0


class Patient:
    """Somebody whose page sends a message again, with its id, until it is answered."""

    def __init__(self, server: Server) -> None:
        self._server = server
        with httpx.Client(base_url=server.url, timeout=60) as client:
            self.visitor = Visitor(client)
        self.heard: list[dict[str, Any]] = []
        self.asked = 0

    def asks(self, text: str) -> None:
        body = {"message_id": uuid.uuid4().hex, "text": text}
        while True:
            try:
                answered = httpx.post(
                    f"{self._server.url}/webhooks/web/message",
                    json=body,
                    headers=self.visitor.headers,
                    timeout=60,
                )
            except httpx.TransportError:  # its process was killed
                continue
            if answered.status_code in (429, 503):  # too fast; or the next one is still starting
                time.sleep(1)
                continue
            assert answered.status_code == 200, answered.text
            self.heard += answered.json()["messages"]
            self.asked += 1
            return

    def history(self) -> list[dict[str, Any]]:
        url = f"{self._server.url}/webhooks/web/history?after=0"
        messages: list[dict[str, Any]] = httpx.get(
            url, headers=self.visitor.headers, timeout=60
        ).json()["messages"]
        return messages


def test_one_killed_under_load_loses_no_answer_and_comes_back(two: Server) -> None:
    patients = [Patient(two) for _ in range(4)]
    enough = threading.Event()

    def keep_asking(patient: Patient) -> None:
        while not enough.is_set():
            patient.asks(QUESTIONS[patient.asked % len(QUESTIONS)])

    with ThreadPoolExecutor(len(patients)) as threads:
        asking = [threads.submit(keep_asking, patient) for patient in patients]
        try:
            for number in range(KILLS):
                at_first = _children(two)
                asked = sum(patient.asked for patient in patients)
                _until(lambda a=asked: sum(p.asked for p in patients) > a + 4)
                os.kill(at_first[number % 2], signal.SIGKILL)
                _until(lambda n=number: _answering(two) == n + 2)
        finally:
            enough.set()
        for one in asking:
            one.result()
    for patient in patients:
        said = patient.history()
        assert [one["seq"] for one in said] == list(range(1, len(said) + 1))
        assert {one["id"] for one in patient.heard} <= {one["id"] for one in said}
        assert sum(one["from"] == "you" for one in said) == patient.asked
    assert two.log.read_text().count("A worker has ended (SIGKILL)") == KILLS


def _answering(server: Server) -> int:
    return server.log.read_text().count("All 2 workers answer")


def test_another_one_polls_when_the_one_that_polls_is_killed(two: Server, api: BotApi) -> None:
    api.person_sends(CHAT, text="What is involvement?")
    api.wait_for(CHAT, 1)
    _until(lambda: _nothing_waits(two))  # else it is sent again, as it must be
    killed, answering = _poller(two), _answering(two)
    assert killed in _children(two)
    os.kill(killed, signal.SIGKILL)
    api.person_sends(CHAT, text="hello")
    assert "Hello" in api.wait_for(CHAT, 2, 60)[1]["text"]
    assert _poller(two) not in (0, killed)
    _until(lambda: _answering(two) == answering + 1)
    assert len(api.sent(CHAT)) == 2


def test_a_taken_port_is_one_line(two: Server, tmp_path: Path) -> None:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PPI_")},
        "PPI_PORT": str(two.port),
        "PPI_DATA_DIR": str(tmp_path),
        "PPI_WORKERS": "2",
    }
    tried = subprocess.run(
        [sys.executable, "-m", "bot.cli", "run"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert tried.returncode == 2
    assert len(tried.stderr.splitlines()) == 1
    assert "PPI_PORT" in tried.stderr
    assert tried.stdout == ""


def test_what_stops_the_first_stops_all_and_is_said_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PPI_")},
        "PPI_PORT": str(port),
        "PPI_DATA_DIR": str(tmp_path),
        "PPI_WORKERS": "3",
        "PPI_TELEGRAM_TOKEN": TOKEN,
        "PPI_TELEGRAM_MODE": "webhook",
    }
    tried = subprocess.run(
        [sys.executable, "-m", "bot.cli", "run"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert tried.returncode == 2
    assert tried.stderr.count("PPI_PUBLIC_URL is missing") == 1


@pytest.mark.parametrize("how", [signal.SIGHUP, signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_they_answer_what_was_asked_and_let_go(two: Server, how: Any) -> None:
    patient = Patient(two)
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(patient.asks, "What is involvement?")
        time.sleep(0.05)
        children = _children(two)
        assert two.stop(how) == 0
        assert not any(_lives(child) for child in children)
        two.start()  # what came too late is sent again, and answered by the next
        asked.result()
    assert patient.asked == 1
    if how != signal.SIGINT:
        assert f"Stopping: {how.name} was received" in two.log.read_text()
    _until(lambda: len(_children(two)) == 2)


def test_a_parent_that_is_killed_leaves_no_child(two: Server) -> None:
    children = _children(two)
    assert children
    two.stop(signal.SIGKILL)
    _until(lambda: not any(_lives(child) for child in children))
    two.start()


def test_one_process_without_a_parent_stops_in_order_when_its_terminal_goes(
    model: Path, tmp_path: Path
) -> None:
    alone = Server(tmp_path)
    alone.start()
    patient = Patient(alone)
    patient.asks("What is involvement?")
    assert _children(alone) == []
    with ThreadPoolExecutor(1) as threads:
        asked = threads.submit(patient.asks, "What is engagement?")
        time.sleep(0.05)
        assert alone.stop(signal.SIGHUP) == 0
        alone.start()
        asked.result()
        alone.stop()
    assert alone.log.read_text().count("Stopping: the terminal has gone") == 1


def _lives(process: int) -> bool:
    listed = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    )
    return listed.stdout.strip()[:1] not in ("", "Z")
