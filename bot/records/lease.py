"""What only one process may do at a time: whoever does it holds a lease in the database.

A lease runs out unless it is renewed, so that another process takes over within half a minute from
one that has died, hangs or has lost the database. By then the first has stopped by itself: it
counts its time from before each renewal, and by a monotonic clock, which nobody can set back.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from sqlalchemy import ColumnElement, delete, func, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from bot.errors import RecordsUnavailable
from bot.records import tables as t
from bot.records.process_name import has_ended, this_process
from bot.records.store import Records

log = logging.getLogger("ppi_guide.lease")

SECONDS = 20.0
"""How long a lease is held after it was taken or last renewed."""

TRIES = 3
"""How many times within that length a holder renews it, and any other process tries to take it."""


class Lease:
    """The lease with one name. All calls block, and may raise RecordsUnavailable."""

    def __init__(
        self, records: Records, name: str, *, seconds: float = SECONDS, holder: str | None = None
    ) -> None:
        """`seconds`: how long it is held unless renewed; `holder`: by default, this process."""
        self.seconds = seconds
        self._records = records
        self._name = name
        self._holder = holder or this_process()

    def take(self) -> bool:
        """Take the lease if it is free or has run out; True when this process holds it now."""
        with self._records.reading() as db:  # no write lock just to see that another holds it
            now = _now(db)
            held = db.execute(
                select(t.lease.c.holder, t.lease.c.until > now).where(t.lease.c.name == self._name)
            ).first()
        ended = held.holder if held and has_ended(held.holder) else None
        if held and held[1] and ended is None and held.holder != self._holder:
            return False
        with self._records.writing() as db:
            now = _now(db)
            dialect: Any = postgresql if db.dialect.name == "postgresql" else sqlite
            until = now + self.seconds
            row = dialect.insert(t.lease).values(name=self._name, holder=self._holder, until=until)
            free = or_(t.lease.c.until <= now, t.lease.c.holder.in_([self._holder, ended or ""]))
            taken = db.execute(
                row.on_conflict_do_update(
                    index_elements=["name"],
                    set_={"holder": self._holder, "until": until},
                    where=free,
                ).returning(t.lease.c.name)  # not every driver counts the rows of an insert
            )
            return taken.first() is not None

    def renew(self) -> bool:
        """Hold it for its full length from now; False when another process holds it."""
        with self._records.writing() as db:
            renewed = db.execute(
                update(t.lease).where(self._is_mine()).values(until=_now(db) + self.seconds)
            )
            return bool(renewed.rowcount)

    def release(self) -> None:
        """Let another process take it at once."""
        with self._records.writing() as db:
            db.execute(delete(t.lease).where(self._is_mine()))

    def _is_mine(self) -> ColumnElement[bool]:
        mine: ColumnElement[bool] = (t.lease.c.name == self._name) & (
            t.lease.c.holder == self._holder
        )
        return mine


async def while_held(lease: Lease, job: Callable[[], Awaitable[None]], what: str) -> None:
    """Do a job in this process whenever no other process does it, until cancelled or it ends.

    Args:
        job: started again each time the lease is taken, and cancelled when it is lost.
        what: the job's name in the log, such as "The daily deletion".
    """
    waited = unavailable = False
    while True:
        taken_at = asyncio.get_running_loop().time()
        try:
            taken, unavailable = await asyncio.to_thread(lease.take), False
        except RecordsUnavailable as error:
            if not unavailable:
                log.error("%s waits: %s", what, error)
            taken, unavailable = False, True
        if taken:
            if waited:
                log.info("%s is now done by this process.", what)
            try:
                if await _run_and_renew(lease, job, taken_at):
                    return
            finally:
                with suppress(RecordsUnavailable):
                    await asyncio.to_thread(lease.release)
            log.warning("%s has stopped here: this process could not renew its lease.", what)
        waited = True
        await asyncio.sleep(lease.seconds / TRIES)


async def _run_and_renew(lease: Lease, job: Callable[[], Awaitable[None]], taken_at: float) -> bool:
    """Do the job and renew the lease; True when the job has ended, False when the lease was lost.

    `taken_at`: by the clock of the event loop, before the lease was taken.
    """
    loop = asyncio.get_running_loop()
    running = asyncio.ensure_future(job())
    ends_at = taken_at + lease.seconds
    try:
        while True:
            done, _ = await asyncio.wait({running}, timeout=lease.seconds / TRIES)
            if done:
                running.result()  # raises what the job raised
                return True
            asked_at = loop.time()
            try:
                async with asyncio.timeout_at(ends_at):
                    if not await asyncio.to_thread(lease.renew):
                        return False
                ends_at = asked_at + lease.seconds
            except TimeoutError:
                return False
            except RecordsUnavailable:
                if loop.time() >= ends_at:
                    return False
    finally:
        running.cancel()
        await asyncio.wait({running})


def _now(db: Connection) -> Any:
    """Seconds since 1970 by the clock of the database, which is the same for all processes."""
    if db.dialect.name == "postgresql":
        return func.extract("epoch", func.clock_timestamp())
    return (func.julianday("now") - literal(2440587.5)) * literal(86400.0)
