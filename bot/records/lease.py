"""What only one process may do at a time: whoever does it holds a lease in the database.

A lease runs out unless it is renewed, so that a process which has died, hangs or has lost the
database is followed by another within half a minute. By then the one before has stopped by itself:
it counts its time from before it asked for more, and by a clock that nobody sets.
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
PARTS = 3
"""A lease is renewed, and looked for, so many times in its length."""


class Lease:
    """A lease of one name. All calls block, and may raise RecordsUnavailable."""

    def __init__(
        self, records: Records, name: str, *, seconds: float = SECONDS, holder: str | None = None
    ) -> None:
        """`seconds`: how long it is held without being renewed; `holder`: this process."""
        self.seconds = seconds
        self._records = records
        self._name = name
        self._holder = holder or this_process()

    def take(self) -> bool:
        """Take the lease if it is free or has run out; whether this process holds it now."""
        with self._records.reading() as db:  # mostly it is held: that costs no lock for writing
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
            asked = dialect.insert(t.lease).values(
                name=self._name, holder=self._holder, until=until
            )
            free = or_(t.lease.c.until <= now, t.lease.c.holder.in_([self._holder, ended or ""]))
            taken = db.execute(
                asked.on_conflict_do_update(
                    index_elements=["name"],
                    set_={"holder": self._holder, "until": until},
                    where=free,
                ).returning(t.lease.c.name)  # a count of rows is not reliable for an insert
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
    """Do a job in this process whenever no other does it, until cancelled or the job ends.

    Args:
        job: started anew each time the lease is taken, and cancelled when it is lost.
        what: the job's name, as the log says it: "The daily deletion".
    """
    waited = away = False
    while True:
        taken_at = asyncio.get_running_loop().time()
        try:
            taken, away = await asyncio.to_thread(lease.take), False
        except RecordsUnavailable as error:
            if not away:
                log.error("%s waits: %s", what, error)
            taken, away = False, True
        if taken:
            if waited:
                log.info("%s goes on in this process.", what)
            try:
                if await _work(lease, job, taken_at):
                    return
            finally:
                with suppress(RecordsUnavailable):
                    await asyncio.to_thread(lease.release)
            log.warning("%s has stopped in this process: it could not keep its lease.", what)
        waited = True
        await asyncio.sleep(lease.seconds / PARTS)


async def _work(lease: Lease, job: Callable[[], Awaitable[None]], taken_at: float) -> bool:
    """Do the job and renew the lease; False when it was lost, True when the job has ended."""
    loop = asyncio.get_running_loop()
    working = asyncio.ensure_future(job())
    ends_at = taken_at + lease.seconds
    try:
        while True:
            done, _ = await asyncio.wait({working}, timeout=lease.seconds / PARTS)
            if done:
                working.result()
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
        working.cancel()
        await asyncio.wait({working})


def _now(db: Connection) -> Any:
    """Seconds since 1970 by the clock of the database, which all its processes share."""
    if db.dialect.name == "postgresql":
        return func.extract("epoch", func.clock_timestamp())
    return (func.julianday("now") - literal(2440587.5)) * literal(86400.0)
