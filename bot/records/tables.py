"""The tables: all that is stored, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

ID = String(32)
HASH = String(64)


def _of_conversation() -> Column[Any]:
    return Column(
        "conversation_id",
        ID,
        ForeignKey("conversation.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    )


conversation = Table(
    "conversation",
    metadata,
    Column("id", ID, primary_key=True),
    Column("channel", String(16), nullable=False),
    # A keyed hash of the web token or of the Telegram chat, which are not stored themselves.
    Column("person", HASH, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True)),
    Column("last_seq", Integer, nullable=False, default=0),
    Column("turns", Integer, nullable=False, default=0),
    # Slots and active form after the last turn.
    Column("slots", JSON, nullable=False, default=dict),
    Column("active_loop", String(100)),
    # When the last turn was. A while after it, the words are deleted (bot/records/retention.py).
    Column("last_at", DateTime(timezone=True)),
    # The last crisis card shown. After one there is no quiz, and the card stays one press away.
    Column("crisis", String(100)),
    UniqueConstraint("channel", "person"),
)

turn = Table(
    "turn",
    metadata,
    Column("id", ID, primary_key=True),
    _of_conversation(),
    Column("number", Integer, nullable=False),
    # Made from the client's message id or Telegram's update id. The same key is the same turn.
    Column("key", String(100)),
    # A keyed hash of what was said, to see whether a key comes again with other words.
    Column("request", HASH, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("intent", String(100), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("decision", String(16), nullable=False),
    Column("card", String(100)),
    # What was said, masked, where PPI_STORE_TEXT asks to keep it longer than the conversation.
    Column("text", Text),
    UniqueConstraint("conversation_id", "key"),
)

tracker_event = Table(
    "tracker_event",
    metadata,
    # What Rasa recorded in each turn. It shows where a form was begun; Rasa is not given it again.
    Column(
        "conversation_id",
        ID,
        ForeignKey("conversation.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("turn", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("body", JSON, nullable=False),
)

message = Table(
    "message",
    metadata,
    Column("id", ID, primary_key=True),
    _of_conversation(),
    Column("turn_id", ID, ForeignKey("turn.id", ondelete="CASCADE")),
    Column("seq", Integer, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("sender", String(16), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("text", Text, nullable=False),
    Column("card", JSON),
    Column("buttons", JSON, nullable=False, default=list),
    UniqueConstraint("conversation_id", "seq"),
    Index("ix_message_turn", "turn_id"),
)

offer = Table(
    "offer",
    metadata,
    # The buttons shown in a conversation: a client sends a button's id, and never its payload.
    Column("id", String(16), primary_key=True),
    _of_conversation(),
    Column("title", String(200), nullable=False),
    Column("payload", Text, nullable=False),
    # Deleted after as many days as turns.
    Column("at", DateTime(timezone=True), default=lambda: datetime.now(UTC), index=True),
)

daily_count = Table(
    "daily_count",
    metadata,
    # What is left of old turns: how many there were, of nobody in particular.
    Column("day", Date, primary_key=True),
    Column("channel", String(16), primary_key=True),
    Column("intent", String(100), primary_key=True),
    Column("decision", String(16), primary_key=True),
    # "" when no card was shown.
    Column("card", String(100), primary_key=True),
    Column("turns", Integer, nullable=False, default=0),
    Column("helpful", Integer, nullable=False, default=0),
    Column("unhelpful", Integer, nullable=False, default=0),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", ID, primary_key=True),
    _of_conversation(),
    Column("answer_id", ID, ForeignKey("message.id", ondelete="CASCADE"), nullable=False),
    Column("helpful", Boolean, nullable=False),
    Column("comment", Text),
    Column("at", DateTime(timezone=True), nullable=False),
    UniqueConstraint("answer_id"),
)

handoff = Table(
    "handoff",
    metadata,
    Column("id", ID, primary_key=True),
    Column("reference", String(16), nullable=False, unique=True),
    # The conversation may be deleted before the request is closed; `person` still finds it.
    Column("conversation_id", ID, ForeignKey("conversation.id", ondelete="SET NULL"), index=True),
    # The same key is the same request, however often it is sent.
    Column("key", String(100), nullable=False, unique=True),
    Column("channel", String(16), nullable=False),
    Column("person", HASH, nullable=False, index=True),
    Column("role", String(16), nullable=False),
    # "email", "phone" or "here"; the address or number itself is in the vault.
    Column("reach", String(16), nullable=False),
    # Encrypted: the message, and the last turns if the person agreed to send them.
    Column("message", Text, nullable=False),
    Column("transcript", Text),
    # Encrypted: the Telegram chat to answer in; deleted once the request is closed.
    Column("address", Text),
    # A keyed hash of the code that opens the answer on the web.
    Column("return_code", HASH, unique=True),
    Column("state", String(16), nullable=False, index=True),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("claimed_at", DateTime(timezone=True)),
    Column("claimed_by", String(100)),
    Column("answered_at", DateTime(timezone=True)),
    Column("closed_at", DateTime(timezone=True)),
    Column("reminded_at", DateTime(timezone=True)),
)

handoff_event = Table(
    "handoff_event",
    metadata,
    Column("id", ID, primary_key=True),
    Column(
        "handoff_id", ID, ForeignKey("handoff.id", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("what", String(16), nullable=False),
    Column("who", String(100), nullable=False),
    # Encrypted: a note, or what was said.
    Column("text", Text),
)

vault = Table(
    "vault",
    metadata,
    Column("id", ID, primary_key=True),
    Column("conversation_id", ID, ForeignKey("conversation.id", ondelete="CASCADE"), index=True),
    # Set once the piece belongs to a request: then it is deleted with the request.
    Column("handoff_id", ID, ForeignKey("handoff.id", ondelete="CASCADE"), index=True),
    Column("token", String(40), nullable=False),
    Column("kind", String(20), nullable=False),
    # Encrypted.
    Column("value", Text, nullable=False),
    # A keyed hash, by which a person is found who gives an email address or telephone number.
    Column("finder", HASH, nullable=False, index=True),
    Column("at", DateTime(timezone=True), nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", ID, primary_key=True),
    # The same key is the same delivery.
    Column("key", String(100), nullable=False, unique=True),
    Column("handoff_id", ID, ForeignKey("handoff.id", ondelete="CASCADE"), index=True),
    # "email", "staff" (the staff chat) or "person" (the person's own Telegram chat).
    Column("way", String(16), nullable=False),
    # Encrypted: what to send and where to; deleted once it is sent.
    Column("body", Text),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("next_at", DateTime(timezone=True), nullable=False, index=True),
    Column("tries", Integer, nullable=False, default=0),
    Column("claimed_by", String(64)),
    Column("claimed_until", DateTime(timezone=True)),
    Column("sent_at", DateTime(timezone=True)),
    Column("dead_at", DateTime(timezone=True)),
    Column("trouble", String(100)),
)

staff_message = Table(
    "staff_message",
    metadata,
    # Which message of the staff chat is about which request. A reply to it answers the person.
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),
    Column(
        "handoff_id", ID, ForeignKey("handoff.id", ondelete="CASCADE"), nullable=False, index=True
    ),
)

inbox = Table(
    "inbox",
    metadata,
    # Updates received and not yet answered. The key is "<bot id>:<Telegram's update id>".
    Column("channel", String(16), primary_key=True),
    Column("key", String(100), primary_key=True),
    Column("person", HASH, index=True),
    # Encrypted, and deleted once the update is answered.
    Column("body", Text),
    Column("came_at", DateTime(timezone=True), nullable=False, index=True),
    Column("done_at", DateTime(timezone=True)),
    Column("tries", Integer, nullable=False, default=0),
    # The process that answers it (bot/records/process_name.py).
    Column("holder", String(200)),
)

lease = Table(
    "lease",
    metadata,
    # What only one process may do at a time, and which process does it (bot/records/lease.py).
    Column("name", String(40), primary_key=True),
    Column("holder", String(200), nullable=False),
    # Seconds since 1970 by the clock of the database.
    Column("until", Float, nullable=False),
)
