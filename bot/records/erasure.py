"""Erase one person everywhere, and say what cannot be reached from here."""

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
from bot.records.transaction import alone

BACKUP_DAYS = 30
"""How long backups may be kept: what the notice `privacy` tells people, and what operators promise
(docs/trust/dpia.md)."""


@dataclass(frozen=True)
class Erased:
    """What was erased: `rows` of each table, on which `channels`, and the `requests` by reference.

    `scrubbed` is False when remains in the database's files have to wait for the daily job.
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
        """What is left elsewhere, each with what to do about it."""
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
    """Erase the person whose conversation it is, on that channel.

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
    with _errors(), alone(engine) as db:
        found = held(db, people)
        for table, theirs in rows_of(people):
            if table is t.inbox:
                _empty(db, theirs)
            else:
                db.execute(delete(table).where(theirs))
        db.commit()
    return replace(found, scrubbed=scrub(engine), server=engine.dialect.name != "sqlite")


def held(db: Connection, people: Collection[str]) -> Erased:
    """What would be erased."""
    rows = {
        table.name: db.execute(select(func.count()).select_from(table).where(theirs)).scalar_one()
        for table, theirs in rows_of(people)
    }
    which = dict(rows_of(people))
    channels = {
        channel
        for table in (t.conversation, t.handoff, t.inbox)
        for channel in db.execute(select(table.c.channel).where(which[table])).scalars()
    }
    requests = db.execute(select(t.handoff.c.reference).where(which[t.handoff])).scalars()
    return Erased(rows, tuple(sorted(channels)), tuple(sorted(requests)))


def _empty(db: Connection, theirs: Any) -> None:
    """Leave of an update only that it came: given again, it must not start a new conversation."""
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
