"""A turn as the records know it: where a conversation stands, what is written, what was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.engine import Connection

from bot.messages import Message, Reply
from bot.records.snapshot import Snapshot

AlsoWrite = Callable[[Connection], None]
"""Something else that is written in the transaction of a turn."""


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
    messages: Sequence[Reply]
    snapshot: Snapshot | None = None
    text: str | None = None
    crisis: str | None = None
    also: Sequence[AlsoWrite] = ()
    after: Standing | None = None


@dataclass(frozen=True)
class StoredTurn:
    """A turn as it was answered: the hash of what was asked, its intent, the messages it made."""

    request: str
    intent: str
    messages: tuple[Message, ...]
