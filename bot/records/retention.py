"""What is deleted, and when. `ppi-guide retention` does it, and the daily job (retention_job.py).

Three clocks run:

- The session. Once a conversation has been quiet for `SESSION`, or its web session has expired, its
  words are deleted: messages, Rasa's events and slots, the crisis mark, the hash of what was asked,
  and what the vault holds for no request. What staff wrote stays while the handoff request is kept,
  so that somebody who comes back days later still finds the answer. On Telegram, buttons stay as
  long as turns: they hold none of the person's words, and are still there to press in the chat.
- PPI_RETENTION_DAYS. Older turns become daily counts and are deleted, together with the masked text
  and the feedback kept for improving; then the conversation, once nobody has used it for as long.
- PPI_HANDOFF_RETENTION_DAYS after it was closed, a request is deleted with all that belongs to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import String, and_, cast, delete, exists, func, null, or_, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import RecordsUnavailable
from bot.records import tables as t
from bot.records.daily_counts import count_and_delete_turns
from bot.records.scrub import scrub
from bot.records.transactions import write_transaction

SESSION = timedelta(hours=24)
"""How long a conversation may be quiet before its words are deleted."""

KEEP_MARKS = timedelta(days=2)
"""How long it is remembered that something was delivered, or an update answered, so that it is not
done twice. Telegram repeats an update for one day."""


@dataclass(frozen=True)
class Clocks:
    """The moments before which things are deleted."""

    now: datetime
    keep: timedelta
    keep_requests: timedelta

    @property
    def session(self) -> datetime:
        """A conversation that has been quiet since before this has ended."""
        return self.now - SESSION

    @property
    def turn(self) -> datetime:
        """Turns, buttons and unused conversations from before this are deleted."""
        return self.now - self.keep

    @property
    def request(self) -> datetime:
        """Requests closed before this are deleted."""
        return self.now - self.keep_requests

    @property
    def mark(self) -> datetime:
        """Deliveries made and updates answered before this are deleted."""
        return self.now - KEEP_MARKS


class Step(NamedTuple):
    """One kind of row to delete. `name` is what people are told.

    `delete` returns how many rows it changed. In parts: it is called until it finds none, each time
    in a transaction of its own.
    """

    name: str
    delete: Callable[[Connection, Clocks], int]
    in_parts: bool = False


def retain(
    engine: Engine,
    *,
    days: int,
    request_days: int,
    dry_run: bool = False,
    now: datetime | None = None,
) -> dict[str, int]:
    """Delete what is too old; returns how many rows of each kind. A second run finds nothing.

    Args:
        days, request_days: the settings PPI_RETENTION_DAYS and PPI_HANDOFF_RETENTION_DAYS.
        dry_run: undo everything at the end.
        now: the moment from which ages are counted.

    Raises:
        RecordsUnavailable: the database cannot be used; what was deleted until then stays deleted.
    """
    clocks = Clocks(now or datetime.now(UTC), timedelta(days=days), timedelta(days=request_days))
    deleted: Counter[str] = Counter()
    try:
        if dry_run:
            with write_transaction(engine) as db:
                for step in STEPS:
                    deleted[step.name] += step.delete(db, clocks)
                db.rollback()
            return dict(deleted)
        for step in STEPS:
            while True:
                with write_transaction(engine) as db:
                    found = step.delete(db, clocks)
                    db.commit()
                deleted[step.name] += found
                if not (step.in_parts and found):
                    break
        # Even when nothing was deleted now: an erasure may have left the rebuilding to this run.
        scrub(engine, at_any_size=True)
    except SQLAlchemyError as error:
        raise RecordsUnavailable(
            f"The database cannot be used ({type(error).__name__}). What is too old was not all "
            "deleted. It is tried again within the hour."
        ) from error
    return dict(deleted)


def _ended(clocks: Clocks) -> Any:
    """The ids of conversations whose session has ended."""
    c = t.conversation.c
    quiet = func.coalesce(c.last_at, c.started_at) < clocks.session
    return select(c.id).where(or_(quiet, c.expires_at < clocks.now))


def _closed_requests(db: Connection, clocks: Clocks) -> int:
    # Their events, vault rows and deliveries are deleted with them.
    return _rows(db, delete(t.handoff).where(t.handoff.c.closed_at < clocks.request))


def _vault_of_no_request(db: Connection, clocks: Clocks) -> int:
    v = t.vault.c
    ended = v.conversation_id.in_(_ended(clocks))
    of_nobody = and_(v.conversation_id.is_(None), v.at < clocks.session)
    unclaimed = and_(v.handoff_id.is_(None), or_(ended, of_nobody))
    return _rows(db, delete(t.vault).where(unclaimed))


def _messages(db: Connection, clocks: Clocks) -> int:
    m = t.message.c
    # Somebody who left a request may come back for the answer.
    waited_for = and_(
        m.sender == "staff", exists().where(t.handoff.c.conversation_id == m.conversation_id)
    )
    rated = exists().where(t.feedback.c.answer_id == m.id)
    over = and_(m.conversation_id.in_(_ended(clocks)), ~waited_for)
    # A rated answer stays as an empty row, because its feedback refers to it.
    emptied = _rows(
        db,
        update(t.message)
        .where(over, rated, or_(m.text != "", m.card.isnot(None)))
        .values(text="", card=null(), buttons=[]),
    )
    # Messages of no turn, such as the welcome, are not deleted with one.
    welcome = and_(m.turn_id.is_(None), m.at < clocks.turn, ~waited_for)
    return emptied + _rows(db, delete(t.message).where(or_(and_(over, ~rated), welcome)))


def _tracker_events(db: Connection, clocks: Clocks) -> int:
    e = t.tracker_event.c
    turn_is_kept = exists().where(
        t.turn.c.conversation_id == e.conversation_id, t.turn.c.number == e.turn
    )
    ended = e.conversation_id.in_(_ended(clocks))
    return _rows(db, delete(t.tracker_event).where(or_(ended, ~turn_is_kept)))


def _slots(db: Connection, clocks: Clocks) -> int:
    c = t.conversation.c
    held = or_(cast(c.slots, String) != "{}", c.active_loop.isnot(None), c.crisis.isnot(None))
    return _rows(
        db,
        update(t.conversation)
        .where(c.id.in_(_ended(clocks)), held)
        .values(slots={}, active_loop=None, crisis=None),
    )


def _what_was_asked(db: Connection, clocks: Clocks) -> int:
    """The keys and hashes by which a repeated message is recognised.

    Whoever has the secret key could guess a short text from its hash.
    """
    turn = t.turn.c
    return _rows(
        db,
        update(t.turn)
        .where(turn.conversation_id.in_(_ended(clocks)), turn.request != "")
        .values(request="", key=None),
    )


def _turns(db: Connection, clocks: Clocks) -> int:
    return count_and_delete_turns(db, clocks.turn)


def _buttons(db: Connection, clocks: Clocks) -> int:
    o = t.offer.c
    expired = select(t.conversation.c.id).where(t.conversation.c.expires_at < clocks.now)
    return _rows(
        db,
        delete(t.offer).where(or_(o.at < clocks.turn, o.conversation_id.in_(expired))),
    )


def _conversations(db: Connection, clocks: Clocks) -> int:
    c = t.conversation.c
    unused = select(c.id).where(
        func.coalesce(c.last_at, c.started_at) < clocks.turn,
        ~exists().where(t.turn.c.conversation_id == c.id),
    )
    # A request outlives its conversation, and so do the personal data that it needs.
    db.execute(
        update(t.vault)
        .where(t.vault.c.conversation_id.in_(unused), t.vault.c.handoff_id.isnot(None))
        .values(conversation_id=None)
    )
    return _rows(db, delete(t.conversation).where(c.id.in_(unused)))


def _deliveries(db: Connection, clocks: Clocks) -> int:
    return _rows(db, delete(t.outbox).where(t.outbox.c.sent_at < clocks.mark))


def _updates(db: Connection, clocks: Clocks) -> int:
    i = t.inbox.c
    # An update may still be answered after an outage, but not for ever.
    unanswered = and_(i.done_at.is_(None), i.came_at < clocks.turn)
    return _rows(db, delete(t.inbox).where(or_(i.done_at < clocks.mark, unanswered)))


def _rows(db: Connection, statement: Any) -> int:
    """Run a statement; returns how many rows it changed."""
    return int(db.execute(statement).rowcount)


STEPS = (
    Step("requests", _closed_requests),
    Step("vault_values", _vault_of_no_request),
    Step("messages", _messages),
    Step("slots", _slots),
    Step("hashes_of_what_was_asked", _what_was_asked),
    Step("turns", _turns, in_parts=True),
    Step("tracker_events", _tracker_events),
    Step("buttons", _buttons),
    Step("conversations", _conversations),
    Step("deliveries", _deliveries),
    Step("updates", _updates),
)
"""In the order in which they are done."""
