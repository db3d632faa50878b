"""The last turns of a conversation, for staff, when the person agreed to send them along."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.content.form_texts import FormTexts
from bot.records import tables as t

MAX_TURNS = 10
SPEAKERS = {"you": "Person", "assistant": "Assistant", "staff": "Staff"}


def transcript(db: Connection, conversation: str, words: FormTexts) -> str:
    """Up to ten turns before the form, a paragraph for each message; personal data stay tokens.

    Call it within the transaction of the turn that finishes the form, after that turn is written.

    Args:
        words: the texts of the form, by which its first and its last reply are recognised.
    """
    turn, message = t.turn.c, t.message.c
    turns = (
        select(turn.id)
        .where(
            turn.conversation_id == conversation,
            turn.number < _first_turn_of_form(db, conversation, words),
        )
        .order_by(turn.number.desc())
        .limit(MAX_TURNS)
    )
    rows = db.execute(
        select(message.sender, message.text)
        .where(message.turn_id.in_(turns), message.text != "")
        .order_by(message.seq)
    )
    return "\n\n".join(f"{SPEAKERS[row.sender]}: {row.text}" for row in rows)


def _first_turn_of_form(db: Connection, conversation: str, words: FormTexts) -> int:
    """The number of the turn in which the form was begun, or resumed after it was left.

    Without such a turn it is the last turn: the website's form is sent whole, in its own turn.
    """
    turn, message = t.turn.c, t.message.c
    form_replies = db.execute(
        select(turn.number, message.text)
        .join(t.turn, turn.id == message.turn_id)
        .where(message.conversation_id == conversation, message.kind == "form")
        .order_by(message.seq.desc())
    )
    first = None
    for reply in form_replies:
        if first and reply.text.startswith(words.stopped):
            return first
        first = int(reply.number)
        if reply.text.startswith(words.opening):
            return first
    last = select(func.max(turn.number)).where(turn.conversation_id == conversation)
    return int(db.execute(last).scalar() or 0)
