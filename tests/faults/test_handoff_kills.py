"""A process is killed at any moment of a handoff: nothing is lost, doubles only in one window."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.paths import ROOT
from bot.records import tables as t
from bot.records.database import open_database
from bot.records.store import Records
from tests.faults.handoff_child import database, marked_as_sent
from tests.support.mail_server import MailServer

KILLS = 200 if os.environ.get("LONG") else 20
LONGEST_LIFE_SECONDS = 1.0
KILLED_AT_START = 5
"""Of so many one is killed while it opens the database; the others while they take requests."""

STATES = ("open", "claimed", "answered", "closed")


class Nursery:
    """The process that forks those who are killed, and what they said."""

    def __init__(self, folder: Path, port: int) -> None:
        self.said: list[list[str]] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.handoff_child", str(folder), str(port)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        threading.Thread(target=self._listen, daemon=True).start()
        self._wait_for("ready", 1)

    def start(self, what: str) -> int:
        """Start a process; returns its id."""
        assert self._process.stdin
        born = self._count("pid") + 1
        self._process.stdin.write(f"{what}\n")
        self._process.stdin.flush()
        self._wait_for("pid", born)
        return int([words[1] for words in self.said if words[0] == "pid"][-1])

    def wait_until_gone(self, pid: int, seconds: float = 60) -> None:
        """Wait until all that were started have ended."""
        assert pid
        self._wait_for("gone", self._count("pid"), seconds)

    def told(self, what: str) -> list[str]:
        """The references of which somebody was told something."""
        return [words[1] for words in self.said if words[0] == what]

    def wait_until_begun(self, pid: int) -> None:
        """Wait until a process takes requests."""
        deadline = time.monotonic() + 60
        while ["begun", str(pid)] not in self.said:
            assert time.monotonic() < deadline
            time.sleep(0.002)

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        if self._count("gone") < self._count("pid"):  # a test has failed half-way
            last = [words[1] for words in self.said if words[0] == "pid"][-1]
            os.kill(int(last), signal.SIGKILL)
        self._process.wait(30)

    def _listen(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self.said.append(line.split())

    def _count(self, word: str) -> int:
        return sum(words[0] == word for words in list(self.said))

    def _wait_for(self, word: str, times: int, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while self._count(word) < times:
            assert time.monotonic() < deadline, f"“{word}” was not said {times} times"
            assert self._process.poll() is None
            time.sleep(0.002)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = Records(open_database(database(tmp_path)))
    yield opened
    opened.close()


@pytest.fixture
def nursery(tmp_path: Path, own_mail: MailServer, records: Records) -> Iterator[Nursery]:
    running = Nursery(tmp_path, own_mail.port)
    yield running
    running.close()


def _references(server: MailServer) -> list[str]:
    return [str(message["X-PPI-Reference"]) for message in list(server.accepted)]


def _check_copies(server: MailServer) -> None:
    """Each copy carries the same reference, Message-ID and words as the first."""
    seen: dict[str, tuple[str, str]] = {}
    for message in server.accepted:
        body = message.get_body(("plain",))
        assert body is not None
        this = (str(message["Message-ID"]), body.get_content())
        assert seen.setdefault(str(message["X-PPI-Reference"]), this) == this


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_killed_at_random_moments_nothing_told_is_lost_and_doubles_are_in_the_window(
    nursery: Nursery, own_mail: MailServer, records: Records
) -> None:
    in_window: Counter[str] = Counter()
    for number in range(KILLS):
        pid = nursery.start("serve")
        if number % KILLED_AT_START:
            nursery.wait_until_begun(pid)
        time.sleep(random.uniform(0, LONGEST_LIFE_SECONDS))
        os.kill(pid, signal.SIGKILL)
        nursery.wait_until_gone(pid)
        time.sleep(0.05)  # the server may still be taking what was on its way
        # The window: taken by the server, and not yet written down when the process died.
        in_window.update(set(_references(own_mail)) - marked_as_sent(records))
    nursery.wait_until_gone(nursery.start("drain"))

    copies = Counter(_references(own_mail))
    doubles = {reference: number - 1 for reference, number in copies.items() if number > 1}
    told = nursery.told("sent")
    with records.reading() as db:
        states = dict(db.execute(select(t.handoff.c.reference, t.handoff.c.state)).all())
    print(
        f"\n{KILLS} kills: {len(states)} requests stored, {len(told)} people told “sent”, "
        f"{sum(copies.values())} emails taken, {sum(in_window.values())} times one was in the window, "
        f"{sum(doubles.values())} doubles"
    )
    assert len(told) >= KILLS / 4, "too little happened for the kills to prove anything"
    assert set(told) <= set(states)
    assert set(copies) == set(states)
    assert all(number <= in_window[reference] for reference, number in doubles.items())
    _check_copies(own_mail)
    # What staff were told stays as well.
    for state in ("claimed", "answered", "closed"):
        for reference in nursery.told(state):
            assert STATES.index(states[reference]) >= STATES.index(state)


def test_killed_between_the_servers_taking_it_and_our_commit_the_copy_is_the_same(
    nursery: Nursery, own_mail: MailServer, records: Records
) -> None:
    victim = nursery.start("serve")

    def kill(_message: EmailMessage) -> None:
        own_mail.on_accept = lambda _message: None
        os.kill(victim, signal.SIGKILL)

    own_mail.on_accept = kill
    nursery.wait_until_gone(victim)
    (first,) = _references(own_mail)
    assert first not in marked_as_sent(records)
    nursery.wait_until_gone(nursery.start("drain"))
    copies = Counter(_references(own_mail))
    assert copies[first] == 2
    assert set(copies.values()) <= {1, 2}
    assert sum(copies.values()) == len(copies) + 1
    _check_copies(own_mail)
