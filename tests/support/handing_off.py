"""What the tests of a handoff share: somebody who leaves a request, and ways that can fail."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.content.load import Pack
from bot.handoff.delivery.bell import Bell
from bot.handoff.delivery.health import Health
from bot.handoff.delivery.outbox import LEASE, Delivery, Outbox
from bot.handoff.delivery.routes import StaffWay
from bot.handoff.delivery.worker import Worker
from bot.handoff.desk import HandoffDesk
from bot.handoff.model import Asker, NewRequest
from bot.handoff.staff.actions import Requests
from bot.privacy import Piece
from bot.records import tables as t
from bot.records.store import NewMessage, NewTurn, Records, Step
from bot.records.vault import Vault

KEY = b"a made-up key for tests, of 32 bytes"
EMAIL = Piece("[email 1]", "email", "made-up@example.org", "made-up@example.org")
_numbers = itertools.count(1)


@dataclass
class FakeSender:
    """A way to the other side that can be away."""

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
        ways: Sequence[StaffWay] = ("email", "staff"),
        lease: timedelta = LEASE,
    ) -> None:
        self.records = records
        self.bell, self.health = Bell(), Health()
        self.desk = HandoffDesk(KEY, ways, self.health, self.bell, lambda: pack)
        self.requests = Requests(records, KEY, lambda: pack, self.bell)
        self.outbox = Outbox(records, KEY, ways, lease=lease)
        self.email, self.staff, self.person = FakeSender(), FakeSender(), FakeSender()
        self.senders = {"email": self.email, "staff": self.staff, "person": self.person}
        self.worker = Worker(self.outbox, self.bell, self.health, self.senders)

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
                "reach": "here",
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
        self.desk.open(db, request, Asker(conversation, channel, person, address))

    def says(self, conversation: str, text: str, *also: Step, reply: str = "") -> None:
        """A turn of the person's."""
        messages = [NewMessage("you", "text", text)]
        messages += [NewMessage("assistant", "text", reply)] if reply else []
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

    def outgoing(self, way: str) -> list[Any]:
        with self.records.reading() as db:
            rows = select(t.outbox).where(t.outbox.c.way == way).order_by(t.outbox.c.made_at)
            return list(db.execute(rows).all())

    async def deliver(self) -> None:
        """All that is due, on every way."""
        for way in self.senders:
            await self.worker.deliver_due(way)


def at(text: str) -> datetime:
    """A moment such as "2026-11-24 10:00+00:00"."""
    return datetime.fromisoformat(text)
