"""The interface of the agent, which understands and answers messages, and its input and output."""

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
    """One message for the agent: `text`, or `press`, what a pressed button means.

    `snapshot`: the state of the conversation before it; `around`: what else an answer depends on.
    """

    conversation: str
    text: str = ""
    press: str = ""
    snapshot: Snapshot = field(default_factory=Snapshot)
    around: Circumstances = field(default_factory=Circumstances)


@dataclass(frozen=True)
class Outcome:
    """The result of a message: the replies, what was understood, and the conversation's new state.

    A `state` without events means that the state has not changed. `request` is one that the form
    has just completed. `actions` are the Rasa actions that ran, each with the policy that chose it.
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
    """Understands and answers messages."""

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
    """Runs turns. While one waits another may go on, but never two run at the same moment."""

    async def run[Result](self, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Run `work` and give its result."""


class Here:
    """A `TurnThread` without a thread: turns run in the caller's event loop."""

    async def run[Result](self, work: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Await `work`."""
        return await work()
