"""The outbox: what is to be delivered, claimed by one process at a time, tried for a day.

Nothing is lost: a delivery is in the database before the person is told "sent", and it stays until
the other side has taken it. Nothing doubles, except when the process dies between the other side's
taking it and our writing so down; the copy then carries the same reference and Message-ID.
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

from bot.handoff.delivery.backoff import pause
from bot.handoff.delivery.routes import StaffWay
from bot.handoff.requests import Shown, show
from bot.handoff.store import add_event, in_utc, post
from bot.keys import Cipher, SecretKey, Unreadable
from bot.records import tables as t
from bot.records.store import Records
from bot.records.vault import Vault

log = logging.getLogger("ppi_guide.handoff")

LEASE = timedelta(seconds=120)
"""How long a claimed delivery may take. Whoever sends gives up sooner (worker.py), so that a
delivery is taken over only from a process that has died."""

GIVEN_UP_AFTER = timedelta(hours=24)

STUCK_AFTER = timedelta(hours=1)
REMEMBERED = timedelta(days=1)
"""How long a delivery that was given up counts against its way."""

ALERT = ":undelivered"
"""How the key of a delivery ends that says that another one was given up."""


@dataclass(frozen=True)
class Delivery:
    """A claimed row. `body` says what to send; `shown` is the request that it is about."""

    id: str
    key: str
    way: str
    body: dict[str, Any]
    made_at: datetime
    tries: int
    shown: Shown


class Outbox:
    """The outbox of one database. All calls block, and raise RecordsUnavailable."""

    def __init__(
        self,
        records: Records,
        key: SecretKey,
        ways: Sequence[StaffWay],
        *,
        lease: timedelta = LEASE,
    ) -> None:
        """`ways`: those to the staff that are set."""
        self._records = records
        self._cipher = Cipher(key)
        self._vault = Vault(key)
        self._ways = ways
        self._lease = lease

    def claim(self, way: str) -> Delivery | None:
        """Take the next delivery of a way that is due; None when there is none.

        The deliveries of one request on one way keep their order: none is taken before an earlier
        one has been sent or given up.
        """
        with self._records.writing() as db:
            while (found := db.execute(self._due(way)).scalar()) is not None:
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
                except Unreadable as error:  # another one can still be delivered
                    log.error("A delivery is given up. %s", error)
                    gone = {"dead_at": _now(), "trouble": "written with another key"}
                    db.execute(update(t.outbox).where(t.outbox.c.id == found).values(**gone))
        return None

    @staticmethod
    def _due(way: str) -> Any:
        o, now, earlier = t.outbox.c, _now(), t.outbox.alias()
        waits = exists().where(
            earlier.c.handoff_id == o.handoff_id,
            earlier.c.way == way,
            earlier.c.sent_at.is_(None),
            earlier.c.dead_at.is_(None),
            earlier.c.made_at < o.made_at,
        )
        return (
            select(o.id)
            .where(
                o.way == way,
                o.sent_at.is_(None),
                o.dead_at.is_(None),
                o.next_at <= now,
                or_(o.claimed_until.is_(None), o.claimed_until < now),
                ~waits,
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
            way=row.way,
            body=json.loads(self._cipher.decrypt(row.body)),
            made_at=in_utc(row.made_at),
            tries=row.tries,
            shown=show(db, request, self._cipher, self._vault),
        )

    def sent(self, delivery: str, messages: Sequence[int] = ()) -> None:
        """The other side has it: its words go. `messages`: its ids in the staff chat."""
        with self._records.writing() as db:
            row = db.execute(select(t.outbox).where(t.outbox.c.id == delivery)).first()
            if row is None:  # erased meanwhile, at the person's wish
                return
            db.execute(
                update(t.outbox)
                .where(t.outbox.c.id == delivery)
                .values(
                    sent_at=_now(), body=None, claimed_by=None, claimed_until=None, trouble=None
                )
            )
            for message in messages:
                _about(db, message, row.handoff_id)

    def failed(
        self,
        delivery: Delivery,
        trouble: str,
        *,
        for_good: bool = False,
        not_before: timedelta = timedelta(0),
    ) -> bool:
        """Plan the next try, or give up after a day and tell the staff; returns whether it did.

        Args:
            trouble: what went wrong, without personal data.
            for_good: no later try can succeed.
            not_before: how long the other side asks us to wait.
        """
        now = _now()
        over = for_good or now - delivery.made_at >= GIVEN_UP_AFTER
        changes: dict[str, Any] = {"claimed_by": None, "claimed_until": None}
        changes["trouble"] = trouble[:100]
        if over:
            changes["dead_at"] = now
        else:
            changes["next_at"] = now + max(timedelta(seconds=pause(delivery.tries)), not_before)
        with self._records.writing() as db:
            db.execute(update(t.outbox).where(t.outbox.c.id == delivery.id).values(**changes))
            there = exists().where(t.handoff.c.id == delivery.shown.id)
            if over and db.execute(select(there)).scalar():
                self._give_up(db, delivery)
        return over

    def hurry(self, way: str) -> int:
        """The way works again: what waits for its next try is due at once. Returns how many."""
        o, now = t.outbox.c, _now()
        waiting = (o.way == way) & o.sent_at.is_(None) & o.dead_at.is_(None) & (o.next_at > now)
        with self._records.writing() as db:
            return int(db.execute(update(t.outbox).where(waiting).values(next_at=now)).rowcount)

    def stuck(self) -> frozenset[str]:
        """The ways to the staff that have delivered nothing for too long, though they should have.

        A delivery was given up, or has been failing for an hour, and none has succeeded since.
        """
        o, now = t.outbox.c, _now()
        stuck = set()
        with self._records.reading() as db:
            for way in self._ways:
                last = db.execute(select(func.max(o.sent_at)).where(o.way == way)).scalar()
                dead = o.dead_at > now - REMEMBERED
                failing = (
                    o.dead_at.is_(None)
                    & o.sent_at.is_(None)
                    & (o.tries > 0)
                    & o.trouble.isnot(None)
                    & (o.made_at < now - STUCK_AFTER)
                )
                if last is not None:
                    dead, failing = dead & (o.dead_at > last), failing & (o.made_at > last)
                if db.execute(select(o.id).where(o.way == way, or_(dead, failing))).first():
                    stuck.add(way)
        return frozenset(stuck)

    def remember(self, message: int, reference: str) -> None:
        """A message of the staff chat is about a request: a reply to it answers the person."""
        with self._records.writing() as db:
            found = select(t.handoff.c.id).where(t.handoff.c.reference == reference)
            handoff = db.execute(found).scalar()
            if handoff:
                _about(db, message, handoff)

    def _give_up(self, db: Connection, delivery: Delivery) -> None:
        add_event(db, self._cipher, delivery.shown.id, "undelivered", "the guide", delivery.way)
        if delivery.key.endswith(ALERT):
            return
        for way in self._ways:
            if way != delivery.way:
                body = {"what": "undelivered", "way": delivery.way}
                # A second day that fails, after a `resend`, is told again.
                key = f"{delivery.shown.reference}:{uuid.uuid4().hex}{ALERT}"
                post(db, self._cipher, way, key, delivery.shown.id, body)


def _about(db: Connection, message: int, handoff: str) -> None:
    known = select(t.staff_message.c.message_id).where(t.staff_message.c.message_id == message)
    if not db.execute(known).first():
        db.execute(insert(t.staff_message).values(message_id=message, handoff_id=handoff))


def _now() -> datetime:
    return datetime.now(UTC)
