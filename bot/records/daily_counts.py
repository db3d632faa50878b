"""Old turns become daily counts, which belong to nobody in particular."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime

from sqlalchemy import and_, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from bot.records import tables as t

TURNS_AT_ONCE = 1000
"""How many turns one transaction handles: so a visitor's message never waits long for it."""

Kind = tuple[date, str, str, str, str]
"""What turns are counted by: day, channel, intent, decision and card ("" where none was shown)."""


def count_and_delete_turns(db: Connection, before: datetime) -> int:
    """Count some turns from before a moment and delete them; returns how many, 0 when none is left.

    Their messages are deleted with them, and the feedback with the messages.
    """
    turn = t.turn.c
    old = db.execute(
        select(t.turn, t.conversation.c.channel)
        .join(t.conversation, t.conversation.c.id == turn.conversation_id)
        .where(turn.at < before)
        .limit(TURNS_AT_ONCE)
        .with_for_update(of=t.turn, skip_locked=True)
    ).all()
    if not old:
        return 0
    ids = [row.id for row in old]
    ratings = _ratings(db, ids)
    counts: dict[Kind, Counter[str]] = {}
    for row in old:
        kind = (row.at.date(), row.channel, row.intent, row.decision, row.card or "")
        counts.setdefault(kind, Counter()).update(
            turns=1,
            helpful=ratings.get((row.id, True), 0),
            unhelpful=ratings.get((row.id, False), 0),
        )
    for kind, numbers in counts.items():
        _add(db, kind, numbers)
    return int(db.execute(delete(t.turn).where(turn.id.in_(ids))).rowcount)


def _ratings(db: Connection, turns: list[str]) -> dict[tuple[str, bool], int]:
    """How often the answers of each turn were rated as helpful (True) and as not (False)."""
    turn, helpful = t.message.c.turn_id, t.feedback.c.helpful
    rows = db.execute(
        select(turn, helpful, func.count())
        .join(t.message, t.message.c.id == t.feedback.c.answer_id)
        .where(turn.in_(turns))
        .group_by(turn, helpful)
    )
    return {(turn_id, is_helpful): number for turn_id, is_helpful, number in rows}


def _add(db: Connection, kind: Kind, numbers: Counter[str]) -> None:
    """Add to the row of this kind, or begin one."""
    c = t.daily_count.c
    columns = (c.day, c.channel, c.intent, c.decision, c.card)
    this_row = and_(*(column == value for column, value in zip(columns, kind, strict=True)))
    sums = {name: c[name] + number for name, number in numbers.items()}
    if not db.execute(update(t.daily_count).where(this_row).values(**sums)).rowcount:
        values = {column.name: value for column, value in zip(columns, kind, strict=True)}
        db.execute(insert(t.daily_count).values(**values, **numbers))
