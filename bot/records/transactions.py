"""Transactions of one database, and what a person is told when it cannot be used."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime

from sqlalchemy import insert
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from bot.errors import RecordsUnavailable
from bot.records import tables as t


class Transactions:
    """Reads and writes of one database, each whole or not at all."""

    def __init__(self, engine: Engine) -> None:
        """`engine`: from `open_database`."""
        self._engine = engine
        # Turns read a conversation's counters before they write. A database server locks the row;
        # SQLite has no row locks, so the writers of this process take turns.
        self._one_writer = threading.RLock()
        # Records in memory are one connection, which no other process shares.
        self._in_memory = isinstance(engine.pool, StaticPool)
        self._immediate = engine.dialect.name == "sqlite" and not self._in_memory

    @property
    def engine(self) -> Engine:
        """The database, for what is more than one conversation's: retention, erasure."""
        return self._engine

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def check_writable(self) -> None:
        """Write something and take it back.

        Raises:
            RecordsUnavailable: the database cannot be written.
        """
        with self._errors(), self._engine.connect() as db:
            db.execute(
                insert(t.conversation).values(
                    id=uuid.uuid4().hex,
                    channel="health",
                    person="health",
                    started_at=datetime.now(UTC),
                )
            )
            db.rollback()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads.

        Raises:
            RecordsUnavailable: the database cannot be used.
        """
        # One connection can be in one transaction: who reads from memory waits for who writes.
        with self._one_writer if self._in_memory else nullcontext(), self._transaction() as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that writes, one at a time within this process.

        Raises:
            RecordsUnavailable: nothing was written.
        """
        with self._one_writer, self._transaction() as db:
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
