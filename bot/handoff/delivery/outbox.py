"""The outbox: deliveries, each claimed by one process at a time and tried for a day.

Nothing is lost: a delivery is in the database before the person is told "sent", and it stays there
until the receiver has accepted it. Nothing is sent twice, unless the process dies after the
receiver has accepted it and before that is recorded; the second copy has the same reference and
Message-ID.
"""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from bot.handoff.delivery.backoff import retry_delay
from bot.handoff.delivery.routes import StaffRoute
from bot.handoff.model import HandoffRequest
from bot.handoff.store import ASSISTANT, add_delivery, add_event, read_request
from bot.keys import Cipher, SecretKey, Unreadable
from bot.records import tables as t
from bot.records.rows import in_utc
from bot.records.store import Records
from bot.records.vault import Vault

log = logging.getLogger("ppi_guide.handoff")

LEASE = timedelta(seconds=120)
"""How long a claimed delivery may take. The sender gives up sooner (worker.py), so a delivery is
taken over only from a process that has died."""

GIVEN_UP_AFTER = timedelta(hours=24)

STUCK_AFTER = timedelta(hours=1)
"""How long deliveries on a route may fail before it counts as stuck."""

REMEMBERED = timedelta(days=1)
"""How long a delivery that was given up counts against its route."""

ALERT_SUFFIX = ":undelivered"
"""The end of the key of a delivery that tells staff that another one was given up."""


@dataclass(frozen=True)
class Delivery:
    """A claimed delivery. `body` says what to send, `request` is the request that it is about."""

    id: str
    key: str
    route: str
    body: dict[str, Any]
    made_at: datetime
    tries: int
    request: HandoffRequest


