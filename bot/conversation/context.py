"""The data of a turn: what comes in, what is known while it is worked out, and the result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.content.pack import Pack
from bot.conversation.agent import LoadingAgent, Outcome
from bot.handoff.model import Desk, ReopenedRequest, Talk
from bot.messages import Message
from bot.privacy import Masked
from bot.records.store import Records
from bot.records.turns import AlsoWrite, Standing
from bot.safety.gate import Danger

StoreText = Literal["none", "missed", "all"]


@dataclass(frozen=True)
class Kept:
    """Which words are kept beyond a conversation, and for how many days.

    The settings are PPI_STORE_TEXT, PPI_RETENTION_DAYS and PPI_HANDOFF_RETENTION_DAYS.
    """

    text: StoreText = "missed"
    days: int = 90
    request_days: int = 30


@dataclass(frozen=True)
class Incoming:
    """A message as a channel gives it: `text`, or `pressed`, the id of a button.

    `person` is the keyed hash that the conversation is found by, where `conversation` is not given.
    A message with a `key` that was used before gets the stored replies. `command` is what a
    channel's own command means, such as Telegram's /quiz; `text` is then what was typed or pressed.
    No client can set it. `address` is the chat in which staff can answer; it is kept, encrypted,
    with a request only. `judged`: the channel has had the words judged, and `danger` is the result.
    `also` is written in the turn's transaction.
    """

    channel: str
    person: str = ""
    conversation: str = ""
    text: str | None = None
    pressed: str | None = None
    key: str | None = None
    command: str = ""
    address: str = ""
    danger: Danger | None = None
    judged: bool = False
    also: tuple[AlsoWrite, ...] = ()


@dataclass(frozen=True)
class Resources:
    """What the steps of a turn may use. `closed`: see the setting PPI_CLOSED."""

    records: Records
    agent: LoadingAgent
    desk: Desk | None
    kept: Kept
    closed: str

    @property
    def handoff_offered(self) -> bool:
        """Whether a message for a person can be left at this moment."""
        return self.desk is not None and self.desk.offered and not self.closed


@dataclass
class TurnContext:
    """A turn while it is worked out. `standing` is the state of its conversation before it.

    `text` is cleaned; `said` has tokens in place of personal data. `title` is what is stored as the
    visitor's message: the title of a pressed button, else the text of `said`. `press` is what the
    button or command means. `talk` is a request that staff are answering in this conversation;
    `back` is one whose return code is in the message.
    """

    incoming: Incoming
    pack: Pack
    standing: Standing
    text: str
    said: Masked
    title: str = ""
    press: str = ""
    talk: Talk | None = None
    back: ReopenedRequest | None = None


@dataclass(frozen=True)
class TurnResult:
    """The result of a turn. `outcome` is None when stored replies are repeated, or all was erased.

    `messages` are those of both sides. `intent`: what the message was about. `calm`: a crisis card
    was shown or offered in this conversation. `waiting`: staff may still answer in it.
    """

    messages: tuple[Message, ...]
    outcome: Outcome | None = None
    intent: str = ""
    erased: bool = False
    calm: bool = False
    waiting: bool = False

    @property
    def replies(self) -> tuple[Message, ...]:
        """The messages from the assistant and the staff."""
        return tuple(message for message in self.messages if message.sender != "you")
