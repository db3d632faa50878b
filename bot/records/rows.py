"""Messages, buttons and events as rows of the database, and back."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot.messages import Button, Message, Reply, as_message
from bot.records import statements as sql

OFFER_BYTES = 9
"""72 random bits, 12 characters: more than anybody guesses, and far below Telegram's 64 bytes."""


def write_messages(
    db: Connection,
    conversation: str,
    turn: str | None,
    first: int,
    at: datetime,
    messages: Sequence[Reply],
) -> tuple[Message, ...]:
    """Write messages, counted from `first`, with the offers of their buttons."""
    offers: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    stored = []
    for seq, new in enumerate(messages, start=first):
        buttons = []
        for button in new.buttons:
            offer = secrets.token_urlsafe(OFFER_BYTES)
            offers.append(
                {
                    "id": offer,
                    "conversation_id": conversation,
                    "title": button.title,
                    "payload": button.press,
                }
            )
            buttons.append(Button(button.title, offer))
        message = as_message(
            replace(new, buttons=tuple(buttons)), number=uuid.uuid4().hex, seq=seq, at=at
        )
        stored.append(message)
        rows.append(
            {
                "id": message.id,
                "conversation_id": conversation,
                "turn_id": turn,
                "seq": seq,
                "at": at,
                "sender": new.sender,
                "kind": new.kind,
                "text": new.text,
                "card": new.card,
                "buttons": [[b.title, b.press] for b in buttons],
            }
        )
    if offers:
        db.execute(sql.NEW_OFFER, offers)
    if rows:
        db.execute(sql.NEW_MESSAGE, rows)
    return tuple(stored)


def write_events(
    db: Connection, conversation: str, turn: int, events: Sequence[dict[str, Any]]
) -> None:
    """Write what Rasa noted of a turn, in its order."""
    rows = [
        {"conversation_id": conversation, "turn": turn, "position": position, "body": body}
        for position, body in enumerate(events)
    ]
    if rows:
        db.execute(sql.NEW_EVENT, rows)


def message_from(row: Any) -> Message:
    """A message from its row."""
    buttons = tuple(Button(title, press) for title, press in row.buttons)
    return Message.read(
        row.kind,
        row.text,
        row.card,
        sender=row.sender,
        buttons=buttons,
        id=row.id,
        seq=row.seq,
        at=in_utc(row.at),
    )


def in_utc(moment: datetime) -> datetime:
    """SQLite forgets the time zone; everything is stored in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
