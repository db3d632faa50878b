"""The port to whoever understands and answers: what goes in, what comes out, in plain data."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.content.circumstances import Circumstances
from bot.handoff.model import NewRequest
from bot.messages import Reply
from bot.records.snapshot import Snapshot
from bot.understanding.message import Understanding


@dataclass(frozen=True)
class AgentRequest:
    """One message for the agent: `text`, or what pressing a button means."""

    conversation: str
    text: str = ""
    press: str = ""
    snapshot: Snapshot = field(default_factory=Snapshot)
    around: Circumstances = field(default_factory=Circumstances)


@dataclass(frozen=True)
class Outcome:
    """What came of a message: replies, what was understood, and the conversation's new state.

    `state` holds events only where the agent was asked. `request` is one for a person that the form
    has just finished. `actions` are those that ran, with the policy that chose each.
    """

    replies: tuple[Reply, ...]
    understanding: Understanding
    state: Snapshot = field(default_factory=Snapshot)
    request: NewRequest | None = None
    actions: tuple[tuple[str, str], ...] = ()

    @property
    def card_id(self) -> str | None:
        """The id of the first card shown."""
        return next((reply.card_id for reply in self.replies if reply.card_id), None)

    @property
    def decision(self) -> str:
        """What was decided in the end: answer, clarify, refuse or crisis."""
        return self.understanding.decision


class Agent(Protocol):
    """Whoever answers messages."""

    async def answer(self, request: AgentRequest) -> Outcome:
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


class Here:
    """Takes turns where they are asked for."""

    async def run[Result](self, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Await `work`."""
        return await work()
