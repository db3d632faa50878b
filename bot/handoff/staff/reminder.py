"""A reminder, once, when nobody has answered for a working day."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from bot.content.opening_hours import LONGEST_BREAK, OpeningHours
from bot.content.pack import Pack
from bot.errors import RecordsUnavailable
from bot.handoff.delivery.bell import Bell
from bot.handoff.delivery.routes import StaffWay
from bot.handoff.desk import THE_PERSON
from bot.handoff.rows import add_event, events_of, in_utc, post
from bot.keys import Cipher, SecretKey
from bot.records import tables as t
from bot.records.lease import Lease, while_held
from bot.records.store import Records

log = logging.getLogger("ppi_guide.handoff")

SECONDS_BETWEEN_LOOKS = 600.0
WITHOUT_HOURS = timedelta(hours=24)
"""How long to wait when the pack does not say when messages are read."""


def due_at(hours: OpeningHours | None, since: datetime) -> datetime:
    """When what came at `since` has waited for a working day's worth of opening hours."""
    if hours is None:
        return since + WITHOUT_HOURS
    zone = ZoneInfo(hours.zone)
    here = since.astimezone(zone)
    left = _on(here, hours.closes) - _on(here, hours.opens)
    for ahead in range(2 * LONGEST_BREAK):
        day = (here + timedelta(days=ahead)).date()
        if not hours.works_on(day):
            continue
        opens = datetime.combine(day, hours.opens, zone)
        begins = max(opens, here) if ahead == 0 else opens
        time_open = datetime.combine(day, hours.closes, zone) - begins
        if time_open >= left:
            return (begins + left).astimezone(UTC)
        left -= max(time_open, timedelta(0))
    return since + WITHOUT_HOURS  # it does not open within two months


class Reminder:
    """Reminds the staff of requests that wait."""

    def __init__(
        self,
        records: Records,
        key: SecretKey,
        ways: Sequence[StaffWay],
        bell: Bell,
        pack: Callable[[], Pack],
    ) -> None:
        """`ways`: those that are set."""
        self._records = records
        self._cipher = Cipher(key)
        self._ways = ways
        self._bell = bell
        self._pack = pack
        self._lease = Lease(records, "reminder")

    def remind(self) -> int:
        """Remind of each request that has waited long enough, once; returns of how many. Blocks.

        Raises:
            RecordsUnavailable: nobody was reminded.
        """
        h, now, hours = t.handoff.c, datetime.now(UTC), self._pack().hours
        reminded = 0
        with self._records.writing() as db:
            rows = db.execute(
                select(t.handoff)
                .where(h.state != "closed", h.reminded_at.is_(None))
                .with_for_update(skip_locked=True)
            )
            for row in rows.all():
                since = _waiting_since(db, row)
                if since is None or due_at(hours, since) > now:
                    continue
                before = events_of(db, row.id, "reminded")
                for way in self._ways:
                    number = f"{row.reference}:{way}:reminder-{before + 1}"
                    post(db, self._cipher, way, number, row.id, {"what": "reminder"})
                add_event(db, self._cipher, row.id, "reminded", "the guide")
                db.execute(update(t.handoff).where(h.id == row.id).values(reminded_at=now))
                reminded += 1
        if reminded:
            self._bell.ring()
        return reminded

    async def run(self) -> None:
        """Look now and then, until cancelled; of several processes one does."""
        await while_held(self._lease, self._keep_looking, "Reminding staff")

    async def _keep_looking(self) -> None:
        while True:
            try:
                await asyncio.to_thread(self.remind)
            except RecordsUnavailable:
                log.error("Nobody could be reminded: the database is away. It is tried again.")
            except Exception as error:  # the job must outlive whatever happens to one look
                log.error("Reminding failed: %s", type(error).__name__)
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


def _waiting_since(db: Connection, row: Any) -> datetime | None:
    """Since when the person waits; None when the last word is the staff's."""
    if row.state in ("open", "claimed"):
        return in_utc(row.opened_at)
    e = t.handoff_event.c
    words = db.execute(
        select(e.at, e.who, e.what)
        .where(e.handoff_id == row.id, e.what.in_(("answered", "said")))
        .order_by(e.at)
    ).all()
    since = None
    for word in words:
        if word.what == "answered":
            since = None
        elif word.who == THE_PERSON and since is None:
            since = in_utc(word.at)
    return since


def _on(here: datetime, moment: time) -> datetime:
    return here.replace(hour=moment.hour, minute=moment.minute, second=0, microsecond=0)
