"""Personal data of people who wait for an answer: encrypted, each piece under its token."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, delete, insert, select, update
from sqlalchemy.engine import Connection

from bot.keys import Cipher, SecretKey
from bot.privacy import Piece, normalised
from bot.records import tables as t


class Vault:
    """What tokens stand for, kept as long as the open form or the request that they belong to."""

    def __init__(self, key: SecretKey) -> None:
        """`key` encrypts the values, and makes the hashes that they are found by."""
        self._key = key
        self._cipher = Cipher(key)

    def keep(
        self,
        db: Connection,
        conversation: str,
        pieces: Iterable[Piece],
        handoff: str | None = None,
    ) -> None:
        """Keep the pieces of a message, in the transaction `db` of its turn.

        `handoff`: the request that they belong to; None while the form is still being filled in.
        """
        for piece in pieces:
            # A telephone number is kept as it was typed: its checked form has no extension.
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

    def hand_over(self, db: Connection, conversation: str, handoff: str, text: str) -> None:
        """Give the request those of the form's pieces whose token is in `text`; forget the rest."""
        rows = db.execute(_of_form(conversation)).all()
        for row in rows:
            if row.token in text:
                db.execute(update(t.vault).where(t.vault.c.id == row.id).values(handoff_id=handoff))
        self.forget(db, conversation)

    def forget(self, db: Connection, conversation: str) -> None:
        """Forget what no request holds: the form has been sent or given up."""
        db.execute(
            delete(t.vault).where(
                t.vault.c.conversation_id == conversation, t.vault.c.handoff_id.is_(None)
            )
        )

    def values(self, db: Connection, conversation: str) -> dict[str, str]:
        """What the tokens of the form that is being filled in stand for."""
        rows = db.execute(_of_form(conversation))
        return {row.token: self._cipher.decrypt(row.value) for row in rows}

    def of_handoff(self, db: Connection, handoff: str) -> dict[str, str]:
        """What the tokens of a request stand for."""
        rows = db.execute(select(t.vault).where(t.vault.c.handoff_id == handoff))
        return {row.token: self._cipher.decrypt(row.value) for row in rows}

    def taken(self, db: Connection, conversation: str) -> dict[str, int]:
        """The highest token number in use for each kind, so that no number is used twice."""
        tokens = db.execute(
            select(t.vault.c.kind, t.vault.c.token).where(t.vault.c.conversation_id == conversation)
        )
        highest: dict[str, int] = {}
        for kind, token in tokens:
            highest[kind] = max(highest.get(kind, 0), number_of(token))
        return highest

    def finder(self, kind: str, value: str) -> str:
        """The keyed hash that a value is found by; the same however the value was typed."""
        hashed = f"vault\0{kind}\0{normalised(kind, value)}"
        return hmac.new(self._key, hashed.encode(), hashlib.sha256).hexdigest()


def resolved(text: str, values: Mapping[str, str]) -> str:
    """A text with the values in place of their tokens, to be shown to whoever may see them."""
    for token, value in values.items():
        text = text.replace(token, value)
    return text


def number_of(token: str) -> int:
    """The number of a token: 3 of "[email 3]"."""
    return int(token.rstrip("]").rsplit(" ", 1)[-1])


def _of_form(conversation: str) -> Select[Any]:
    return select(t.vault).where(
        t.vault.c.conversation_id == conversation, t.vault.c.handoff_id.is_(None)
    )
