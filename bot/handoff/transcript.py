"""The last turns of a conversation, for staff, when the person agreed to send them along."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.handoff.model import FORM
from bot.records import tables as t

MOST_TURNS = 10
SPEAKERS = {"you": "Person", "assistant": "Assistant", "staff": "Staff"}


def transcript(db: Connection, conversation: str) -> str:
    """The turns before the form, at most ten, a message a paragraph; details stay hidden.

    Within the transaction of the turn that finishes the form.
    """
    before = _first_of_form(db, conversation)
    turn, message = t.turn.c, t.message.c
    numbers = (
        select(turn.id)
        .where(turn.conversation_id == conversation, turn.number < before)
        .order_by(turn.number.desc())
        .limit(MOST_TURNS)
    )
    rows = db.execute(
        select(message.sender, message.text)
        .where(message.turn_id.in_(numbers), message.text != "")
        .order_by(message.seq)
    )
    return "\n\n".join(f"{SPEAKERS[row.sender]}: {row.text}" for row in rows)


def _first_of_form(db: Connection, conversation: str) -> int:
    """The number of the turn in which the form was begun; without one, of this turn."""
    event = t.tracker_event.c
    events = db.execute(
        select(event.turn, event.body)
        .where(event.conversation_id == conversation)
        .order_by(event.turn.desc())
    )
    for row in events:
        if row.body.get("event") == "active_loop" and row.body.get("name") == FORM:
            return int(row.turn)
    last = select(func.max(t.turn.c.number)).where(t.turn.c.conversation_id == conversation)
    return int(db.execute(last).scalar() or 0)
