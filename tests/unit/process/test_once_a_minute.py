"""A failure that happens to every visitor is a line a minute in the log, with how many there were."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.process.once_a_minute import SECONDS, OnceAMinute

log = logging.getLogger("tests.once_a_minute")
AWAY = "The database cannot be used (OperationalError)."


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def failures(clock: Clock) -> OnceAMinute:
    return OnceAMinute(log, clock=clock)


def test_the_first_failure_is_logged_at_once(
    failures: OnceAMinute, caplog: pytest.LogCaptureFixture
) -> None:
    failures.error("RecordsUnavailable", AWAY)
    assert caplog.messages == [f"RecordsUnavailable: {AWAY}"]
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_the_next_line_is_a_minute_later_and_says_how_many_were_left_out(
    failures: OnceAMinute, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(500):
        failures.error("RecordsUnavailable", AWAY)
    clock.now += SECONDS - 0.5
    failures.error("RecordsUnavailable", AWAY)
    assert len(caplog.messages) == 1
    clock.now += 0.5
    failures.error("RecordsUnavailable", AWAY)
    assert caplog.messages[1:] == [
        f"RecordsUnavailable: {AWAY} (500 more since the last such line, 60 s ago)"
    ]


def test_what_was_left_out_is_told_once(
    failures: OnceAMinute, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        failures.error("TooSlow", "late")
    for _ in range(2):
        clock.now += SECONDS
        failures.error("TooSlow", "late")
    assert [message.count("more") for message in caplog.messages] == [0, 1, 0]


def test_each_kind_of_failure_has_its_own_minute(
    failures: OnceAMinute, caplog: pytest.LogCaptureFixture
) -> None:
    for kind in ("NotReady", "TooSlow", "NotReady", "TooSlow"):
        failures.error(kind, "failed")
    assert caplog.messages == ["NotReady: failed", "TooSlow: failed"]


def test_failures_in_many_threads_are_one_line_and_all_counted(
    failures: OnceAMinute, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: failures.error("TooSlow", "late"), range(400)))
    clock.now += SECONDS
    failures.error("TooSlow", "late")
    assert len(caplog.messages) == 2
    assert "(399 more " in caplog.messages[1]
