"""A desk that keeps requests in a list, for tests of the form; delivering them is not its affair."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from bot.handoff.model import NewRequest, ReopenedRequest, Requester, Talk
from bot.privacy import Piece
from bot.records import tables as t
from bot.records.vault import Vault


@dataclass
class ListDesk:
    """Every request once, with who asked, and what its tokens stand for."""

    key: bytes
    offered: bool = True
    opened: list[tuple[NewRequest, Requester]] = field(default_factory=list)
    details: list[dict[str, str]] = field(default_factory=list)

    def open(self, db: Connection, request: NewRequest, requester: Requester) -> None:
        """As the real one: the same key is the same request."""
        if any(request.key == known.key for known, _ in self.opened):
            return
        row = uuid.uuid4().hex
        db.execute(
            insert(t.handoff).values(
                id=row,
                reference=request.reference,
                conversation_id=requester.conversation,
                key=request.key,
                channel=requester.channel,
                person=requester.person,
                role=request.role,
                reach=request.contact_method,
                message=request.message,
                state="open",
                opened_at=datetime.now(UTC),
            )
        )
        vault = Vault(self.key)
        vault.hand_over(db, requester.conversation, row, f"{request.token} {request.message}")
        self.opened.append((request, requester))
        self.details.append(vault.of_handoff(db, row))

    def talk(self, db: Connection, conversation: str) -> Talk | None:
        """Nobody is answering."""
        return None

    def pass_on(self, db: Connection, talk: Talk, text: str, pieces: Sequence[Piece]) -> None:
        """Nobody is answering."""

    def find_by_code(self, db: Connection, text: str) -> ReopenedRequest | None:
        """No code is known here."""
        return None

    def move(self, db: Connection, reopened: ReopenedRequest, conversation: str) -> None:
        """No code is known here."""
