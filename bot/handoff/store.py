"""How events and deliveries are written, within a transaction of somebody else's."""

from __future__ import annotations

import hashlib
import json
import uuid
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from bot.keys import Cipher
from bot.records import tables as t


def add_event(
    db: Connection,
    cipher: Cipher,
    handoff: str,
    what: str,
    who: str,
    text: str = "",
    *,
    key: str = "",
) -> str | None:
    """Write an event of a request; returns its id, None when one with this `key` is there."""
    number = event_id(handoff, key) if key else uuid.uuid4().hex
    if key and is_done(db, handoff, key):
        return None
    db.execute(
        insert(t.handoff_event).values(
            id=number,
            handoff_id=handoff,
            at=datetime.now(UTC),
            what=what,
            who=who,
            text=cipher.encrypt(text) if text else None,
        )
    )
    return number


def is_done(db: Connection, handoff: str, key: str) -> bool:
    """Whether a request has the event that a key stands for."""
    known = select(t.handoff_event.c.id).where(t.handoff_event.c.id == event_id(handoff, key))
    return db.execute(known).first() is not None


def event_id(handoff: str, key: str) -> str:
    """The id of the event that a key stands for: the same key is the same event."""
    return hashlib.sha256(f"{handoff}\0{key}".encode()).hexdigest()[:32]


def post(
    db: Connection, cipher: Cipher, way: str, key: str, handoff: str, body: dict[str, Any]
) -> bool:
    """Put a delivery into the outbox; False when one with this key is there."""
    if db.execute(select(t.outbox.c.id).where(t.outbox.c.key == key)).first():
        return False
    now = datetime.now(UTC)
    db.execute(
        insert(t.outbox).values(
            id=uuid.uuid4().hex,
            key=key,
            handoff_id=handoff,
            way=way,
            body=cipher.encrypt(json.dumps(body, ensure_ascii=False)),
            made_at=now,
            next_at=now,
            tries=0,
        )
    )
    return True


def events_of(db: Connection, handoff: str, what: str) -> int:
    """How many events of a kind a request has."""
    e = t.handoff_event.c
    counted = select(func.count()).where(e.handoff_id == handoff, e.what == what)
    return int(db.execute(counted).scalar_one())


def in_utc(moment: datetime) -> datetime:
    """SQLite forgets the time zone; everything is stored in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
