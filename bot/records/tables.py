"""The tables: what is kept, and nothing else."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
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


def _of_conversation() -> Column:
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
    # A keyed hash of the web token or of the Telegram chat: neither is stored itself.
    Column("person", HASH, nullable=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("expires_at", DateTime(timezone=True)),
    Column("last_seq", Integer, nullable=False, default=0),
    Column("turns", Integer, nullable=False, default=0),
    # Slots and active form as they stand after the last turn.
    Column("slots", JSON, nullable=False, default=dict),
    Column("active_loop", String(100)),
    UniqueConstraint("channel", "person"),
)

turn = Table(
    "turn",
    metadata,
    Column("id", ID, primary_key=True),
    _of_conversation(),
    Column("number", Integer, nullable=False),
    # The client's message id or Telegram's update id: the same key is the same turn.
    Column("key", String(100)),
    Column("request", HASH, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("intent", String(100), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("decision", String(16), nullable=False),
    Column("card", String(100)),
    UniqueConstraint("conversation_id", "key"),
)

tracker_event = Table(
    "tracker_event",
    metadata,
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
    Column("id", String(16), primary_key=True),
    _of_conversation(),
    Column("title", String(200), nullable=False),
    Column("payload", Text, nullable=False),
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
