"""Where a turn leaves requests for a person, and hears whether staff are answering one."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from bot.content.pack import Pack
from bot.handoff.codes import code_hash, codes_in
from bot.handoff.delivery.bell import Bell
from bot.handoff.delivery.health import Health
from bot.handoff.delivery.routes import StaffWay
from bot.handoff.model import Asker, NewRequest, Return, Talk
from bot.handoff.rows import add_event, in_utc, post
from bot.handoff.transcript import transcript
from bot.handoff.words import notice
from bot.keys import Cipher, SecretKey
from bot.privacy import Piece
from bot.records import tables as t
from bot.records.store import NewMessage
from bot.records.vault import Vault

THE_PERSON = "the person"
"""Who an event of the person's own is by: no name, and no hash."""

TALK_LASTS = timedelta(days=7)
"""A request that nobody closed does not silence the assistant for ever: after so long without a
word from either side it answers again."""


class HandoffDesk:
    """Takes requests: see `bot.handoff.model.Desk`."""

    def __init__(
        self,
        key: SecretKey,
        ways: Sequence[StaffWay],
        health: Health,
        bell: Bell,
        pack: Callable[[], Pack],
    ) -> None:
        """`ways`: those that are set."""
        self._key = key
        self._ways = ways
        self._health = health
        self._bell = bell
        self._pack = pack
        self._cipher = Cipher(key)
        self._vault = Vault(key)

    @property
    def offered(self) -> bool:
        """Whether at least one way to the staff is set and works."""
        return any(self._health.working(way) for way in self._ways)

    def open(self, db: Connection, request: NewRequest, asker: Asker) -> None:
        """Write a request and its deliveries; a request whose key is known is not written again."""
        if db.execute(select(t.handoff.c.id).where(t.handoff.c.key == request.key)).first():
            return
        handoff = uuid.uuid4().hex
        here = request.reach == "here"
        lines = transcript(db, asker.conversation) if request.with_talk else ""
        db.execute(
            insert(t.handoff).values(
                id=handoff,
                reference=request.reference,
                conversation_id=asker.conversation,
                key=request.key,
                channel=asker.channel,
                person=asker.person,
                role=request.role,
                reach=request.reach,
                message=self._cipher.encrypt(request.message),
                transcript=self._cipher.encrypt(lines) if lines else None,
                # A chat is kept only when the person asked to be answered in it.
                address=self._cipher.encrypt(asker.address) if here and asker.address else None,
                return_code=(
                    code_hash(self._key, request.return_code) if request.return_code else None
                ),
                state="open",
                opened_at=datetime.now(UTC),
            )
        )
        # The last turns hold tokens too, but what they stood for is gone, and stays so.
        held = f"{request.token} {request.message}"
        self._vault.give(db, asker.conversation, handoff, held)
        add_event(db, self._cipher, handoff, "opened", THE_PERSON)
        for way in self._ways:
            post(db, self._cipher, way, f"{request.reference}:{way}", handoff, {"what": "opened"})
        self._bell.ring()

    def talk(self, db: Connection, conversation: str) -> Talk | None:
        """The request that staff are answering in this conversation, the last one first."""
        h = t.handoff.c
        row = db.execute(
            select(h.id, h.reference)
            .where(h.conversation_id == conversation, h.state == "answered", h.reach == "here")
            .order_by(h.answered_at.desc())
        ).first()
        if row is None:
            return None
        last = db.execute(
            select(t.handoff_event.c.at)
            .where(
                t.handoff_event.c.handoff_id == row.id,
                t.handoff_event.c.what.in_(("answered", "said")),
            )
            .order_by(t.handoff_event.c.at.desc())
        ).scalar()
        if last is None or datetime.now(UTC) - in_utc(last) > TALK_LASTS:
            return None
        return Talk(str(row.id), str(row.reference))

    def hear(self, db: Connection, talk: Talk, text: str, pieces: Sequence[Piece]) -> None:
        """Pass on to staff what the person says while they are being answered."""
        row = db.execute(
            select(t.handoff.c.conversation_id).where(
                t.handoff.c.id == talk.handoff, t.handoff.c.state == "answered"
            )
        ).first()
        if row is None or not text:  # closed while the message was on its way
            return
        self._vault.keep(db, row.conversation_id, pieces, talk.handoff)
        number = add_event(db, self._cipher, talk.handoff, "said", THE_PERSON, text)
        # Somebody waits again, so staff may be reminded again.
        db.execute(update(t.handoff).where(t.handoff.c.id == talk.handoff).values(reminded_at=None))
        way = "staff" if "staff" in self._ways else next(iter(self._ways), None)
        if way:
            body = {"what": "said", "text": text}
            post(db, self._cipher, way, f"{talk.reference}:{way}:{number}", talk.handoff, body)
        self._bell.ring()

    def returned(self, db: Connection, text: str) -> Return | None:
        """The request whose return code `text` is or holds, with the answers so far."""
        codes = codes_in(text)
        if not codes:
            return None
        hashes = [code_hash(self._key, code) for code in codes]
        row = db.execute(select(t.handoff).where(t.handoff.c.return_code.in_(hashes))).first()
        if row is None:
            return None
        e = t.handoff_event.c
        answers = db.execute(
            select(e.text)
            .where(e.handoff_id == row.id, e.what == "answered", e.text.isnot(None))
            .order_by(e.at)
        ).scalars()
        said = [NewMessage("staff", "text", self._cipher.decrypt(answer)) for answer in answers]
        card = "staff-answer" if said else "staff-no-answer"
        pack, messages = self._pack(), list(said)
        messages.insert(0, notice(pack, card, row.reference))
        if row.state == "answered" and row.reach == "here":
            messages.append(notice(pack, "staff-here", row.reference))
        return Return(str(row.id), messages)

    def adopt(self, db: Connection, back: Return, conversation: str) -> None:
        """From now on the request is answered in this conversation."""
        row = db.execute(select(t.conversation).where(t.conversation.c.id == conversation)).one()
        db.execute(
            update(t.handoff)
            .where(t.handoff.c.id == back.handoff)
            # Whoever has the code is the person; what they erase from now on takes this with it.
            .values(conversation_id=conversation, person=row.person)
        )
        db.execute(
            update(t.vault)
            .where(t.vault.c.handoff_id == back.handoff)
            .values(conversation_id=conversation)
        )
