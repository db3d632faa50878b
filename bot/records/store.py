"""Read and write conversations. Every turn is one transaction."""

from __future__ import annotations

import secrets
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, exists, insert, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from bot.errors import Overtaken, RecordsUnavailable, UnknownConversation, UnknownOffer
from bot.messages import Button, Message, Sender
from bot.records import tables as t
from bot.records.erasure import Erased, erase_conversation
from bot.records.snapshot import Snapshot

OFFER_BYTES = 9
"""72 random bits, 12 characters: more than anybody guesses, and far below Telegram's 64 bytes."""

ENDED = "This conversation has ended. Please start a new one."

FORM_STAYS = timedelta(minutes=60)
"""A form that nobody has touched for so long is no longer open; what was written in it is kept."""


# The statements of every turn, made once: to make and to look up one costs as much as to run it.
_CONVERSATION = select(t.conversation).where(t.conversation.c.id == bindparam("of"))
_OF_PERSON = select(t.conversation.c.id, t.conversation.c.expires_at).where(
    t.conversation.c.channel == bindparam("channel"), t.conversation.c.person == bindparam("person")
)
_TURN = select(t.turn.c.id, t.turn.c.request).where(
    t.turn.c.conversation_id == bindparam("of"), t.turn.c.key == bindparam("key")
)
_OF_TURN = select(t.message).where(t.message.c.turn_id == bindparam("of")).order_by(t.message.c.seq)
_OFFER = select(t.offer.c.title, t.offer.c.payload).where(
    t.offer.c.id == bindparam("offer"), t.offer.c.conversation_id == bindparam("of")
)
_WAITING = exists().where(
    t.handoff.c.conversation_id == t.conversation.c.id,
    t.handoff.c.reach == "here",
    t.handoff.c.state != "closed",
)
_WAITS = select(t.conversation.c.id).where(t.conversation.c.id == bindparam("of"), _WAITING)
_STANDING = select(t.conversation, _WAITING.label("waiting")).where(
    t.conversation.c.id == bindparam("of")
)
_TO_WRITE = _CONVERSATION.with_for_update()
_CHANGE = update(t.conversation).where(t.conversation.c.id == bindparam("of"))
_NEXT = _CHANGE.where(
    t.conversation.c.turns == bindparam("after"), t.conversation.c.last_seq == bindparam("seq")
)
_NEW_CONVERSATION, _NEW_TURN = insert(t.conversation), insert(t.turn)
_NEW_OFFER, _NEW_MESSAGE, _NEW_EVENT = insert(t.offer), insert(t.message), insert(t.tracker_event)

Step = Callable[[Connection], None]
"""Something else that is written in the transaction of a turn."""


@dataclass(frozen=True)
class NewMessage:
    """A message before it has its place; `choices` are titles and payloads in Rasa's form."""

    sender: Sender
    kind: str
    text: str
    card: dict[str, Any] | None = None
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Standing:
    """Where a conversation stands: the person's keyed hash, and the last crisis card shown.

    `turns` and `last_seq` are how many turns and messages were written: a turn that is worked out
    from here comes next. `waiting`: staff may still answer in it.
    """

    person: str
    crisis: str | None
    snapshot: Snapshot
    turns: int = 0
    last_seq: int = 0
    waiting: bool = False


@dataclass(frozen=True)
class NewTurn:
    """All that one turn writes.

    `text` is kept with the turn beyond the conversation; `crisis` is the crisis card shown, if one
    was. `also` is written in the same transaction. `after`: where the conversation stood when this
    turn was worked out; None where it rests on nothing that was said before.
    """

    conversation: str
    key: str | None
    request: str
    intent: str
    confidence: float
    decision: str
    card: str | None
    messages: Sequence[NewMessage]
    snapshot: Snapshot | None = None
    text: str | None = None
    crisis: str | None = None
    also: Sequence[Step] = ()
    after: Standing | None = None


@dataclass(frozen=True)
class StoredTurn:
    """A turn as it was answered: the hash of what was asked, and the messages it made."""

    request: str
    messages: tuple[Message, ...]


