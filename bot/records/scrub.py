"""Remove what was deleted from the files of a SQLite database too."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError

TRIES = 2
"""Each waits up to `BUSY_MILLISECONDS` (bot/records/database.py) for whoever uses the database."""

MOST_BYTES = 100 * 1024 * 1024
"""A database up to this size is rebuilt after each erasure, which takes 0.4 s for 55 MB and keeps
everybody else from writing; a larger one is rebuilt only by the daily job."""


def scrub(engine: Engine, *, at_any_size: bool = False) -> bool:
    """Rebuild a SQLite database without what was deleted, and empty its write-ahead log.

    `secure_delete` (bot/records/database.py) overwrites deleted rows, but not the copies that stay
    behind when SQLite splits a page: after 1000 erasures among 2000 people, 27 could still be read
    in the file. VACUUM leaves none. The write-ahead log holds old pages until it is emptied.

    Args:
        at_any_size: rebuild a database of more than `MOST_BYTES` too.

    Returns:
        False when it is left to the daily job, because somebody was using the database or it is
        too large. True also for other databases, to which nothing is done.
    """
    if engine.dialect.name != "sqlite" or not engine.url.database:
        return True
    small = _bytes(Path(engine.url.database)) <= MOST_BYTES
    for _ in range(TRIES):
        try:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
                if small or at_any_size:
                    _rebuild(db, in_memory=small)
                busy = db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").scalar()
        except OperationalError:  # "database is locked": somebody else uses it
            continue
        if not busy:
            return small or at_any_size
    return False


def _rebuild(db: Connection, *, in_memory: bool) -> None:
    # Otherwise SQLite writes a copy of the whole database into the folder for temporary files.
    db.exec_driver_sql(f"PRAGMA temp_store = {'MEMORY' if in_memory else 'DEFAULT'}")
    try:
        db.exec_driver_sql("VACUUM")
    finally:
        db.exec_driver_sql("PRAGMA temp_store = DEFAULT")


def _bytes(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0
