"""What staff do with requests: list, show, claim, note, answer, close. Each is one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from bot.content.pack import Pack
from bot.handoff.delivery.bell import Bell
from bot.handoff.rows import add_event, events_of, is_done, post
from bot.handoff.staff.shown import REACHES, Shown, find, listed, show
from bot.handoff.states import NotNow, may_answer, may_claim, may_close
from bot.handoff.words import notice, who_answers
from bot.keys import Cipher, SecretKey
from bot.records import tables as t
from bot.records.store import NewMessage, Records
from bot.records.vault import Vault

LONGEST_ANSWER = 4000
"""Characters: what a message of Telegram's holds, with the line that says who is speaking."""

LONGEST_NAME = 60


class Requests:
    """The requests of one database. All calls block, and raise RecordsUnavailable.

    `who` is how a member of staff is called among their colleagues; people never see it. The same
    `key` is the same deed: done twice, it is done once.
    """

    def __init__(
        self, records: Records, key: SecretKey, pack: Callable[[], Pack], bell: Bell | None = None
    ) -> None:
        """`bell` wakes those who deliver."""
        self._records = records
        self._cipher = Cipher(key)
        self._vault = Vault(key)
        self._pack = pack
        self._bell = bell or Bell()

    def listed(self, *, closed: bool = False) -> list[Shown]:
        """The requests that are not closed, oldest first; with `closed`, all of them."""
        with self._records.reading() as db:
            return [self._shown(db, row) for row in listed(db, closed=closed)]

    def show(self, reference: str) -> Shown:
        """One request in full.

        Raises:
            NoSuchRequest: there is none.
        """
        with self._records.reading() as db:
            return self._shown(db, find(db, reference))

    def about(self, message: int) -> str | None:
        """The reference of the request that a message of the staff chat is about."""
        with self._records.reading() as db:
            found = db.execute(
                select(t.handoff.c.reference)
                .join(t.staff_message, t.staff_message.c.handoff_id == t.handoff.c.id)
                .where(t.staff_message.c.message_id == message)
            ).scalar()
        return str(found) if found else None

    def claim(self, reference: str, who: str) -> None:
        """Say that one looks after a request.

        Raises:
            NoSuchRequest, NotNow: somebody else does, or it is answered or closed.
        """
        with self._records.writing() as db:
            row, who = find(db, reference, lock=True), _name(who)
            if may_claim(row.reference, row.state, who, row.claimed_by, row.claimed_at):
                _set(db, row, state="claimed", claimed_at=_now(), claimed_by=who)
                add_event(db, self._cipher, row.id, "claimed", who)

    def note(self, reference: str, who: str, text: str, *, key: str = "") -> None:
        """Write something down for colleagues; the person does not see it.

        Raises:
            NoSuchRequest, NotNow: there is nothing to write.
        """
        if not text.strip():
            raise NotNow("The note is empty. Write it after the reference.")
        with self._records.writing() as db:
            row = find(db, reference, lock=True)
            add_event(db, self._cipher, row.id, "note", _name(who), text.strip(), key=key)

    def answer(self, reference: str, who: str, text: str, *, key: str = "") -> None:
        """Answer the person in the chat that they wrote from.

        Raises:
            NoSuchRequest, NotNow: it is closed, the person asked to be answered elsewhere, or the
                answer is empty or too long.
        """
        text = text.strip()
        if not text:
            raise NotNow("The answer is empty. Nothing was sent.")
        if len(text) > LONGEST_ANSWER:
            raise NotNow(f"The answer is over {LONGEST_ANSWER} characters. Send it in parts.")
        with self._records.writing() as db:
            row, who = find(db, reference, lock=True), _name(who)
            if key and is_done(db, row.id, key):
                return
            may_answer(row.reference, row.state)
            if row.reach != "here":
                raise NotNow(
                    f"Nothing was sent: the person asked for an answer {REACHES[row.reach]}. "
                    f"/show {row.reference} says how to reach them; then /answered {row.reference}."
                )
            first = events_of(db, row.id, "answered") == 0
            number = add_event(db, self._cipher, row.id, "answered", who, text, key=key)
            self._answered(db, row, who)
            pack = self._pack()
            words = [notice(pack, "staff-here", row.reference)] if first else []
            self._tell(db, row, [*words, NewMessage("staff", "text", text)])
            if row.address:
                self._send(
                    db,
                    row,
                    f"{row.reference}:person:{number}",
                    title=who_answers(pack),
                    text=text,
                    after=words[0].text if words else "",
                )
        self._bell.ring()

    def answered_elsewhere(self, reference: str, who: str) -> None:
        """Note that the person was answered by email or telephone.

        Raises:
            NoSuchRequest, NotNow: it is closed, or the person waits for the answer in the chat.
        """
        with self._records.writing() as db:
            row, who = find(db, reference, lock=True), _name(who)
            may_answer(row.reference, row.state)
            if row.reach == "here":
                raise NotNow(
                    f"The person waits for the answer to {row.reference} in the chat. "
                    "Answer there, or close the request."
                )
            add_event(db, self._cipher, row.id, "answered", who)
            self._answered(db, row, who)

    def close(self, reference: str, who: str) -> None:
        """Close a request: the chat's id goes, and the assistant answers the person again.

        Raises:
            NoSuchRequest, NotNow: it is closed already.
        """
        with self._records.writing() as db:
            row, who = find(db, reference, lock=True), _name(who)
            may_close(row.reference, row.state)
            add_event(db, self._cipher, row.id, "closed", who)
            if row.reach == "here":
                said = notice(self._pack(), "staff-done", row.reference)
                self._tell(db, row, [said])
                if row.address:
                    key = f"{row.reference}:person:closed"
                    self._send(db, row, key, title="", text=said.text)
            _set(db, row, state="closed", closed_at=_now(), address=None)
        self._bell.ring()

    def resend(self, reference: str) -> int:
        """Try again what was given up; returns how many deliveries.

        Raises:
            NoSuchRequest: there is none.
        """
        with self._records.writing() as db:
            row, o, now = find(db, reference, lock=True), t.outbox.c, _now()
            found = db.execute(
                update(t.outbox)
                .where(o.handoff_id == row.id, o.dead_at.isnot(None), o.body.isnot(None))
                # It gets another day.
                .values(dead_at=None, tries=0, made_at=now, next_at=now, claimed_until=None)
            )
        self._bell.ring()
        return int(found.rowcount)

    def _shown(self, db: Connection, row: Any) -> Shown:
        return show(db, row, self._cipher, self._vault)

    def _answered(self, db: Connection, row: Any, who: str) -> None:
        changes: dict[str, Any] = {"state": "answered", "answered_at": _now(), "reminded_at": None}
        if row.claimed_by is None:
            changes |= {"claimed_at": _now(), "claimed_by": who}
        _set(db, row, **changes)

    def _tell(self, db: Connection, row: Any, messages: list[NewMessage]) -> None:
        """Put messages into the person's conversation, if it is still kept.

        On the web that is where they find them; the return code opens them later as well.
        """
        c = t.conversation.c
        there = (
            c.id == row.conversation_id
            if row.conversation_id
            # On Telegram a person has one conversation, and the hash that finds it stays the same.
            else (c.channel == row.channel) & (c.person == row.person)
        )
        conversation = db.execute(select(c.id).where(there)).scalar()
        if conversation:
            self._records.add_within(db, str(conversation), messages)

    def _send(
        self, db: Connection, row: Any, key: str, *, title: str, text: str, after: str = ""
    ) -> None:
        """Have a message sent into the person's own chat."""
        chat = self._cipher.decrypt(row.address)
        body = {"what": "message", "chat": chat, "title": title, "text": text, "after": after}
        post(db, self._cipher, "person", key, row.id, body)


def _set(db: Connection, row: Any, **values: Any) -> None:
    db.execute(update(t.handoff).where(t.handoff.c.id == row.id).values(**values))


def _name(who: str) -> str:
    return " ".join(who.split())[:LONGEST_NAME] or "staff"


def _now() -> datetime:
    return datetime.now(UTC)
