"""What is remembered of a conversation from turn to turn, and what an answer is."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.content.asker import role_of
from bot.content.cards import Person, Role
from bot.content.quiz import QuizState
from bot.messages import Reply
from bot.understanding.message import Decision


@dataclass(frozen=True)
class Memory:
    """What is remembered from turn to turn.

    `card`: the card shown last. `read`: which of its passages were shown (0 is the first, then its
    further parts). `person`: who is asking. `misses`: how often in a row nothing was understood.
    `offered`: the buttons last offered, in order, each as the id of its card or else as its press.
    """

    card: str | None = None
    read: tuple[int, ...] = ()
    person: Person | None = None
    misses: int = 0
    offered: tuple[str, ...] = ()
    quiz: QuizState = field(default_factory=QuizState)

    @property
    def role(self) -> Role | None:
        """The role of the person, as `role_of` gives it; None when it is not known."""
        return role_of(self.person)


@dataclass(frozen=True)
class Answer:
    """The replies, what to remember, and what was decided in the end.

    `opens_form`: there are no replies, because the form that leaves a message takes over.
    """

    replies: tuple[Reply, ...]
    memory: Memory
    decision: Decision
    opens_form: bool = False
