"""Erase a person everywhere in the database, and say what has to be erased elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import RecordsUnavailable
from bot.records import tables as t
from bot.records.people import people_of_conversation, rows_of
from bot.records.scrub import scrub
from bot.records.transactions import write_transaction

BACKUP_DAYS = 30
"""How long backups may be kept, as the notice `privacy` tells people and operators promise
(docs/trust/dpia.md)."""


@dataclass(frozen=True)
class Erased:
    """What was erased, or would be.

    Attributes:
        rows: how many of each table.
        channels: those on which the person wrote.
        requests: the references of their handoff requests.
        scrubbed: False when the daily job still has to clean the database's files.
        server: whether the database is a server, which cleans its files in its own time.
    """

    rows: dict[str, int]
    channels: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    scrubbed: bool = True
    server: bool = False

    @property
    def anything(self) -> bool:
        """Whether there was anything to erase."""
        return any(self.rows.values())

    @property
    def unreached(self) -> tuple[str, ...]:
        """What may be left, each with what to do about it."""
        left = [
            f"Email and messages in the staff chat about request {reference} may have been sent "
            f"before. Search for {reference} there and delete them by hand."
            for reference in self.requests
        ]
        if "telegram" in self.channels:
            left.append("Telegram keeps its own copy of the chat. The person can delete it there.")
        left.append(f"Backups still hold it until they expire, after {BACKUP_DAYS} days at most.")
        if self.server:
            left.append("PostgreSQL keeps deleted rows in its files until it has vacuumed.")
        if not self.scrubbed:
            left.append(
                "Remains of the deleted rows may be in the database's files until the daily job "
                "has rebuilt them. Run `ppi-guide retention` to do it now."
            )
        return tuple(left)


def erase_conversation(engine: Engine, conversation: str) -> Erased:
    """Erase everything about the person whose conversation it is, on that channel.

    Raises:
        RecordsUnavailable: nothing was erased.
    """
    with _errors(), engine.connect() as db:
        people = people_of_conversation(db, conversation)
    return erase_people(engine, people)


def erase_people(engine: Engine, people: Collection[str]) -> Erased:
    """Erase everything stored under these keyed hashes.

    Raises:
        RecordsUnavailable: nothing was erased.
    """
    if not people:
        return Erased({})
    with _errors(), write_transaction(engine) as db:
        found = stored_about(db, people)
        for table, theirs in rows_of(people):
            if table is t.inbox:
                _leave_marks(db, theirs)
            else:
                db.execute(delete(table).where(theirs))
        db.commit()
    return replace(found, scrubbed=scrub(engine), server=engine.dialect.name != "sqlite")


def stored_about(db: Connection, people: Collection[str]) -> Erased:
    """What is stored about these people, and so would be erased."""
    rows = {
        table.name: db.execute(select(func.count()).select_from(table).where(theirs)).scalar_one()
        for table, theirs in rows_of(people)
    }
    conditions = dict(rows_of(people))
    channels = {
        channel
        for table in (t.conversation, t.handoff, t.inbox)
        for channel in db.execute(select(table.c.channel).where(conditions[table])).scalars()
    }
    requests = db.execute(select(t.handoff.c.reference).where(conditions[t.handoff])).scalars()
    return Erased(rows, tuple(sorted(channels)), tuple(sorted(requests)))


def _leave_marks(db: Connection, theirs: Any) -> None:
    """Keep of each update only that it was received.

    If Telegram repeated one that we no longer knew, it would start a new conversation.
    """
    done = func.coalesce(t.inbox.c.done_at, datetime.now(UTC))
    db.execute(update(t.inbox).where(theirs).values(person=None, body=None, done_at=done))


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise RecordsUnavailable(
            f"The database cannot be used ({type(error).__name__}). Nothing was erased. "
            "Please try again."
        ) from error
