"""Export everything that is stored about a person, decrypted, for when they ask for a copy."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import RecordsUnavailable
from bot.keys import Cipher, Unreadable
from bot.records import tables as t
from bot.records.people import person_reference, rows_of

ENCRYPTED: dict[Table, tuple[str, ...]] = {
    t.handoff: ("message", "transcript", "address"),
    t.handoff_event: ("text",),
    t.vault: ("value",),
    t.outbox: ("body",),
    t.inbox: ("body",),
}
"""The encrypted columns. An export has their text in the clear."""

UNREADABLE = "(encrypted with another key)"


def export_people(engine: Engine, cipher: Cipher, people: Collection[str]) -> dict[str, Any]:
    """What is stored under these keyed hashes, table by table, ready for JSON.

    Raises:
        RecordsUnavailable: the database cannot be read.
    """
    try:
        with engine.connect() as db:
            tables = {
                table.name: [
                    {name: _readable(table, name, value, cipher) for name, value in row.items()}
                    for row in db.execute(select(table).where(theirs)).mappings()
                ]
                for table, theirs in rows_of(people)
            }
    except SQLAlchemyError as error:
        raise RecordsUnavailable(
            f"The database cannot be used ({type(error).__name__}). Nothing was exported."
        ) from error
    return {"references": sorted(map(person_reference, people)), **tables}


def _readable(table: Table, name: str, value: Any, cipher: Cipher) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if value is not None and name in ENCRYPTED.get(table, ()):
        try:
            return cipher.decrypt(value)
        except Unreadable:
            return UNREADABLE
    return value
