"""What staff do with requests: list, show, claim, note, answer, close. Each is one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from bot.content.pack import Pack
from bot.handoff.delivery.wake_signal import WakeSignal
from bot.handoff.model import CONTACT_PHRASES, HandoffRequest
from bot.handoff.request_notices import public_staff_name, request_notice
from bot.handoff.states import ActionRefused, check_answer, check_claim, check_close
from bot.handoff.store import (
    add_delivery,
    add_event,
    count_events,
    event_exists,
    find_row,
    list_rows,
    read_request,
)
from bot.keys import Cipher, SecretKey
from bot.messages import Reply
from bot.records import tables as t
from bot.records.store import Records
from bot.records.vault import Vault

LONGEST_ANSWER = 4000
"""Characters: one message on Telegram, with room for the line that says who is speaking."""

LONGEST_NAME = 60


class Requests:
    """The requests of one database. All calls block, and raise RecordsUnavailable.

    `who` is the name of a member of staff among colleagues; people never see it. Two calls with the
    same `key` are one action: the second does nothing.
    """

    def __init__(
        self,
        records: Records,
        key: SecretKey,
        pack: Callable[[], Pack],
        wake_signal: WakeSignal | None = None,
    ) -> None:
        """`pack`: returns the pack as it is now. `wake_signal`: wakes this process to deliver."""
        self._records = records
        self._cipher = Cipher(key)
        self._vault = Vault(key)
        self._pack = pack
        self._wake_signal = wake_signal or WakeSignal()

    def listed(self, *, include_closed: bool = False) -> list[HandoffRequest]:
        """The requests that are not closed or not delivered, oldest first; or all of them."""
        with self._records.reading() as db:
            return [self._read(db, row) for row in list_rows(db, include_closed=include_closed)]

    def show(self, reference: str) -> HandoffRequest:
        """One request in full.

        Raises:
            NoSuchRequest: there is none.
        """
        with self._records.reading() as db:
            return self._read(db, find_row(db, reference))

    def reference_of(self, staff_message: int) -> str | None:
        """The reference of the request that a message of the staff chat is about, or None."""
        with self._records.reading() as db:
            found = db.execute(
                select(t.handoff.c.reference)
                .join(t.staff_message, t.staff_message.c.handoff_id == t.handoff.c.id)
                .where(t.staff_message.c.message_id == staff_message)
            ).scalar()
        return str(found) if found else None

    def claim(self, reference: str, who: str) -> None:
        """Note that a member of staff looks after a request.

        Raises:
            NoSuchRequest: there is none.
            ActionRefused: somebody else does, or it is answered or closed.
        """
        with self._records.writing() as db:
            row, who = find_row(db, reference, lock=True), _clean_name(who)
            if check_claim(row.reference, row.state, who, row.claimed_by, row.claimed_at):
                _update(db, row, state="claimed", claimed_at=_now(), claimed_by=who)
                add_event(db, self._cipher, row.id, "claimed", who)

    def note(self, reference: str, who: str, text: str, *, key: str = "") -> None:
        """Keep a note for colleagues; the person does not see it.

        Raises:
            NoSuchRequest: there is none.
            ActionRefused: the note is empty.
        """
        if not text.strip():
            raise ActionRefused("The note is empty. Write it after the reference.")
        with self._records.writing() as db:
            row = find_row(db, reference, lock=True)
            add_event(db, self._cipher, row.id, "note", _clean_name(who), text.strip(), key=key)

    def answer(self, reference: str, who: str, text: str, *, key: str = "") -> None:
        """Answer the person in the chat that they wrote from.

        Raises:
            NoSuchRequest: there is none.
            ActionRefused: it is closed, the person asked to be answered elsewhere, or the answer
                is empty or too long.
        """
        text = text.strip()
        if not text:
            raise ActionRefused("The answer is empty. Nothing was sent.")
        if len(text) > LONGEST_ANSWER:
            raise ActionRefused(
                f"The answer is over {LONGEST_ANSWER} characters. Send it in parts."
            )
        with self._records.writing() as db:
            row, who = find_row(db, reference, lock=True), _clean_name(who)
            if key and event_exists(db, row.id, key):
                return
            check_answer(row.reference, row.state)
            if row.reach != "here":
                asked_for = CONTACT_PHRASES[row.reach]
                raise ActionRefused(
                    f"Nothing was sent: the person asked for an answer {asked_for}. "
                    f"/show {row.reference} says how to reach them; then /answered {row.reference}."
                )
            first = count_events(db, row.id, "answered") == 0
            event_id = add_event(db, self._cipher, row.id, "answered", who, text, key=key)
            self._mark_answered(db, row, who)
            pack = self._pack()
            notices = [request_notice(pack, "staff-here", row.reference)] if first else []
            self._add_to_conversation(db, row, [*notices, Reply("text", (text,), sender="staff")])
            if row.address:
                self._deliver_to_person(
                    db,
                    row,
                    f"{row.reference}:person:{event_id}",
                    title=public_staff_name(pack),
                    text=text,
                    after=notices[0].text if notices else "",
                )
        self._wake_signal.send()

    def answered_elsewhere(self, reference: str, who: str) -> None:
        """Note that the person was answered by email or telephone.

        Raises:
            NoSuchRequest: there is none.
            ActionRefused: it is closed, or the person waits for the answer in the chat.
        """
        with self._records.writing() as db:
            row, who = find_row(db, reference, lock=True), _clean_name(who)
            check_answer(row.reference, row.state)
            if row.reach == "here":
                raise ActionRefused(
                    f"The person waits for the answer to {row.reference} in the chat. "
                    "Answer there, or close the request."
                )
            add_event(db, self._cipher, row.id, "answered", who)
            self._mark_answered(db, row, who)

    def close(self, reference: str, who: str) -> None:
        """Close a request: the assistant answers the person again, and forgets their chat's id.

        Raises:
            NoSuchRequest: there is none.
            ActionRefused: it is closed already.
        """
        with self._records.writing() as db:
            row, who = find_row(db, reference, lock=True), _clean_name(who)
            check_close(row.reference, row.state)
            add_event(db, self._cipher, row.id, "closed", who)
            if row.reach == "here":
                done = request_notice(self._pack(), "staff-done", row.reference)
                self._add_to_conversation(db, row, [done])
                if row.address:
                    key = f"{row.reference}:person:closed"
                    self._deliver_to_person(db, row, key, title="", text=done.text)
            _update(db, row, state="closed", closed_at=_now(), address=None)
        self._wake_signal.send()

    def resend(self, reference: str) -> int:
        """Try again, for a day, the deliveries that were given up; returns how many there are.

        Raises:
            NoSuchRequest: there is none.
        """
        with self._records.writing() as db:
            row, o, now = find_row(db, reference, lock=True), t.outbox.c, _now()
            resent = db.execute(
                update(t.outbox)
                .where(o.handoff_id == row.id, o.dead_at.isnot(None), o.body.isnot(None))
                .values(dead_at=None, tries=0, made_at=now, next_at=now, claimed_until=None)
            )
        self._wake_signal.send()
        return int(resent.rowcount)

    def _read(self, db: Connection, row: Any) -> HandoffRequest:
        return read_request(db, row, self._cipher, self._vault)

    def _mark_answered(self, db: Connection, row: Any, who: str) -> None:
        changes: dict[str, Any] = {"state": "answered", "answered_at": _now(), "reminded_at": None}
        if row.claimed_by is None:
            changes |= {"claimed_at": _now(), "claimed_by": who}
        _update(db, row, **changes)

    def _add_to_conversation(self, db: Connection, row: Any, messages: list[Reply]) -> None:
        """Add messages to the person's conversation, if it is still kept.

        On the web the person finds them there, and later with the return code.
        """
        c = t.conversation.c
        theirs = (
            c.id == row.conversation_id
            if row.conversation_id
            # It was deleted for its age. On Telegram a newer one has the same hash of the person.
            else (c.channel == row.channel) & (c.person == row.person)
        )
        conversation = db.execute(select(c.id).where(theirs)).scalar()
        if conversation:
            self._records.add_within(db, str(conversation), messages)

    def _deliver_to_person(
        self, db: Connection, row: Any, key: str, *, title: str, text: str, after: str = ""
    ) -> None:
        """Put a delivery to the person's own Telegram chat into the outbox."""
        chat = self._cipher.decrypt(row.address)
        body = {"what": "message", "chat": chat, "title": title, "text": text, "after": after}
        add_delivery(db, self._cipher, "person", key, row.id, body)


def _update(db: Connection, row: Any, **values: Any) -> None:
    db.execute(update(t.handoff).where(t.handoff.c.id == row.id).values(**values))


def _clean_name(who: str) -> str:
    return " ".join(who.split())[:LONGEST_NAME] or "staff"


def _now() -> datetime:
    return datetime.now(UTC)
