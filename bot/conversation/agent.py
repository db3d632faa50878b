"""What goes to the Rasa agent and what comes back: plain data, no type of Rasa's."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.records.snapshot import Snapshot
from bot.understanding.activities import ActivityVerdict


@dataclass(frozen=True)
class AgentRequest:
    """One message for the agent: text, or the payload of a button (`/intent{…}`).

    `around` is what the actions must know besides the words: see `_around` in
    bot/conversation/service.py.
    """

    conversation: str
    channel: str
    text: str
    snapshot: Snapshot
    around: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class AgentReply:
    """One reply: `buttons` are title and payload, the payload in Rasa's form."""

    text: str
    kind: str
    card: dict[str, Any] | None
    buttons: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class AgentAnswer:
    """The replies, what was understood, and the conversation's new state.

    `ranking` is best first and holds intents of the contract only; `events` in `snapshot` are the
    new ones. `actions` are the actions that ran, with the policy that chose each. `intents` are
    those of a message in parts, `activity` what its description is like. `handoff` is a request
    for a person that the form has just finished (bot/handoff/model.py).
    """

    replies: tuple[AgentReply, ...]
    intent: str
    confidence: float
    decision: str
    ranking: tuple[tuple[str, float], ...]
    entities: tuple[tuple[str, str], ...]
    snapshot: Snapshot
    actions: tuple[tuple[str, str], ...] = field(default=())
    intents: tuple[str, ...] = ()
    activity: ActivityVerdict | None = None
    handoff: dict[str, Any] | None = None


class Agent(Protocol):
    """Whoever answers messages."""

    async def answer(self, request: AgentRequest) -> AgentAnswer:
        """Answer one message."""


class LoadingAgent(Agent, Protocol):
    """An agent that may still be loading."""

    @property
    def ready(self) -> bool:
        """True once messages can be answered."""

    async def settled(self) -> None:
        """Wait until it is loaded or has failed to load."""


class TurnThread(Protocol):
    """Where turns are taken, one beside the other but never two at the same moment."""

    async def run[Result](self, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Await `work` there."""
