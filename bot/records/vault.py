"""Personal data of people who wait for an answer: encrypted, and found again only by a token."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from bot.keys import Cipher, SecretKey
from bot.privacy import Piece, normalised
from bot.records import tables as t


class Vault:
    """Rows that live and die with a form that is being filled in, or with a request."""

    def __init__(self, key: SecretKey) -> None:
        """Derive what encrypts from `key`."""
        self._key = key
        self._cipher = Cipher(key)

    def keep(
        self,
        db: Connection,
        conversation: str,
        pieces: Iterable[Piece],
        handoff: str | None = None,
    ) -> None:
        """Keep what a message's tokens stand for, within the turn's transaction.

        `handoff`: the request that they belong to already; without, a form is being filled in.
        """
        for piece in pieces:
            # A telephone number as it was typed: its extension is not in the checked form.
            value = (piece.checked if piece.kind == "email" else None) or piece.value
            db.execute(
                insert(t.vault).values(
                    id=uuid.uuid4().hex,
                    conversation_id=conversation,
                    handoff_id=handoff,
                    token=piece.token,
                    kind=piece.kind,
                    value=self._cipher.encrypt(value),
                    finder=self.finder(piece.kind, value),
                    at=datetime.now(UTC),
                )
            )

    def give(self, db: Connection, conversation: str, handoff: str, text: str) -> None:
        """Hand a form's tokens over to the request that holds them; the rest is forgotten."""
        rows = db.execute(_unclaimed(conversation)).all()
        for row in rows:
            if row.token in text:
                db.execute(update(t.vault).where(t.vault.c.id == row.id).values(handoff_id=handoff))
        self.forget(db, conversation)

    def forget(self, db: Connection, conversation: str) -> None:
        """Forget what no request holds: the form was left, or the turn is over."""
        db.execute(
            delete(t.vault).where(
                t.vault.c.conversation_id == conversation, t.vault.c.handoff_id.is_(None)
            )
        )

    def values(self, db: Connection, conversation: str) -> dict[str, str]:
        """What the tokens of the form being filled in stand for."""
        rows = db.execute(_unclaimed(conversation))
        return {row.token: self._cipher.decrypt(row.value) for row in rows}

    def of_handoff(self, db: Connection, handoff: str) -> dict[str, str]:
        """What the tokens of a request stand for."""
        rows = db.execute(select(t.vault).where(t.vault.c.handoff_id == handoff))
        return {row.token: self._cipher.decrypt(row.value) for row in rows}

    def taken(self, db: Connection, conversation: str) -> dict[str, int]:
        """The highest number of each kind's tokens, so that none is given twice."""
        tokens = db.execute(
            select(t.vault.c.kind, t.vault.c.token).where(t.vault.c.conversation_id == conversation)
        )
        highest: dict[str, int] = {}
        for kind, token in tokens:
            highest[kind] = max(highest.get(kind, 0), number_of(token))
        return highest

    def finder(self, kind: str, value: str) -> str:
        """The keyed hash under which a value is found, however it was typed."""
        found = f"vault\0{kind}\0{normalised(kind, value)}"
        return hmac.new(self._key, found.encode(), hashlib.sha256).hexdigest()


def resolved(text: str, values: Mapping[str, str]) -> str:
    """A text with its tokens replaced by what they stand for; for the person's own eyes."""
    for token, value in values.items():
        text = text.replace(token, value)
    return text


def number_of(token: str) -> int:
    """The number of a token: 3 of "[email 3]"."""
    return int(token.rstrip("]").rsplit(" ", 1)[-1])


def _unclaimed(conversation: str):  # type: ignore[no-untyped-def]
    return select(t.vault).where(
        t.vault.c.conversation_id == conversation, t.vault.c.handoff_id.is_(None)
    )
