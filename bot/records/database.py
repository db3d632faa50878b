"""Open the database and bring it up to date."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, inspect
from sqlalchemy.engine import Engine
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from bot.errors import RecordsUnavailable, SettingError

MIGRATIONS = Path(__file__).parent / "migrations"
IN_MEMORY = "sqlite://"
BUSY_MILLISECONDS = 5000
MIGRATING_MILLISECONDS = 60_000
"""How long a process waits for another one that is migrating."""

MIGRATION_LOCK = 0x707069
"""The number of PostgreSQL's advisory lock for migrations; we use no other advisory lock."""


def open_database(url: str) -> Engine:
    """Connect to the database, and bring its tables up to date.

    Raises:
        SettingError: `url` is not the address of a database.
        RecordsUnavailable: the database cannot be reached or brought up to date.
    """
    try:
        parsed = make_url(url)
        if parsed.drivername.startswith("postgres"):  # "postgres://…", or one for another driver
            parsed = parsed.set(drivername="postgresql+psycopg")
        options: dict[str, Any] = {"future": True}
        if url == IN_MEMORY:
            options |= {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
        elif parsed.get_backend_name() == "sqlite" and parsed.database:
            _make_for_owner(Path(parsed.database))
        engine = create_engine(parsed, **options)
    except (ArgumentError, ImportError) as error:
        raise SettingError(
            "Setting PPI_DATABASE_URL is no database address. Use, for example, "
            "sqlite:////var/lib/ppi-guide/records.sqlite3 or postgresql://user:password@host/name."
        ) from error
    except OSError as error:
        raise RecordsUnavailable(
            f"The folder of the database cannot be made: {error.strerror}. Check PPI_DATA_DIR."
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
    try:
        _migrate(engine)
    except SQLAlchemyError as error:
        raise RecordsUnavailable(
            f"The database cannot be opened ({type(error).__name__}). Nothing was changed. "
            "Check PPI_DATABASE_URL or PPI_DATA_DIR, and that the disk is not full."
        ) from error
    return engine


def _make_for_owner(file: Path) -> None:
    """Make the file before SQLite does, so that no other user can read it at any moment.

    SQLite gives its write-ahead log the same permissions.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


def _migrate(engine: Engine) -> None:
    known = sorted(file.stem[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    version = _version(engine)
    if version == known[-1]:
        return  # so at nearly every start, and it saves the 0.1 s that importing Alembic takes
    if version and version not in known:
        raise RecordsUnavailable(
            f"The database was written by a newer version (its tables are {version}, this one "
            f"knows them up to {known[-1]}). Nothing was changed. Start the newer version, or go "
            "back to a backup of before."
        )
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        # When several processes start at the same moment, one migrates and the others wait.
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {MIGRATING_MILLISECONDS}")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        elif connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATION_LOCK})")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")


def _version(engine: Engine) -> str | None:
    """The last migration that was run, such as "0003"; None in a new database."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return str(found) if found else None


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
    cursor.close()
