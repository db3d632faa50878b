"""A transaction for work that reads first and deletes afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import Connection, Engine


@contextmanager
def write_transaction(engine: Engine) -> Iterator[Connection]:
    """A transaction that will write. The caller commits it; otherwise it is rolled back.

    SQLite would take its write lock at the first write only, and refuse that write if another
    process had written since our first read. So the lock is taken before the first read.
    PostgreSQL locks rows, and needs nothing of the kind.
    """
    with engine.connect() as db:
        if engine.dialect.name == "sqlite":
            db.exec_driver_sql("BEGIN IMMEDIATE")
        yield db
