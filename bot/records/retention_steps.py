"""The steps of a deletion by age: each deletes one kind of row, and says how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import String, and_, cast, delete, exists, func, insert, null, or_, select, update
from sqlalchemy.engine import Connection

from bot.records import tables as t

SESSION = timedelta(hours=24)
"""How long a conversation may be quiet before its words go."""

DELIVERED = timedelta(days=2)
"""How long the mark "this was delivered" or "this was answered" is kept against doubles; Telegram
gives an update again for one day."""

TURNS_AT_ONCE = 1000
"""Turns that one transaction counts and deletes: a visitor's message never waits long for it."""

Step = Callable[[Connection, "Clocks"], int]


@dataclass(frozen=True)
class Clocks:
    """The moments before which things go."""

    now: datetime
    keep: timedelta
    keep_requests: timedelta

    @property
    def session(self) -> datetime:
        """Conversations quiet since before this have ended."""
        return self.now - SESSION

    @property
    def oldest(self) -> datetime:
        """Turns and conversations from before this go."""
        return self.now - self.keep

    @property
    def oldest_request(self) -> datetime:
        """Requests closed before this go."""
        return self.now - self.keep_requests

    @property
    def delivered(self) -> datetime:
        """Deliveries and updates done before this go."""
        return self.now - DELIVERED


def _ended(clocks: Clocks) -> Any:
    """The ids of conversations whose session has ended."""
    c = t.conversation.c
    quiet = func.coalesce(c.last_at, c.started_at) < clocks.session
    return select(c.id).where(or_(quiet, c.expires_at < clocks.now))


def _closed_requests(db: Connection, clocks: Clocks) -> int:
    # Their events, vault rows and deliveries go with them.
    return _count(db, delete(t.handoff).where(t.handoff.c.closed_at < clocks.oldest_request))


def _vault_of_no_request(db: Connection, clocks: Clocks) -> int:
    v = t.vault.c
    ended = v.conversation_id.in_(_ended(clocks))
    of_nobody = and_(v.conversation_id.is_(None), v.at < clocks.session)
    stray = and_(v.handoff_id.is_(None), or_(ended, of_nobody))
    return _count(db, delete(t.vault).where(stray))


def _messages(db: Connection, clocks: Clocks) -> int:
    m = t.message.c
    # Somebody who left a request may come back for the answer.
    waited_for = and_(
        m.sender == "staff", exists().where(t.handoff.c.conversation_id == m.conversation_id)
    )
    rated = exists().where(t.feedback.c.answer_id == m.id)
    over = and_(m.conversation_id.in_(_ended(clocks)), ~waited_for)
    # What was rated stays as an empty row: the feedback hangs on it.
    emptied = _count(
        db,
        update(t.message)
        .where(over, rated, or_(m.text != "", m.card.isnot(None)))
        .values(text="", card=null(), buttons=[]),
    )
    welcome = and_(m.turn_id.is_(None), m.at < clocks.oldest, ~waited_for)
    return emptied + _count(db, delete(t.message).where(or_(and_(over, ~rated), welcome)))


def _tracker_events(db: Connection, clocks: Clocks) -> int:
    e = t.tracker_event.c
    counted = exists().where(
        t.turn.c.conversation_id == e.conversation_id, t.turn.c.number == e.turn
    )
    ended = e.conversation_id.in_(_ended(clocks))
    return _count(db, delete(t.tracker_event).where(or_(ended, ~counted)))


def _slots(db: Connection, clocks: Clocks) -> int:
    c = t.conversation.c
    held = or_(cast(c.slots, String) != "{}", c.active_loop.isnot(None), c.crisis.isnot(None))
    return _count(
        db,
        update(t.conversation)
        .where(c.id.in_(_ended(clocks)), held)
        .values(slots={}, active_loop=None, crisis=None),
    )


def _what_was_asked(db: Connection, clocks: Clocks) -> int:
    """The keys and hashes that tell a repeated message: a short text could be guessed from one."""
    turn = t.turn.c
    return _count(
        db,
        update(t.turn)
        .where(turn.conversation_id.in_(_ended(clocks)), turn.request != "")
        .values(request="", key=None),
    )


