"""A transaction that no other writer comes between."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import Connection, Engine


@contextmanager
def alone(engine: Engine) -> Iterator[Connection]:
    """A transaction for what is read first and deleted after; whoever opens it commits it.

    SQLite takes its lock for writing at the first write: here before the first read.
    """
    with engine.connect() as db:
        if engine.dialect.name == "sqlite":
            db.exec_driver_sql("BEGIN IMMEDIATE")
        yield db
