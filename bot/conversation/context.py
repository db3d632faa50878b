"""What comes into a turn, what is known before it, and what goes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.conversation.agent import AgentAnswer
from bot.handoff.model import ReopenedRequest, Talk
from bot.messages import Message
from bot.privacy import Masked
from bot.records.store import Standing, Step

StoreText = Literal["none", "missed", "all"]


@dataclass(frozen=True)
class Kept:
    """What is kept and for how long, in days: see PPI_STORE_TEXT and the two retention settings."""

    text: StoreText = "missed"
    days: int = 90
    request_days: int = 30


@dataclass(frozen=True)
class Asked:
    """What came in: `text`, or `payload`, the id of a button. The same `key` is the same turn.

    `person`: whose keyed hash finds the conversation, where a channel knows no more (then
    `conversation` is "").
    `command` is a payload in Rasa's form that a channel gives for a command of its own, such as
    Telegram's /quiz; `text` is then what the person typed. No client can set it. `address` is the
    chat that staff can answer in; it is kept, encrypted, with a request only. `also` is written in
    the turn's transaction.
    """

    conversation: str
    channel: str
    text: str | None = None
    payload: str | None = None
    key: str | None = None
    command: str = ""
    address: str = ""
    also: tuple[Step, ...] = ()
    person: str = ""


@dataclass(frozen=True)
class Turned:
    """What goes out. `answer` is what was understood; None when a stored reply is repeated.

    `calm`: a crisis card was shown in this conversation; `waiting`: staff may still answer in it.
    """

    messages: tuple[Message, ...]
    answer: AgentAnswer | None = None
    erased: bool = False
    calm: bool = False
    waiting: bool = False

    @property
    def replies(self) -> tuple[Message, ...]:
        """The other side: the assistant's, and the staff's."""
        return tuple(message for message in self.messages if message.sender != "you")


@dataclass(frozen=True)
class Look:
    """What is known before a turn: where the conversation stands, and the words without secrets.

    `title` and `payload` are those of the button that was pressed, else the words and "".
    """

    standing: Standing
    said: Masked
    talk: Talk | None = None
    back: ReopenedRequest | None = None
    title: str = ""
    payload: str = ""


def first_card(answer: AgentAnswer) -> str | None:
    """The id of the first card shown."""
    return next((str(reply.card["id"]) for reply in answer.replies if reply.card), None)