def _turns(db: Connection, clocks: Clocks) -> int:
    turn, rating = t.turn.c, t.feedback.c
    old = db.execute(
        select(t.turn, t.conversation.c.channel)
        .join(t.conversation, t.conversation.c.id == turn.conversation_id)
        .where(turn.at < clocks.oldest)
        .limit(TURNS_AT_ONCE)
        .with_for_update(of=t.turn, skip_locked=True)
    ).all()
    if not old:
        return 0
    ids = [row.id for row in old]
    ratings = db.execute(
        select(t.message.c.turn_id, rating.helpful, func.count())
        .join(t.message, t.message.c.id == rating.answer_id)
        .where(t.message.c.turn_id.in_(ids))
        .group_by(t.message.c.turn_id, rating.helpful)
    ).all()
    rated = {(turn_id, helpful): number for turn_id, helpful, number in ratings}
    counts: dict[tuple[date, str, str, str, str], Counter[str]] = {}
    for row in old:
        kind = (row.at.date(), row.channel, row.intent, row.decision, row.card or "")
        counts.setdefault(kind, Counter()).update(
            turns=1,
            helpful=rated.get((row.id, True), 0),
            unhelpful=rated.get((row.id, False), 0),
        )
    for kind, more in counts.items():
        _add_to_count(db, kind, more)
    # The messages of a turn go with it, and feedback with the messages.
    return _count(db, delete(t.turn).where(turn.id.in_(ids)))


def _add_to_count(
    db: Connection, kind: tuple[date, str, str, str, str], more: Counter[str]
) -> None:
    c = t.daily_count.c
    columns = (c.day, c.channel, c.intent, c.decision, c.card)
    this = and_(*(column == value for column, value in zip(columns, kind, strict=True)))
    added = {name: c[name] + number for name, number in more.items()}
    if not _count(db, update(t.daily_count).where(this).values(**added)):
        named = {column.name: value for column, value in zip(columns, kind, strict=True)}
        db.execute(insert(t.daily_count).values(**named, **more))


def _buttons(db: Connection, clocks: Clocks) -> int:
    o = t.offer.c
    expired = select(t.conversation.c.id).where(t.conversation.c.expires_at < clocks.now)
    return _count(
        db,
        delete(t.offer).where(or_(o.at < clocks.oldest, o.conversation_id.in_(expired))),
    )


def _conversations(db: Connection, clocks: Clocks) -> int:
    c = t.conversation.c
    forgotten = select(c.id).where(
        func.coalesce(c.last_at, c.started_at) < clocks.oldest,
        ~exists().where(t.turn.c.conversation_id == c.id),
    )
    # A request outlives the conversation that it was made in, and so do the details it needs.
    db.execute(
        update(t.vault)
        .where(t.vault.c.conversation_id.in_(forgotten), t.vault.c.handoff_id.isnot(None))
        .values(conversation_id=None)
    )
    return _count(db, delete(t.conversation).where(c.id.in_(forgotten)))


def _deliveries(db: Connection, clocks: Clocks) -> int:
    return _count(db, delete(t.outbox).where(t.outbox.c.sent_at < clocks.delivered))


def _updates(db: Connection, clocks: Clocks) -> int:
    i = t.inbox.c
    # What was never answered may still be answered after an outage, but not for ever.
    never = and_(i.done_at.is_(None), i.came_at < clocks.oldest)
    return _count(db, delete(t.inbox).where(or_(i.done_at < clocks.delivered, never)))


def _count(db: Connection, statement: Any) -> int:
    return int(db.execute(statement).rowcount)


STEPS: tuple[tuple[str, Step, bool], ...] = (
    ("requests", _closed_requests, False),
    ("vault_values", _vault_of_no_request, False),
    ("messages", _messages, False),
    ("slots", _slots, False),
    ("hashes_of_what_was_asked", _what_was_asked, False),
    ("turns", _turns, True),
    ("tracker_events", _tracker_events, False),
    ("buttons", _buttons, False),
    ("conversations", _conversations, False),
    ("deliveries", _deliveries, False),
    ("updates", _updates, False),
)
"""What goes, in order, and whether a step is done in parts until nothing is left."""
