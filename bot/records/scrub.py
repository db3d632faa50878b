"""After a deletion: nothing of it may be left in the files of a SQLite database."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError

TRIES = 2
"""Each waits for whoever reads, up to `BUSY_MILLISECONDS` of bot/records/database.py."""

MOST_BYTES = 100 * 1024 * 1024
"""A database up to this size is rebuilt after each erasure (0.4 s for 55 MB, in which nobody else
can write); a larger one by the daily job only."""


def scrub(engine: Engine, *, at_any_size: bool = False) -> bool:
    """Rebuild a SQLite database without what was deleted, and cut its log to nothing.

    `secure_delete` (bot/records/database.py) overwrites a row that is deleted, but not the copies
    that are left behind when pages are split: after 1000 erasures among 2000 people 27 could still
    be read in the file. VACUUM leaves none. The write-ahead log holds old pages until it is cut.

    Args:
        at_any_size: rebuild a database of more than `MOST_BYTES` too.

    Returns:
        False when it could not be done now, as somebody was reading or the database is too large:
        the daily job does it. True on every other database, to which this does nothing.
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
        except OperationalError:  # "database is locked": somebody else is writing
            continue
        if not busy:
            return small or at_any_size
    return False


def _rebuild(db: Connection, *, in_memory: bool) -> None:
    # Else SQLite writes a copy of the whole into a folder for temporary files.
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
