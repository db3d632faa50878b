"""Reads and writes the rows of requests, of their events and of their deliveries.

Every function runs within a transaction of its caller. `request_id` in this code is the column
`handoff_id` of the tables, and `route` is the column `way`.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, insert, or_, select
from sqlalchemy.engine import Connection

from bot.handoff.model import DeliveryState, HandoffRequest, RequestEvent
from bot.handoff.states import NoSuchRequest
from bot.keys import Cipher
from bot.records import tables as t
from bot.records.rows import in_utc
from bot.records.vault import Vault

PERSON = "the person"
"""The `who` of an event that the person caused; it holds no name and no hash."""

ASSISTANT = "the guide"
"""The `who` of an event that nobody caused: a reminder, or a delivery that was given up."""


def add_event(
    db: Connection,
    cipher: Cipher,
    request_id: str,
    what: str,
    who: str,
    text: str = "",
    *,
    key: str = "",
) -> str | None:
    """Write an event of a request; returns its id, or None when one with this `key` exists."""
    if key and event_exists(db, request_id, key):
        return None
    event_id = _event_id(request_id, key) if key else uuid.uuid4().hex
    db.execute(
        insert(t.handoff_event).values(
            id=event_id,
            handoff_id=request_id,
            at=datetime.now(UTC),
            what=what,
            who=who,
            text=cipher.encrypt(text) if text else None,
        )
    )
    return event_id


def event_exists(db: Connection, request_id: str, key: str) -> bool:
    """Whether a request has an event with this key."""
    wanted = t.handoff_event.c.id == _event_id(request_id, key)
    return db.execute(select(t.handoff_event.c.id).where(wanted)).first() is not None


def count_events(db: Connection, request_id: str, what: str) -> int:
    """How many events of a kind a request has."""
    e = t.handoff_event.c
    counted = select(func.count()).where(e.handoff_id == request_id, e.what == what)
    return int(db.execute(counted).scalar_one())


def _event_id(request_id: str, key: str) -> str:
    """An id made from the key, so that the same key is always the same event."""
    return hashlib.sha256(f"{request_id}\0{key}".encode()).hexdigest()[:32]


def add_delivery(
    db: Connection, cipher: Cipher, route: str, key: str, request_id: str, body: dict[str, Any]
) -> bool:
    """Put a delivery into the outbox; False when one with this key exists."""
    if db.execute(select(t.outbox.c.id).where(t.outbox.c.key == key)).first():
        return False
    now = datetime.now(UTC)
    db.execute(
        insert(t.outbox).values(
            id=uuid.uuid4().hex,
            key=key,
            handoff_id=request_id,
            way=route,
            body=cipher.encrypt(json.dumps(body, ensure_ascii=False)),
            made_at=now,
            next_at=now,
            tries=0,
        )
    )
    return True


def find_row(db: Connection, reference: str, *, lock: bool = False) -> Any:
    """The row of a request; `lock` keeps others from changing it meanwhile.

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


def list_rows(db: Connection, *, include_closed: bool) -> list[Any]:
    """The rows of requests, oldest first: those that are not closed, or all of them.

    A closed request is listed too if one of its deliveries was given up.
    """
    undelivered = select(t.outbox.c.handoff_id).where(t.outbox.c.dead_at.isnot(None))
    query = select(t.handoff).order_by(t.handoff.c.opened_at)
    if not include_closed:
        query = query.where(or_(t.handoff.c.state != "closed", t.handoff.c.id.in_(undelivered)))
    return list(db.execute(query).all())


def read_request(db: Connection, row: Any, cipher: Cipher, vault: Vault) -> HandoffRequest:
    """A request in full, from its row."""
    e, o = t.handoff_event.c, t.outbox.c
    events = db.execute(select(t.handoff_event).where(e.handoff_id == row.id).order_by(e.at))
    deliveries = db.execute(select(t.outbox).where(o.handoff_id == row.id).order_by(o.made_at))
    return HandoffRequest(
        id=row.id,
        reference=row.reference,
        state=row.state,
        role=row.role,
        contact_method=row.reach,
        channel=row.channel,
        message=cipher.decrypt(row.message),
        transcript=cipher.decrypt(row.transcript) if row.transcript else "",
        opened_at=in_utc(row.opened_at),
        claimed_at=_in_utc_or_none(row.claimed_at),
        claimed_by=row.claimed_by,
        answered_at=_in_utc_or_none(row.answered_at),
        closed_at=_in_utc_or_none(row.closed_at),
        details=vault.of_handoff(db, row.id),
        events=tuple(
            RequestEvent(
                one.what, in_utc(one.at), one.who, cipher.decrypt(one.text) if one.text else ""
            )
            for one in events
        ),
        deliveries=tuple(
            DeliveryState(
                one.way,
                in_utc(one.made_at),
                _in_utc_or_none(one.sent_at),
                _in_utc_or_none(one.dead_at),
                one.tries,
                one.trouble,
            )
            for one in deliveries
        ),
    )


def _in_utc_or_none(moment: datetime | None) -> datetime | None:
    return in_utc(moment) if moment else None