class Outbox:
    """The outbox of one database. All calls block, and raise RecordsUnavailable."""

    def __init__(
        self,
        records: Records,
        key: SecretKey,
        routes: Sequence[StaffRoute],
        *,
        lease: timedelta = LEASE,
    ) -> None:
        """`routes`: the routes to the staff that are set up. `lease`: how long a claim lasts."""
        self._records = records
        self._cipher = Cipher(key)
        self._vault = Vault(key)
        self._routes = routes
        self._lease = lease

    def claim(self, route: str) -> Delivery | None:
        """Take the next delivery of a route that is due; None when there is none.

        The deliveries of one request on one route keep their order: none is taken before an
        earlier one has been sent or given up.
        """
        with self._records.writing() as db:
            while (found := db.execute(self._due(route)).scalar()) is not None:
                db.execute(
                    update(t.outbox)
                    .where(t.outbox.c.id == found)
                    .values(
                        claimed_by=uuid.uuid4().hex,
                        claimed_until=_now() + self._lease,
                        tries=t.outbox.c.tries + 1,
                    )
                )
                try:
                    return self._read(db, found)
                except Unreadable as error:  # go on to the next: it may be readable
                    log.error("A delivery is given up. %s", error)
                    given_up = {"dead_at": _now(), "trouble": "written with another key"}
                    db.execute(update(t.outbox).where(t.outbox.c.id == found).values(**given_up))
        return None

    @staticmethod
    def _due(route: str) -> Any:
        """The query for the id of the next delivery."""
        o, now, earlier = t.outbox.c, _now(), t.outbox.alias()
        must_wait = exists().where(
            earlier.c.handoff_id == o.handoff_id,
            earlier.c.way == route,
            earlier.c.sent_at.is_(None),
            earlier.c.dead_at.is_(None),
            earlier.c.made_at < o.made_at,
        )
        return (
            select(o.id)
            .where(
                o.way == route,
                o.sent_at.is_(None),
                o.dead_at.is_(None),
                o.next_at <= now,
                or_(o.claimed_until.is_(None), o.claimed_until < now),
                ~must_wait,
            )
            .order_by(o.next_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )

    def _read(self, db: Connection, delivery: str) -> Delivery:
        row = db.execute(select(t.outbox).where(t.outbox.c.id == delivery)).one()
        request = db.execute(select(t.handoff).where(t.handoff.c.id == row.handoff_id)).one()
        return Delivery(
            id=row.id,
            key=row.key,
            route=row.way,
            body=json.loads(self._cipher.decrypt(row.body)),
            made_at=in_utc(row.made_at),
            tries=row.tries,
            request=read_request(db, request, self._cipher, self._vault),
        )

    def mark_sent(self, delivery_id: str, staff_messages: Sequence[int] = ()) -> None:
        """Record that the receiver has accepted a delivery, and delete what was sent.

        Args:
            staff_messages: the ids of the messages that the delivery made in the staff chat.
        """
        with self._records.writing() as db:
            row = db.execute(select(t.outbox).where(t.outbox.c.id == delivery_id)).first()
            if row is None:  # the person has erased their data meanwhile
                return
            db.execute(
                update(t.outbox)
                .where(t.outbox.c.id == delivery_id)
                .values(
                    sent_at=_now(), body=None, claimed_by=None, claimed_until=None, trouble=None
                )
            )
            for message in staff_messages:
                _link_staff_message(db, message, row.handoff_id)

    def mark_failed(
        self,
        delivery: Delivery,
        trouble: str,
        *,
        permanent: bool = False,
        not_before: timedelta = timedelta(0),
    ) -> bool:
        """Plan the next try; after a day give up and tell the staff. Returns whether it gave up.

        Args:
            trouble: what went wrong, without personal data.
            permanent: no later try can succeed.
            not_before: how long the receiver asks us to wait.
        """
        now = _now()
        give_up = permanent or now - delivery.made_at >= GIVEN_UP_AFTER
        changes: dict[str, Any] = {"claimed_by": None, "claimed_until": None}
        changes["trouble"] = trouble[:100]
        if give_up:
            changes["dead_at"] = now
        else:
            changes["next_at"] = now + max(
                timedelta(seconds=retry_delay(delivery.tries)), not_before
            )
        with self._records.writing() as db:
            db.execute(update(t.outbox).where(t.outbox.c.id == delivery.id).values(**changes))
            still_stored = exists().where(t.handoff.c.id == delivery.request.id)
            if give_up and db.execute(select(still_stored)).scalar():
                self._report_given_up(db, delivery)
        return give_up

    def retry_now(self, route: str) -> int:
        """Make the deliveries of a route that wait for their next try due now; returns how many."""
        o, now = t.outbox.c, _now()
        waiting = (o.way == route) & o.sent_at.is_(None) & o.dead_at.is_(None) & (o.next_at > now)
        with self._records.writing() as db:
            return int(db.execute(update(t.outbox).where(waiting).values(next_at=now)).rowcount)

    def stuck_routes(self) -> frozenset[str]:
        """The routes to the staff that have delivered nothing for too long, though they should.

        On each, a delivery was given up within the last day or has been failing for an hour, and
        none has succeeded since.
        """
        o, now = t.outbox.c, _now()
        stuck = set()
        with self._records.reading() as db:
            for route in self._routes:
                last = db.execute(select(func.max(o.sent_at)).where(o.way == route)).scalar()
                given_up = o.dead_at > now - REMEMBERED
                failing = (
                    o.dead_at.is_(None)
                    & o.sent_at.is_(None)
                    & (o.tries > 0)
                    & o.trouble.isnot(None)
                    & (o.made_at < now - STUCK_AFTER)
                )
                if last is not None:
                    given_up, failing = given_up & (o.dead_at > last), failing & (o.made_at > last)
                if db.execute(select(o.id).where(o.way == route, or_(given_up, failing))).first():
                    stuck.add(route)
        return frozenset(stuck)

    def link_staff_message(self, message: int, reference: str) -> None:
        """Link a message of the staff chat to a request: a reply to it then answers the person."""
        with self._records.writing() as db:
            found = select(t.handoff.c.id).where(t.handoff.c.reference == reference)
            request_id = db.execute(found).scalar()
            if request_id:
                _link_staff_message(db, message, request_id)

    def _report_given_up(self, db: Connection, delivery: Delivery) -> None:
        """Record with the request that a delivery was given up; tell staff on other routes."""
        request, failed = delivery.request, delivery.route
        add_event(db, self._cipher, request.id, "undelivered", ASSISTANT, failed)
        if delivery.key.endswith(ALERT_SUFFIX):  # no alert about an alert
            return
        for route in self._routes:
            if route != failed:
                body = {"what": "undelivered", "way": failed}
                # A new key each time: when a `resend` fails for a day too, staff are told again.
                key = f"{request.reference}:{uuid.uuid4().hex}{ALERT_SUFFIX}"
                add_delivery(db, self._cipher, route, key, request.id, body)


def _link_staff_message(db: Connection, message: int, request_id: str) -> None:
    known = select(t.staff_message.c.message_id).where(t.staff_message.c.message_id == message)
    if not db.execute(known).first():
        db.execute(insert(t.staff_message).values(message_id=message, handoff_id=request_id))


def _now() -> datetime:
    return datetime.now(UTC)
