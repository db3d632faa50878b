"""A message as every channel and the records know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

Sender = Literal["you", "assistant", "staff"]


@dataclass(frozen=True)
class Button:
    """A choice: `payload` is an opaque id, good only in the conversation it was offered in."""

    title: str
    payload: str


@dataclass(frozen=True)
class Message:
    """One message of a conversation. `seq` counts up from 1 within it."""

    id: str
    seq: int
    at: datetime
    sender: Sender
    kind: str
    text: str
    card: dict[str, Any] | None = None
    buttons: tuple[Button, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The form of the web channel."""
        body: dict[str, Any] = {
            "id": self.id,
            "seq": self.seq,
            "at": self.at.isoformat(timespec="seconds"),
            "from": self.sender,
            "kind": self.kind,
            "text": self.text,
            "buttons": [{"title": b.title, "payload": b.payload} for b in self.buttons],
        }
        if self.card:
            body["card"] = self.card
        return body
