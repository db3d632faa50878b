"""Reminds the staff, once, of a request that nobody has answered for a working day."""

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
from bot.handoff.delivery.routes import StaffRoute
from bot.handoff.delivery.wake_signal import WakeSignal
from bot.handoff.store import ASSISTANT, PERSON, add_delivery, add_event, count_events
from bot.keys import Cipher, SecretKey
from bot.records import tables as t
from bot.records.lease import Lease, while_held
from bot.records.rows import in_utc
from bot.records.store import Records

log = logging.getLogger("ppi_guide.handoff")

SECONDS_BETWEEN_LOOKS = 600.0
WAIT_WITHOUT_HOURS = timedelta(hours=24)
"""How long to wait when the pack does not say when messages are read."""


def due_at(hours: OpeningHours | None, since: datetime) -> datetime:
    """When a wait from `since` has lasted one working day of `hours`; 24 hours without them."""
    if hours is None:
        return since + WAIT_WITHOUT_HOURS
    zone = ZoneInfo(hours.zone)
    here = since.astimezone(zone)
    left = _same_day_at(here, hours.closes) - _same_day_at(here, hours.opens)
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
    return since + WAIT_WITHOUT_HOURS  # it does not open within two months


class Reminder:
    """Reminds the staff of requests that wait."""

    def __init__(
        self,
        records: Records,
        key: SecretKey,
        routes: Sequence[StaffRoute],
        wake_signal: WakeSignal,
        pack: Callable[[], Pack],
    ) -> None:
        """`routes`: the staff routes that are set up. `pack`: returns the pack as it is now."""
        self._records = records
        self._cipher = Cipher(key)
        self._routes = routes
        self._wake_signal = wake_signal
        self._pack = pack
        self._lease = Lease(records, "reminder")

    def remind(self) -> int:
        """Remind staff of each request that has waited long enough; returns how many. Blocks.

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
                number = count_events(db, row.id, "reminded") + 1
                for route in self._routes:
                    key = f"{row.reference}:{route}:reminder-{number}"
                    add_delivery(db, self._cipher, route, key, row.id, {"what": "reminder"})
                add_event(db, self._cipher, row.id, "reminded", ASSISTANT)
                db.execute(update(t.handoff).where(h.id == row.id).values(reminded_at=now))
                reminded += 1
        if reminded:
            self._wake_signal.send()
        return reminded

    async def run(self) -> None:
        """Remind staff every ten minutes, until cancelled; of several processes only one does."""
        await while_held(self._lease, self._keep_looking, "Reminding staff")

    async def _keep_looking(self) -> None:
        while True:
            try:
                await asyncio.to_thread(self.remind)
            except RecordsUnavailable:
                log.error("Nobody could be reminded: the database is away. It is tried again.")
            except Exception as error:  # one look that fails must not stop the next
                log.error("Reminding failed: %s", type(error).__name__)
            await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


def _waiting_since(db: Connection, row: Any) -> datetime | None:
    """Since when the person has waited for an answer; None when staff answered last."""
    if row.state in ("open", "claimed"):
        return in_utc(row.opened_at)
    e = t.handoff_event.c
    exchange = db.execute(
        select(e.at, e.who, e.what)
        .where(e.handoff_id == row.id, e.what.in_(("answered", "said")))
        .order_by(e.at)
    ).all()
    since = None
    for event in exchange:
        if event.what == "answered":
            since = None
        elif event.who == PERSON and since is None:
            since = in_utc(event.at)
    return since


def _same_day_at(day: datetime, moment: time) -> datetime:
    return day.replace(hour=moment.hour, minute=moment.minute, second=0, microsecond=0)
