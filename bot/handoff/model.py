"""A request as the form makes it and as staff see it, and the desk that takes it from a turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from sqlalchemy.engine import Connection

from bot.messages import Reply
from bot.privacy import Piece
from bot.records.vault import resolved

FORM = "handoff_form"
"""The name of the form in `domain.yml`, and of the action that fills it in."""

Role = Literal["patient", "carer", "public", "researcher", "other"]
ROLE_PHRASES: Mapping[str, str] = {
    "patient": "a patient",
    "carer": "a carer",
    "public": "a member of the public",
    "researcher": "a researcher",
    "other": "somebody else",
}

ContactMethod = Literal["email", "phone", "here"]
"""How a person wants to be answered; "here" is in the conversation itself."""

CONTACT_PHRASES: Mapping[str, str] = {
    "email": "by email",
    "phone": "by telephone",
    "here": "here in the chat",
}


@dataclass(frozen=True)
class NewRequest:
    """A request made from a finished form. Its texts hold tokens in place of personal data.

    Requests with the same `key` are the same request. `token` stands for the email address or
    telephone number; "" when the answer comes in the chat. `with_transcript`: the person agreed
    to send the last turns too. `return_code` opens the answer on the web; "" where none is needed.
    """

    key: str
    reference: str
    role: Role
    contact_method: ContactMethod
    token: str
    message: str
    with_transcript: bool = False
    return_code: str = ""


@dataclass(frozen=True)
class Requester:
    """Who a request is from. `person` is a keyed hash, `address` the Telegram chat to answer in."""

    conversation: str
    channel: str
    person: str
    address: str = ""


@dataclass(frozen=True)
class Talk:
    """A request that staff are answering in the conversation itself."""

    request_id: str
    reference: str


@dataclass(frozen=True)
class ReopenedRequest:
    """A request that was opened with its return code, and the messages to show for it."""

    request_id: str
    messages: Sequence[Reply]


@dataclass(frozen=True)
class RequestEvent:
    """What happened to a request, when, who did it, and the words if there are any."""

    what: str
    at: datetime
    who: str
    text: str = ""


@dataclass(frozen=True)
class DeliveryState:
    """How far a delivery has come. `dead_at`: when it was given up; `trouble`: the last failure."""

    route: str
    made_at: datetime
    sent_at: datetime | None
    dead_at: datetime | None
    tries: int
    trouble: str | None

    @property
    def status(self) -> str:
        """The state in one or two words."""
        if self.sent_at:
            return "sent"
        if self.dead_at:
            return "NOT DELIVERED"
        return "trying" if self.tries else "waiting"


@dataclass(frozen=True)
class HandoffRequest:
    """A request as staff see it.

    `message`, `transcript` and the texts of `events` hold tokens; `details` is the personal data
    that they stand for.
    """

    id: str
    reference: str
    state: str
    role: str
    contact_method: str
    channel: str
    message: str
    transcript: str
    opened_at: datetime
    claimed_at: datetime | None
    claimed_by: str | None
    answered_at: datetime | None
    closed_at: datetime | None
    details: Mapping[str, str] = field(default_factory=dict)
    events: tuple[RequestEvent, ...] = ()
    deliveries: tuple[DeliveryState, ...] = ()

    def with_details(self, text: str) -> str:
        """A text of the request with personal data in place of its tokens."""
        return resolved(text, self.details)

    @property
    def undelivered(self) -> tuple[str, ...]:
        """The routes on which a delivery was given up."""
        return tuple(dict.fromkeys(one.route for one in self.deliveries if one.dead_at))


class Desk(Protocol):
    """Takes handoff requests (bot/handoff/desk.py). Each call is part of a turn's transaction."""

    @property
    def offered(self) -> bool:
        """Whether a message for a person can be left at this moment."""

    def open(self, db: Connection, request: NewRequest, requester: Requester) -> None:
        """Write a request and its deliveries; a request whose key is known is not written again."""

    def talk(self, db: Connection, conversation: str) -> Talk | None:
        """The request that staff are answering in this conversation, or None."""

    def pass_on(self, db: Connection, talk: Talk, text: str, pieces: Sequence[Piece]) -> None:
        """Pass a message from the person on to the staff who are answering them."""

    def find_by_code(self, db: Connection, text: str) -> ReopenedRequest | None:
        """The request whose return code is in `text`, or None."""

    def move(self, db: Connection, reopened: ReopenedRequest, conversation: str) -> None:
        """Move a request to `conversation`, where it is answered from now on."""
