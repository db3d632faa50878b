"""What goes, and when: words with the session, turns after some weeks, requests on their own clock.

Three clocks run:

- The session. Once a conversation has been quiet for `SESSION`, or its web session has expired, its
  words go: messages, Rasa's events and slots, the crisis mark, the hash of what was asked, and what
  the vault holds for no request. What staff wrote stays while the request for a person is kept, so
  that somebody who comes back days later still finds the answer. Buttons stay too: they hold no
  words of the person's, and on Telegram they stand in the chat for ever.
- PPI_RETENTION_DAYS. Turns older than that become daily counts and go, with the masked text and the
  feedback kept for improving; then the whole conversation, once nobody has used it for as long.
- PPI_HANDOFF_RETENTION_DAYS after it was closed, a request goes with all that belongs to it.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import RecordsUnavailable
from bot.records.retention_steps import STEPS, Clocks
from bot.records.scrub import scrub
from bot.records.transaction import alone


def retain(
    engine: Engine,
    *,
    days: int,
    request_days: int,
    dry_run: bool = False,
    now: datetime | None = None,
) -> dict[str, int]:
    """Delete what is too old; returns how many of each. A second run finds nothing.

    Args:
        days, request_days: the settings PPI_RETENTION_DAYS and PPI_HANDOFF_RETENTION_DAYS.
        dry_run: take everything back at the end.
        now: the moment to judge by.

    Raises:
        RecordsUnavailable: the database cannot be used; what was deleted until then stays so.
    """
    clocks = Clocks(now or datetime.now(UTC), timedelta(days=days), timedelta(days=request_days))
    gone: Counter[str] = Counter()
    try:
        if dry_run:
            with alone(engine) as db:
                for name, step, _ in STEPS:
                    gone[name] += step(db, clocks)
                db.rollback()
            return dict(gone)
        for name, step, again in STEPS:
            while True:
                with alone(engine) as db:
                    found = step(db, clocks)
                    db.commit()
                gone[name] += found
                if not (again and found):
                    break
        # Even when nothing went: an erasure may have left it for this run.
        scrub(engine, at_any_size=True)
    except SQLAlchemyError as error:
        raise RecordsUnavailable(
            f"The database cannot be used ({type(error).__name__}). What is too old was not all "
            "deleted. It is tried again within the hour."
        ) from error
    return dict(gone)