class Records:
    """The records of one database. All calls block: from a loop, call them in a thread."""

    def __init__(self, engine: Engine) -> None:
        """`engine`: from `open_database`."""
        self._engine = engine
        # Turns read a conversation's counters before they write. A database server locks the row;
        # SQLite has no row locks, so the writers of this process take turns.
        self._writing = threading.Lock()
        # Records in memory are one connection, which no other process shares.
        in_memory = isinstance(engine.pool, StaticPool)
        self._immediate = engine.dialect.name == "sqlite" and not in_memory

    @property
    def engine(self) -> Engine:
        """The database, for what is more than one conversation's: retention, erasure."""
        return self._engine

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def start(self, channel: str, person: str, expires_at: datetime | None = None) -> str:
        """The id of the person's conversation on a channel; a new one if there is none."""
        with self.reading() as db:
            found = db.execute(_OF_PERSON, {"channel": channel, "person": person}).first()
        if found:
            return str(found.id)
        with self.writing() as db:
            return self._start(db, channel, person, expires_at)

    def start_with(
        self,
        channel: str,
        person: str,
        messages: Sequence[NewMessage],
        expires_at: datetime | None = None,
    ) -> tuple[Message, ...]:
        """Start a conversation with messages of ours, such as the welcome; returns these."""
        with self.writing() as db:
            return self.add_within(db, self._start(db, channel, person, expires_at), messages)

    def _start(self, db: Connection, channel: str, person: str, expires_at: datetime | None) -> str:
        found = db.execute(_OF_PERSON, {"channel": channel, "person": person}).first()
        if found:
            return str(found.id)
        new, now = uuid.uuid4().hex, _now()
        row = {"id": new, "channel": channel, "person": person, "expires_at": expires_at}
        db.execute(_NEW_CONVERSATION, row | {"started_at": now, "last_at": now})
        return new

    def find(self, channel: str, person: str) -> str:
        """The id of a conversation that exists and has not expired.

        Raises:
            UnknownConversation: there is none.
        """
        with self._transaction() as db:
            found = db.execute(_OF_PERSON, {"channel": channel, "person": person}).first()
        if found is None or (found.expires_at and _aware(found.expires_at) < _now()):
            raise UnknownConversation(ENDED)
        return str(found.id)

    def standing(self, db: Connection, conversation: str) -> Standing:
        """Where a conversation stands, with what Rasa needs to go on with it.

        Raises:
            UnknownConversation: there is none.
        """
        row = db.execute(_STANDING, {"of": conversation}).first()
        if row is None:
            raise UnknownConversation(ENDED)
        touched = row.last_at and _now() - _aware(row.last_at) < FORM_STAYS
        snapshot = Snapshot(row.slots or {}, row.active_loop if touched else None)
        return Standing(row.person, row.crisis, snapshot, row.turns, row.last_seq, row.waiting)

    def answered(self, conversation: str, key: str) -> StoredTurn | None:
        """The turn that was made for a key, if there was one."""
        with self.reading() as db:
            return self.answered_within(db, conversation, key)

    def answered_within(self, db: Connection, conversation: str, key: str) -> StoredTurn | None:
        """The same within a transaction that reads more than it."""
        row = db.execute(_TURN, {"of": conversation, "key": key}).first()
        if row is None:
            return None
        messages = db.execute(_OF_TURN, {"of": row.id})
        return StoredTurn(row.request, tuple(_message(m) for m in messages))

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
                _NEXT,
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
                raise Overtaken("Another message of this conversation was answered meanwhile.")
            db.execute(
                _NEW_TURN,
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
            stored = _write_messages(db, new.conversation, turn, first, at, new.messages)
            if new.snapshot:
                _write_events(db, new.conversation, number, new.snapshot.events)
            for step in new.also:
                step(db)
            return stored

    def _standing_to_write(self, db: Connection, conversation: str) -> Standing:
        """The standing, with the row held for the rest of the transaction."""
        db.execute(_TO_WRITE, {"of": conversation})
        return self.standing(db, conversation)

    def add(self, conversation: str, messages: Sequence[NewMessage]) -> tuple[Message, ...]:
        """Add messages outside a turn, such as the welcome."""
        with self.writing() as db:
            return self.add_within(db, conversation, messages)

    def add_within(
        self, db: Connection, conversation: str, messages: Sequence[NewMessage]
    ) -> tuple[Message, ...]:
        """Add messages outside a turn, within a transaction that writes more than them."""
        row = db.execute(_TO_WRITE, {"of": conversation}).one()
        stored = _write_messages(db, conversation, None, row.last_seq + 1, _now(), messages)
        db.execute(_CHANGE, {"of": conversation, "last_seq": row.last_seq + len(stored)})
        return stored

    def history(self, conversation: str, after: int) -> tuple[Message, ...]:
        """The messages of both sides since `after`, oldest first."""
        with self._transaction() as db:
            rows = db.execute(
                select(t.message)
                .where(t.message.c.conversation_id == conversation, t.message.c.seq > after)
                .order_by(t.message.c.seq)
            )
            return tuple(_message(row) for row in rows)

    def offered(self, conversation: str, offer: str) -> tuple[str, str]:
        """Title and payload of a button.

        Raises:
            UnknownOffer: this conversation was never offered it.
        """
        with self.reading() as db:
            return self.offered_within(db, conversation, offer)

    def offered_within(self, db: Connection, conversation: str, offer: str) -> tuple[str, str]:
        """The same within a transaction that reads more than it."""
        row = db.execute(_OFFER, {"of": conversation, "offer": offer}).first()
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
            return db.execute(_WAITS, {"of": conversation}).first() is not None

    def erase(self, conversation: str) -> Erased:
        """Delete all that is stored about the person of a conversation, requests to staff too.

        Raises:
            RecordsUnavailable: nothing was erased.
        """
        with self._writing:
            return erase_conversation(self._engine, conversation)

    def check_writable(self) -> None:
        """Write something and take it back.

        Raises:
            RecordsUnavailable: the database cannot be written.
        """
        with self._errors(), self._engine.connect() as db:
            db.execute(
                insert(t.conversation).values(
                    id=uuid.uuid4().hex, channel="health", person="health", started_at=_now()
                )
            )
            db.rollback()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads.

        Raises:
            RecordsUnavailable: the database cannot be used.
        """
        with self._transaction() as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes, one at a time within this process.

        Raises:
            RecordsUnavailable: nothing was written.
        """
        with self._writing, self._transaction() as db:
            if self._immediate:
                # SQLite takes its lock at the first write. Who has read before it and finds that
                # another process has written meanwhile is refused: so the lock is taken first.
                db.exec_driver_sql("BEGIN IMMEDIATE")
            yield db

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        with self._errors(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise RecordsUnavailable(
                f"The database cannot be used ({type(error).__name__}). Nothing of this step was "
                "stored. Check the disk and PPI_DATABASE_URL."
            ) from error


def _write_messages(
    db: Connection,
    conversation: str,
    turn: str | None,
    first: int,
    at: datetime,
    messages: Sequence[NewMessage],
) -> tuple[Message, ...]:
    """Write messages, counted from `first`, with the offers of their buttons."""
    offers: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    stored = []
    for seq, new in enumerate(messages, start=first):
        buttons = []
        for title, payload in new.choices:
            offer = secrets.token_urlsafe(OFFER_BYTES)
            offers.append(
                {"id": offer, "conversation_id": conversation, "title": title, "payload": payload}
            )
            buttons.append(Button(title, offer))
        message = Message(
            uuid.uuid4().hex, seq, at, new.sender, new.kind, new.text, new.card, tuple(buttons)
        )
        stored.append(message)
        rows.append(
            {
                "id": message.id,
                "conversation_id": conversation,
                "turn_id": turn,
                "seq": seq,
                "at": at,
                "sender": new.sender,
                "kind": new.kind,
                "text": new.text,
                "card": new.card,
                "buttons": [[b.title, b.payload] for b in buttons],
            }
        )
    if offers:
        db.execute(_NEW_OFFER, offers)
    if rows:
        db.execute(_NEW_MESSAGE, rows)
    return tuple(stored)


def _write_events(
    db: Connection, conversation: str, turn: int, events: Sequence[dict[str, Any]]
) -> None:
    rows = [
        {"conversation_id": conversation, "turn": turn, "position": position, "body": body}
        for position, body in enumerate(events)
    ]
    if rows:
        db.execute(_NEW_EVENT, rows)


def _message(row: Any) -> Message:
    buttons = tuple(Button(title, payload) for title, payload in row.buttons)
    return Message(
        row.id, row.seq, _aware(row.at), row.sender, row.kind, row.text, row.card, buttons
    )


def _now() -> datetime:
    return datetime.now(UTC)


def _aware(moment: datetime) -> datetime:
    """SQLite forgets the time zone; everything is stored in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
