"""What the tests of a handoff share: somebody who leaves a request, and routes that can fail."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.content.pack import Pack
from bot.handoff.delivery.health import RouteHealth
from bot.handoff.delivery.outbox import LEASE, Delivery, Outbox
from bot.handoff.delivery.routes import StaffRoute
from bot.handoff.delivery.wake_signal import WakeSignal
from bot.handoff.delivery.worker import Worker
from bot.handoff.desk import HandoffDesk
from bot.handoff.model import NewRequest, Requester
from bot.handoff.staff.actions import Requests
from bot.keys import SecretKey
from bot.messages import Reply
from bot.privacy import Piece
from bot.records import tables as t
from bot.records.store import Records
from bot.records.turns import AlsoWrite, NewTurn
from bot.records.vault import Vault

KEY = b"a made-up key for tests, of 32 bytes"
EMAIL = Piece("[email 1]", "email", "made-up@example.org", "made-up@example.org")
_numbers = itertools.count(1)


@dataclass
class FakeSender:
    """The sender of a route that can fail."""

    away: Exception | None = None
    sent: list[Delivery] = field(default_factory=list)
    first_message: int = 100

    async def send(self, delivery: Delivery) -> Sequence[int]:
        if self.away:
            raise self.away
        self.sent.append(delivery)
        return [self.first_message + len(self.sent)]

    async def check(self) -> None:
        if self.away:
            raise self.away

    @property
    def keys(self) -> list[str]:
        return [delivery.key for delivery in self.sent]


class Centre:
    """Everything of a handoff over one database, without channels."""

    def __init__(
        self,
        records: Records,
        pack: Pack,
        routes: Sequence[StaffRoute] = ("email", "staff"),
        lease: timedelta = LEASE,
    ) -> None:
        self.records = records
        self.pack = pack
        self.wake_signal, self.health = WakeSignal(), RouteHealth()
        self.desk = HandoffDesk(KEY, routes, self.health, self.wake_signal, lambda: pack)
        self.requests = Requests(records, KEY, lambda: pack, self.wake_signal)
        self.outbox = Outbox(records, KEY, routes, lease=lease)
        self.email, self.staff, self.person = FakeSender(), FakeSender(), FakeSender()
        self.senders = {"email": self.email, "staff": self.staff, "person": self.person}
        self.worker = Worker(self.outbox, self.wake_signal, self.health, self.senders)

    def leaves(self, *, channel: str = "telegram", **fields: Any) -> str:
        """Somebody new leaves a request; returns its reference."""
        number = next(_numbers)
        conversation = self.records.start(channel, f"somebody {number}")
        return self.leaves_in(conversation, channel=channel, **fields)

    def leaves_in(self, conversation: str, *, channel: str = "telegram", **fields: Any) -> str:
        """The person of this conversation leaves a request."""
        number = next(_numbers)
        asked = NewRequest(
            **{
                "key": f"request {number}",
                "reference": f"PPI-{number:04}-{secrets.token_hex(2).upper()}",
                "role": "patient",
                "contact_method": "here",
                "token": "",
                "message": "Please write to me.",
                **fields,
            }
        )
        self.says(conversation, "Send", lambda db: self.open(db, asked, conversation, channel))
        return asked.reference

    def open(self, db: Any, request: NewRequest, conversation: str, channel: str) -> None:
        person = db.execute(
            select(t.conversation.c.person).where(t.conversation.c.id == conversation)
        ).scalar()
        if request.token:
            Vault(KEY).keep(db, conversation, [EMAIL])
        address = "5000001" if channel == "telegram" else ""
        self.desk.open(db, request, Requester(conversation, channel, person, address))

    def says(
        self, conversation: str, text: str, *also: AlsoWrite, reply: str = "", kind: str = "text"
    ) -> None:
        """A turn of the person's; `kind` is that of the reply."""
        messages = [Reply("text", (text,), sender="you")]
        messages += [Reply(kind, (reply,))] if reply else []
        turn = NewTurn(
            conversation=conversation,
            key=None,
            request="",
            intent="contact_person",
            confidence=1.0,
            decision="answer",
            card=None,
            messages=messages,
            also=also,
        )
        self.records.write(turn)

    def said_in(self, conversation: str) -> list[tuple[str, str]]:
        """Sender and text of every message of a conversation."""
        return [(m.sender, m.text) for m in self.records.history(conversation, 0)]

    def conversation_of(self, reference: str) -> str:
        with self.records.reading() as db:
            return str(
                db.execute(
                    select(t.handoff.c.conversation_id).where(t.handoff.c.reference == reference)
                ).scalar()
            )

    def row(self, reference: str) -> Any:
        with self.records.reading() as db:
            return db.execute(select(t.handoff).where(t.handoff.c.reference == reference)).one()

    def outgoing(self, route: str) -> list[Any]:
        with self.records.reading() as db:
            rows = select(t.outbox).where(t.outbox.c.way == route).order_by(t.outbox.c.made_at)
            return list(db.execute(rows).all())

    async def deliver(self) -> None:
        """All that is due, on every route."""
        for route in self.senders:
            await self.worker.deliver_due(route)


class NotingDesk(HandoffDesk):
    """The desk, which notes each request with who asked, and what its tokens stand for.

    Delivering them is not its affair: that it can be done is as `delivers` says.
    """

    def __init__(self, key: SecretKey, pack: Callable[[], Pack]) -> None:
        super().__init__(key, ("email",), RouteHealth(), WakeSignal(), pack)
        self.delivers = True
        self.opened: list[tuple[NewRequest, Requester]] = []
        self.details: list[dict[str, str]] = []

    @property
    def offered(self) -> bool:
        return self.delivers

    def open(self, db: Connection, request: NewRequest, requester: Requester) -> None:
        super().open(db, request, requester)
        if any(request.key == known.key for known, _ in self.opened):
            return
        self.opened.append((request, requester))
        row = db.execute(select(t.handoff.c.id).where(t.handoff.c.key == request.key)).scalar_one()
        self.details.append(self._vault.of_handoff(db, row))


def at(text: str) -> datetime:
    """A moment such as "2026-11-24 10:00+00:00"."""
    return datetime.fromisoformat(text)
