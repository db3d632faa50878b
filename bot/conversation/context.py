"""What comes into a turn, what is known of it while it is taken, and what goes out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.content.load import Pack
from bot.conversation.agent import Outcome
from bot.handoff.model import ReopenedRequest, Talk
from bot.messages import Message
from bot.privacy import Masked
from bot.records.turns import AlsoWrite, Standing
from bot.safety.gate import Danger

StoreText = Literal["none", "missed", "all"]


@dataclass(frozen=True)
class Kept:
    """What is kept and for how long, in days: see PPI_STORE_TEXT and the two retention settings."""

    text: StoreText = "missed"
    days: int = 90
    request_days: int = 30


@dataclass(frozen=True)
class Incoming:
    """A message as a channel gives it: `text`, or `pressed`, the id of a button.

    `person`: whose keyed hash finds the conversation; with `conversation` it need not be found.
    `danger` is what `Conversations.danger` made of the words, where the channel has asked already;
    `judged` says so. The same `key` is the same turn. `command` is what a channel's own command
    means, such as Telegram's /quiz; `text` is then what was typed. No client can set it. `address`
    is the chat in which staff can answer; it is kept, encrypted, with a request only. `also` is
    written in the turn's transaction.
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


@dataclass
class TurnContext:
    """A turn while it is taken: what came, where its conversation stands, what was made of both.

    `text` is cleaned, `said` has tokens in place of personal data. `title` is what is kept as the
    person's words: those of the button that was pressed, else their own; `press` is what a button
    means. `talk` is a request that staff are answering here, `back` one opened by its return code.
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
    """What goes out. `outcome` is None when a stored reply is repeated, or all was erased.

    `intent`: what the message was about. `calm`: a crisis card was shown in this conversation;
    `waiting`: staff may still answer in it.
    """

    messages: tuple[Message, ...]
    outcome: Outcome | None = None
    intent: str = ""
    erased: bool = False
    calm: bool = False
    waiting: bool = False

    @property
    def replies(self) -> tuple[Message, ...]:
        """The other side: the assistant's, and the staff's."""
        return tuple(message for message in self.messages if message.sender != "you")
