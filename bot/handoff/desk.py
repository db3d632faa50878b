"""Takes requests from a turn, and tells it whether staff are answering one in its conversation."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from bot.content.pack import Pack
from bot.handoff.codes import code_hash, codes_in
from bot.handoff.delivery.health import RouteHealth
from bot.handoff.delivery.routes import StaffRoute
from bot.handoff.delivery.wake_signal import WakeSignal
from bot.handoff.model import NewRequest, ReopenedRequest, Requester, Talk
from bot.handoff.request_notices import request_notice
from bot.handoff.store import PERSON, add_delivery, add_event
from bot.handoff.transcript import transcript
from bot.keys import Cipher, SecretKey
from bot.messages import Reply
from bot.privacy import Piece
from bot.records import tables as t
from bot.records.rows import in_utc
from bot.records.vault import Vault

TALK_LASTS = timedelta(days=7)
"""After this long without a message from the person or the staff the assistant answers again, so
that a request that nobody closed does not silence it for ever."""


class HandoffDesk:
    """Takes requests: what `bot.handoff.model.Desk` describes."""

    def __init__(
        self,
        key: SecretKey,
        routes: Sequence[StaffRoute],
        health: RouteHealth,
        wake_signal: WakeSignal,
        pack: Callable[[], Pack],
    ) -> None:
        """`routes`: the staff routes that are set up. `pack`: returns the pack as it is now."""
        self._key = key
        self._routes = routes
        self._health = health
        self._wake_signal = wake_signal
        self._pack = pack
        self._cipher = Cipher(key)
        self._vault = Vault(key)

    @property
    def offered(self) -> bool:
        """Whether at least one route to the staff is set up and works."""
        return any(self._health.is_working(route) for route in self._routes)

    def open(self, db: Connection, request: NewRequest, requester: Requester) -> None:
        """Write a request and its deliveries; a request whose key is known is not written again."""
        if db.execute(select(t.handoff.c.id).where(t.handoff.c.key == request.key)).first():
            return
        request_id = uuid.uuid4().hex
        answered_here = request.contact_method == "here"
        last_turns = ""
        if request.with_transcript:
            last_turns = transcript(db, requester.conversation, self._pack().form)
        # The address of a chat is kept only when the person asked to be answered in it.
        address = requester.address if answered_here else ""
        db.execute(
            insert(t.handoff).values(
                id=request_id,
                reference=request.reference,
                conversation_id=requester.conversation,
                key=request.key,
                channel=requester.channel,
                person=requester.person,
                role=request.role,
                reach=request.contact_method,
                message=self._cipher.encrypt(request.message),
                transcript=self._cipher.encrypt(last_turns) if last_turns else None,
                address=self._cipher.encrypt(address) if address else None,
                return_code=(
                    code_hash(self._key, request.return_code) if request.return_code else None
                ),
                state="open",
                opened_at=datetime.now(UTC),
            )
        )
        # Not the transcript's tokens: what they stand for is not kept with the request.
        texts_with_tokens = f"{request.token} {request.message}"
        self._vault.hand_over(db, requester.conversation, request_id, texts_with_tokens)
        add_event(db, self._cipher, request_id, "opened", PERSON)
        for route in self._routes:
            key = f"{request.reference}:{route}"
            add_delivery(db, self._cipher, route, key, request_id, {"what": "opened"})
        self._wake_signal.send()

    def talk(self, db: Connection, conversation: str) -> Talk | None:
        """The request that staff are answering in this conversation: the last answered, or None."""
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

    def pass_on(self, db: Connection, talk: Talk, text: str, pieces: Sequence[Piece]) -> None:
        """Pass a message from the person on to the staff who are answering them."""
        row = db.execute(
            select(t.handoff.c.conversation_id).where(
                t.handoff.c.id == talk.request_id, t.handoff.c.state == "answered"
            )
        ).first()
        if row is None or not text:  # closed while the message was on its way
            return
        self._vault.keep(db, row.conversation_id, pieces, talk.request_id)
        event_id = add_event(db, self._cipher, talk.request_id, "said", PERSON, text)
        # The person waits again, so staff may be reminded again.
        db.execute(
            update(t.handoff).where(t.handoff.c.id == talk.request_id).values(reminded_at=None)
        )
        # Staff answer from the staff chat, so it goes there; by email only where there is none.
        route = "staff" if "staff" in self._routes else next(iter(self._routes), None)
        if route:
            key = f"{talk.reference}:{route}:{event_id}"
            body = {"what": "said", "text": text}
            add_delivery(db, self._cipher, route, key, talk.request_id, body)
        self._wake_signal.send()

    def find_by_code(self, db: Connection, text: str) -> ReopenedRequest | None:
        """The request whose return code is in `text`, with the answers so far; or None."""
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
        answered = [
            Reply("text", (self._cipher.decrypt(answer),), sender="staff") for answer in answers
        ]
        pack = self._pack()
        card = "staff-answer" if answered else "staff-no-answer"
        messages = [request_notice(pack, card, row.reference), *answered]
        if row.state == "answered" and row.reach == "here":
            messages.append(request_notice(pack, "staff-here", row.reference))
        return ReopenedRequest(str(row.id), messages)

    def move(self, db: Connection, reopened: ReopenedRequest, conversation: str) -> None:
        """Move a request to `conversation`, where it is answered from now on."""
        row = db.execute(select(t.conversation).where(t.conversation.c.id == conversation)).one()
        db.execute(
            update(t.handoff)
            .where(t.handoff.c.id == reopened.request_id)
            # Whoever has the code counts as the person: erasing their data erases this too.
            .values(conversation_id=conversation, person=row.person)
        )
        db.execute(
            update(t.vault)
            .where(t.vault.c.handoff_id == reopened.request_id)
            .values(conversation_id=conversation)
        )
