"""What only one process may do at a time."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import update

from bot.errors import RecordsUnavailable
from bot.records import tables as t
from bot.records.database import open_database
from bot.records.lease import Lease, while_held
from bot.records.process_name import has_ended, this_process
from bot.records.store import Records
from tests.support.databases import database_url, postgresql  # noqa: F401 (fixtures)

HERE, THERE = "a machine/1/a", "another machine/1/b"


@pytest.fixture
def both(database_url: str) -> Iterator[tuple[Records, Records]]:  # noqa: F811
    """The same records as two processes have them."""
    opened = Records(open_database(database_url)), Records(open_database(database_url))
    yield opened
    for one in opened:
        one.close()


def test_one_of_two_has_it_until_it_lets_go(both: tuple[Records, Records]) -> None:
    here, there = Lease(both[0], "x", holder=HERE), Lease(both[1], "x", holder=THERE)
    assert here.take()
    assert here.take()
    assert here.renew()
    assert not there.take()
    assert not there.renew()
    there.release()  # not its own
    assert not there.take()
    here.release()
    assert there.take()
    assert not here.renew()


def test_another_name_is_another_lease(both: tuple[Records, Records]) -> None:
    assert Lease(both[0], "x", holder=HERE).take()
    assert Lease(both[1], "y", holder=THERE).take()


def test_one_that_is_not_renewed_runs_out_and_is_lost(both: tuple[Records, Records]) -> None:
    here = Lease(both[0], "x", holder=HERE, seconds=0.2)
    there = Lease(both[1], "x", holder=THERE)
    assert here.take()
    _wait_until(there.take)
    assert not here.renew()


def test_of_many_at_the_same_moment_one_takes_it(both: tuple[Records, Records]) -> None:
    everybody = threading.Barrier(8)

    def take(number: int) -> bool:
        lease = Lease(both[number % 2], "x", holder=f"machine {number}/1/a")
        everybody.wait()
        return lease.take()

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(take, range(8))) == [False] * 7 + [True]


def test_that_of_a_process_that_was_killed_here_is_taken_at_once(
    both: tuple[Records, Records],
) -> None:
    where = this_process().rsplit("/", 2)[0]
    killed = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = f"{where}/{killed.pid}/a"
    here = Lease(both[1], "x")
    assert Lease(both[0], "x", holder=name).take()
    assert not here.take()
    killed.kill()
    killed.wait()
    assert here.take() is bool(where)  # a Mac does not say: there it runs out


@pytest.mark.parametrize("name", ["", "x", "a/b", THERE, "/1/a", "a machine/no number/a"])
def test_nothing_is_known_of_processes_elsewhere(name: str) -> None:
    assert not has_ended(name)


def test_this_process_has_not_ended() -> None:
    assert not has_ended(this_process())
    assert len(this_process()) <= t.lease.c.holder.type.length


async def test_a_job_is_done_by_one_and_goes_on_in_the_other(
    both: tuple[Records, Records],
) -> None:
    done: list[str] = []

    async def job(name: str) -> None:
        done.append(name)
        await asyncio.sleep(60)

    def start(records: Records, name: str) -> asyncio.Task[None]:
        lease = Lease(records, "x", seconds=0.6, holder=name)
        return asyncio.create_task(while_held(lease, lambda: job(name), "A job"))

    here = start(both[0], HERE)
    await _until(lambda: done == [HERE])
    there = start(both[1], THERE)
    await asyncio.sleep(1)  # longer than the lease: it is renewed
    assert done == [HERE]
    here.cancel()
    await asyncio.wait({here})
    await _until(lambda: done == [HERE, THERE])
    there.cancel()
    await asyncio.wait({there})


async def test_a_job_stops_when_its_lease_is_lost_and_is_begun_again_later(
    both: tuple[Records, Records],
) -> None:
    running, most = set[int](), 0

    async def job() -> None:
        nonlocal most
        most += 1
        running.add(most)
        try:
            await asyncio.sleep(60)
        finally:
            running.clear()

    lease = Lease(both[0], "x", seconds=0.3, holder=HERE)
    held = asyncio.create_task(while_held(lease, job, "A job"))
    await _until(lambda: running == {1})
    with both[1].writing() as db:
        db.execute(update(t.lease).values(holder=THERE, until=t.lease.c.until + 60))
    await _until(lambda: not running)
    await asyncio.sleep(0.3)
    assert not running
    Lease(both[1], "x", holder=THERE).release()
    await _until(lambda: running == {2})
    held.cancel()
    await asyncio.wait({held})
    assert not running


async def test_a_job_stops_when_the_database_is_away_longer_than_the_lease(
    both: tuple[Records, Records], monkeypatch: pytest.MonkeyPatch
) -> None:
    running: set[str] = set()

    async def job() -> None:
        running.add("job")
        try:
            await asyncio.sleep(60)
        finally:
            running.clear()

    lease = Lease(both[0], "x", seconds=0.3, holder=HERE)
    held = asyncio.create_task(while_held(lease, job, "A job"))
    await _until(lambda: bool(running))

    def away() -> bool:
        raise RecordsUnavailable("away")

    monkeypatch.setattr(lease, "renew", away)
    monkeypatch.setattr(lease, "take", away)
    await _until(lambda: not running)
    held.cancel()
    await asyncio.wait({held})


async def test_a_job_that_fails_lets_go(both: tuple[Records, Records]) -> None:
    async def job() -> None:
        raise ValueError("made up")

    with pytest.raises(ValueError, match="made up"):
        await while_held(Lease(both[0], "x", holder=HERE), job, "A job")
    assert Lease(both[1], "x", holder=THERE).take()


def _wait_until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


async def _until(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until
        await asyncio.sleep(0.01)
