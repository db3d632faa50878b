"""A request for a person, as the form leaves it, and what a turn asks of the desk that takes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from sqlalchemy.engine import Connection

from bot.messages import Reply
from bot.privacy import Piece

FORM = "handoff_form"
"""The name of the form, and of the action that fills it."""

Role = Literal["patient", "carer", "public", "researcher", "other"]
Reach = Literal["email", "phone", "here"]


@dataclass(frozen=True)
class NewRequest:
    """A finished form. Its texts hold tokens, never the details themselves.

    The same `key` is the same request. `token` stands for the email address or telephone number,
    "" when the answer comes here. `with_talk`: the person agreed to send the last turns along.
    `return_code` opens the answer on the web; "" where none is needed.
    """

    key: str
    reference: str
    role: Role
    reach: Reach
    token: str
    message: str
    with_talk: bool = False
    return_code: str = ""


@dataclass(frozen=True)
class Asker:
    """Who a request is from: the person's keyed hash, and on Telegram the chat to answer in."""

    conversation: str
    channel: str
    person: str
    address: str = ""


@dataclass(frozen=True)
class Talk:
    """A request that staff are answering in the conversation itself."""

    handoff: str
    reference: str


@dataclass(frozen=True)
class Return:
    """A request opened again by its code: what staff have answered so far."""

    handoff: str
    messages: Sequence[Reply]


class Desk(Protocol):
    """Where requests for a person go (bot/handoff/desk.py). All of it runs within a transaction."""

    @property
    def offered(self) -> bool:
        """Whether a message for a person can be left at this moment."""

    def open(self, db: Connection, request: NewRequest, asker: Asker) -> None:
        """Write a request and its deliveries; a request whose key is known is not written again."""

    def talk(self, db: Connection, conversation: str) -> Talk | None:
        """The request that staff are answering in this conversation."""

    def hear(self, db: Connection, talk: Talk, text: str, pieces: Sequence[Piece]) -> None:
        """Pass on to staff what the person says while they are being answered."""

    def returned(self, db: Connection, text: str) -> Return | None:
        """The request whose return code `text` is."""

    def adopt(self, db: Connection, back: Return, conversation: str) -> None:
        """From now on the request is answered in this conversation."""
