"""A request as staff see it, with the person's details read from the vault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.engine import Connection

from bot.handoff.states import NoSuchRequest
from bot.handoff.store import in_utc
from bot.keys import Cipher
from bot.records import tables as t
from bot.records.vault import Vault, resolved

ROLES = {
    "patient": "a patient",
    "carer": "a carer",
    "public": "a member of the public",
    "researcher": "a researcher",
    "other": "somebody else",
}
REACHES = {"email": "by email", "phone": "by telephone", "here": "here in the chat"}


@dataclass(frozen=True)
class Event:
    """Something that happened to a request: what, when, by whom, and the words if there are any."""

    what: str
    at: datetime
    who: str
    text: str = ""


@dataclass(frozen=True)
class Sent:
    """A delivery of a request: sent, given up, or waiting for its next try."""

    way: str
    made_at: datetime
    sent_at: datetime | None
    dead_at: datetime | None
    tries: int
    trouble: str | None

    @property
    def status(self) -> str:
        """The delivery in a word or two."""
        if self.sent_at:
            return "sent"
        if self.dead_at:
            return "NOT DELIVERED"
        return "trying" if self.tries else "waiting"


@dataclass(frozen=True)
class Shown:
    """A request. `message` and `transcript` hold tokens; `details` says what they stand for."""

    id: str
    reference: str
    state: str
    role: str
    reach: str
    channel: str
    message: str
    transcript: str
    opened_at: datetime
    claimed_at: datetime | None
    claimed_by: str | None
    answered_at: datetime | None
    closed_at: datetime | None
    details: Mapping[str, str] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    deliveries: tuple[Sent, ...] = ()

    def plain(self, text: str) -> str:
        """A text of the request with the details in it: for staff who asked for them."""
        return resolved(text, self.details)

    @property
    def undelivered(self) -> tuple[str, ...]:
        """The ways on which a delivery was given up."""
        return tuple(dict.fromkeys(d.way for d in self.deliveries if d.dead_at))


def find(db: Connection, reference: str, *, lock: bool = False) -> Any:
    """The row of a request.

    Raises:
        NoSuchRequest: there is none.
    """
    wanted = reference.strip().upper()
    query = select(t.handoff).where(func.upper(t.handoff.c.reference) == wanted)
    row = db.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise NoSuchRequest(
            f"There is no request {wanted[:40] or 'without a reference'}. "
            "The list of open ones: /open in the staff chat, or `ppi-guide handoffs list`."
        )
    return row


def show(db: Connection, row: Any, cipher: Cipher, vault: Vault) -> Shown:
    """A request in full, from its row."""
    e, o = t.handoff_event.c, t.outbox.c
    events = db.execute(select(t.handoff_event).where(e.handoff_id == row.id).order_by(e.at))
    deliveries = db.execute(select(t.outbox).where(o.handoff_id == row.id).order_by(o.made_at))
    return Shown(
        id=row.id,
        reference=row.reference,
        state=row.state,
        role=row.role,
        reach=row.reach,
        channel=row.channel,
        message=cipher.decrypt(row.message),
        transcript=cipher.decrypt(row.transcript) if row.transcript else "",
        opened_at=in_utc(row.opened_at),
        claimed_at=_utc(row.claimed_at),
        claimed_by=row.claimed_by,
        answered_at=_utc(row.answered_at),
        closed_at=_utc(row.closed_at),
        details=vault.of_handoff(db, row.id),
        events=tuple(
            Event(one.what, in_utc(one.at), one.who, cipher.decrypt(one.text) if one.text else "")
            for one in events
        ),
        deliveries=tuple(
            Sent(
                one.way,
                in_utc(one.made_at),
                _utc(one.sent_at),
                _utc(one.dead_at),
                one.tries,
                one.trouble,
            )
            for one in deliveries
        ),
    )


def listed(db: Connection, *, closed: bool) -> list[Any]:
    """The rows of requests, oldest first: those that are not closed, or all of them.

    A closed one is listed as well while something of it was not delivered.
    """
    dead = select(t.outbox.c.handoff_id).where(t.outbox.c.dead_at.isnot(None))
    query = select(t.handoff).order_by(t.handoff.c.opened_at)
    if not closed:
        query = query.where(or_(t.handoff.c.state != "closed", t.handoff.c.id.in_(dead)))
    return list(db.execute(query).all())


def _utc(moment: datetime | None) -> datetime | None:
    return in_utc(moment) if moment else None
