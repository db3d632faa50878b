"""Read and write conversations. Every turn is one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.errors import Overtaken, UnknownConversation, UnknownOffer
from bot.messages import Message, Reply
from bot.records import statements as sql
from bot.records import tables as t
from bot.records.erasure import Erased, erase_conversation
from bot.records.rows import in_utc, message_from, write_events, write_messages
from bot.records.snapshot import Snapshot
from bot.records.transactions import Transactions
from bot.records.turns import NewTurn, Standing, StoredTurn

ANSWERED = "Another message of this conversation was answered meanwhile."
ENDED = "This conversation has ended. Please start a new one."

FORM_STAYS = timedelta(minutes=60)
"""A form that nobody has touched for so long is no longer open; what was written in it is kept."""


class Records(Transactions):
    """The records of one database. All calls block: from a loop, call them in a thread."""

    def start(self, channel: str, person: str, expires_at: datetime | None = None) -> str:
        """The id of the person's conversation on a channel; a new one if there is none."""
        with self.reading() as db:
            found = db.execute(sql.OF_PERSON, {"channel": channel, "person": person}).first()
        if found:
            return str(found.id)
        with self.writing() as db:
            return self._start(db, channel, person, expires_at)

    def start_with(
        self,
        channel: str,
        person: str,
        messages: Sequence[Reply],
        expires_at: datetime | None = None,
    ) -> tuple[Message, ...]:
        """Start a conversation with messages of ours, such as the welcome; returns these."""
        with self.writing() as db:
            return self.add_within(db, self._start(db, channel, person, expires_at), messages)

    def _start(self, db: Connection, channel: str, person: str, expires_at: datetime | None) -> str:
        found = db.execute(sql.OF_PERSON, {"channel": channel, "person": person}).first()
        if found:
            return str(found.id)
        new, now = uuid.uuid4().hex, _now()
        row = {"id": new, "channel": channel, "person": person, "expires_at": expires_at}
        db.execute(sql.NEW_CONVERSATION, row | {"started_at": now, "last_at": now})
        return new

    def find(self, channel: str, person: str) -> str:
        """The id of a conversation that exists and has not expired.

        Raises:
            UnknownConversation: there is none.
        """
        with self.reading() as db:
            found = db.execute(sql.OF_PERSON, {"channel": channel, "person": person}).first()
        if found is None or (found.expires_at and in_utc(found.expires_at) < _now()):
            raise UnknownConversation(ENDED)
        return str(found.id)

    def standing(self, db: Connection, conversation: str) -> Standing:
        """Where a conversation stands, with what Rasa needs to go on with it.

        Raises:
            UnknownConversation: there is none.
        """
        row = db.execute(sql.STANDING, {"of": conversation}).first()
        if row is None:
            raise UnknownConversation(ENDED)
        touched = row.last_at and _now() - in_utc(row.last_at) < FORM_STAYS
        snapshot = Snapshot(row.slots or {}, row.active_loop if touched else None)
        return Standing(row.person, row.crisis, snapshot, row.turns, row.last_seq, row.waiting)

    def answered(self, conversation: str, key: str) -> StoredTurn | None:
        """The turn that was made for a key, if there was one."""
        with self.reading() as db:
            return self.answered_within(db, conversation, key)

    def answered_within(self, db: Connection, conversation: str, key: str) -> StoredTurn | None:
        """The same within a transaction that reads more than it."""
        row = db.execute(sql.TURN, {"of": conversation, "key": key}).first()
        if row is None:
            return None
        messages = db.execute(sql.OF_TURN, {"of": row.id})
        return StoredTurn(row.request, row.intent, tuple(message_from(m) for m in messages))

    def write(self, new: NewTurn) -> tuple[Message, ...]:
        """Write a turn whole, or not at all; returns its messages as stored.

        Raises:
            RecordsUnavailable: nothing was written.
            UnknownConversation: the conversation was deleted meanwhile.
            Overtaken: another process has written a turn of it meanwhile.
        """
        with self.writing() as db:
            before = new.after or self._standing_to_write(db, new.conversation)
            turn, number, at = uuid.uuid4().hex, before.turns + 1, _now()
            now = new.snapshot or before.snapshot
            changed = db.execute(
                sql.NEXT,
                {
                    "of": new.conversation,
                    "after": before.turns,
                    "seq": before.last_seq,
                    "turns": number,
                    "last_seq": before.last_seq + len(new.messages),
                    "last_at": at,
                    "crisis": new.crisis or before.crisis,
                    "slots": now.slots,
                    "active_loop": now.active_loop,
                },
            )
            if not changed.rowcount:
                self.standing(db, new.conversation)  # or it is gone
                raise Overtaken(ANSWERED)
            self._insert_turn(
                db,
                {
                    "id": turn,
                    "conversation_id": new.conversation,
                    "number": number,
                    "key": new.key,
                    "request": new.request,
                    "at": at,
                    "intent": new.intent,
                    "confidence": new.confidence,
                    "decision": new.decision,
                    "card": new.card,
                    "text": new.text,
                },
            )
            first = before.last_seq + 1
            stored = write_messages(db, new.conversation, turn, first, at, new.messages)
            if new.snapshot:
                write_events(db, new.conversation, number, new.snapshot.events)
            for step in new.also:
                step(db)
            return stored

    def _insert_turn(self, db: Connection, values: dict[str, Any]) -> None:
        try:
            db.execute(sql.NEW_TURN, values)
        except IntegrityError as error:  # a turn with this key came in after it was looked up
            raise Overtaken(ANSWERED) from error

    def _standing_to_write(self, db: Connection, conversation: str) -> Standing:
        """The standing, with the row held for the rest of the transaction."""
        db.execute(sql.TO_WRITE, {"of": conversation})
        return self.standing(db, conversation)

    def add(self, conversation: str, messages: Sequence[Reply]) -> tuple[Message, ...]:
        """Add messages outside a turn, such as the welcome."""
        with self.writing() as db:
            return self.add_within(db, conversation, messages)

    def add_within(
        self, db: Connection, conversation: str, messages: Sequence[Reply]
    ) -> tuple[Message, ...]:
        """Add messages outside a turn, within a transaction that writes more than them."""
        row = db.execute(sql.TO_WRITE, {"of": conversation}).one()
        stored = write_messages(db, conversation, None, row.last_seq + 1, _now(), messages)
        db.execute(sql.CHANGE, {"of": conversation, "last_seq": row.last_seq + len(stored)})
        return stored

    def history(self, conversation: str, after: int) -> tuple[Message, ...]:
        """The messages of both sides since `after`, oldest first."""
        with self.reading() as db:
            rows = db.execute(
                select(t.message)
                .where(t.message.c.conversation_id == conversation, t.message.c.seq > after)
                .order_by(t.message.c.seq)
            )
            return tuple(message_from(row) for row in rows)

    def offered(self, conversation: str, offer: str) -> tuple[str, str]:
        """Title and payload of a button.

        Raises:
            UnknownOffer: this conversation was never offered it.
        """
        with self.reading() as db:
            return self.offered_within(db, conversation, offer)

    def offered_within(self, db: Connection, conversation: str, offer: str) -> tuple[str, str]:
        """The same within a transaction that reads more than it."""
        row = db.execute(sql.OFFER, {"of": conversation, "offer": offer}).first()
        if row is None:
            raise UnknownOffer("That button is no longer active. Please type your question.")
        return str(row.title), str(row.payload)

    def rate(
        self,
        conversation: str,
        answer: str,
        helpful: bool,
        comment: str | None,
        *,
        keep_words: bool = False,
    ) -> bool:
        """Keep feedback on an answer; the last one counts. False when there is no such answer.

        Args:
            keep_words: keep what the person asked beyond the conversation, to learn from it.
        """
        with self.writing() as db:
            known = db.execute(
                select(t.message.c.turn_id).where(
                    t.message.c.id == answer,
                    t.message.c.conversation_id == conversation,
                    t.message.c.sender == "assistant",
                )
            ).first()
            if known is None:
                return False
            db.execute(delete(t.feedback).where(t.feedback.c.answer_id == answer))
            db.execute(
                insert(t.feedback).values(
                    id=uuid.uuid4().hex,
                    conversation_id=conversation,
                    answer_id=answer,
                    helpful=helpful,
                    comment=comment,
                    at=_now(),
                )
            )
            if keep_words and known.turn_id:
                asked = select(t.message.c.text).where(
                    t.message.c.turn_id == known.turn_id, t.message.c.sender == "you"
                )
                db.execute(
                    update(t.turn)
                    .where(t.turn.c.id == known.turn_id)
                    .values(text=asked.scalar_subquery())
                )
            return True

    def waits_for_staff(self, conversation: str) -> bool:
        """Whether a request that is not closed is to be answered in this conversation."""
        with self.reading() as db:
            return db.execute(sql.WAITS, {"of": conversation}).first() is not None

    def erase(self, conversation: str) -> Erased:
        """Delete all that is stored about the person of a conversation, requests to staff too.

        Raises:
            RecordsUnavailable: nothing was erased.
        """
        with self._one_writer:
            return erase_conversation(self._engine, conversation)


def _now() -> datetime:
    return datetime.now(UTC)
