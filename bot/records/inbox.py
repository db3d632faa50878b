"""Updates that a channel has received and not yet answered. Only Telegram has an inbox.

An update is stored before we acknowledge it, so that no crash loses it. Its words are encrypted,
and deleted as soon as it is answered. Its key stays for two days (`KEEP_MARKS` of
bot/records/retention.py), so that it is not answered twice.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from bot.keys import Cipher, SecretKey, Unreadable
from bot.records import tables as t
from bot.records.process_name import has_ended, this_process
from bot.records.store import Records


@dataclass(frozen=True)
class Arrival:
    """An update that has just been received: its key, its person's keyed hash, and its body.

    The key is "<bot id>:<update id>"; each bot counts its updates up.
    """

    key: str
    person: str
    body: dict[str, Any]


@dataclass(frozen=True)
class Waiting:
    """An update that waits for its answer. `tries`: how often it was taken up again."""

    key: str
    body: dict[str, Any]
    tries: int = 0


class Inbox:
    """The inbox of one channel. All calls block, and may raise RecordsUnavailable."""

    def __init__(
        self, records: Records, key: SecretKey, channel: str, *, holder: str | None = None
    ) -> None:
        """`holder`: who answers; by default, this process."""
        self._records = records
        self._cipher = Cipher(key)
        self._channel = channel
        self._holder = holder or this_process()

    def store(self, arrivals: Sequence[Arrival]) -> set[str]:
        """Store updates, all or none; returns the keys of those not received before."""
        new = set()
        with self._records.writing() as db:
            for arrival in arrivals:
                if self._insert(db, arrival):
                    new.add(arrival.key)
        return new

    def note(self, key: str, body: dict[str, Any], *, of_nobody: bool = False) -> None:
        """Replace the body of an update that is being answered, to note how far the answer is.

        Args:
            of_nobody: remove the person's hash. An update that asks for erasure must itself
                survive it, until the person has been told that it is done.
        """
        values: dict[str, Any] = {"body": self._encrypted(body)}
        if of_nobody:
            values["person"] = None
        with self._records.writing() as db:
            waits = self._is(key) & t.inbox.c.done_at.is_(None)
            db.execute(update(t.inbox).where(waits).values(**values))

    def done(self, key: str) -> None:
        """The update is answered: delete its words and its person's hash."""
        with self._records.writing() as db:
            db.execute(
                update(t.inbox)
                .where(self._is(key))
                .values(body=None, person=None, holder=None, done_at=datetime.now(UTC))
            )

    def hold(self, keys: Collection[str]) -> None:
        """Say that these are still being answered here, so that no other process takes them."""
        for some in _in_batches(sorted(keys)):
            with self._records.writing() as db:
                db.execute(
                    update(t.inbox)
                    .where(
                        t.inbox.c.channel == self._channel,
                        t.inbox.c.key.in_(some),
                        t.inbox.c.done_at.is_(None),
                    )
                    .values(came_at=datetime.now(UTC))
                )

    def take_up(self, *, quiet_for: timedelta, held: Collection[str] = ()) -> list[Waiting]:
        """Claim the updates that wait and that no process is answering; oldest first.

        An update is free when the process that held it has ended, or has not called `hold` for
        `quiet_for`. Claiming counts the try, so that only one of several processes gets it.

        Args:
            held: keys that this process is answering already.
        """
        before = datetime.now(UTC) - quiet_for
        with self._records.reading() as db:
            rows = db.execute(
                select(t.inbox, (t.inbox.c.came_at <= before).label("quiet")).where(
                    t.inbox.c.channel == self._channel, t.inbox.c.done_at.is_(None)
                )
            ).all()
        free = [
            row
            for row in rows
            if row.key not in held and (row.quiet or row.holder is None or has_ended(row.holder))
        ]
        return sorted(self._claimed(free), key=lambda waiting: arrival_order(waiting.key))

    def is_next(self, key: str, person: str) -> bool:
        """Whether no other process has an earlier update of the person to answer."""
        i = t.inbox.c
        with self._records.reading() as db:
            elsewhere = db.execute(
                select(i.key).where(
                    i.channel == self._channel,
                    i.person == person,
                    i.done_at.is_(None),
                    i.holder != self._holder,
                )
            ).scalars()
            return not any(arrival_order(other) < arrival_order(key) for other in elsewhere)

    def _claimed(self, rows: Sequence[Any]) -> list[Waiting]:
        taken = []
        if rows:
            with self._records.writing() as db:
                for row in rows:
                    claimed = db.execute(
                        update(t.inbox)
                        .where(
                            self._is(row.key),
                            t.inbox.c.tries == row.tries,
                            t.inbox.c.done_at.is_(None),
                        )
                        .values(tries=row.tries + 1, came_at=datetime.now(UTC), holder=self._holder)
                    )
                    if claimed.rowcount:
                        taken.append(Waiting(row.key, self._decrypted(row.body), row.tries + 1))
        return taken

    def _insert(self, db: Connection, arrival: Arrival) -> bool:
        insert = postgresql.insert if db.dialect.name == "postgresql" else sqlite.insert
        values = {
            "channel": self._channel,
            "key": arrival.key,
            "person": arrival.person,
            "body": self._encrypted(arrival.body),
            "came_at": datetime.now(UTC),
            "tries": 0,
            "holder": self._holder,
        }
        new_row = insert(t.inbox).values(**values).on_conflict_do_nothing()
        # PostgreSQL's driver does not count the rows of an insert.
        return db.execute(new_row.returning(t.inbox.c.key)).first() is not None

    def _is(self, key: str) -> Any:
        return (t.inbox.c.channel == self._channel) & (t.inbox.c.key == key)

    def _encrypted(self, body: dict[str, Any]) -> str:
        return self._cipher.encrypt(json.dumps(body, separators=(",", ":")))

    def _decrypted(self, body: str | None) -> dict[str, Any]:
        try:
            read: dict[str, Any] = json.loads(self._cipher.decrypt(body or ""))
        except Unreadable:  # written with another key: it cannot be answered any more
            return {}
        return read


def arrival_order(key: str) -> tuple[str, int, str]:
    """What to sort keys by, so that "7:9" comes before "7:12", as it arrived before it."""
    bot, _, number = key.rpartition(":")
    return (bot, int(number), "") if number.isdigit() else (bot, 0, number)


def _in_batches(keys: Sequence[str], size: int = 500) -> Iterator[Sequence[str]]:
    """Databases limit how many values one statement may have."""
    for start in range(0, len(keys), size):
        yield keys[start : start + size]
